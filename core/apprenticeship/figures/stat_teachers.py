"""各老师带教学生情况 as a table (D5, C5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.apprenticeship.words.figures import Figure
from core.figures.stat import StatChart, StatColumn, StatSeries, StatTable
from core.figures.stat_words import TOTAL, Heading, around, proof_line, sentences, short_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.apprenticeship.figures.models import Proof, TeacherLine, TeacherRow
    from core.domain.dictionaries import Dictionaries
    from core.figures.stat import StatCell

TITLE = "各老师带教学生情况"
TEACHER_COLUMNS = (
    StatColumn("老师", "text", 12),
    StatColumn("职称", "text", 12),
    StatColumn("执业地", "text", 26),
    StatColumn("区", "text", 12),
    StatColumn("在教"),
    StatColumn("毕业"),
    StatColumn("待备案"),
    StatColumn("已结束"),
    StatColumn("剩余名额"),
)
DISTRICT_COLUMNS = (
    StatColumn("区", "text", 16),
    StatColumn("带教老师", "int", 10),
    StatColumn("名额已满老师", "int", 14),
    StatColumn("在教"),
    StatColumn("毕业"),
    StatColumn("待备案"),
    StatColumn("已结束"),
)
LIST_FIGURES = (Figure.ACTIVE, Figure.GRADUATED, Figure.PENDING, Figure.ENDED)
DISTRICT_FIGURES = (Figure.TEACHERS, Figure.FULL_TEACHERS, *LIST_FIGURES)
"""The figures of the columns after the first, in order."""
CHART_FIGURES = (Figure.TEACHERS, Figure.ACTIVE, Figure.GRADUATED)
SEATS = "剩余名额：名额上限减去该老师在各区的待备案与在教学生。"


def teachers_table(
    lines: Sequence[TeacherLine],
    total: TeacherLine,
    heading: Heading,
    dictionaries: Dictionaries,
    *,
    rows: Sequence[TeacherRow] = (),
    by_teacher: bool = False,
    proofs: Sequence[Proof] = (),
) -> StatTable:
    """各老师带教学生情况: a row per teacher when `rows` are given, else a row per district of `lines`.

    `by_teacher` says that the rows are teachers even when there are none.
    """
    by_teacher = by_teacher or bool(rows)
    several = len(rows) if by_teacher else len(lines)
    figures = LIST_FIGURES if by_teacher else DISTRICT_FIGURES
    return StatTable(
        title=TITLE,
        columns=TEACHER_COLUMNS if by_teacher else DISTRICT_COLUMNS,
        rows=_rows(() if by_teacher else lines, rows, dictionaries),
        total=_total(total, rows) if several > 1 else (),
        charts=() if by_teacher else _charts(lines, dictionaries),
        definitions=(*_shared(lines, total), *sentences(figures), SEATS),
        proof=proof_line(proofs),
        empty="没有符合条件的带教老师。",
        **around(heading),
    )


def _rows(
    lines: Sequence[TeacherLine], rows: Sequence[TeacherRow], dictionaries: Dictionaries
) -> tuple[tuple[StatCell, ...], ...]:
    if rows:
        return tuple(_teacher_cells(row, dictionaries) for row in rows)
    return tuple(_district_cells(line, dictionaries.district_name(line.bureau)) for line in lines)


def _total(total: TeacherLine, rows: Sequence[TeacherRow]) -> tuple[StatCell, ...]:
    if rows:
        return TOTAL, f"{len(rows):,} 名老师", "", "", *_counts(total), None
    return _district_cells(total, TOTAL)


def _counts(line: TeacherLine | TeacherRow) -> tuple[int, int, int, int]:
    return line.active, line.graduated, line.pending, line.ended


def _teacher_cells(row: TeacherRow, dictionaries: Dictionaries) -> tuple[StatCell, ...]:
    district = dictionaries.district_name(row.district)
    return row.name, row.title, row.practice_place, district, *_counts(row), row.seats_left


def _district_cells(line: TeacherLine, name: str) -> tuple[StatCell, ...]:
    return name, line.teachers, line.full_teachers, *_counts(line)


def _shared(lines: Sequence[TeacherLine], total: TeacherLine) -> tuple[str, ...]:
    """Why the districts' teachers add up to more than the total."""
    added = sum(line.teachers for line in lines)
    if added <= total.teachers:
        return ()
    return (
        f"各区带教老师相加为 {added:,} 人，合计为 {total.teachers:,} 人："
        "在几个区带教的老师，各区各计一次，合计只计一人。",
    )


def _charts(lines: Sequence[TeacherLine], dictionaries: Dictionaries) -> tuple[StatChart, ...]:
    if not lines:
        return ()
    series = (
        StatSeries("带教老师", tuple(line.teachers for line in lines)),
        StatSeries("在教学生", tuple(line.active for line in lines)),
        StatSeries("毕业学生", tuple(line.graduated for line in lines)),
    )
    return (
        StatChart("各区老师与学生", tuple(short_name(dictionaries, line.bureau) for line in lines), series),
    )
