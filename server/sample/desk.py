"""The clerks of the sample: demonstration accounts, and decisions signed and settled like those of a PC."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select

from core.apprenticeship.rules import RULES_VERSION
from core.domain.clock import SHANGHAI
from core.domain.commands import encode_args
from core.domain.values import DocumentKind, DocumentRef, PolicyFile, Role
from core.files.images import WatermarkText, derive_copy
from core.files.papers import inspect_named
from server import ledger, sessions, uploads
from server.accounts import Passwords, account_of, create_account
from server.sample.apprenticeship.steps import Clerk
from server.tables import ACCOUNT
from sync.protocol import COPY, FILE, ORIGINAL, Enrol, Envelope, LogIn, canonical

if TYPE_CHECKING:
    from core.domain.commands.base import Command
    from server.accounts import Account
    from server.centre import Centre
    from sync.protocol import Verdict

PASSWORD = "Shicheng-2026"
"""Of every demonstration account. Public on purpose: such accounts exist only beside sample data."""

CLERKS = (
    Clerk("zhoumin", "周敏", Role.DISTRICT_REVIEWER, ("420106",)),
    Clerk("lixiaohong", "李晓红", Role.DISTRICT_REVIEWER, ("420106",)),
    Clerk("wangqiang", "王强", Role.DISTRICT_VIEWER, ("420106",)),
    Clerk("zhangwei", "张卫", Role.DISTRICT_REVIEWER, ("420111",)),
    Clerk("chenjing", "陈静", Role.CITY_OFFICE),
    Clerk("liuyang", "刘洋", Role.CITY_COMMISSION),
)


def make_accounts(centre: Centre) -> dict[str, str]:
    """Make the demonstration accounts; gives account ids by user name."""
    passwords = Passwords(centre.config)
    return {
        clerk.username: create_account(
            centre,
            passwords,
            username=clerk.username,
            display_name=clerk.name,
            role=clerk.role,
            districts=clerk.districts,
            password=PASSWORD,
            must_change=False,
        )
        for clerk in CLERKS
    }


class Desk:
    """A reviewer at a PC: enrolled device, signing key (forgotten afterwards), numbered commands."""

    def __init__(self, centre: Centre, username: str) -> None:
        self._centre = centre
        self._key = Ed25519PrivateKey.generate()
        account = _account(centre, username)
        self.actor_id = account.id
        message = Enrol(username, "", "样例数据用的电脑", "sample")
        self._device_id = sessions.enrol(centre, account, message).device_id
        opened = sessions.open_clerk_session(
            centre, account, LogIn(username, "", self._device_id, _public(self._key))
        )
        self._next_seq = opened.next_seq
        self._caller = sessions.Caller(sessions.CLERK, account.id, self._device_id, "", role=account.role)

    def keep_page(self, data: bytes, kind: DocumentKind, page: int) -> DocumentRef:
        """Upload a picture with its watermarked copy, as a PC does (G17)."""
        day = self._centre.clock.now().astimezone(SHANGHAI).date()
        commission = self._centre.setting.dictionaries.city.commission
        copy = derive_copy(data, WatermarkText("仅用于师承强制解除", commission, day.isoformat()))
        return DocumentRef(
            kind=kind,
            sha256=self._upload(copy.data, COPY),
            original_sha256=self._upload(data, ORIGINAL),
            page=page,
            size=len(copy.data),
            width=copy.width,
            height=copy.height,
        )

    def keep_file(self, name: str, data: bytes) -> PolicyFile:
        """Upload a file of a notice as it is."""
        shown, media_type = inspect_named(name, data)
        digest = self._upload(data, FILE)
        document = DocumentRef(
            DocumentKind.POLICY_FILE, digest, digest, size=len(data), media_type=media_type
        )
        return PolicyFile(shown, document)

    def _upload(self, data: bytes, purpose: str) -> str:
        digest = hashlib.sha256(data).hexdigest()
        upload = uploads.begin(self._centre, self._caller, len(data), digest, purpose)
        if not upload.is_done:
            uploads.append(self._centre, self._caller, upload.id, upload.position, data)
        return digest

    def decide(self, command: Command, base_version: int) -> Verdict:
        """Sign a command at the clock's moment and have it settled."""
        envelope = Envelope(
            op_id=self._centre.ids.new(),
            device_id=self._device_id,
            device_seq=self._next_seq,
            actor_id=self.actor_id,
            name=command.name,
            version=command.version,
            args=encode_args(command),
            subject=command.subject,
            base_version=base_version,
            rules_version=RULES_VERSION,
            decided_at=self._centre.now,
        )
        proof = _text(self._key.sign(canonical(envelope)))
        verdict = ledger.settle(self._centre, _signed(envelope, proof))
        self._next_seq += 1
        return verdict


def _signed(envelope: Envelope, proof: str) -> Envelope:
    values = {name: getattr(envelope, name) for name in Envelope.__struct_fields__}
    return Envelope(**(values | {"proof": proof}))


def _account(centre: Centre, username: str) -> Account:
    with centre.reading() as session:
        return account_of(session.execute(select(ACCOUNT).where(ACCOUNT.c.username == username)).one())


def _public(key: Ed25519PrivateKey) -> str:
    raw = serialization.Encoding.Raw, serialization.PublicFormat.Raw
    return _text(key.public_key().public_bytes(*raw))


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
