"""Those who may be assessed in a type today (C4, G10)."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from core.apprenticeship.words.dictionaries import of
from core.apprenticeship.words.values import ApprenticeshipState, AssessmentResult, AssessmentState
from core.domain.clock import full_months, parse_day
from core.domain.errors import KnownError
from core.domain.values import Value
from core.store.listing import Listing, Where, fetch, parts
from core.store.lists import ListOf, searching

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from sqlalchemy import Connection
    from sqlalchemy.orm import Session

    from core.store.lists import Given

_NOT_PASSED = (
    "NOT EXISTS (SELECT 1 FROM assessment AS score WHERE score.student_id = apprenticeship.student_id"
    f" AND score.type = ? AND score.state = '{AssessmentState.PUBLISHED}'"
    f" AND score.result = '{AssessmentResult.PASS}'"
    " AND NOT EXISTS (SELECT 1 FROM assessment AS later WHERE later.corrects = score.id"
    f" AND later.state = '{AssessmentState.PUBLISHED}'))"
)


class EligibleQuery(Value, frozen=True):
    """Filter and order of those who may be assessed in a type (C4, G10); `type` must be given.

    `notarised_from` and `notarised_to` are the period of the notarisation.
    """

    type: str
    student: str = ""
    teacher: str = ""
    bureau: str = ""
    notarised_from: str = ""
    notarised_to: str = ""
    sort: str = "notarised_on"
    descending: bool = False


class EligibleRow(Value, frozen=True):
    """One apprenticeship whose student may be assessed (G10); `id` is the apprenticeship's.

    `months` are full months of study until today. Someone with an unpublished score of the type has its id,
    version and tenths (G11: it is edited), else the empty text, 0 and -1.
    """

    id: str
    version: int
    student_id: str
    student_name: str
    student_id_number: str
    teacher_id: str
    teacher_name: str
    teacher_title: str
    practice_place: str
    bureau: str
    filing_no: str
    notarised_on: str
    months: int
    unpublished_id: str
    unpublished_version: int
    unpublished_tenths: int


class _Eligible(ListOf[EligibleQuery, EligibleRow]):
    """Rows show months of study and the unpublished score in the query's type."""

    def where(self, query: EligibleQuery, given: Any = None) -> Where:
        if not query.type:
            raise KnownError("ASSESSMENT_TYPE_MISSING", "请先选择考核类型。")
        where = super().where(query, given)
        where.add(_NOT_PASSED, query.type)
        return where

    def order(self, query: EligibleQuery) -> tuple[str, bool]:
        """More months of study means an earlier notarisation."""
        return query.sort, query.descending != (query.sort == "months")

    def made(
        self,
        source: Connection | Session,
        rows: Iterable[Sequence[Any]],
        query: EligibleQuery | None,
        given: Any,
    ) -> list[EligibleRow]:
        if query is None:
            raise TypeError("who may be assessed is shown for a type")
        read, today = list(rows), given.today
        scores = _unpublished(source, [row[2] for row in read], query.type)
        lines: list[list[Any]] = [
            [*row, _months(row[-1], today), *scores.get(row[2], ("", 0, -1))] for row in read
        ]
        return [EligibleRow(*line) for line in lines]

    @cached_property
    def listing(self) -> Listing:
        """What the apprenticeship itself has."""
        names = EligibleRow.__struct_fields__
        return Listing(self.table, ", ".join(names[: names.index("months")]), self.sorts)


def _studied(where: Where, type_: str, given: Given) -> None:
    where.equal(state=str(ApprenticeshipState.ACTIVE))
    years = of(given.dictionaries).assessment_type(type_).years
    # As text: on 29 February the day may not exist in that year, and still divides right (full_years).
    latest = f"{given.today.year - years:04d}{given.today:-%m-%d}"
    where.add("notarised_on <= ? AND notarised_on <> ''", latest)


def _unpublished(
    source: Connection | Session, students: list[str], type_: str
) -> dict[str, tuple[str, int, int]]:
    """The unpublished score of each student in the type: id, version, tenths (G11: there is one at most)."""
    found: dict[str, tuple[str, int, int]] = {}
    for some in parts(students):
        marks = ", ".join("?" * len(some))
        statement = (
            "SELECT student_id, id, version, tenths FROM assessment"
            f" WHERE student_id IN ({marks}) AND type = ? AND +state = ? ORDER BY id DESC"
        )
        for row in fetch(source, statement, [*some, type_, str(AssessmentState.UNPUBLISHED)]):
            found[row[0]] = row[1:]
    return found


def _months(notarised_on: str, today: date) -> int:
    start = parse_day(notarised_on)
    return full_months(start, today) if start else 0


ELIGIBLE = _Eligible(
    "apprenticeship",
    EligibleQuery,
    EligibleRow,
    sorts={
        "notarised_on": ("notarised_on",),
        "months": ("notarised_on",),
        "filing_no": ("filing_no",),
        "student_name": ("student_pinyin",),
        "teacher_name": ("teacher_pinyin",),
        "practice_place": ("practice_place",),
        "bureau": ("bureau", "filing_no"),
    },
    filters={"type": _studied, "student": searching("applicant"), "teacher": searching("teacher")},
)
"""`months` sorts the longest study last; names of people sort by their reading."""
