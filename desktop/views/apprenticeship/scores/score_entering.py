"""Entering a score (C3): look a person up, judge, edit, correct. The fields are `ScoreForm`'s."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from core.apprenticeship.lists.candidate import candidate
from core.apprenticeship.words.dictionaries import of
from core.apprenticeship.words.scores import parse_score, result_for, score_text
from core.apprenticeship.words.values import AssessmentState
from core.domain.errors import KnownError
from core.domain.idnumber import normalise
from core.domain.masking import mask_id_number
from desktop.views.apprenticeship.scores import score_saving as cases
from desktop.views.apprenticeship.scores.score_form import ScoreForm, Typed
from desktop.views.apprenticeship.scores.score_saving import Case, Saving
from desktop.views.apprenticeship.scores.score_texts import Words

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from core.apprenticeship.lists.candidate import Candidate
    from core.apprenticeship.lists.scores import ScoreRow
    from desktop.desk import Desk

UNKNOWN = "没有找到这个号码的学生。请核对号码；新备案的学生要等备案通过并同步到本机后才能录入成绩。"
NO_STUDY = "这名学生还没有师承备案，不能录入成绩。"
FETCH_FIRST = "请先填写身份证号，点击“获取学生”。"


class Entering(QObject):
    """`saved(id, and next)` after a save or removal, `told(tone, text)` as a page."""

    saved = Signal(str, bool)
    told = Signal(str, str)

    def __init__(self, form: ScoreForm, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._form = form
        self._desk = desk
        self._words = Words(desk.words)
        self._case: Case | None = None
        self._before: Typed | None = None
        self._chosen = False
        self._wanted: tuple[str, str] = ("", "")
        self._then: Callable[[], None] | None = None
        self._saving = Saving(form, desk, self)
        self._saving.done.connect(self._was_saved)
        self._saving.refused.connect(self._was_refused)
        form.fetch_wanted.connect(self.fetch)
        form.save_wanted.connect(self.save)
        form.remove_wanted.connect(self.ask_remove)
        form.clear_wanted.connect(self.ask_clear)
        form.type_changed.connect(self._type_changed)
        form.day_changed.connect(self._judge)
        form.score_edited.connect(self._score_edited)
        form.result_chosen.connect(self._result_chosen)
        form.card.study_chosen.connect(self._study_chosen)
        self.clear(keep=False)

    # from outside

    def supersede(self, score_id: str, op_id: str) -> None:
        """The next change of this score is the refused decision `op_id` taken anew."""
        self._saving.supersede(score_id, op_id)

    @property
    def unsaved(self) -> bool:
        """Whether something was typed for a person and not saved."""
        if self._case is None or self._before is None:
            return False
        typed = self._form.typed()
        if self._case.editing is None:
            return bool(typed.score.strip())
        return typed != self._before

    def proceed(self, then: Callable[[], None]) -> None:
        """Go on with `then`, after asking when something would be lost."""
        if not self.unsaved or self._case is None:
            then()
            return
        self._then = then
        self._desk.prompts.confirm(
            self._form,
            "成绩还没有保存",
            f"{self._case.candidate.student.name}的成绩还没有保存，继续后刚才填写的内容不会保留。",
            "不保存，继续",
            self._proceed_answered,
        )

    def edit(self, row: ScoreRow) -> None:
        """Open an unpublished score of the list."""
        self.proceed(partial(self._look_up, row.student_id_number, "edit", row.id))

    def correct(self, row: ScoreRow) -> None:
        """Begin a correction of a published score (G12)."""
        self.proceed(partial(self._look_up, row.student_id_number, "correct", row.id))

    def refresh(self) -> None:
        """Something changed: look the open person up again; what was typed stays."""
        if self._case is not None and not self._saving.busy:
            number = self._case.candidate.student.id_number
            work = partial(_looked_up, number)
            # A key of its own: it must not take the place of a look-up that was asked for meanwhile.
            self._desk.read_records(work, self._came_again, key="scores.candidate.again")

    def fetch(self) -> None:
        """获取学生."""
        if not self._form.id_number.isReadOnly():
            self.proceed(self._fetch)

    def ask_clear(self) -> None:
        self.proceed(self._clear)

    # looking up

    def _fetch(self) -> None:
        form, text = self._form, self._form.id_number.text()
        form.clear_errors()
        problem = cases.number_problem(text, self._desk.today())
        self._leave_person()
        if problem:
            self._number_error(problem)
        else:
            self._look_up(normalise(text), "new", "")

    def _look_up(self, number: str, why: str, score_id: str) -> None:
        self._wanted = (why, score_id)
        self._form.clear_errors()
        work = partial(_looked_up, number)
        self._desk.read_records(work, self._came, self._look_up_failed, key="scores.candidate")

    def _came(self, candidate: Candidate | None) -> None:
        why, score_id = self._wanted
        if candidate is None or not candidate.studies:
            self._number_error(UNKNOWN if candidate is None else NO_STUDY)
            return
        scores = {score.id: score for score in cases.scores_of(candidate)}
        score = scores.get(score_id)
        if why == "new":
            self._open_new(candidate, 0)
        elif score is None:
            self.clear(keep=True)
            self._form.problem.tell("这条成绩已被删除，列表将自动更新。")
        elif why == "correct":
            self._open_correction(candidate, score)
        else:
            self._open_score(candidate, score)

    def _open_new(self, candidate: Candidate, place: int) -> None:
        """The person for a new score; an unpublished one of the type is taken for editing instead (G11)."""
        found = cases.unpublished(candidate, self._form.typed().type)
        if found is not None:
            self._open_score(candidate, found, note=cases.editing_note(self._words, found))
            return
        self._case = Case(candidate, place)
        form, typed = self._form, self._form.typed()
        day = typed.day or self._desk.today().isoformat()
        form.show_typed(Typed(typed.type, day, "", None))
        form.note.tell("")
        self._show()

    def _open_score(self, candidate: Candidate, score: ScoreRow, note: str = "") -> None:
        if score.state is AssessmentState.PUBLISHED:
            self.clear(keep=True)
            self._form.problem.tell(f"{score.student_name}的这条成绩已经公布，不能修改；如有错误请更正。")
            return
        self._case = Case(candidate, cases.place_of(candidate, score), editing=score)
        self._form.note.tell(note or f"正在修改未公布的成绩：{self._words.brief(score)}。")
        self._fill(score)

    def _open_correction(self, candidate: Candidate, score: ScoreRow) -> None:
        begun = cases.unpublished(candidate, score.type)
        if begun is not None:
            self._open_score(candidate, begun, note=cases.editing_note(self._words, begun))
            return
        self._case = Case(candidate, cases.place_of(candidate, score), corrects=score)
        self._form.note.tell(cases.correction_note(self._words, score))
        self._form.show_typed(Typed(score.type, score.assessed_on, "", None))
        self._show()

    def _fill(self, score: ScoreRow) -> None:
        text = score_text(score.tenths)
        self._form.show_typed(Typed(score.type, score.assessed_on, text, score.result))
        self._show()
        self._chosen = True

    def _show(self) -> None:
        case, form = self._case, self._form
        if case is None:
            return
        self._chosen = False
        self._before = form.typed()
        fixed = case.editing is not None or case.corrects is not None
        number = case.candidate.student.id_number
        form.show_number(mask_id_number(number) if fixed else number, fixed=fixed)
        form.heading.setText("更正成绩" if case.is_correction else "修改成绩" if fixed else "录入成绩")
        form.card.show_person(case.candidate, case.place)
        form.card.study.setEnabled(not fixed)
        form.remove.setVisible(case.editing is not None)
        form.clear_button.show()
        form.clear_errors()
        self._judge()
        form.type.setEnabled(not fixed)
        (form.score if form.score.isEnabled() else form.id_number).setFocus(Qt.FocusReason.OtherFocusReason)
        form.score.selectAll()
        form.reveal()

    def _came_again(self, candidate: Candidate | None) -> None:
        """The open person as it is now: numbers and rights move, what was typed stays."""
        case = self._case
        if case is None or candidate is None or case.candidate == candidate:
            return
        if candidate.student_id != case.candidate.student_id:
            return
        scores = {score.id: score for score in cases.scores_of(candidate)}
        place = min(case.place, len(candidate.studies) - 1)
        editing = scores.get(case.editing.id) if case.editing else None
        self._case = Case(candidate, place, case.editing, case.corrects)
        self._form.card.show_person(candidate, place)
        self._judge()
        if case.editing is None:
            return
        if editing is None or editing.state is AssessmentState.PUBLISHED:
            word = "删除" if editing is None else "公布"
            self._form.problem.tell(f"这条成绩刚刚已被{word}，不能再修改。")
            self._form.set_open(True, savable=False)
            self._form.remove.hide()
        elif editing.version != case.editing.version and not self.unsaved:
            self._open_score(candidate, editing)
        elif editing.version != case.editing.version and not _same(editing, case.editing):
            self._form.problem.tell(
                f"这条成绩刚刚被修改为 {self._words.brief(editing)}。请点击“清空”后重新打开，再决定怎样保存。"
            )
        else:
            self._case = Case(candidate, place, editing, case.corrects)

    def _look_up_failed(self, error: KnownError) -> None:
        self._number_error(error.message)

    def _number_error(self, sentence: str) -> None:
        self._leave_person()
        self._form.id_field.set_error(sentence)
        self._form.id_number.setFocus(Qt.FocusReason.OtherFocusReason)
        self._form.id_number.selectAll()

    # while it is typed

    def _type_changed(self) -> None:
        case = self._case
        if case is None or case.editing is not None or case.corrects is not None:
            return
        found = cases.unpublished(case.candidate, self._form.typed().type)
        if found is not None:
            self._open_score(case.candidate, found, note=cases.editing_note(self._words, found))
        else:
            self._judge()
            self._score_edited()

    def _study_chosen(self, place: int) -> None:
        case = self._case
        if case is not None and 0 <= place < len(case.candidate.studies):
            self._case = Case(case.candidate, place, case.editing, case.corrects)
            self._form.card.show_person(case.candidate, place)
            self._judge()

    def _judge(self) -> None:
        """G10 for the day of the assessment."""
        case, form = self._case, self._form
        if case is None:
            return
        findings = self._saving.eligibility(case)
        form.card.show_verdict(case.study.row.notarised_on, findings)
        form.set_open(True, savable=not any(one.blocking for one in findings))
        fixed = case.editing is not None or case.corrects is not None
        form.type.setEnabled(not fixed)

    def _score_edited(self) -> None:
        """The result follows the score until a person chose one (G11)."""
        if self._chosen and self._form.typed().result is not None:
            return
        try:
            tenths = parse_score(self._form.score.text())
        except KnownError:
            self._form.show_result(None)
            return
        type_ = of(self._desk.words).assessment_type(self._form.typed().type)
        self._form.show_result(result_for(tenths, type_))

    def _result_chosen(self) -> None:
        self._chosen = True
        self._form.result_field.set_error("")

    # saving

    def save(self, and_next: bool) -> None:
        """保存, 保存并录下一名."""
        if self._case is None:
            self._number_error(FETCH_FIRST)
        else:
            self._saving.save(self._case, and_next=and_next)

    def ask_remove(self) -> None:
        """删除 an unpublished score."""
        if self._case is not None:
            self._saving.ask_remove(self._case)

    def _was_saved(self, id_: str, said: str, and_next: bool) -> None:
        self.clear(keep=and_next)
        self._form.id_number.setFocus(Qt.FocusReason.OtherFocusReason)
        self.told.emit("ok", said)
        self.saved.emit(id_, and_next)

    def _was_refused(self, error: KnownError) -> None:
        """Nothing was written: say why; what was typed stays."""
        self._judge()
        self._form.problem.tell(error.message)
        self.refresh()

    # emptying

    def clear(self, *, keep: bool) -> None:
        """Nobody is open; `keep` leaves type and day for the next person."""
        form = self._form
        typed = form.typed()
        self._leave_person()
        form.clear_errors()
        form.show_number("", fixed=False)
        first = of(self._desk.words).assessment_types[0].code
        day = typed.day if keep and form.day.day() else self._desk.today().isoformat()
        form.show_typed(Typed(typed.type if keep else first, day, "", None))
        form.type.setEnabled(True)

    def _clear(self) -> None:
        self.clear(keep=True)
        self._form.id_number.setFocus(Qt.FocusReason.OtherFocusReason)

    def _leave_person(self) -> None:
        form = self._form
        self._case, self._before, self._chosen = None, None, False
        form.card.hide()
        form.note.tell("")
        form.remove.hide()
        form.clear_button.hide()
        form.heading.setText("录入成绩")
        form.score.clear()
        form.show_result(None)
        form.set_open(False, savable=False)

    def _proceed_answered(self, yes: bool) -> None:
        then, self._then = self._then, None
        if yes and then is not None:
            then()


def _looked_up(number: str, session: Session) -> Candidate | None:
    return candidate(session, number)


def _same(one: ScoreRow, other: ScoreRow) -> bool:
    return (one.tenths, one.result, one.assessed_on) == (other.tenths, other.result, other.assessed_on)
