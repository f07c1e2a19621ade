"""双人核对单 (C3): the ticked scores on paper, for two people; the log keeps the number of people only."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from core.apprenticeship.words.scores import score_text
from core.domain.masking import mask_id_number
from desktop.views.apprenticeship.scores.score_texts import Words
from desktop.views.apprenticeship.scores.ticked import rows_in_order
from desktop.views.papers.on_paper import paper_font
from desktop.views.papers.paper_ports import PaperJob

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.apprenticeship.lists.scores import ScoreQuery, ScoreRow
    from core.apprenticeship.papers.check_sheet import CheckRow
    from core.paper.pdf import Rendered
    from desktop.desk import Desk
    from desktop.views.lists.ports import ListPort


def check_sheet(desk: Desk, port: ListPort[ScoreQuery, ScoreRow], ids: tuple[str, ...]) -> PaperJob:
    """What the preview is given for these scores in this order."""
    return PaperJob(
        title=f"双人核对单（{len(ids):,} 人）",
        file_name=f"双人核对单_{desk.today():%Y%m%d}_{len(ids)}人.pdf",
        make=partial(_rendered, desk, port, ids),
        act="print_check_sheet",
        subject=f"{len(ids)} 人",
    )


def _rendered(desk: Desk, port: ListPort[ScoreQuery, ScoreRow], ids: tuple[str, ...]) -> Rendered:
    """Runs on the papers' lane. KnownError when there is no font."""
    from core.apprenticeship.papers.check_sheet import CheckSheet, render_check_sheet

    words, rows = Words(desk.words), rows_in_order(port, ids)
    sheet = CheckSheet(
        rows=tuple(_row(row, words) for row in rows),
        office=desk.office,
        what=_what(rows, words),
        made_by=desk.facts.made_by(),
    )
    return render_check_sheet(sheet, paper_font())


def _row(row: ScoreRow, words: Words) -> CheckRow:
    from core.apprenticeship.papers.check_sheet import CheckRow

    return CheckRow(
        name=row.student_name,
        id_number=mask_id_number(row.student_id_number),
        teacher=row.teacher_name,
        type=words.type_of(row),
        day=row.assessed_on,
        score=score_text(row.tenths),
        result=row.result.label,
        tenths=row.tenths,
    )


def _what(rows: Sequence[ScoreRow], words: Words) -> str:
    types = "、".join(dict.fromkeys(words.type_of(row) for row in rows))
    days = sorted({row.assessed_on for row in rows})
    span = "" if not days else days[0] if len(days) == 1 else f"{days[0]} 至 {days[-1]}"
    return f"考核类型：{types}　考核日期：{span}"
