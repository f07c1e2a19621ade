"""Frozen read models: what leaves a session. No row reaches a view or crosses a thread.

Days and instants keep their stored text form; `core.domain.clock` turns them into what a screen shows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from core.applications.content import Change
from core.apprenticeship.figures.models import HomeYear, TeacherLine
from core.apprenticeship.words.content import FilingContent
from core.apprenticeship.words.values import ApprenticeshipFacts, ApprenticeshipState, FilingKind
from core.domain.values import FilingState, Finding, Origin, ReturnItem, Value

if TYPE_CHECKING:
    from collections.abc import Iterable


class FilingQuery(Value, frozen=True):
    """Filter and order of the filing list (D2). Empty means any.

    `applicant` finds any characters of the student's name, its pinyin initials, the start or the last
    4 or 6 characters of the id number, or the filing number; `place` any characters of the practice
    place; `text` all of these and the teacher's. `due` is `overdue` (before today) or `soon` (from today to
    `due_soon_days` working days later) and means pending ones only. `submitted_from` and `submitted_to` are
    days in Wuhan, both included. `bureaus` are the codes of the reviewing ones. `sort` is a column name.
    """

    kind: str = ""
    state: str = ""
    applicant: str = ""
    place: str = ""
    due: str = ""
    submitted_from: str = ""
    submitted_to: str = ""
    text: str = ""
    bureaus: tuple[str, ...] = ()
    sort: str = "due_on"
    descending: bool = False

    def of(self, bureaus: Iterable[str]) -> FilingQuery:
        """The same query for the filings of these bureaus."""
        return msgspec.structs.replace(self, bureaus=tuple(bureaus))


class FilingRow(Value, frozen=True):
    """One line of the filing list. `waiting` is true while a decision of this PC is not settled."""

    id: str
    filing_no: str
    kind: FilingKind
    state: FilingState
    bureau: str
    student_name: str
    teacher_name: str
    teacher_title: str
    practice_place: str
    notarised_on: str
    submitted_at: str
    due_on: str
    revision: int
    decided_at: str
    waiting: bool


class Decision(Value, frozen=True):
    """A past or waiting decision on a filing."""

    revision: int
    outcome: FilingState
    opinion: str
    items: tuple[ReturnItem, ...]
    findings: tuple[Finding, ...]
    paper_seen: bool
    decided_by_name: str
    decided_at: str
    settled_at: str


class Dissolving(Value, frozen=True):
    """What a dissolution is about: the apprenticeship, the filing that established it and its decisions.

    `unpublished` tells that there are unpublished scores, `other_open` that another dissolution is open (G8).
    """

    state: ApprenticeshipState
    original_no: str
    filed_on: str
    decisions: tuple[Decision, ...]
    unpublished: bool
    other_open: bool


class FilingDetail(Value, frozen=True):
    """Everything the workbench shows of one filing.

    `content` is what was filed last, `previous` the revision before it, `changes` their differences.
    `teacher_open` and `student_others` feed rules G2 and G6 and the history. `teacher_district` is the
    teacher's district today, shown next to the bureau when the teacher moved (G7). `dissolving` is set for a
    dissolution.
    """

    row: FilingRow
    version: int
    apprenticeship_id: str
    student_id: str
    teacher_id: str
    content: FilingContent
    previous: FilingContent | None
    changes: tuple[Change, ...]
    decisions: tuple[Decision, ...]
    teacher_open: tuple[ApprenticeshipFacts, ...]
    student_others: tuple[ApprenticeshipFacts, ...]
    teacher_district: str
    dissolving: Dissolving | None = None
    origin: str = ""


class RegisterQuery(Value, frozen=True):
    """Filter and order of the register 台账 (D8) and of the city's search (C2).

    `text` searches both persons, filing no. and place, `place` the practice place only; `bureau` is a
    district code.
    """

    text: str = ""
    state: str = ""
    filed_from: str = ""
    filed_to: str = ""
    bureau: str = ""
    place: str = ""
    notarised_from: str = ""
    notarised_to: str = ""
    sort: str = "filing_no"
    descending: bool = True


class RegisterRow(Value, frozen=True):
    """One line of the register: an apprenticeship; `origin` is an `Origin`."""

    id: str
    filing_no: str
    state: str
    bureau: str
    student_id: str
    student_name: str
    student_id_number: str
    teacher_id: str
    teacher_name: str
    teacher_title: str
    practice_place: str
    notarised_on: str
    filed_on: str
    ended_on: str
    origin: str = ""

    @property
    def imported(self) -> bool:
        """Taken over from the bureau's register: its documents are on paper (decision 0015)."""
        return self.origin == Origin.REGISTER


class HistoryEntry(Value, frozen=True):
    """One event in a person's history, oldest first: submitted, returned, approved, …, in Chinese words."""

    at: str
    what: str
    who: str
    text: str
    filing_id: str
    filing_no: str


class PersonHistory(Value, frozen=True):
    """History of one person (D8): own data masked by the screen, apprenticeships and events."""

    person_id: str
    name: str
    id_number: str
    phone: str
    is_teacher: bool
    apprenticeships: tuple[RegisterRow, ...]
    events: tuple[HistoryEntry, ...]


class HomeSummary(Value, frozen=True):
    """Figures of the home page (D1, C1); each number is the count of the list that it opens.

    The queues of filings, `active_students`, `graduated`, `teachers` and `full_teachers` are those of the
    bureaus whose figures count here, `years` their years (every bureau in every year, the newest year
    first), `teaching` a line per bureau.
    """

    pending: int
    pending_dissolutions: int
    due_soon: int
    overdue: int
    earliest_due_on: str
    first_overdue_no: str
    returned: int
    approved: int
    active_students: int
    teachers: int
    full_teachers: int
    next_due: tuple[FilingRow, ...]
    failed_notices: int = 0
    unpublished_scores: int = 0
    graduated: int = 0
    years: tuple[HomeYear, ...] = ()
    teaching: tuple[TeacherLine, ...] = ()
