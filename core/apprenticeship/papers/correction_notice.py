"""补正告知书: tells an applicant what to correct, drafted from the items of a return (G15).

A draft: the bureau reads it, fills in whom to ask and sets its seal. No period is called a legal one here;
a day stands on it only when the caller knows one.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import msgspec

from core.paper.flow import Flow
from core.paper.pages import bind, made_words
from core.paper.pdf import Sheet

if TYPE_CHECKING:
    from core.paper.pdf import OutlineFont, Rendered

_SIZE = 15.0
_SPACING = 1.75
_LEFT, _WIDTH = 74.0, 447.0


class NoticeItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One item to correct: its name as on the form and the reason of the reviewer."""

    name: str
    reason: str


class CorrectionNotice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything on the notice, formatted; what is empty stays blank for the pen.

    `matter` is what was applied for, `returned` the day of the return (2026年3月5日), `deadline` the words of
    a day by which to correct, only where one is known; `opinion` what the reviewer wrote to all of it.
    """

    bureau: str
    applicant: str
    number: str
    returned: str
    items: tuple[NoticeItem, ...]
    matter: str = "中医师承关系备案"
    submitted: str = ""
    opinion: str = ""
    deadline: str = ""
    contact: str = ""
    phone: str = ""
    printed_by: str = ""
    printed_at: str = ""
    title: str = "补正告知书"


def render_correction_notice(notice: CorrectionNotice, font: OutlineFont) -> Rendered:
    """The notice as PDF, A4 upright, on as many pages as the items need."""
    sheet = Sheet.open(font, title=f"{notice.title} {notice.number}")
    flow = Flow(sheet, left=_LEFT, width=_WIDTH, first_top=800, bottom=70)
    _head(flow, notice)
    _items(flow, notice)
    _how(flow, notice)
    _signature(flow, notice)
    return bind(
        sheet,
        flow.pages,
        made_by=made_words(notice.printed_by, notice.printed_at),
        running=f"{notice.title}　{notice.number}",
        left=_LEFT,
    )


def _say(flow: Flow, words: str, *, indent: float = 0.0) -> None:
    flow.text(words, _SIZE, indent=indent, spacing=_SPACING)


def _head(flow: Flow, notice: CorrectionNotice) -> None:
    flow.text(notice.bureau, 16, align="centre", spacing=1.6, smallest=12)
    flow.text(notice.title, 24, align="centre", spacing=1.7, bold=True, smallest=16)
    flow.text(f"备案编号：{notice.number}", 12, align="right", spacing=2.2)
    _say(flow, f"{notice.applicant or '　　　　　　'}：")
    when = f"于{notice.submitted}" if notice.submitted else ""
    words = f"　　你{when}提交的{notice.matter}申请收悉。经审核，申请材料需要补正，现将补正内容告知如下："
    _say(flow, words)


def _items(flow: Flow, notice: CorrectionNotice) -> None:
    for place, item in enumerate(notice.items, 1):
        flow.keep(2 * _SIZE * _SPACING)
        flow.text(f"{place}．{item.name}", _SIZE, indent=2 * _SIZE, spacing=_SPACING, bold=True)
        if item.reason:
            _say(flow, item.reason, indent=3 * _SIZE)
    if notice.opinion:
        _say(flow, f"　　审核意见：{notice.opinion}")


def _how(flow: Flow, notice: CorrectionNotice) -> None:
    until = f"请于{notice.deadline}前" if notice.deadline else "请及时"
    _say(
        flow,
        f"　　{until}登录居民端，打开该申请，按上述内容修改或重新上传后再次提交。"
        "未列出的内容已锁定，不需要修改。补正后重新提交的，由受理单位继续审核。",
    )
    contact = notice.contact or "＿＿＿＿＿＿＿"
    phone = notice.phone or "＿＿＿＿＿＿＿＿＿"
    flow.keep(2 * _SIZE * _SPACING)
    _say(flow, f"　　如有疑问，请与受理单位联系。\n　　联系人：{contact}　联系电话：{phone}")


def _signature(flow: Flow, notice: CorrectionNotice) -> None:
    flow.keep(132)
    flow.space(34)
    flow.place(98, partial(_seal, notice=notice))


def _seal(sheet: Sheet, top: float, *, notice: CorrectionNotice) -> None:
    left, width = _LEFT + _WIDTH * 0.45, _WIDTH * 0.55
    sheet.fitted((left, top - 33, width, 34), notice.bureau, _SIZE, name="受理单位", align="centre")
    sheet.fitted((left, top - 58, width, 26), "（盖章）", _SIZE, name="盖章", align="centre")
    day = notice.returned or "　　年　　月　　日"
    sheet.fitted((left, top - 88, width, 26), day, _SIZE, name="日期", align="centre")
