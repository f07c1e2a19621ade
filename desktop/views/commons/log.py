"""操作日志 (A4): what the own office did, searched and exported; nothing here can be changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.commons.log import LOG as LINES
from core.commons.log import LogQuery, LogRow
from core.domain.acts import act_word, object_word
from core.domain.clock import local_text
from core.domain.product import PRODUCT
from core.domain.refusals import refusal_word
from core.programme import act_words
from desktop.models.columns import Column
from desktop.pages import SYSTEM
from desktop.views.lists.fields import Choice, Days, Words
from desktop.views.lists.list_screen import Empty, ListScreen

if TYPE_CHECKING:
    from desktop.desk import Desk

PLACES = (("服务器", "centre"), ("本机", "pc"))
_PLACES = {value: word for word, value in PLACES}


def actions(_: Desk) -> tuple[tuple[str, str], ...]:
    """Every word of the log, with its code."""
    return tuple((word, name) for name, word in act_words().items())


def _tone(row: LogRow) -> str:
    return "ok" if row.ok else "bad"


LOG = ListScreen[LogQuery, LogRow](
    key="log",
    title="操作日志",
    icon="log",
    group=SYSTEM,
    list=LINES,
    first=LogQuery(),
    kinds=frozenset({"log_entry", "outbox", "audit"}),
    fields=(
        Words("text", accessible="搜索日志", hint=f"操作人、{PRODUCT.number}或对象"),
        Choice("action", "操作", options=actions, width=182),
        Choice("ok", "结果", options=(("成功", "1"), ("未成功", "0")), width=82),
        Choice("place", "记录于", options=PLACES, width=82),
        Days("at", "时间"),
    ),
    columns=(
        Column("at", "时间", lambda row: local_text(row.at, seconds=True), "at", width=150, fixed=True),
        Column("user", "操作人", lambda row: row.user_name or "—", "user_name", width=120),
        Column("action", "操作", lambda row: act_word(row.action), "action", width=150),
        Column("label", "对象", lambda row: row.label or object_word(row.object), width=270),
        Column("ok", "结果", lambda row: "成功" if row.ok else "未成功", "ok", width=84, tone=_tone),
        Column("code", "原因", lambda row: refusal_word(row.code), width=200),
        Column("place", "记录于", lambda row: _PLACES.get(row.place, row.place), width=84),
        Column("object", "编号", lambda row: row.object, width=240, hidden=True),
    ),
    none=Empty("还没有操作记录", "本单位的办理、登录和查看都会记在这里。"),
)
"""Newest first; times to the second (design.md)."""
