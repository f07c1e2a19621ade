"""What is open in the panel 录入成绩: a person, one of the apprenticeships, and the score being changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.apprenticeship.words.scores import score_text
from core.apprenticeship.words.values import ApprenticeshipState, AssessmentState, CandidateFacts
from core.domain.clock import local_text
from core.domain.idnumber import IdNumberError, normalise, parse_id_number

if TYPE_CHECKING:
    from datetime import date

    from core.apprenticeship.lists.candidate import Candidate, CandidateStudy
    from core.apprenticeship.lists.scores import ScoreRow
    from core.apprenticeship.words.values import ScoreEntry
    from desktop.views.apprenticeship.scores.score_texts import Words


@dataclass(frozen=True, slots=True)
class Case:
    """`editing` is the unpublished score that a save changes; `corrects` the published one it corrects."""

    candidate: Candidate
    place: int
    editing: ScoreRow | None = None
    corrects: ScoreRow | None = None

    @property
    def study(self) -> CandidateStudy:
        return self.candidate.studies[self.place]

    @property
    def facts(self) -> CandidateFacts:
        """What G10 looks at; a correction is judged by its time of study only."""
        row = self.study.row
        if self.is_correction:
            return CandidateFacts(ApprenticeshipState.ACTIVE, row.notarised_on)
        passed = self.candidate.passed_types
        return CandidateFacts(ApprenticeshipState(row.state), row.notarised_on, passed)

    @property
    def is_correction(self) -> bool:
        return self.corrects is not None or bool(self.editing and self.editing.corrects)


def scores_of(candidate: Candidate) -> tuple[ScoreRow, ...]:
    """All scores of a person."""
    return tuple(score for study in candidate.studies for score in study.scores)


def unpublished(candidate: Candidate, type_: str) -> ScoreRow | None:
    """The score that G11 lets nobody enter a second time; None when there is none."""
    found = (
        score
        for score in scores_of(candidate)
        if score.type == type_ and score.state is AssessmentState.UNPUBLISHED
    )
    return next(found, None)


def place_of(candidate: Candidate, score: ScoreRow) -> int:
    """Place of the apprenticeship a score belongs to; the first one when it is not there."""
    ids = [study.row.id for study in candidate.studies]
    return ids.index(score.apprenticeship_id) if score.apprenticeship_id in ids else 0


def number_problem(text: str, today: date) -> str:
    """What is wrong with an id number; empty when it may be looked up.

    Passports and other documents cannot be checked (G3): whatever looks like one is looked up.
    """
    try:
        parse_id_number(text, today)
    except IdNumberError as error:
        return "" if _other_document(normalise(text)) else error.message
    return ""


def _other_document(number: str) -> bool:
    letters = any("A" <= sign.upper() <= "Z" for sign in number[:-1])
    return number.isascii() and number.isalnum() and letters and 5 <= len(number) <= 20


def editing_note(words: Words, score: ScoreRow) -> str:
    """Why the fields are filled."""
    when = local_text(score.entered_at)
    return (
        f"该学员已有未公布的成绩，已调出修改：{words.brief(score)}（{score.entered_by_name} {when} 录入）。"
    )


def correction_note(words: Words, score: ScoreRow) -> str:
    """What a correction does."""
    return (
        f"更正已公布的成绩：{words.brief(score)}（考核日期 {score.assessed_on}）。原记录不变，"
        "本次另存一条更正记录，公布后以更正记录为准。"
    )


def saved_words(words: Words, case: Case, entry: ScoreEntry) -> str:
    """What the bar says after a score was saved."""
    what = "更正" if case.is_correction else words.type_name(entry.type)
    points = f"{score_text(entry.tenths)} 分（{entry.result.label}）"
    return f"已保存{case.candidate.student.name}的{what}成绩 {points}，尚未公布。"
