"""Tokens: opaque, kept as a hash, bound to a device; who stands behind a request."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from core.domain.clock import instant
from core.store.base import PUBLIC
from core.store.engine import dialect_of
from server import office_log, proofs
from server.accounts import account_of
from server.actors import ADMINISTRATORS, scopes_of_role
from server.errors import WebError, forbidden, no_session, session_expired
from server.residents.identities import identities_of
from server.tables import ACCOUNT, DEVICE, DEVICE_KEY, RESIDENT, SESSION
from sync import protocol

if TYPE_CHECKING:
    from core.domain.values import Role
    from server.accounts import Account
    from server.centre import Centre
    from server.residents.identities import Identity

CLERK = "clerk"
RESIDENT_KIND = "resident"
RESIDENTS_DEVICE = "residents"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sent a request: a clerk on a device, or a resident (`role` is empty then)."""

    kind: str
    account_id: str
    device_id: str
    token_hash: str
    display_name: str = ""
    role: Role | None = None
    scopes: frozenset[str] = frozenset()
    must_change_password: bool = False
    identities: tuple[Identity, ...] = ()

    def person(self, role: Role) -> str:
        """Give the id of the person whom a resident is in a role, empty when none is bound."""
        return next((one.person_id for one in self.identities if one.role == role), "")

    @property
    def reads(self) -> frozenset[str]:
        """The scopes whose records a clerk may read: the own ones and what everybody may."""
        return self.scopes | {PUBLIC}

    def clerk(self) -> Caller:
        """Refuse residents, and clerks who still have a password somebody else knows."""
        if self.kind != CLERK:
            raise forbidden()
        if self.must_change_password:
            raise WebError(403, "PASSWORD_CHANGE_NEEDED", "首次登录请先修改密码。")
        return self

    def data_clerk(self) -> Caller:
        """A clerk who may see filings: the three administrators hold no business data."""
        if self.clerk().role in ADMINISTRATORS:
            raise forbidden()
        return self

    def resident(self) -> Caller:
        if self.kind != RESIDENT_KIND:
            raise forbidden()
        return self


def enrol(centre: Centre, account: Account, message: protocol.Enrol) -> protocol.Enrolled:
    """Make a PC known; its first command has number 1."""
    device_id = centre.ids.new()
    with centre.writing() as session:
        session.execute(
            insert(DEVICE).values(
                id=device_id,
                name=message.device_name[:120],
                app_version=message.app_version[:40],
                next_seq=1,
                active=1,
                enrolled_by=account.id,
                enrolled_at=centre.now,
            )
        )
        subject = f"device:{device_id}"
        office_log.note(session, centre, account.id, "device_enrolled", subject, device=device_id)
    return protocol.Enrolled(device_id)


def open_clerk_session(centre: Centre, account: Account, message: protocol.LogIn) -> protocol.Session:
    """Register the clerk's key on this device and give a token. Raises WebError DEVICE_UNKNOWN, BAD_KEY."""
    if not proofs.is_public_key(message.public_key):
        raise WebError(400, "BAD_KEY", "登录请求里的公钥格式不对，请升级程序。")
    token, hashed = new_token(centre)
    expires = instant(centre.clock.now() + timedelta(hours=centre.config.session_hours))
    with centre.writing() as session:
        device = session.execute(
            select(DEVICE).where(DEVICE.c.id == message.device_id, DEVICE.c.active == 1)
        ).first()
        if device is None:
            raise WebError(403, "DEVICE_UNKNOWN", "这台电脑没有登记或已被停用，请联系系统管理员。")
        put = dialect_of(session).insert(DEVICE_KEY)
        put = put.values(
            actor_id=account.id,
            device_id=device.id,
            public_key=message.public_key,
            created_at=centre.now,
        )
        session.execute(
            put.on_conflict_do_update(
                index_elements=["actor_id", "device_id"], set_={"public_key": message.public_key}
            )
        )
        session.execute(delete(SESSION).where(SESSION.c.expires_at < centre.now))
        session.execute(
            insert(SESSION).values(
                token_hash=hashed,
                kind=CLERK,
                account_id=account.id,
                device_id=device.id,
                password_epoch=account.password_epoch,
                created_at=centre.now,
                expires_at=expires,
            )
        )
        subject = f"account:{account.id}"
        office_log.note(session, centre, account.id, "log_in", subject, device=device.id)
    scopes = scopes_of_role(centre.setting, account.role, account.districts)
    return protocol.Session(
        token=token,
        expires_at=expires,
        actor_id=account.id,
        username=account.username,
        display_name=account.display_name,
        role=account.role.value,
        scopes=tuple(sorted(scopes)),
        next_seq=device.next_seq,
        must_change_password=account.must_change_password,
        server_time=centre.now,
    )


def new_token(centre: Centre) -> tuple[str, str]:
    """Give a token and the hash under which it is kept."""
    token = base64.urlsafe_b64encode(centre.random(32)).rstrip(b"=").decode()
    return token, hash_of(token)


def hash_of(token: str) -> str:
    return hashlib.sha256(f"shicheng-token-v1\0{token}".encode()).hexdigest()


def caller(centre: Centre, authorization: str | None, device_id: str | None) -> Caller:
    """Give who sent a request, with the rights of this moment; raises WebError 401."""
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.casefold() != "bearer" or not token.strip():
        raise no_session()
    hashed = hash_of(token.strip())
    with centre.reading() as session:
        row = session.execute(select(SESSION).where(SESSION.c.token_hash == hashed)).first()
        if row is None or row.expires_at <= centre.now:
            raise session_expired()
        if row.kind == RESIDENT_KIND:
            person = session.execute(
                select(RESIDENT).where(RESIDENT.c.id == row.account_id, RESIDENT.c.active == 1)
            ).first()
            if person is None:
                raise session_expired()
            return Caller(
                RESIDENT_KIND,
                row.account_id,
                RESIDENTS_DEVICE,
                hashed,
                identities=identities_of(session, row.account_id),
            )
        if device_id != row.device_id:
            raise no_session()
        found = session.execute(
            select(ACCOUNT)
            .join(DEVICE, DEVICE.c.id == row.device_id)
            .where(ACCOUNT.c.id == row.account_id, ACCOUNT.c.active == 1, DEVICE.c.active == 1)
        ).first()
    if found is None or found.password_epoch != row.password_epoch:
        raise session_expired()
    account = account_of(found)
    return Caller(
        CLERK,
        account.id,
        row.device_id,
        hashed,
        display_name=account.display_name,
        role=account.role,
        scopes=scopes_of_role(centre.setting, account.role, account.districts),
        must_change_password=account.must_change_password,
    )


def close_session(centre: Centre, who: Caller) -> None:
    """Forget a token."""
    with centre.writing() as session:
        session.execute(delete(SESSION).where(SESSION.c.token_hash == who.token_hash))
