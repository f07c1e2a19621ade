"""Attachments on the PC: fetched by digest, verified, sealed at rest (sync.md rule 10, fault 36).

Bytes whose digest is wrong are never given out: they are dropped and fetched once more. Files are sealed
by `core.files.sealing` under a key made from the store key; the row comes after the file.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from core.actions.descriptions import DESCRIPTIONS
from core.domain.clock import instant
from core.domain.errors import KnownError
from core.files.sealing import DiskFull, SealBroken, Sealer, SealMissing
from sync.accounts.slots import derived_key
from sync.tables import BLOB
from sync.transactions import reading, writing
from sync.troubles import WireError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from core.domain.clock import Clock
    from sync.accounts.unlocked import Unlocked
    from sync.client import Client

HERE = "here"
MISSING = "missing"
MISSING_SENTENCE = (
    "这份材料的文件尚未上传到服务器（经办的电脑可能还没有联网），请稍后再试；长时间没有的，请联系管理员。"
)
BROKEN = "broken"
PREFETCH_FILINGS = 200
"""How many pending filings, those due first, have their documents fetched ahead."""
MOST_BYTES = 2 * 1024**3
"""What the copies of documents may take on this PC, unless the filings that are pending need more."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What attachments take on this PC; `size` in bytes."""

    count: int
    size: int
    missing: int


class Attachments:
    """The PC's copies of documents; usable from several threads."""

    def __init__(self, unlocked: Unlocked, client: Client, clock: Clock) -> None:
        self._engine = unlocked.engine
        self._folder = unlocked.profile.blobs_folder
        self._sealer = Sealer(derived_key(unlocked.store_key, "attachments"))
        self._client = client
        self._clock = clock

    def cached(self, sha256: str) -> bytes | None:
        """Give the bytes when they are on this PC and whole; a damaged copy is removed."""
        try:
            return self._sealer.read(self._folder, sha256)
        except (SealMissing, ValueError):
            return None
        except SealBroken:
            self._forget(sha256)
            return None

    def fetch(self, sha256: str) -> bytes:
        """Give the bytes, from this PC or the server.

        Raises `KnownError`: BLOB_MISSING, BLOB_BROKEN, OFFLINE, SESSION_EXPIRED, DISK_FULL.
        """
        data = self.cached(sha256)
        if data is not None:
            self._used(sha256)
            return data
        data = self._fetched(sha256)
        self._keep(sha256, data)
        return data

    def is_here(self, sha256: str) -> bool:
        return self._sealer.holds(self._folder, sha256)

    def usage(self) -> Usage:
        with reading(self._engine) as session:
            here = select(func.count(), func.coalesce(func.sum(BLOB.c.size), 0)).where(BLOB.c.state == HERE)
            count, size = session.execute(here).one()
            missing = session.scalar(select(func.count()).where(BLOB.c.state != HERE).select_from(BLOB))
        return Usage(int(count), int(size), int(missing or 0))

    def trim(self, most_bytes: int) -> int:
        """Evict copies not used for longest until at most `most_bytes` stay. Give how many went.

        What was not uploaded yet (pinned) and the documents of pending filings never go.
        """
        over = self.usage().size - most_bytes
        if over <= 0:
            return 0
        with reading(self._engine) as session:
            rows = session.execute(
                select(BLOB.c.sha256, BLOB.c.size)
                .where(BLOB.c.state == HERE, BLOB.c.pinned == 0)
                .order_by(BLOB.c.used_at, BLOB.c.sha256)
            ).all()
        needed, gone = set(self._pending()), 0
        for sha256, size in rows:
            if over > 0 and sha256 not in needed:
                self._forget(sha256)
                over, gone = over - size, gone + 1
        return gone

    def wanted(self, limit: int = PREFETCH_FILINGS) -> Iterator[str]:
        """Give the digests of documents of pending filings that are not here, oldest deadline first."""
        with reading(self._engine) as session:
            absent = set(session.scalars(select(BLOB.c.sha256).where(BLOB.c.state != HERE)))
        for sha256 in self._pending(limit):
            if sha256 not in absent and not self.is_here(sha256):
                yield sha256

    def prefetch(self, go_on: Callable[[], bool]) -> int:
        """Fetch what `wanted` gives, one by one while `go_on()`; give how many came.

        What the server does not have is noted and passed over; any other failure of the wire is raised.
        """
        came = 0
        for sha256 in self.wanted():
            if not go_on():
                break
            try:
                self.fetch(sha256)
            except KnownError as error:
                if error.code not in ("BLOB_MISSING", "BLOB_BROKEN"):
                    raise
            else:
                came += 1
        return came

    def forget_failures(self) -> None:
        """Try what was missing or broken again, as the feed may have brought news."""
        with writing(self._engine, durable=False) as session:
            session.execute(delete(BLOB).where(BLOB.c.state != HERE))

    def _fetched(self, sha256: str) -> bytes:
        for _ in range(2):
            try:
                data = self._client.blob(sha256)
            except WireError as error:
                raise self._explained(error, sha256) from error
            if hashlib.sha256(data).hexdigest() == sha256:
                return data
        self._note(sha256, 0, BROKEN)
        raise KnownError("BLOB_BROKEN", "材料文件校验不一致，已丢弃。请稍后重试；仍不行请联系管理员。")

    def _explained(self, error: WireError, sha256: str) -> KnownError:
        if error.status == 404:
            self._note(sha256, 0, MISSING)
            return KnownError("BLOB_MISSING", MISSING_SENTENCE)
        if error.is_offline:
            return KnownError("OFFLINE", "这份材料还没有下载到本机，当前未联网，联网后会自动下载。")
        return error

    def _keep(self, sha256: str, data: bytes) -> None:
        try:
            self._sealer.write(self._folder, data, sha256)
        except DiskFull as error:
            raise KnownError("DISK_FULL", error.message) from error
        self._note(sha256, len(data), HERE)

    def _note(self, sha256: str, size: int, state: str) -> None:
        values = {"size": size, "state": state, "used_at": instant(self._clock.now())}
        with writing(self._engine, durable=False) as session:
            session.execute(
                upsert(BLOB)
                .values(sha256=sha256, pinned=0, **values)
                .on_conflict_do_update(index_elements=["sha256"], set_=values)
            )

    def _pending(self, limit: int | None = None) -> list[str]:
        """Digests of the documents of what waits for a decision (of so many records), those due first."""
        with reading(self._engine) as session:
            return [one for words in DESCRIPTIONS.values() for one in words.needed(session, limit)]

    def _used(self, sha256: str) -> None:
        """Note that a copy was shown, once a day: those shown last are evicted last."""
        now = instant(self._clock.now())
        row = BLOB.c.sha256 == sha256
        with reading(self._engine) as session:
            known = session.scalar(select(BLOB.c.used_at).where(row)) or now
        if known[:10] < now[:10]:
            with writing(self._engine, durable=False) as session:
                session.execute(update(BLOB).where(row).values(used_at=now))

    def _forget(self, sha256: str) -> None:
        self._sealer.remove(self._folder, sha256)
        with writing(self._engine, durable=False) as session:
            session.execute(delete(BLOB).where(BLOB.c.sha256 == sha256))

    def refetch(self, sha256: str) -> bytes:
        """Drop the copy on this PC and fetch it anew, as the clerk asked for; raises as `fetch` does.

        A pinned copy (not uploaded yet) is the only one there is: it stays.
        """
        with reading(self._engine) as session:
            pinned = session.scalar(select(BLOB.c.pinned).where(BLOB.c.sha256 == sha256))
        if not pinned:
            self._forget(sha256)
        return self.fetch(sha256)
