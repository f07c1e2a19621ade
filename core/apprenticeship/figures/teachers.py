"""各老师带教学生情况 (D5, C5): teachers of a district, or districts, by the state of their students."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.apprenticeship.figures.drill_down import behind, students_of
from core.apprenticeship.words.figures import DEFINITIONS, Figure
from core.figures.cells import TOTAL, Cell, Statistic, Total
from core.figures.columns import Counted, Line, Place, bars, heads, row
from core.figures.definition import sentences
from core.figures.proof import Proof
from core.figures.stat import StatColumn

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from core.apprenticeship.figures.models import TeacherLine, TeacherRow
    from core.domain.dictionaries import Dictionaries

TITLE = "各老师带教学生情况"
STATES = (
    Counted(DEFINITIONS[Figure.ACTIVE], "在教"),
    Counted(DEFINITIONS[Figure.GRADUATED], "毕业"),
    Counted(DEFINITIONS[Figure.PENDING], "待备案"),
    Counted(DEFINITIONS[Figure.ENDED], "已结束"),
)
TEACHERS = (
    Counted(DEFINITIONS[Figure.TEACHERS]),
    Counted(DEFINITIONS[Figure.FULL_TEACHERS], width=14),
)
SERIES = tuple(Counted(DEFINITIONS[one]) for one in (Figure.TEACHERS, Figure.ACTIVE, Figure.GRADUATED))
ABOUT = tuple(
    StatColumn(*one)
    for one in (("老师", "text", 12), ("职称", "text", 12), ("执业地", "text", 26), ("区", "text", 12))
)
SEATS_LEFT = StatColumn("剩余名额")
SEATS = "剩余名额：名额上限减去该老师在各区的待备案与在教学生。"
FROZEN = (Figure.TEACHERS, Figure.FULL_TEACHERS, Figure.ACTIVE, Figure.GRADUATED)
"""What a frozen report says to be proved."""


def districts_statistic(
    lines: Sequence[TeacherLine],
    total: TeacherLine,
    dictionaries: Dictionaries,
    *,
    proved: Iterable[Figure] | None = None,
) -> Statistic:
    """Make the statistic with a row per district; `total` counts each teacher once.

    `proved` are the figures whose totals are proved, all without it.
    """
    columns = (*TEACHERS, *STATES)
    places = [Line(dictionaries.district_name(line.bureau), Place((line.bureau,))) for line in lines]
    short = [Line(dictionaries.short_name(line.bureau), Place((line.bureau,))) for line in lines]
    numbers = _Numbers(lines, total)
    whole = Line(TOTAL, Place(tuple(line.bureau for line in lines)))
    figures = [one.of for one in columns] if proved is None else [DEFINITIONS[one] for one in proved]
    return Statistic(
        title=TITLE,
        columns=heads(StatColumn("区", "text", 16), columns),
        rows=tuple(row(columns, one, numbers) for one in places),
        total=row(columns, whole, numbers) if len(lines) > 1 else (),
        charts=(bars("各区老师与学生", short, SERIES, numbers),) if lines else (),
        definitions=(*_shared(lines, total), *sentences(one.of for one in columns), SEATS),
        totals=tuple(Total(one.name, numbers(one.figure, whole.place)) for one in figures),
        empty="没有符合条件的带教老师。",
    )


def teachers_statistic(
    rows: Sequence[TeacherRow],
    lines: Sequence[TeacherLine],
    total: TeacherLine,
    dictionaries: Dictionaries,
    bureaus: tuple[str, ...],
) -> Statistic:
    """Make the statistic with a row per teacher, whose students in `bureaus` count; `lines` by district."""
    counts = (StatColumn(one.title) for one in STATES)
    sums = tuple(Cell(getattr(total, one.of.figure)) for one in STATES)
    whole = tuple(Cell(text) for text in (TOTAL, f"{len(rows):,} 名老师", "", ""))
    return Statistic(
        title=TITLE,
        columns=(*ABOUT, *counts, SEATS_LEFT),
        rows=tuple(_cells(one, dictionaries, bureaus) for one in rows),
        total=(*whole, *sums, Cell()) if len(rows) > 1 else (),
        definitions=(*_shared(lines, total), *sentences(one.of for one in STATES), SEATS),
        totals=tuple(
            Total(DEFINITIONS[one].name, Cell(getattr(total, one), behind(one, bureaus))) for one in FROZEN
        ),
        empty="没有符合条件的带教老师。",
    )


def added_up(rows: Sequence[TeacherRow], total: TeacherLine) -> tuple[Proof, ...]:
    """Prove the totals of a list of teachers by adding it up row by row."""
    teaching = sum(1 for one in rows if one.pending + one.active)
    sums = (sum(getattr(one, column.of.figure) for one in rows) for column in STATES)
    return (
        Proof(DEFINITIONS[Figure.TEACHERS].name, total.teachers, teaching),
        *(
            Proof(column.of.name, getattr(total, column.of.figure), found)
            for column, found in zip(STATES, sums, strict=True)
        ),
    )


class _Numbers:
    """The numbers of the districts' lines; several districts are the total: each teacher once."""

    def __init__(self, lines: Sequence[TeacherLine], total: TeacherLine) -> None:
        self._lines: dict[tuple[str, ...], TeacherLine] = {(line.bureau,): line for line in lines}
        self._total = total

    def __call__(self, figure: str, place: Place) -> Cell:
        line = self._lines.get(place.offices, self._total)
        return Cell(getattr(line, figure), behind(Figure(figure), place.offices))


def _cells(one: TeacherRow, dictionaries: Dictionaries, bureaus: tuple[str, ...]) -> tuple[Cell, ...]:
    about = (one.name, one.title, one.practice_place, dictionaries.district_name(one.district))
    counts = (
        Cell(getattr(one, column.of.figure), students_of(one.id, Figure(column.of.figure), bureaus))
        for column in STATES
    )
    return (*(Cell(text) for text in about), *counts, Cell(one.seats_left))


def _shared(lines: Sequence[TeacherLine], total: TeacherLine) -> tuple[str, ...]:
    """Why the districts' teachers add up to more than the total."""
    added = sum(line.teachers for line in lines)
    if added <= total.teachers:
        return ()
    return (
        f"各区带教老师相加为 {added:,} 人，合计为 {total.teachers:,} 人："
        "在几个区带教的老师，各区各计一次，合计只计一人。",
    )
