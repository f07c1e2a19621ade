"""Frozen read models of 报送版, and the facts that a frozen report rests on."""

from __future__ import annotations

from core.domain.reports import ReportFacts, ReportKind
from core.domain.values import ApprenticeshipState, AssessmentResult, Value


class ReportQuery(Value, frozen=True):
    """Filter and order of 报送版; `office` is a district's code or the city's, `text` part of a title.

    `made_from` and `made_to` are days in Wuhan, included.
    """

    text: str = ""
    kind: str = ""
    office: str = ""
    made_from: str = ""
    made_to: str = ""
    sort: str = "made_at"
    descending: bool = True


class ReportRow(Value, frozen=True):
    """One line of the list. `waiting` until the centre accepted it."""

    id: str
    office: str
    kind: ReportKind
    title: str
    as_of: str
    data_at: str
    made_at: str
    made_by_name: str
    hash: str
    waiting: bool


class FrozenReport(Value, frozen=True):
    """A whole report; `facts` are what `hash` is over."""

    facts: ReportFacts
    hash: str
    made_by_name: str
    waiting: bool


class StudyFact(Value, frozen=True, gc=False):
    """One 师承关系 as a statistic sees it; days are ISO texts, `submitted_at` the first submission."""

    id: str
    bureau: str
    filing_no: str
    teacher_id: str
    teacher_name: str
    student_id: str
    student_name: str
    state: ApprenticeshipState
    submitted_at: str
    notarised_on: str
    filed_on: str
    ended_on: str


class ScoreFact(Value, frozen=True, gc=False):
    """One published score; `corrects` is the id of the score whose place it takes, or empty."""

    id: str
    bureau: str
    filing_no: str
    apprenticeship_id: str
    student_id: str
    student_name: str
    teacher_name: str
    type: str
    assessed_on: str
    result: AssessmentResult
    corrects: str
