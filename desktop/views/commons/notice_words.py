"""How a text message is said on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.domain.notices import RETRY_WAITS, NoticeCause
from core.domain.values import NoticeState, Role

if TYPE_CHECKING:
    from core.commons.notices import NoticeRow


def cause_word(row: NoticeRow) -> str:
    """`成绩公布`; a code that this version does not know is shown as it is."""
    known = {str(cause): cause.label for cause in NoticeCause}
    return known.get(row.template, row.template)


def recipient(row: NoticeRow) -> str:
    """`陈亦舟（学生）`."""
    return f"{row.recipient_name}（{Role(row.recipient_role).label}）"


def sentence(row: NoticeRow) -> str:
    """The text without the signature, which is the same in all rows of an office."""
    return row.text.partition("】")[2] or row.text


def is_failed(row: NoticeRow) -> bool:
    """Whether it may be sent again."""
    return row.state in (NoticeState.FAILED, NoticeState.GIVEN_UP)


def mark(row: NoticeRow) -> str:
    """待上报 while a clerk's 重发 waits on this PC."""
    return "待上报" if row.state == NoticeState.WAITING and row.reason == RETRY_WAITS else ""
