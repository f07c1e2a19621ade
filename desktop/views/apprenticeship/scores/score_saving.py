"""What is open in the panel 录入成绩 (C3): a person and a score, and how it is saved or removed (G11).

Errors stand below their fields, a question comes before what is odd.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Qt, Signal

from core.apprenticeship.commands.assessment import RecordScore, RemoveScore
from core.apprenticeship.rules import check_candidate, check_score
from core.apprenticeship.words.dictionaries import of
from core.apprenticeship.words.scores import parse_score, score_text
from core.apprenticeship.words.values import (
    ApprenticeshipState,
    AssessmentState,
    CandidateFacts,
    ScoreEntry,
)
from core.domain.clock import local_text, parse_day
from core.domain.errors import KnownError
from core.domain.idnumber import IdNumberError, normalise, parse_id_number
from core.domain.values import Level
from desktop.decision import Decision
from desktop.views.apprenticeship.scores.score_texts import Words

if TYPE_CHECKING:
    from datetime import date

    from core.apprenticeship.lists.candidate import Candidate, CandidateStudy
    from core.apprenticeship.lists.scores import ScoreRow
    from core.domain.commands.base import Command
    from core.domain.values import Finding
    from desktop.desk import Desk
    from desktop.views.apprenticeship.scores.score_form import ScoreForm


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


class _Asked(NamedTuple):
    """What a person is asked about before it is written."""

    case: Case
    entry: ScoreEntry
    codes: tuple[str, ...]
    and_next: bool


class Saving(QObject):
    """`done(id, sentence, and next)` after it was written, `refused(KnownError)` when nothing was."""

    done = Signal(str, str, bool)
    refused = Signal(object)

    def __init__(self, form: ScoreForm, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._form = form
        self._desk = desk
        self._words = Words(desk.words)
        self._asked: _Asked | None = None
        self._doomed: Case | None = None
        self._deciding: Decision | None = None
        self._said = ("", False)
        self._refused: dict[str, str] = {}

    def supersede(self, score_id: str, op_id: str) -> None:
        """The next change of this score takes the place of a refused decision."""
        self._refused[score_id] = op_id

    @property
    def busy(self) -> bool:
        """Whether something is being written."""
        return self._deciding is not None and self._deciding.running

    def eligibility(self, case: Case) -> tuple[Finding, ...]:
        """G10 for the day of the assessment, while that is no day yet for today."""
        today = self._desk.today()
        day = parse_day(self._form.day.day()) or today
        type_ = of(self._desk.words).assessment_type(self._form.typed().type)
        return check_candidate(case.facts, type_, min(day, today))

    def save(self, case: Case, *, and_next: bool) -> None:
        """Say what is wrong, ask about what is odd, else write."""
        self._form.clear_errors()
        entry = self._entry(case)
        if entry is None or self.busy:
            return
        type_ = of(self._desk.words).assessment_type(entry.type)
        judged = check_score(entry, type_, self._desk.today())
        findings = (*self.eligibility(case), *judged)
        wrong = [one.message for one in findings if one.blocking]
        if wrong:
            self._form.problem.tell(sentences(wrong))
            return
        odd = [one for one in findings if one.level is not Level.PASS]
        codes = tuple(dict.fromkeys(one.code for one in odd))
        self._asked = _Asked(case, entry, codes, and_next)
        if odd:
            text = f"{sentences([one.message for one in odd])}\n确认无误后按此保存吗？"
            self._desk.prompts.confirm(self._form, "请确认考核结果", text, "确认并保存", self._odd_answered)
        else:
            self._odd_answered(True)

    def ask_remove(self, case: Case) -> None:
        """删除 the unpublished score that is open."""
        editing = case.editing
        if editing is not None and not self.busy:
            self._doomed = case
            self._desk.prompts.confirm(
                self._form,
                "删除成绩",
                f"将删除{editing.student_name}的未公布成绩：{self._words.brief(editing)}。删除后需要重新录入。",
                "删除",
                self._remove_answered,
                danger=True,
            )

    def _entry(self, case: Case) -> ScoreEntry | None:
        form, typed = self._form, self._form.typed()
        problems = (
            (form.day_field, form.day, _day_problem(form, self._desk.today().isoformat())),
            (form.score_field, form.score, _score_problem(typed.score)),
            (form.result_field, form.passed, "" if typed.result else "请选择考核结果。"),
        )
        for field, _, sentence in problems:
            field.set_error(sentence)
        first = next((control for _, control, sentence in problems if sentence), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)
        if first is not None or typed.result is None:
            return None
        tenths = parse_score(typed.score)
        return ScoreEntry(case.study.row.id, typed.type, form.day.day(), tenths, typed.result)

    def _odd_answered(self, yes: bool) -> None:
        asked, self._asked = self._asked, None
        if not yes or asked is None:
            return
        case, entry = asked.case, asked.entry
        editing = case.editing
        command = RecordScore(
            assessment_id=editing.id if editing else self._desk.new_id(),
            entry=entry,
            seen_version=editing.version if editing else 0,
            corrects=editing.corrects if editing else case.corrects.id if case.corrects else "",
            confirmed=asked.codes,
        )
        said = saved_words(self._words, case, entry)
        self._write(command, command.seen_version, said, and_next=asked.and_next)

    def _remove_answered(self, yes: bool) -> None:
        case, self._doomed = self._doomed, None
        editing = case.editing if case else None
        if yes and editing is not None:
            said = f"已删除{editing.student_name}的未公布成绩。"
            self._write(RemoveScore(editing.id, editing.version), editing.version, said, and_next=False)

    def _write(self, command: Command, version: int, said: str, *, and_next: bool) -> None:
        self._said = (said, and_next)
        self._form.set_open(True, savable=False)
        supersedes = self._refused.get(command.subject, "")
        self._deciding = Decision(self._desk, command, self, base=version, supersedes=supersedes)
        self._deciding.done.connect(self._was_written)
        self._deciding.failed.connect(self.refused)
        self._deciding.run()

    def _was_written(self, _: object) -> None:
        if self._deciding is not None:
            subject = self._deciding.command.subject
            self._refused.pop(subject, None)
            self.done.emit(subject, *self._said)


def sentences(messages: list[str]) -> str:
    """Messages of rules as sentences, each once."""
    return "".join(f"{one.rstrip('。')}。" for one in dict.fromkeys(messages))


def _day_problem(form: ScoreForm, today: str) -> str:
    if not form.day.text().strip():
        return "请填写考核日期。"
    if not form.day.is_right():
        return "日期请写成 2026-03-05 这样的形式。"
    return "考核日期不能晚于今天。" if form.day.day() > today else ""


def _score_problem(text: str) -> str:
    try:
        parse_score(text)
    except KnownError as error:
        return error.message
    return ""


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
