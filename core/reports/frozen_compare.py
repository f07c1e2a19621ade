"""与现在比较: a frozen report beside the same statistic today, and the records that make the difference.

Numbers are compared place by place; for each that differs the ids it counted then and counts now are laid
side by side (`frozen_counts.units`), and the changed records among those that decide about the difference
are named. So a difference without a record behind it cannot be shown: `unexplained` says when there is one.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from core.domain.figures import DEFINITIONS, OF_TEACHERS, Figure
from core.domain.values import Value
from core.reports.frozen_changes import RecordChange, record_changes
from core.reports.frozen_counts import PEOPLE, Facts, Place, Question, units

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from core.domain.dictionaries import Dictionaries
    from core.reports.frozen import FigureLine

_OTHER_NAMES = {PEOPLE: "合格人数"}


class CellChange(Value, frozen=True):
    """A number that differs: its place, before and now, the ids of the changed records that explain it."""

    bureau: str
    year: int
    type: str
    figure: str
    before: int
    now: int
    records: tuple[str, ...]

    @property
    def difference(self) -> int:
        return self.now - self.before


class Comparison(Value, frozen=True):
    """`records` are all that changed in what the report covers, those behind a number first.

    `proved`: the numbers frozen agree with the records frozen, one by one.
    """

    cells: tuple[CellChange, ...]
    records: tuple[RecordChange, ...]
    proved: bool

    @property
    def unexplained(self) -> tuple[CellChange, ...]:
        return tuple(one for one in self.cells if not one.records)


def compare(
    question: Question,
    before: Facts,
    now: Facts,
    frozen_lines: Sequence[FigureLine],
    lines: Sequence[FigureLine],
) -> Comparison:
    """Compare the lines of a report with those of today; the facts are those behind each."""
    were, are = _numbers(frozen_lines), _numbers(lines)
    counted_before, counted_now = units(question, before), units(question, now)
    changes = record_changes(before, now)
    behind = _Behind(before, now)
    cells = []
    for place in dict.fromkeys((*were, *are)):
        if were.get(place, 0) == are.get(place, 0):
            continue
        moved = counted_before.get(place, set()) ^ counted_now.get(place, set())
        named = sorted(one for one in behind.records(place.figure, moved) if one in changes)
        cells.append(CellChange(*place, were.get(place, 0), are.get(place, 0), tuple(named)))
    first = dict.fromkeys(one for cell in cells for one in cell.records)
    ordered = (*first, *(one for one in changes if one not in first))
    proved = all(count == len(counted_before.get(place, ())) for place, count in were.items())
    return Comparison(tuple(cells), tuple(changes[one] for one in ordered), proved)


def figure_name(figure: str, dictionaries: Dictionaries, type: str = "") -> str:
    """What a number is called: `当年备案数`, `出师考核当年合格数`."""
    known = figure in Figure.__members__.values()
    name = DEFINITIONS[Figure(figure)].name if known else _OTHER_NAMES.get(figure, figure)
    return f"{dictionaries.assessment_name(type)}{name}" if type else name


def _numbers(lines: Iterable[FigureLine]) -> dict[Place, int]:
    return {
        Place(line.bureau, line.year, line.type, figure): value
        for line in lines
        for figure, value in line.values.items()
    }


class _Behind:
    """Which records decide whether something is counted; of then and of now together."""

    def __init__(self, *facts: Facts) -> None:
        self._student: dict[str, str] = {}
        self._of_teacher: dict[str, set[str]] = defaultdict(set)
        self._of_student: dict[str, set[str]] = defaultdict(set)
        self._corrections: dict[str, set[str]] = defaultdict(set)
        for some in facts:
            for study in some.studies:
                self._student[study.id] = study.student_id
                self._of_teacher[study.teacher_id].add(study.id)
            for score in some.scores:
                self._of_student[score.student_id].add(score.id)
                if score.corrects:
                    self._corrections[score.corrects].add(score.id)

    def records(self, figure: str, moved: Iterable[str]) -> set[str]:
        """The records that speak about units that came or went."""
        found: set[str] = set()
        for one in moved:
            if figure in OF_TEACHERS:
                found |= self._of_teacher[one]
            elif figure == PEOPLE:
                found |= self._of_student[one]
            else:
                found |= {one} | self._corrections[one]
                if figure == Figure.ELIGIBLE:
                    found |= self._of_student[self._student.get(one, "")]
        return found
