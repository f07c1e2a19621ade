"""The people of a list of scores by id number, in few statements: for the import of workbooks (C4)."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from core.apprenticeship.words.values import ApprenticeshipState, AssessmentState
from core.domain.values import Value
from core.store.listing import ROWS_AT_ONCE, fetch

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection
    from sqlalchemy.orm import Session


class KnownStudy(Value, frozen=True, gc=False):
    """An apprenticeship of the person, as far as G10 and a sentence about it need it."""

    id: str
    state: ApprenticeshipState
    notarised_on: str
    filing_no: str


class KnownScore(Value, frozen=True, gc=False):
    """An unpublished score of the person (G11: one a type at most)."""

    type: str
    apprenticeship_id: str
    assessed_on: str
    tenths: int
    result: str
    entered_at: str
    entered_by_name: str


class KnownPerson(Value, frozen=True, gc=False):
    """All students with one id number; usually one. `passed_types` as in `CandidateFacts`."""

    names: tuple[str, ...]
    studies: tuple[KnownStudy, ...] = ()
    unpublished: tuple[KnownScore, ...] = ()
    passed_types: tuple[str, ...] = ()


def people_by_number(source: Connection | Session, numbers: Sequence[str]) -> Mapping[str, KnownPerson]:
    """Give the people of up to `ROWS_AT_ONCE` id numbers; unknown numbers are left out."""
    if len(numbers) > ROWS_AT_ONCE:
        raise ValueError(f"at most {ROWS_AT_ONCE} numbers at once")
    students = _select(source, "id, id_number, name", "student", "id_number", numbers)
    ids = [row[0] for row in students]
    studies, unpublished, passed = _studies(source, ids), *_scores(source, ids)
    people: dict[str, KnownPerson] = {}
    for id_, number, name in students:
        person = KnownPerson(
            (name,),
            tuple(studies.get(id_, ())),
            tuple(unpublished.get(id_, ())),
            tuple(sorted(passed.get(id_, ()))),
        )
        people[number] = _joined(people[number], person) if number in people else person
    return people


def _joined(one: KnownPerson, other: KnownPerson) -> KnownPerson:
    return KnownPerson(
        one.names + other.names,
        one.studies + other.studies,
        one.unpublished + other.unpublished,
        tuple(sorted({*one.passed_types, *other.passed_types})),
    )


def _studies(source: Connection | Session, students: Sequence[str]) -> dict[str, list[KnownStudy]]:
    found: dict[str, list[KnownStudy]] = defaultdict(list)
    columns = "student_id, id, state, notarised_on, filing_no"
    for student, id_, state, notarised_on, filing_no in _select(
        source, columns, "apprenticeship", "student_id", students
    ):
        found[student].append(KnownStudy(id_, _STATES[state], notarised_on, filing_no))
    return found


def _scores(
    source: Connection | Session, students: Sequence[str]
) -> tuple[dict[str, list[KnownScore]], dict[str, set[str]]]:
    """Unpublished scores, and types with a published pass that no published correction took back."""
    columns = (
        "student_id, type, apprenticeship_id, assessed_on, tenths, result, entered_at, entered_by_name,"
        " id, state, corrects"
    )
    rows = _select(source, columns, "assessment", "student_id", students)
    corrected = {row[10] for row in rows if row[9] == AssessmentState.PUBLISHED}
    unpublished: dict[str, list[KnownScore]] = defaultdict(list)
    passed: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row[9] == AssessmentState.UNPUBLISHED:
            unpublished[row[0]].append(KnownScore(*row[1:8]))
        elif row[5] == "pass" and row[8] not in corrected:
            passed[row[0]].add(row[1])
    return unpublished, passed


def _select(
    source: Connection | Session, columns: str, table: str, key: str, values: Sequence[str]
) -> list[tuple[Any, ...]]:
    if not values:
        return []
    marks = ", ".join("?" * len(values))
    return fetch(source, f"SELECT {columns} FROM {table} WHERE {key} IN ({marks}) ORDER BY id", values)


_STATES = {str(state): state for state in ApprenticeshipState}
