"""The lists of scores (C3, D4)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from core.apprenticeship.words.values import ApprenticeshipState, AssessmentResult, AssessmentState
from core.domain.values import Value
from core.store.kept import Kept
from core.store.lists import ListOf, searching
from core.store.search import folded, match

if TYPE_CHECKING:
    from core.store.listing import Where

_CORRECTED_BY = (
    "coalesce((SELECT max(later.id) FROM assessment AS later"
    " WHERE later.corrects = assessment.id AND later.state = 'published'), '')"
)
_STATE_NOW = (
    "coalesce((SELECT apprenticeship.state FROM apprenticeship"
    " WHERE apprenticeship.id = assessment.apprenticeship_id), 'active')"
)
_NUMBER = re.compile(r"[0-9]{6,}x?")


class ScoreQuery(Value, frozen=True):
    """Filter and order of the lists of scores (C3, D4). Empty means any.

    `student` and `teacher` find characters, pinyin initials or the id number, `text` either.
    """

    student: str = ""
    teacher: str = ""
    text: str = ""
    type: str = ""
    state: str = ""
    result: str = ""
    bureau: str = ""
    assessed_from: str = ""
    assessed_to: str = ""
    sort: str = "entered_at"
    descending: bool = True


class ScoreRow(Value, frozen=True):
    """One score.

    `waiting`: a decision of this PC about it is not settled; `corrected_by`: id of the published score that
    corrects this one, else empty; `apprenticeship_state` is that of now.
    """

    id: str
    version: int
    apprenticeship_id: str
    student_id: str
    teacher_id: str
    bureau: str
    type: str
    assessed_on: str
    tenths: int
    result: AssessmentResult
    state: AssessmentState
    corrects: str
    corrected_by: str
    filing_no: str
    student_name: str
    student_id_number: str
    teacher_name: str
    practice_place: str
    notarised_on: str
    entered_at: str
    entered_by_name: str
    published_at: str
    published_by_name: str
    waiting: bool
    apprenticeship_state: ApprenticeshipState


def search_scores(where: Where, text: str, column: str) -> None:
    """A score does not carry its teacher's id number: such a number is looked up in the register."""
    number = "".join(folded(text).split())
    if not _NUMBER.fullmatch(number):
        where.search(text, column)
        return
    where.add(
        "(rowid IN (SELECT rowid FROM assessment_fts WHERE assessment_fts MATCH ?)"
        " OR apprenticeship_id IN (SELECT id FROM apprenticeship WHERE rowid IN"
        " (SELECT rowid FROM apprenticeship_fts WHERE apprenticeship_fts MATCH ?)))",
        match(number, column),
        match(number, "teacher"),
    )


SCORES = ListOf(
    "assessment",
    ScoreQuery,
    ScoreRow,
    sorts={
        "entered_at": ("entered_at",),
        "assessed_on": ("assessed_on",),
        "published_at": ("published_at",),
        "student_name": ("student_pinyin",),
        "teacher_name": ("teacher_pinyin",),
        "practice_place": ("practice_place",),
        "filing_no": ("filing_no",),
        "notarised_on": ("notarised_on",),
        "type": ("type", "assessed_on"),
        "tenths": ("tenths",),
        "result": ("result", "tenths"),
        "state": ("state", "entered_at"),
        "bureau": ("bureau", "state", "entered_at"),
    },
    columns={
        "corrected_by": _CORRECTED_BY,
        "waiting": "settled_at = ''",
        "apprenticeship_state": _STATE_NOW,
    },
    filters={
        "student": searching("applicant"),
        "teacher": lambda where, text, _: search_scores(where, text, "teacher"),
        "text": lambda where, text, _: search_scores(where, text, ""),
    },
    kept=Kept("score", ("state", "type", "result"), bureau="bureau"),
)
"""Names of people sort by their reading."""
