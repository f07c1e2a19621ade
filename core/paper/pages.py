"""Binding a document: its pages painted one after the other, each with the same foot.

The operator, the time and 第 X 页　共 N 页 stand on every page (security.md section 5, row 28), the title
again on every page but the first, so that a single sheet still says where it belongs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.paper.pdf import Rendered, Sheet

Painter = Callable[["Sheet"], None]
FOOT = 30.0
FOOT_SIZE = 9.0
GREY = 0.35


def bind(
    sheet: Sheet,
    painters: Sequence[Painter],
    *,
    made_by: str,
    running: str = "",
    left: float = 51.0,
    foot: float = FOOT,
) -> Rendered:
    """Paints and closes the document; the arguments are those of `paint_pages`."""
    paint_pages(sheet, painters, made_by=made_by, running=running, left=left, foot=foot)
    return sheet.finish()


def paint_pages(
    sheet: Sheet,
    painters: Sequence[Painter],
    *,
    made_by: str,
    running: str = "",
    left: float = 51.0,
    foot: float = FOOT,
) -> None:
    """All pages with head and foot.

    `made_by` is who made it and when, formatted; `running` is the line on top of later pages; `left` the
    margin at both sides and `foot` the base line of the last line, in points.
    """
    for number, paint in enumerate(painters, 1):
        if number > 1:
            sheet.turn()
        width, height = sheet.size
        if number > 1 and running:
            box = (left, height - 40, width - 2 * left, 14.0)
            sheet.fitted(box, running, FOOT_SIZE, name="", smallest=7, grey=GREY)
        paint(sheet)
        words = f"第 {number} 页　共 {len(painters)} 页"
        sheet.line(width - left, foot, words, FOOT_SIZE, align="right", grey=GREY)
        room = width - 2 * left - sheet.font.width(words) * FOOT_SIZE - 12
        sheet.fitted((left, foot - 4.8, room, 16), made_by, FOOT_SIZE, name="页脚", smallest=6, grey=GREY)


def made_words(person: str, at: str, *, role: str = "打印人") -> str:
    """`打印人：周敏　2026-03-05 14:02:11`; what is empty is left out."""
    return "　".join(part for part in (person and f"{role}：{person}", at) if part)
