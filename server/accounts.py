"""Clerks' accounts and passwords: argon2id, no default accounts, the same answer and time for everybody."""

from __future__ import annotations

import re
import secrets
import string
import threading
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, insert, select, update

from core import audit
from core.domain.clock import instant, parse_instant
from core.domain.errors import KnownError
from core.domain.passwords import LONGEST, check_password
from core.domain.values import OfficeKind, Role
from core.store.engine import dialect_of
from server import office_log
from server.actors import only_office
from server.errors import WebError
from server.tables import ACCOUNT, LOGIN_FAILURE, PASSWORD_USED, SESSION

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from server.centre import Centre
    from server.config import Config

HISTORY = 5
AT_ONCE = threading.BoundedSemaphore(2)
"""Password checks at the same time: each takes 64 MiB."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account as a request needs it."""

    id: str
    username: str
    display_name: str
    role: Role
    districts: str
    password_epoch: int
    must_change_password: bool


class Passwords:
    """Hashing with the configured cost."""

    def __init__(self, config: Config) -> None:
        self._hasher = PasswordHasher(config.argon2_rounds, config.argon2_kib, 1)
        self._nobody = self._hasher.hash(secrets.token_hex(16))

    def hash(self, password: str) -> str:
        with AT_ONCE:
            return self._hasher.hash(password)

    def matches(self, stored: str | None, password: str) -> bool:
        """Compare; without a stored hash the same work is done and the answer is no."""
        with AT_ONCE:
            try:
                self._hasher.verify(stored or self._nobody, password)
            except (VerificationError, InvalidHashError):
                return False
        return stored is not None


def generated_password() -> str:
    """A one-time password that satisfies the rules: four groups of letters and digits."""
    letters = string.ascii_letters.translate({ord(sign): None for sign in "lIO"}) + "23456789"
    groups = ["".join(secrets.choice(letters) for _ in range(4)) for _ in range(4)]
    return "-".join(groups) + "-A7a"


def create_account(
    centre: Centre,
    passwords: Passwords,
    *,
    username: str,
    display_name: str,
    role: Role,
    districts: tuple[str, ...],
    password: str,
    must_change: bool,
) -> str:
    """Make a clerk's or administrator's account; gives its id. Raises KnownError with a sentence."""
    name = username.strip().casefold()
    if not re.fullmatch(r"[a-z0-9][a-z0-9._-]{1,63}", name):
        raise KnownError("BAD_USERNAME", "用户名为 2 至 64 位小写字母、数字或 . _ -。")
    _check_districts(centre, role, districts)
    check_password(password, name)
    account_id = centre.ids.new()
    hashed = passwords.hash(password)
    with centre.writing() as session:
        if session.scalar(select(ACCOUNT.c.id).where(ACCOUNT.c.username == name)):
            raise KnownError("USERNAME_TAKEN", f"用户名“{name}”已存在。")
        session.execute(
            insert(ACCOUNT).values(
                id=account_id,
                username=name,
                display_name=display_name.strip() or name,
                role=role.value,
                districts=",".join(sorted(districts)),
                password_hash=hashed,
                password_epoch=1,
                must_change_password=int(must_change),
                active=1,
                created_at=centre.now,
            )
        )
        _note_password(session, account_id, 1, hashed)
        _audit(session, centre, "operator", "CREATE_ACCOUNT", f"account:{account_id}")
    return account_id


def log_in(centre: Centre, passwords: Passwords, username: str, password: str, device_id: str) -> Account:
    """Give the account when the password fits; raises WebError WRONG_CREDENTIALS or LOCKED_OUT."""
    name = username.strip().casefold()[:64]
    with centre.reading() as session:
        _refuse_locked_out(session, centre, name, device_id)
        row = session.execute(select(ACCOUNT).where(ACCOUNT.c.username == name)).first()
    fits = passwords.matches(row.password_hash if row else None, password[: LONGEST + 1])
    if row is None or not fits or not row.active:
        with centre.writing() as session:
            _count_failure(session, centre, name, device_id)
            _audit(session, centre, row.id if row else "unknown", "LOG_IN", f"device:{device_id}", ok=False)
            if row is not None:
                _log(session, centre, row.id, "log_in_failed", device_id, "WRONG_CREDENTIALS")
        raise wrong_credentials()
    with centre.writing() as session:
        session.execute(delete(LOGIN_FAILURE).where(_failure_of(name, device_id)))
        _audit(session, centre, row.id, "LOG_IN", f"device:{device_id}")
    return account_of(row)


def change_password(centre: Centre, passwords: Passwords, account: Account, new: str) -> None:
    """Set a new password: none of the last five; every session of the account ends."""
    check_password(new, account.username)
    with centre.reading() as session:
        used = select(PASSWORD_USED.c.password_hash).where(PASSWORD_USED.c.account_id == account.id)
        recent = session.scalars(used.order_by(PASSWORD_USED.c.password_epoch.desc()).limit(HISTORY)).all()
    if any(passwords.matches(old, new) for old in recent):
        raise KnownError("PASSWORD_USED", "新密码不能与最近 5 次用过的密码相同。")
    hashed, epoch = passwords.hash(new), account.password_epoch + 1
    with centre.writing() as session:
        session.execute(
            update(ACCOUNT)
            .where(ACCOUNT.c.id == account.id)
            .values(password_hash=hashed, password_epoch=epoch, must_change_password=0)
        )
        _note_password(session, account.id, epoch, hashed)
        session.execute(delete(SESSION).where(SESSION.c.account_id == account.id))
        _audit(session, centre, account.id, "CHANGE_PASSWORD", f"account:{account.id}")
        _log(session, centre, account.id, "password_changed")


def account_of(row: Any) -> Account:
    """Give a row of the table as a value."""
    return Account(
        row.id,
        row.username,
        row.display_name,
        Role(row.role),
        row.districts,
        row.password_epoch,
        bool(row.must_change_password),
    )


def wrong_credentials() -> WebError:
    return WebError(401, "WRONG_CREDENTIALS", "用户名或密码不正确。")


def _check_districts(centre: Centre, role: Role, districts: tuple[str, ...]) -> None:
    if role.resident:
        raise KnownError("BAD_ROLE", "居民账号由居民自己用手机号登录时建立。")
    tree = centre.setting.offices
    places = [tree.get(code) for code in districts]
    unknown = [code for code, place in zip(districts, places, strict=True) if place is None]
    if unknown:
        raise KnownError("UNKNOWN_DISTRICT", f"没有这个区划代码：{'、'.join(unknown)}。")
    elsewhere = [place.name for place in places if place is not None and place.kind not in role.held_by]
    if elsewhere and OfficeKind.DISTRICT not in role.held_by:
        raise KnownError("NO_DISTRICT", "市级账号和管理员账号不指定区。")
    if elsewhere:
        raise KnownError("UNKNOWN_DISTRICT", f"{role.label}账号不能设在：{'、'.join(elsewhere)}。")
    if role.held_by and not districts and not only_office(tree, role):
        raise KnownError("NO_DISTRICT", "区级账号必须指定所在的区（--district）。")


def _note_password(session: Session, account_id: str, epoch: int, hashed: str) -> None:
    session.execute(
        insert(PASSWORD_USED).values(account_id=account_id, password_epoch=epoch, password_hash=hashed)
    )


def _failure_of(name: str, device_id: str) -> Any:
    return (LOGIN_FAILURE.c.username == name) & (LOGIN_FAILURE.c.device_id == device_id)


def _refuse_locked_out(session: Session, centre: Centre, name: str, device_id: str) -> None:
    until = session.scalar(select(LOGIN_FAILURE.c.locked_until).where(_failure_of(name, device_id)))
    if until and until > centre.now:
        seconds = int((parse_instant(until) - centre.clock.now()).total_seconds()) + 1
        raise WebError(
            429,
            "LOCKED_OUT",
            f"密码连续错误次数过多，请 {max(1, -(-seconds // 60))} 分钟后再试。",
            retry_after=seconds,
        )


def _count_failure(session: Session, centre: Centre, name: str, device_id: str) -> None:
    """Five failures lock for 15 minutes, each further one doubles it, up to a day."""
    day_ago = instant(centre.clock.now() - timedelta(days=1))
    session.execute(delete(LOGIN_FAILURE).where(LOGIN_FAILURE.c.last_at < day_ago))
    put = dialect_of(session).insert(LOGIN_FAILURE)
    put = put.values(username=name, device_id=device_id, failures=1, locked_until="", last_at=centre.now)
    put = put.on_conflict_do_update(
        index_elements=["username", "device_id"],
        set_={"failures": LOGIN_FAILURE.c.failures + 1, "last_at": centre.now},
    )
    failures = session.execute(put.returning(LOGIN_FAILURE.c.failures)).scalar_one()
    beyond = failures - centre.config.lockout_after
    if beyond >= 0:
        minutes = min(centre.config.lockout_minutes * 2 ** min(beyond, 10), 24 * 60)
        until = instant(centre.clock.now() + timedelta(minutes=minutes))
        session.execute(update(LOGIN_FAILURE).where(_failure_of(name, device_id)).values(locked_until=until))


def _audit(
    session: Session, centre: Centre, user: str, action: str, subject: str, *, ok: bool = True
) -> None:
    office_log.link(session, centre, user, action, subject, ok=ok, chain=audit.ACCOUNTS)


def _log(
    session: Session, centre: Centre, account_id: str, action: str, device: str = "", code: str = ""
) -> None:
    office_log.note(session, centre, account_id, action, f"account:{account_id}", device=device, code=code)
