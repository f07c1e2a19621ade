"""Where a number of a frozen report stands, and which printed totals it goes into."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from core.apprenticeship.words.figures import Figure
from core.apprenticeship.words.kinds import PASSES, TEACHERS, YEARS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from core.apprenticeship.words.dictionaries import AssessmentType
    from core.domain.reports import ReportFilter, ReportKind

PEOPLE, SEATS = "people", "seats"
"""Numbers without a definition of their own: different people who passed; a teacher's 剩余名额."""
OF_ROW = (Figure.ACTIVE, Figure.GRADUATED, Figure.PENDING, Figure.ENDED)
"""What the row of a teacher counts, in the order of its columns; then come the seats left."""
_EVENTS = frozenset({Figure.SUBMITTED, Figure.FILED, Figure.ASSESSED, Figure.PASSED})
"""What happens in a year can be added over years; what stands as of a day cannot."""


class Place(NamedTuple):
    """One number of a statistic; `bureau` empty: a total; `year` 0 and `type` empty where it has none or all.

    `teacher` is an id in the rows of teachers, else empty.
    """

    bureau: str
    year: int
    type: str
    figure: str
    teacher: str = ""


class Question(NamedTuple):
    """What is counted: `types` are all 考核类型, `limit` the seats of a teacher (G2), `as_of` 统计日."""

    kind: ReportKind
    filtered: ReportFilter
    as_of: date
    types: Sequence[AssessmentType]
    limit: int

    @property
    def by_teacher(self) -> bool:
        """Whether the rows are teachers: those of one district."""
        return self.kind is TEACHERS and len(self.filtered.bureaus) == 1


def totals_of(question: Question, place: Place) -> Iterator[Place]:
    """Give the totals that a number is added to, in rows, columns and charts of its statistic.

    Those of teachers are no sums: a teacher of two districts counts once.
    """
    several = len(question.filtered.bureaus) > 1
    if question.kind is YEARS:
        yield from _of_years(question, place, several=several)
    elif question.kind is PASSES and place.figure != PEOPLE:
        yield from _of_passes(question, place, several=several)


def _of_years(question: Question, place: Place, *, several: bool) -> Iterator[Place]:
    if several:
        yield place._replace(bureau="")
    if not question.filtered.year and place.figure in _EVENTS:
        yield place._replace(year=0)
        if several:
            yield place._replace(bureau="", year=0)


def _of_passes(question: Question, place: Place, *, several: bool) -> Iterator[Place]:
    types = not question.filtered.type and len(question.types) > 1
    if types:
        yield place._replace(type="")
    if several:
        yield place._replace(bureau="")
    if types and several:
        yield place._replace(bureau="", type="")
