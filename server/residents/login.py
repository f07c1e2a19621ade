"""Log-in by phone and one-time code; the account is bound to a person by the programmes (B1)."""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update

from core import audit
from core.domain.clock import instant, parse_instant
from core.domain.errors import KnownError
from core.domain.phone import parse_phone
from core.domain.product import PRODUCT
from core.store.engine import dialect_of
from server.errors import WebError
from server.notices.gateway import GatewayError
from server.notices.recording import CODE_KEY
from server.residents import identities
from server.sessions import RESIDENT_KIND, RESIDENTS_DEVICE, new_token
from server.tables import ONE_TIME_CODE, RESIDENT, SESSION

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from server.centre import Centre

MOST_ATTEMPTS = 5


def send_code(centre: Centre, phone: str) -> int:
    """Send a one-time code; gives its life in seconds.

    Raises WebError TOO_SOON, NO_GATEWAY, CODE_NOT_SENT.
    """
    number = parse_phone(phone)
    code = f"{int.from_bytes(centre.random(8), 'big') % 1_000_000:06d}"
    life = timedelta(minutes=centre.config.code_minutes)
    now = centre.clock.now()
    with centre.writing() as session:
        sent_at = session.scalar(select(ONE_TIME_CODE.c.sent_at).where(ONE_TIME_CODE.c.phone == number))
        if sent_at:
            wait = centre.config.code_pause_seconds - (now - parse_instant(sent_at)).total_seconds()
            if wait > 0:
                raise WebError(429, "TOO_SOON", "验证码已发送，请稍后再重新获取。", retry_after=int(wait) + 1)
        values = {
            "code_hash": _hash(centre, number, code),
            "sent_at": instant(now),
            "expires_at": instant(now + life),
            "attempts": 0,
        }
        put = dialect_of(session).insert(ONE_TIME_CODE).values(phone=number, **values)
        session.execute(put.on_conflict_do_update(index_elements=["phone"], set_=values))
    _deliver(centre, number, code)
    return int(life.total_seconds())


def _deliver(centre: Centre, phone: str, code: str) -> None:
    """Send the code outside the transaction; when it did not go out, another may be asked for at once."""
    text = f"您的{PRODUCT.service}登录验证码为{code}，{centre.config.code_minutes}分钟内有效，请勿告诉他人。"
    try:
        centre.gateway.send(CODE_KEY + centre.ids.new(), phone, text)
    except GatewayError as error:
        with centre.writing() as session:
            this = ONE_TIME_CODE.c.code_hash == _hash(centre, phone, code)
            session.execute(delete(ONE_TIME_CODE).where(ONE_TIME_CODE.c.phone == phone, this))
        if error.code == "NO_GATEWAY":
            raise WebError(503, error.code, error.message) from error
        raise WebError(503, "CODE_NOT_SENT", "验证码没有发出，请稍后重新获取。", retry_after=5) from error


def open_session(centre: Centre, phone: str, code: str) -> tuple[str, str]:
    """Give token and its end for a right code, making the account at the first log-in."""
    number = parse_phone(phone)
    token, hashed = new_token(centre)
    expires = instant(centre.clock.now() + timedelta(hours=centre.config.resident_hours))
    with centre.writing() as session:
        fits = _use_code(session, centre, number, code)
        if fits:
            session.execute(
                insert(SESSION).values(
                    token_hash=hashed,
                    kind=RESIDENT_KIND,
                    account_id=_account(session, centre, number),
                    device_id=RESIDENTS_DEVICE,
                    password_epoch=0,
                    created_at=centre.now,
                    expires_at=expires,
                )
            )
    if not fits:
        raise WebError(401, "WRONG_CODE", "验证码不正确或已过期，请核对后重试或重新获取。")
    return token, expires


def unbind(centre: Centre, phone: str) -> None:
    """Free the persons of a phone; its sessions end. Raises KnownError NO_ACCOUNT."""
    number = parse_phone(phone)
    with centre.writing() as session:
        account = session.scalar(select(RESIDENT.c.id).where(RESIDENT.c.phone == number))
        if account is None:
            raise KnownError("NO_ACCOUNT", "这个手机号没有登录过，无需解除绑定。")
        identities.free(session, account)
        session.execute(delete(SESSION).where(SESSION.c.account_id == account))
        audit.append(
            session,
            device=audit.CENTRE,
            time=centre.now,
            user="operator",
            action="UNBIND",
            subject=f"resident:{account}",
        )


def _use_code(session: Session, centre: Centre, phone: str, code: str) -> bool:
    row = session.execute(
        select(ONE_TIME_CODE).where(ONE_TIME_CODE.c.phone == phone).with_for_update()
    ).first()
    if row is None or row.expires_at <= centre.now or row.attempts >= MOST_ATTEMPTS:
        return False
    here = ONE_TIME_CODE.c.phone == phone
    if not hmac.compare_digest(row.code_hash, _hash(centre, phone, code.strip())):
        session.execute(update(ONE_TIME_CODE).where(here).values(attempts=row.attempts + 1))
        return False
    session.execute(delete(ONE_TIME_CODE).where(here))
    return True


def _account(session: Session, centre: Centre, phone: str) -> str:
    found = session.scalar(select(RESIDENT.c.id).where(RESIDENT.c.phone == phone))
    if found:
        return str(found)
    account_id = centre.ids.new()
    session.execute(insert(RESIDENT).values(id=account_id, phone=phone, active=1, created_at=centre.now))
    return account_id


def _hash(centre: Centre, phone: str, code: str) -> str:
    return hmac.new(centre.token_key, f"code\0{phone}\0{code}".encode(), hashlib.sha256).hexdigest()
