"""Saving a score (C3, G11): errors below their fields, a question before what is odd, removal."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Qt, Signal

from core.apprenticeship.commands.assessment import RecordScore, RemoveScore
from core.apprenticeship.words.dictionaries import of
from core.apprenticeship.words.scores import parse_score
from core.apprenticeship.words.values import ScoreEntry
from core.domain.clock import parse_day
from core.domain.errors import KnownError
from core.domain.values import Level
from desktop.views.apprenticeship.scores import score_case as cases

if TYPE_CHECKING:
    from core.domain.commands.base import Command
    from core.domain.values import Finding
    from desktop.views.apprenticeship.scores.score_case import Case
    from desktop.views.apprenticeship.scores.score_form import ScoreForm
    from desktop.views.apprenticeship.scores.score_ports import ScoresPorts
    from desktop.views.apprenticeship.scores.score_texts import Words


class _Asked(NamedTuple):
    """What a person is asked about, or what is being written."""

    case: Case
    entry: ScoreEntry
    codes: tuple[str, ...]
    and_next: bool


class Saving(QObject):
    """`done(id, sentence, and next)` after it was written, `refused(KnownError)` when nothing was."""

    done = Signal(str, str, bool)
    refused = Signal(object)

    def __init__(self, form: ScoreForm, ports: ScoresPorts, words: Words, parent: QObject) -> None:
        super().__init__(parent)
        self._form = form
        self._ports = ports
        self._words = words
        self._asked: _Asked | None = None
        self._doomed: Case | None = None
        self._running: tuple[Command, str, bool] | None = None
        self._refused: dict[str, str] = {}

    def supersede(self, score_id: str, op_id: str) -> None:
        """The next change of this score takes the place of a refused decision."""
        self._refused[score_id] = op_id

    @property
    def busy(self) -> bool:
        """Whether something is being written."""
        return self._running is not None

    def eligibility(self, case: Case) -> tuple[Finding, ...]:
        """G10 for the day of the assessment, while that is no day yet for today."""
        today = self._ports.today()
        day = parse_day(self._form.day.day()) or today
        type_ = of(self._ports.dictionaries).assessment_type(self._form.typed().type)
        return self._ports.judging.candidate(case.facts, type_, min(day, today))

    def save(self, case: Case, *, and_next: bool) -> None:
        """Say what is wrong, ask about what is odd, else write."""
        self._form.clear_errors()
        entry = self._entry(case)
        if entry is None or self.busy:
            return
        type_ = of(self._ports.dictionaries).assessment_type(entry.type)
        judged = self._ports.judging.score(entry, type_, self._ports.today())
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
            self._ports.prompts.confirm(self._form, "请确认考核结果", text, "确认并保存", self._odd_answered)
        else:
            self._odd_answered(True)

    def ask_remove(self, case: Case) -> None:
        """删除 the unpublished score that is open."""
        editing = case.editing
        if editing is not None and not self.busy:
            self._doomed = case
            self._ports.prompts.confirm(
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
            (form.day_field, form.day, _day_problem(form, self._ports.today().isoformat())),
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
            assessment_id=editing.id if editing else self._ports.new_id(),
            entry=entry,
            seen_version=editing.version if editing else 0,
            corrects=editing.corrects if editing else case.corrects.id if case.corrects else "",
            confirmed=asked.codes,
        )
        said = cases.saved_words(self._words, case, entry)
        self._write(command, command.seen_version, said, and_next=asked.and_next)

    def _remove_answered(self, yes: bool) -> None:
        case, self._doomed = self._doomed, None
        editing = case.editing if case else None
        if yes and editing is not None:
            said = f"已删除{editing.student_name}的未公布成绩。"
            self._write(RemoveScore(editing.id, editing.version), editing.version, said, and_next=False)

    def _write(self, command: Command, version: int, said: str, *, and_next: bool) -> None:
        self._running = (command, said, and_next)
        self._form.set_open(True, savable=False)
        supersedes = self._refused.get(command.subject, "")
        work = partial(self._ports.decide, command, version, supersedes)
        self._ports.writer.run(work, self._was_written, self._was_refused)

    def _was_written(self, _: object) -> None:
        if self._running is not None:
            (command, said, and_next), self._running = self._running, None
            self._refused.pop(command.subject, None)
            self.done.emit(command.subject, said, and_next)

    def _was_refused(self, error: KnownError) -> None:
        self._running = None
        self.refused.emit(error)


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
