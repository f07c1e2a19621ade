"""What a resident asks for: once under a key, judged by the same ledger as everybody's commands."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import select

from core.domain.clock import SHANGHAI
from core.domain.commands import encode_args
from core.files.images import WatermarkText
from core.store.engine import dialect_of
from server import uploads
from server.errors import WebError
from server.ledger import Trusted, settle
from server.residents import identities
from server.residents.shapes import Done
from server.sessions import RESIDENTS_DEVICE
from server.tables import LEDGER, RESIDENT_REQUEST
from sync.protocol import Envelope, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sqlalchemy.orm import Session

    from core.domain.commands.base import Command
    from core.domain.values import DocumentRef, Role
    from server.centre import Centre
    from server.residents.shapes import Attached
    from server.sessions import Caller


class ResidentDesk:
    """One resident's request; `key` is the Idempotency-Key, under which a repeat does nothing twice."""

    def __init__(self, centre: Centre, who: Caller, key: str = "") -> None:
        self.centre = centre
        self.who = who
        self._key = key

    def attach(self, given: Iterable[Attached], purpose: str, office: str) -> tuple[DocumentRef, ...]:
        """Make the copies of uploads; the watermark names purpose, office and day (G17)."""
        name = self.centre.setting.dictionaries.bureau_name(office)
        day = self.centre.clock.now().astimezone(SHANGHAI).date()
        mark = WatermarkText(purpose, name, day.isoformat())
        return tuple(
            uploads.attach(self.centre, self.who, one.upload_id, one.kind, one.page, mark) for one in given
        )

    def run(
        self,
        role: Role,
        asked: msgspec.Struct,
        make: Callable[[str], Command],
        binds: bool = False,
        salt: str = "",
        person: str = "",
    ) -> Done:
        """Have the command of a request judged, or give the answer it got before.

        `make(op_id)` builds it. With `binds` the account becomes the person, by default the command's
        subject, in the role. `salt` tells apart what differs in the address alone.
        """
        op_id = self._op_id()
        digest = _digest(type(asked).__name__, salt, self.who.account_id, msgspec.json.encode(asked))
        known = self._known(op_id, digest)
        if known is not None:
            return _answer(*known)
        command = make(op_id)
        bound = (person or command.subject) if binds else ""
        verdict = settle(
            self.centre,
            self._envelope(op_id, command),
            self._trusted(role, digest, bound),
        )
        return _answer(verdict, command.subject)

    def _trusted(self, role: Role, digest: str, person: str) -> Trusted:
        account = self.who.account_id

        def bind(session: Session) -> None:
            if person:
                identities.bind(session, self.centre, account, role, person)

        return Trusted(digest, lambda session: identities.resident(session, account, role, person), bind)

    def _envelope(self, op_id: str, command: Command) -> Envelope:
        return Envelope(
            op_id=op_id,
            device_id=RESIDENTS_DEVICE,
            device_seq=0,
            actor_id=self.who.account_id,
            name=command.name,
            version=command.version,
            args=encode_args(command),
            subject=command.subject,
            base_version=0,
            rules_version=0,
            decided_at=self.centre.now,
        )

    def _op_id(self) -> str:
        """Give the command's id; the same key of the same account always has the same."""
        new = self.centre.ids.new()
        if not self._key:
            return new
        with self.centre.writing() as session:
            put = dialect_of(session).insert(RESIDENT_REQUEST)
            session.execute(
                put.values(
                    account_id=self.who.account_id, request_key=self._key, op_id=new
                ).on_conflict_do_nothing()
            )
            return str(
                session.scalars(
                    select(RESIDENT_REQUEST.c.op_id).where(
                        RESIDENT_REQUEST.c.account_id == self.who.account_id,
                        RESIDENT_REQUEST.c.request_key == self._key,
                    )
                ).one()
            )

    def _known(self, op_id: str, digest: str) -> tuple[Verdict, str] | None:
        with self.centre.reading() as session:
            row = session.execute(select(LEDGER).where(LEDGER.c.op_id == op_id)).first()
        if row is None:
            return None
        if row.payload_hash != digest:
            raise WebError(409, "OP_REUSED", "同一请求编号已用于另一项办理，请重新提交。")
        return msgspec.json.decode(row.verdict, type=Verdict), row.subject


def _digest(*parts: str | bytes) -> str:
    whole = hashlib.sha256()
    for part in parts:
        raw = part.encode() if isinstance(part, str) else part
        whole.update(len(raw).to_bytes(8, "big") + raw)
    return whole.hexdigest()


def _answer(verdict: Verdict, subject: str) -> Done:
    if verdict.status == "applied":
        return Done(subject, verdict.version, verdict.findings)
    if verdict.status == "rejected":
        status = 404 if verdict.code.endswith("_NOT_FOUND") else 422
        raise WebError(status, verdict.code, verdict.message, findings=verdict.findings)
    raise WebError(503, verdict.code or "SERVER_BUSY", "服务器正忙，请稍后再试。", retry_after=5)
