"""Frozen read models of 报送版, and the facts that a frozen report rests on."""

from __future__ import annotations

from core.apprenticeship.words.values import ApprenticeshipState, AssessmentResult
from core.domain.values import Value


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
