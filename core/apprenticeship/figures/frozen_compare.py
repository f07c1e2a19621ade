"""与现在比较: a frozen report beside the same statistic today, and the records that make the difference.

Numbers are compared place by place; for each that differs the ids it counted then and counts now are laid
side by side (`frozen_counts.units`), and the changed records among those that decide about the difference
are named. So a difference without a record behind it cannot be shown: `unexplained` says when there is one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from core.apprenticeship.figures.frozen_changes import RecordChange, record_changes
from core.apprenticeship.figures.frozen_counts import Facts, units
from core.apprenticeship.figures.frozen_places import OF_ROW, PEOPLE, SEATS, Place, Question, totals_of
from core.apprenticeship.words.dictionaries import of
from core.apprenticeship.words.figures import DEFINITIONS, OF_TEACHERS, Figure
from core.apprenticeship.words.kinds import TEACHERS
from core.domain.values import Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from core.apprenticeship.figures.frozen import FigureLine, FrozenFigures
    from core.apprenticeship.figures.frozen_counts import Units
    from core.domain.dictionaries import Dictionaries

_OTHER_NAMES = {PEOPLE: "合格人数", SEATS: "剩余名额"}


class CellChange(Value, frozen=True):
    """A number that differs: its place, before and now, the ids of the changed records that explain it.

    `teacher` is the name in the row of one, `all_years` that it stands for all years together.
    """

    bureau: str
    year: int
    type: str
    figure: str
    before: int
    now: int
    records: tuple[str, ...]
    teacher: str = ""
    all_years: bool = False

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
    frozen: FrozenFigures,
    lines: Sequence[FigureLine],
    *,
    seen: Sequence[str] = (),
) -> Comparison:
    """Compare the numbers of a report with the lines of today; the facts are those behind each.

    `seen` are the districts whose records the office of the report sees, where this end sees more.
    """
    counted_before, counted_now = units(question, before), units(question, now)
    teachers = _teachers(question, counted_before, counted_now)
    were = numbers(question, frozen.lines) | _of_rows(question, counted_before, teachers)
    are = numbers(question, lines) | _of_rows(question, counted_now, teachers)
    names = {one.teacher_id: one.teacher_name for some in (before, now) for one in some.studies}
    changes = record_changes(before, now, seen)
    behind = _Behind(before, now)
    cells = []
    for place in dict.fromkeys((*were, *are)):
        if were.get(place, 0) == are.get(place, 0):
            continue
        moved = counted_before.get(place, set()) ^ counted_now.get(place, set())
        named = sorted(one for one in behind.records(place.figure, moved) if one in changes)
        cells.append(
            CellChange(
                *place[:4],
                were.get(place, 0),
                are.get(place, 0),
                tuple(named),
                names.get(place.teacher, ""),
                question.kind is not TEACHERS and not (question.filtered.year or place.year),
            )
        )
    first = dict.fromkeys(one for cell in cells for one in cell.records)
    ordered = (*first, *(one for one in changes if one not in first))
    proved = _proved(question, frozen, counted_before)
    return Comparison(tuple(cells), tuple(changes[one] for one in ordered), proved)


def numbers(question: Question, lines: Iterable[FigureLine]) -> dict[Place, int]:
    """The numbers of lines, and after them the totals that the statistic prints."""
    found = {
        Place(line.bureau, line.year, line.type, figure): value
        for line in lines
        for figure, value in line.values.items()
    }
    sums: Counter[Place] = Counter()
    for place, value in found.items():
        for total in totals_of(question, place):
            sums[total] += value
    return found | sums


def _proved(question: Question, frozen: FrozenFigures, counted: Units) -> bool:
    """Whether all frozen numbers agree with the frozen records; a teacher's row is found by its numbers."""
    figures = numbers(question, frozen.lines)
    right = all(value == len(counted.get(place, ())) for place, value in figures.items())
    if not (right and question.by_teacher):
        return right
    first = -1 - len(OF_ROW)
    printed = Counter(tuple(row[first:-1]) for row in frozen.table.rows)
    rows = Counter(
        tuple(len(counted.get(seats._replace(figure=one), ())) for one in OF_ROW)
        for seats in counted
        if seats.figure == SEATS
    )
    return printed <= rows and rows.total() == printed.total() + frozen.left_out


def _teachers(question: Question, *counted: Units) -> set[str]:
    """The teachers who have a row in both: the seats of others were not or are not shown."""
    if not question.by_teacher:
        return set()
    rows = [{place.teacher for place in one if place.figure == SEATS} for one in counted]
    return set.intersection(*rows)


def _of_rows(question: Question, counted: Units, teachers: set[str]) -> dict[Place, int]:
    """The numbers in the rows of teachers."""
    found = {}
    for place, ids in counted.items():
        if place.figure == SEATS and place.teacher in teachers:
            found[place] = max(0, question.limit - len(ids))
        elif place.teacher and place.figure != SEATS:
            found[place] = len(ids)
    return found


def figure_name(figure: str, dictionaries: Dictionaries, type: str = "", *, all_years: bool = False) -> str:
    """What a number is called: `当年备案数`, `历年备案数`, `出师考核当年合格数`."""
    known = figure in Figure.__members__.values()
    name = DEFINITIONS[Figure(figure)].name if known else _OTHER_NAMES.get(figure, figure)
    if all_years:
        name = name.replace("当年", "历年")
    return f"{of(dictionaries).assessment_name(type)}{name}" if type else name


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
