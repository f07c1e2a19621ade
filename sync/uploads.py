"""Files up: what a clerk of this PC attached, sealed here until the server has it (sync.md rule 10).

The queue is a table and the files are sealed like all attachments, so both outlive the program. Only what
a decision names is sent; a decision never waits for its files. A cut upload goes on at the server's offset
(fault 34), a part that arrives changed is sent again (fault 35).
"""

from __future__ import annotations

import hashlib
import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import and_, delete, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from core.domain.clock import instant
from core.domain.errors import KnownError
from core.domain.values import DocumentKind, DocumentRef, PolicyFile
from core.files.sealing import DiskFull, SealBroken, Sealer, SealMissing
from sync.accounts.slots import derived_key
from sync.attachments import HERE
from sync.protocol import COPY, FILE, ORIGINAL
from sync.tables import BLOB, OUTGOING
from sync.transactions import reading, writing
from sync.troubles import WireError

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import ColumnElement, Row, Select
    from sqlalchemy.orm import Session

    from core.domain.clock import Clock
    from core.domain.commands.base import Command
    from core.files.watermark import WatermarkText
    from sync.accounts.unlocked import Unlocked
    from sync.client import Client

log = logging.getLogger(__name__)

PART = 256 * 1024
"""Bytes sent in one request: what is lost when the connection breaks."""
TRIES = 3
"""How often one file is begun anew in a round when the server finds its bytes changed."""
UNUSED_AFTER = timedelta(days=2)
"""After which files that no decision named are thrown away."""


class Outgoing:
    """The files that wait; usable from several threads. `keep_…` never needs the network."""

    def __init__(self, unlocked: Unlocked, client: Client, clock: Clock) -> None:
        self._engine = unlocked.engine
        self._folder = unlocked.profile.blobs_folder
        self._sealer = Sealer(derived_key(unlocked.store_key, "attachments"))
        self._client = client
        self._clock = clock

    def keep_picture(self, data: bytes, kind: DocumentKind, page: int, mark: WatermarkText) -> DocumentRef:
        """Keep a JPEG or PNG and its watermarked copy (G17); gives the reference for a command.

        Raises KnownError with a sentence: IMAGE_… (too large, another type, broken), DISK_FULL.
        """
        from core.files.images import ImageRefused, derive_copy

        try:
            copy = derive_copy(data, mark)
        except ImageRefused as error:
            raise KnownError(error.code.upper(), error.message) from error
        original = hashlib.sha256(data).hexdigest()
        self._keep((data, original, ORIGINAL), (copy.data, copy.sha256, COPY))
        return DocumentRef(
            kind=kind,
            sha256=copy.sha256,
            original_sha256=original,
            page=page,
            size=len(copy.data),
            width=copy.width,
            height=copy.height,
        )

    def keep_file(
        self, name: str, data: bytes, kind: DocumentKind = DocumentKind.POLICY_FILE, page: int = 1
    ) -> PolicyFile:
        """Keep a file as it is (of a policy notice, of a report): PDF, docx, xlsx, JPEG, PNG.

        Raises KnownError with a sentence: FILE_… (type, ending, broken, locked, macros), DISK_FULL.
        """
        from core.files.papers import FileRefused, inspect_named

        try:
            shown, media_type = inspect_named(name, data)
        except FileRefused as error:
            raise KnownError(error.code.upper(), f"“{name[-60:]}”：{error.message}") from error
        sha256 = hashlib.sha256(data).hexdigest()
        self._keep((data, sha256, FILE))
        document = DocumentRef(kind, sha256, sha256, page=page, size=len(data), media_type=media_type)
        return PolicyFile(shown, document)

    def waiting(self) -> int:
        """Give how many files wait for the server."""
        with reading(self._engine) as session:
            return len(session.execute(_to_send()).all())

    def push(self, go_on: Callable[[], bool]) -> int:
        """Send what waits, oldest first, while `go_on()`; give how many arrived.

        A file that the server refuses for good is noted and passed over; other failures are raised.
        """
        sent = 0
        self._drop_unused()
        with reading(self._engine) as session:
            rows = session.execute(_to_send()).all()
        for row in rows:
            if not go_on():
                break
            try:
                done = self._send(row, go_on)
            except WireError as error:
                if error.is_temporary or error.status in (401, 403):
                    raise
                log.info("upload of %s refused: %s", row.purpose, error.code)
                self._note_problem(row, error.code)
            except (SealMissing, SealBroken) as error:
                log.info("upload of %s lost: %s", row.purpose, error.code)
                self._note_problem(row, error.code)
            else:
                sent += done
        return sent

    def _send(self, row: Row[tuple[object, ...]], go_on: Callable[[], bool]) -> bool:
        data = self._sealer.read(self._folder, row.sha256)
        for attempt in range(1, TRIES + 1):
            try:
                if not self._send_parts(row, data, go_on):
                    return False
            except WireError as error:
                if (
                    error.code not in ("CHECKSUM_MISMATCH", "OFFSET_CONFLICT", "NOT_FOUND")
                    or attempt == TRIES
                ):
                    raise
            else:
                self._arrived(row)
                return True
        return False

    def _send_parts(self, row: Row[tuple[object, ...]], data: bytes, go_on: Callable[[], bool]) -> bool:
        path, offset = self._client.begin_upload(row.sha256, row.purpose, len(data))
        while offset < len(data):
            if not go_on():
                return False
            offset = self._client.add_to_upload(path, offset, data[offset : offset + PART])
        return True

    def _keep(self, *files: tuple[bytes, str, str]) -> None:
        """Seal the files, then note them: a row always has its file."""
        now = instant(self._clock.now())
        try:
            for data, sha256, _ in files:
                self._sealer.write(self._folder, data, sha256)
        except DiskFull as error:
            raise KnownError("DISK_FULL", error.message) from error
        with writing(self._engine, durable=True) as session:
            for data, sha256, purpose in files:
                values = {"size": len(data), "state": HERE, "used_at": now, "pinned": 1}
                session.execute(
                    upsert(BLOB)
                    .values(sha256=sha256, **values)
                    .on_conflict_do_update(index_elements=["sha256"], set_=values)
                )
                waits = insert(OUTGOING).prefix_with("OR IGNORE")
                session.execute(
                    waits.values(
                        sha256=sha256, purpose=purpose, size=len(data), wanted=0, problem="", kept_at=now
                    )
                )

    def _arrived(self, row: Row[tuple[object, ...]]) -> None:
        """The server has it: the copy may be evicted now, the original leaves this PC."""
        with writing(self._engine, durable=False) as session:
            session.execute(delete(OUTGOING).where(_same(row)))
            left = session.scalar(select(OUTGOING.c.sha256).where(OUTGOING.c.sha256 == row.sha256))
            if left is None and row.purpose == ORIGINAL:
                session.execute(delete(BLOB).where(BLOB.c.sha256 == row.sha256))
            elif left is None:
                session.execute(update(BLOB).where(BLOB.c.sha256 == row.sha256).values(pinned=0))
        if left is None and row.purpose == ORIGINAL:
            self._sealer.remove(self._folder, row.sha256)

    def _note_problem(self, row: Row[tuple[object, ...]], code: str) -> None:
        with writing(self._engine, durable=False) as session:
            session.execute(update(OUTGOING).where(_same(row)).values(problem=code))

    def _drop_unused(self) -> None:
        """Throw away what was chosen in a dialog and never decided on."""
        before = instant(self._clock.now() - UNUSED_AFTER)
        unused = (OUTGOING.c.wanted == 0) & (OUTGOING.c.kept_at < before)
        with reading(self._engine) as session:
            gone = session.scalars(select(OUTGOING.c.sha256).where(unused)).all()
        if not gone:
            return
        with writing(self._engine, durable=False) as session:
            session.execute(delete(OUTGOING).where(unused))
            kept = set(session.scalars(select(OUTGOING.c.sha256).where(OUTGOING.c.sha256.in_(gone))))
            lost = [sha256 for sha256 in gone if sha256 not in kept]
            session.execute(delete(BLOB).where(BLOB.c.sha256.in_(lost)))
        for sha256 in lost:
            self._sealer.remove(self._folder, sha256)


def named_digests(command: Command) -> tuple[str, ...]:
    """Give the digests of the files that a command of a PC attaches: copies, originals and plain files."""
    digests = (one for ref in command.attached for one in (ref.sha256, ref.original_sha256))
    return tuple(dict.fromkeys(one for one in digests if one))


def want_files(session: Session, digests: tuple[str, ...]) -> None:
    """A decision names these files: from now on they are sent."""
    if digests:
        session.execute(update(OUTGOING).where(OUTGOING.c.sha256.in_(digests)).values(wanted=1))


def _to_send() -> Select[tuple[object, ...]]:
    wanted = select(OUTGOING).where(OUTGOING.c.wanted == 1, OUTGOING.c.problem == "")
    return wanted.order_by(OUTGOING.c.kept_at, OUTGOING.c.sha256)


def _same(row: Row[tuple[object, ...]]) -> ColumnElement[bool]:
    return and_(OUTGOING.c.sha256 == row.sha256, OUTGOING.c.purpose == row.purpose)
