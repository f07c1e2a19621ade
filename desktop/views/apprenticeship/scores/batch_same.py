"""录入相同成绩 (manual 2.4.4): one day, score and result for all who are selected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QHBoxLayout,
    QLineEdit,
    QRadioButton,
    QWidget,
)

from core.apprenticeship.rules import check_candidate
from core.apprenticeship.words.dictionaries import of
from core.apprenticeship.words.scores import parse_score, result_for
from core.apprenticeship.words.values import ApprenticeshipState, AssessmentResult, CandidateFacts, ScoreEntry
from core.domain.clock import parse_day
from core.domain.errors import KnownError
from core.imports.importing import Order
from desktop.prompts import Sheet
from desktop.views.lists.day_field import DayField
from desktop.widgets.bar import NoticeBar
from desktop.widgets.field import LabelledField
from desktop.widgets.progress import ProgressLine
from desktop.widgets.text import TextLabel, name_widget

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from core.apprenticeship.lists.eligible import EligibleRow
    from core.domain.values import Finding
    from desktop.desk import Desk

NAMED = 5


class SameScoreDialog(Sheet):
    """`agreed(Order)` when everything is right; stays open while it is saved."""

    agreed = Signal(object)

    def __init__(self, parent: QWidget, desk: Desk, type_: str, rows: Sequence[EligibleRow]) -> None:
        super().__init__(parent, "batch_same", "录入相同成绩")
        self.setMinimumWidth(520)
        self._desk = desk
        self._kind = of(desk.words).assessment_type(type_)
        self._rows = tuple(rows)
        self._chosen = False
        who = "、".join(row.student_name for row in self._rows[:NAMED])
        more = f"等 {len(self._rows):,} 人" if len(self._rows) > NAMED else f"，共 {len(self._rows)} 人"
        self.who = TextLabel(f"学员：{who}{more}", wrap=True)
        name_widget(self.who, "batch_same.who", "所选学员")
        self.type = TextLabel(f"考核类型：{self._kind.name}（合格线 {self._kind.pass_mark} 分）")
        self.day = DayField("batch_same.day", "考核日期")
        self.day.set_day(desk.today().isoformat())
        self.score = QLineEdit()
        name_widget(self.score, "batch_same.score", "考核成绩")
        self.score.setPlaceholderText("0 到 100，最多一位小数")
        self.passed = QRadioButton(AssessmentResult.PASS.label)
        self.failed = QRadioButton(AssessmentResult.FAIL.label)
        name_widget(self.passed, "batch_same.pass", "考核结果：合格")
        name_widget(self.failed, "batch_same.fail", "考核结果：不合格")
        self.day_field = LabelledField("考核日期", self.day, required=True)
        self.score_field = LabelledField("考核成绩", self.score, required=True)
        self.result_field = LabelledField("考核结果", self._results(), required=True)
        self.out = NoticeBar("batch_same.out", "warn")
        self.confirm = QCheckBox("成绩与考核结果不一致，我已核对，按此录入")
        name_widget(self.confirm, "batch_same.confirm", "确认成绩与结果不一致")
        self.confirm.hide()
        self.progress = ProgressLine("batch_same")
        self.progress.hide()
        for widget in (
            self.who, self.type, self.day_field, self.score_field, self.result_field, self.out,
            self.confirm, self.progress,
        ):  # fmt: skip
            self.body.addWidget(widget)
        self.note = TextLabel("录入后在“考试成绩录入”中公布；公布前可以修改。", "hint", wrap=True)
        self.body.addWidget(self.note)
        self.ok = self.add_buttons(f"录入 {len(self._rows):,} 人")
        self.score.textEdited.connect(self._score_typed)
        self.day.editingFinished.connect(self._judge)
        self.day.picked.connect(self._judge)
        for button in (self.passed, self.failed):
            button.clicked.connect(self._result_chosen)
        self.score.setFocus()
        self._judge()

    def accept(self) -> None:
        """Go only when every field is right; else say what is wrong, where it is wrong."""
        order = self._order()
        if order is not None:
            self.ok.setEnabled(False)
            self.progress.begin(f"正在录入 {order.total:,} 人的成绩…")
            self.agreed.emit(order)

    def finish(self) -> None:
        """It is saved, as far as it goes."""
        super().accept()

    # inside

    def _results(self) -> QWidget:
        both = QWidget()
        both.setAccessibleName("考核结果")
        self._group = QButtonGroup(self)
        line = QHBoxLayout(both)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(18)
        for button in (self.passed, self.failed):
            self._group.addButton(button)
            line.addWidget(button)
        line.addStretch(1)
        return both

    def _order(self) -> Order | None:
        day, tenths = self._day(), self._tenths()
        result = self._result()
        self.result_field.set_error("" if result else "请选择考核结果。")
        if day is None or tenths is None or result is None:
            return None
        able, _ = self._able(day)
        entries = tuple(ScoreEntry(row.id, self._kind.code, day.isoformat(), tenths, result) for row in able)
        if not entries:
            self.out.tell("所选学员在这一天都还不能参加考核，请修改考核日期或重新选择学员。")
            return None
        if result is result_for(tenths, self._kind):
            return Order(entries)
        self.confirm.show()
        if not self.confirm.isChecked():
            self.result_field.set_error("成绩与考核结果不一致，请核对；确实如此请勾选下面的确认。")
            self.confirm.setFocus()
            return None
        return Order((), entries)

    def _day(self) -> date | None:
        text = self.day.day()
        day = parse_day(text) if text else None
        problem = ""
        if day is None:
            problem = "请填写考核日期，写成 2026-03-05 这样的形式。"
        elif day > self._desk.today():
            problem = "考核日期不能晚于今天。"
        self.day_field.set_error(problem)
        return None if problem else day

    def _tenths(self) -> int | None:
        try:
            tenths = parse_score(self.score.text())
        except KnownError as error:
            self.score_field.set_error(error.message)
            return None
        self.score_field.set_error("")
        return tenths

    def _result(self) -> AssessmentResult | None:
        if self.passed.isChecked():
            return AssessmentResult.PASS
        return AssessmentResult.FAIL if self.failed.isChecked() else None

    def _score_typed(self) -> None:
        """The pass mark proposes the result until a person has chosen one."""
        self.confirm.hide()
        self.confirm.setChecked(False)
        self.result_field.set_error("")
        if self._chosen:
            return
        try:
            result: AssessmentResult | None = result_for(parse_score(self.score.text()), self._kind)
        except KnownError:
            result = None
        self._group.setExclusive(False)
        self.passed.setChecked(result is AssessmentResult.PASS)
        self.failed.setChecked(result is AssessmentResult.FAIL)
        self._group.setExclusive(True)

    def _result_chosen(self) -> None:
        self._chosen = True
        self.result_field.set_error("")
        self.confirm.setChecked(False)
        self.confirm.hide()

    def _judge(self) -> None:
        """Whoever may not be assessed on that day (G10) is named, and left out."""
        day = parse_day(self.day.day()) if self.day.day() else None
        if day is None or day > self._desk.today():
            self.out.tell("")
            return
        able, out = self._able(day)
        self.ok.setText(f"录入 {len(able):,} 人")
        names = "、".join(row.student_name for row in out[:NAMED])
        more = f"等 {len(out):,} 人" if len(out) > NAMED else ""
        self.out.tell(f"{names}{more}在考核日期 {day} 还不能参加{self._kind.name}，不会录入。" if out else "")

    def _able(self, day: date) -> tuple[list[EligibleRow], list[EligibleRow]]:
        able: list[EligibleRow] = []
        out: list[EligibleRow] = []
        for row in self._rows:
            (out if blocks(self._findings(row, day)) else able).append(row)
        return able, out

    def _findings(self, row: EligibleRow, day: date) -> tuple[Finding, ...]:
        facts = CandidateFacts(ApprenticeshipState.ACTIVE, row.notarised_on)
        return check_candidate(facts, self._kind, day)


def blocks(findings: Sequence[Finding]) -> bool:
    return any(finding.blocking for finding in findings)
