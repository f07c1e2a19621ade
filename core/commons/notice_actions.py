"""Text messages that follow a decision (product.md G14), and sending one again (A3).

A programme says of each occasion which record it is about, which office decided and who is told; of a
message that is sent again it says where the recipient's phone of now stands.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from core.actions.authority import visible
from core.actions.context import Outcome
from core.actions.registry import acts
from core.actions.rows import derived_id, require
from core.commons.commands import RetryNotice
from core.commons.tables import Notice
from core.domain.clock import parse_day
from core.domain.notices import RETRY_WAITS, Fact, NoticeCause, programme_of, shipped_notice_templates
from core.domain.phone import ContactError, parse_phone
from core.domain.refusals import Refusal
from core.domain.values import CITY_ROLES, NoticeState
from core.store.base import scopes_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlalchemy.orm import Session

    from core.actions.context import Context
    from core.store.base import Record

    LookUp = Callable[[Session, Notice], "Recipient | None"]
    L = TypeVar("L", bound=LookUp)

NOTICE_NOT_FOUND = Refusal(
    "NOTICE_NOT_FOUND",
    short="没有找到这条短信",
    advice="服务器上没有这条短信，无需处理。确认后点“知道了”。",
    says="没有找到这条短信记录，它可能不在您的管辖范围内。",
)
NOTICE_NOT_FAILED = Refusal(
    "NOTICE_NOT_FAILED", short="短信不是失败状态", advice="该短信已不是失败状态，无需重发。确认后点“知道了”。"
)
NOTICE_NO_PHONE = Refusal(
    "NOTICE_NO_PHONE", short="没有可用的手机号", advice="收件人没有可用的手机号，请联系本人更新资料后再重发。"
)

FAILED = (NoticeState.FAILED, NoticeState.GIVEN_UP)
"""States from which a message may be sent again."""

_LOOK_UPS: dict[str, LookUp] = {}


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who is told: role, name and phone of now; `trouble` says why no message can go out."""

    role: str
    name: str
    phone: str
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Occasion:
    """What is told of: the record it is about, the record that is the cause, office and number, to whom.

    Whoever sees `subject` sees the message. `facts` are those of the cause; `bureau` and `filing_no` are
    known, a `date` is a day text.
    """

    subject: Record
    about: Record
    office: str
    number: str
    recipients: Sequence[Recipient]
    facts: Mapping[str, Fact] = field(default_factory=dict)


def reachable(role: str, name: str, phone: str) -> Recipient:
    """Give a recipient, with the trouble there is when the phone cannot be one."""
    try:
        return Recipient(role, name, parse_phone(phone))
    except ContactError as error:
        return Recipient(role, name, phone, error.message)


def recipient_of_now(programme: str) -> Callable[[L], L]:
    """Make the decorated function say who a programme's message goes to now; None: as it was written."""

    def put(look_up: L) -> L:
        _LOOK_UPS[programme] = look_up
        return look_up

    return put


def queue(session: Session, context: Context, cause: NoticeCause, occasions: Sequence[Occasion]) -> None:
    """Queue the messages of the decisions of one command, such as 500 published scores.

    Only the central server writes them, within the decision's transaction.
    """
    if not context.settles:
        return
    for occasion in occasions:
        for place, recipient in enumerate(occasion.recipients):
            same = sum(one.role == recipient.role for one in occasion.recipients[:place])
            session.add(_notice(context, cause, occasion, recipient, f"/{same + 1}" if same else ""))


@acts(RetryNotice)
def retry_notice(session: Session, command: RetryNotice, context: Context) -> Outcome:
    """重发: queue a message again that failed or was given up, to the phone of now.

    What decides is the state, not the version seen: another failure in between changes nothing for the
    person who wants it sent.
    """
    notice = require(session, Notice, command.notice_id, NOTICE_NOT_FOUND)
    if not visible(context, notice):
        raise NOTICE_NOT_FOUND()
    if notice.state not in FAILED:
        word = NoticeState(notice.state).label
        raise NOTICE_NOT_FAILED(f"这条短信现为“{word}”，只有失败或放弃的短信可以重发。")
    notice.phone = _phone_of_now(session, notice)
    notice.state = NoticeState.WAITING
    notice.reason = "" if context.settles else RETRY_WAITS
    notice.ended_at = ""
    return Outcome("notice", notice.id)


def _phone_of_now(session: Session, notice: Notice) -> str:
    """Give the recipient's present phone; where this end does not know the person, the one of then."""
    look_up = _LOOK_UPS.get(programme_of(notice.template))
    found = look_up(session, notice) if look_up else None
    found = found or reachable(notice.recipient_role, "", notice.phone)
    if found.trouble:
        raise NOTICE_NO_PHONE(f"无法重发：{found.trouble}请提醒本人在居民端更正手机号后再重发。")
    return found.phone


def _notice(
    context: Context, cause: NoticeCause, occasion: Occasion, recipient: Recipient, place: str
) -> Notice:
    about, trouble = occasion.about, recipient.trouble
    return Notice(
        id=derived_id(context.op_id, f"notice/{recipient.role}/{about.id}{place}"),
        version=1,
        scope=_scope(context, occasion.subject),
        template=cause,
        cause_kind=about.__tablename__,
        cause_id=about.id,
        subject_id=occasion.subject.id,
        bureau=occasion.office,
        filing_no=occasion.number,
        recipient_role=recipient.role,
        recipient_name=recipient.name,
        phone=recipient.phone,
        text=_text(context, cause, occasion, recipient.role),
        state=NoticeState.FAILED if trouble else NoticeState.WAITING,
        reason=f"没有发送：{trouble}" if trouble else "",
        created_at=context.now_text,
        ended_at=context.now_text if trouble else "",
    )


def _text(context: Context, cause: NoticeCause, occasion: Occasion, role: str) -> str:
    dictionaries, templates = context.setting.dictionaries, shipped_notice_templates(cause.programme)
    bureau = dictionaries.bureau_name(occasion.office)
    facts: dict[str, Fact] = {"bureau": bureau, "filing_no": occasion.number, **occasion.facts}
    if "date" in facts:
        facts["date"] = _chinese_day(facts["date"])
    signed_by = templates.by_cause[cause].signed_by
    issuer = bureau if signed_by == "bureau" else dictionaries.city.commission
    return templates.text(cause, role, issuer=issuer, facts=facts)


def _chinese_day(value: Fact) -> Fact:
    day = parse_day(value) if isinstance(value, str) else None
    return f"{day.year}年{day.month}月{day.day}日" if day else value


def _scope(context: Context, subject: Record) -> str:
    """Whoever sees what it is about, and the city where the city decided."""
    city = {context.setting.dictionaries.city.code} if context.actor.role in CITY_ROLES else set()
    return ",".join(sorted({*scopes_of(subject), *city}))
