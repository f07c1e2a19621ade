"""Text messages that follow a decision (product.md G14), and sending one again (A3)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import select

from core.actions.authority import require_role, visible
from core.actions.context import Outcome
from core.actions.registry import acts
from core.actions.rows import derived_id, require
from core.apprenticeship.tables import Apprenticeship, Student, Teacher
from core.apprenticeship.words.roles import STUDENT
from core.commons.commands import RetryNotice
from core.commons.tables import Notice
from core.domain.clock import parse_day
from core.domain.errors import Refused
from core.domain.notices import AUDIENCES, RETRY_WAITS, Audience, Fact, NoticeCause
from core.domain.phone import ContactError, parse_phone
from core.domain.values import CITY_ROLES, NoticeState, Role
from core.store.base import scopes_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy.orm import Session

    from core.actions.context import Context
    from core.store.base import Record

NO_NOTICE = "没有找到这条短信记录，它可能不在您的管辖范围内。"
FAILED = (NoticeState.FAILED, NoticeState.GIVEN_UP)
"""States from which a message may be sent again."""

_TABLES: Mapping[Audience, type[Student | Teacher]] = {"student": Student, "teacher": Teacher}
_IN_ONE_QUERY = 500


@dataclass(frozen=True, slots=True)
class Occasion:
    """One apprenticeship to tell of, the record that is the cause of it, and what the message says."""

    apprenticeship: Apprenticeship
    about: Record
    facts: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Recipient:
    """Name and phone of now; `trouble` says why no message can go out."""

    name: str
    phone: str
    trouble: str = ""


def notify(
    session: Session,
    context: Context,
    cause: NoticeCause,
    apprenticeship: Apprenticeship,
    about: Record | None = None,
    **facts: Fact,
) -> None:
    """Queue a message to the student and one to the teacher of an apprenticeship (G14).

    Only the central server writes them, within the decision's transaction. `about` is the record that is the
    cause (a filing, a score), by default the apprenticeship. `facts` are those of the cause in
    `core.domain.notices`; names, bureau and filing number are known, a `date` is a day text.
    """
    notify_all(session, context, cause, [Occasion(apprenticeship, about or apprenticeship, facts)])


def notify_all(session: Session, context: Context, cause: NoticeCause, occasions: Sequence[Occasion]) -> None:
    """Queue the messages of many decisions of one command at once, such as 500 published scores."""
    if not context.settles:
        return
    recipients = {
        audience: _recipients(session, audience, (_person_id(one, audience) for one in occasions))
        for audience in AUDIENCES
    }
    for occasion in occasions:
        for audience in AUDIENCES:
            recipient = recipients[audience].get(_person_id(occasion, audience), _missing(occasion, audience))
            session.add(_notice(context, cause, occasion, audience, recipient))


@acts(RetryNotice)
def retry_notice(session: Session, command: RetryNotice, context: Context) -> Outcome:
    """重发: queue a message again that failed or was given up, to the phone of now.

    What decides is the state, not the version seen: another failure in between changes nothing for the
    person who wants it sent.
    """
    require_role(context.actor, Role.DISTRICT_REVIEWER, *CITY_ROLES)
    notice = require(session, Notice, command.notice_id, NO_NOTICE)
    if not visible(context.actor, notice):
        raise Refused("NOTICE_NOT_FOUND", NO_NOTICE)
    if notice.state not in FAILED:
        word = NoticeState(notice.state).label
        raise Refused("NOTICE_NOT_FAILED", f"这条短信现为“{word}”，只有失败或放弃的短信可以重发。")
    notice.phone = _phone_of_now(session, notice)
    notice.state = NoticeState.WAITING
    notice.reason = "" if context.settles else RETRY_WAITS
    notice.ended_at = ""
    return Outcome("notice", notice.id)


def _phone_of_now(session: Session, notice: Notice) -> str:
    """Give the recipient's present phone; where this end does not know the person, the one of then."""
    audience: Audience = "student" if notice.recipient_role == STUDENT else "teacher"
    apprenticeship = session.get(Apprenticeship, notice.apprenticeship_id)
    person_id = getattr(apprenticeship, f"{audience}_id", "")
    found = _recipients(session, audience, [person_id]).get(person_id, _usable("", notice.phone))
    if found.trouble:
        raise Refused("NOTICE_NO_PHONE", f"无法重发：{found.trouble}请提醒本人在居民端更正手机号后再重发。")
    return found.phone


def _person_id(occasion: Occasion, audience: Audience) -> str:
    apprenticeship = occasion.apprenticeship
    return apprenticeship.student_id if audience == "student" else apprenticeship.teacher_id


def _recipients(session: Session, audience: Audience, ids: Iterable[str]) -> dict[str, _Recipient]:
    """Load name and phone of many persons with few queries."""
    table, wanted = _TABLES[audience], sorted(set(ids))
    found: dict[str, _Recipient] = {}
    for start in range(0, len(wanted), _IN_ONE_QUERY):
        some = table.id.in_(wanted[start : start + _IN_ONE_QUERY])
        for person_id, name, phone in session.execute(select(table.id, table.name, table.phone).where(some)):
            found[person_id] = _usable(name, phone)
    return found


def _usable(name: str, phone: str) -> _Recipient:
    try:
        return _Recipient(name, parse_phone(phone))
    except ContactError as error:
        return _Recipient(name, phone, error.message)


def _missing(occasion: Occasion, audience: Audience) -> _Recipient:
    return _Recipient(getattr(occasion.apprenticeship, f"{audience}_name"), "", "没有找到本人的登记信息。")


def _notice(
    context: Context, cause: NoticeCause, occasion: Occasion, audience: Audience, recipient: _Recipient
) -> Notice:
    row, about = occasion.apprenticeship, occasion.about
    return Notice(
        id=derived_id(context.op_id, f"notice/{audience}/{about.id}"),
        version=1,
        scope=_scope(context, row),
        template=cause,
        cause_kind=about.__tablename__,
        cause_id=about.id,
        apprenticeship_id=row.id,
        bureau=row.bureau,
        filing_no=row.filing_no,
        recipient_role=audience,
        recipient_name=recipient.name,
        phone=recipient.phone,
        text=_text(context, cause, occasion, audience),
        state=NoticeState.FAILED if recipient.trouble else NoticeState.WAITING,
        reason=f"没有发送：{recipient.trouble}" if recipient.trouble else "",
        created_at=context.now_text,
        ended_at=context.now_text if recipient.trouble else "",
    )


def _text(context: Context, cause: NoticeCause, occasion: Occasion, audience: Audience) -> str:
    row, dictionaries = occasion.apprenticeship, context.setting.dictionaries
    bureau, templates = dictionaries.bureau_name(row.bureau), context.setting.notices
    facts: dict[str, Fact] = {
        "student": row.student_name,
        "teacher": row.teacher_name,
        "bureau": bureau,
        "filing_no": row.filing_no,
        **occasion.facts,
    }
    if "date" in facts:
        facts["date"] = _chinese_day(facts["date"])
    signed_by = templates.by_cause[cause].signed_by
    issuer = bureau if signed_by == "bureau" else dictionaries.city.commission
    return templates.text(cause, audience, issuer=issuer, facts=facts)


def _chinese_day(value: Fact) -> Fact:
    day = parse_day(value) if isinstance(value, str) else None
    return f"{day.year}年{day.month}月{day.day}日" if day else value


def _scope(context: Context, apprenticeship: Apprenticeship) -> str:
    """Whoever sees the apprenticeship, and the city where the city decided."""
    city = {context.setting.dictionaries.city.code} if context.actor.role in CITY_ROLES else set()
    return ",".join(sorted({*scopes_of(apprenticeship), *city}))
