"""The sheet of 强制解除 (C2, G9): who, why, on what basis, what it does; the name is typed at the end."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from core.apprenticeship import rules
from core.apprenticeship.commands.termination import ForceTerminate
from core.apprenticeship.words.dictionaries import of
from core.apprenticeship.words.kinds import TERMINATION_BASIS
from core.apprenticeship.words.limits import Limits
from core.apprenticeship.words.values import ApprenticeshipState, TerminationFacts
from core.domain.masking import mask_id_number
from core.domain.values import Level
from core.files.chosen import read_chosen
from core.files.images import WatermarkText
from desktop import theme
from desktop.prompts import Sheet
from desktop.views.apprenticeship.register.record_lines import Lines
from desktop.views.apprenticeship.register.terminate_effect import EffectCard
from desktop.views.documents.attach_list import AttachList
from desktop.widgets.bar import NoticeBar
from desktop.widgets.buttons import Button
from desktop.widgets.field import LabelledField
from desktop.widgets.text import TextLabel, name_widget

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QWheelEvent

    from core.apprenticeship.lists.records import ApprenticeshipRecord
    from core.domain.values import DocumentRef, Finding
    from desktop.desk import Desk

WIDTH, HEIGHT = 880, 600
PURPOSE = "仅用于师承强制解除"
NAME_FIELD = "termination.typed_name"
BASIS_LONGEST = 400
"""More than the rule takes, so that its sentence can be read instead of a text that is cut."""


class TerminateSheet(Sheet):
    """`agreed(command)` once G9 is kept and the button was pressed; it stays open until `finish`.

    A danger button that is never the default: Enter in a field does nothing.
    """

    agreed = Signal(object)

    def __init__(self, parent: QWidget, desk: Desk, record: ApprenticeshipRecord) -> None:
        super().__init__(parent, "terminate", "强制解除师承关系")
        self.desk = desk
        self._record = record
        self._running = False
        self._build()
        self._connect()
        self.show_record(record)
        self.resize(min(WIDTH, parent.width()), min(HEIGHT, parent.height()))
        self.reason.setFocus()

    def show_record(self, record: ApprenticeshipRecord) -> None:
        """Take the record as it is now; one that is not 在教 any more is said and cannot be ended."""
        self._record = record
        row = record.row
        words = self.desk.words
        self.who.show_lines(
            (
                ("学生", f"{row.student_name}　{mask_id_number(row.student_id_number)}"),
                ("老师", f"{row.teacher_name}　{row.teacher_title}　{row.practice_place}"),
                ("备案号", row.filing_no or "（待编号）"),
                ("审核单位", words.bureau_name(row.bureau)),
            )
        )
        self.effect.show_record(record)
        self.name_field.label.setText(f"请输入学生姓名“{row.student_name}”确认")
        state = ApprenticeshipState(row.state)
        active = state is ApprenticeshipState.ACTIVE
        self.effect_title.setVisible(active)
        self.effect.setVisible(active)
        self.changed_bar.tell("" if active else f"这条师承关系现在是“{state.label}”，不能再强制解除。")
        self._update()

    def fail(self, message: str) -> None:
        """Nothing was saved: say why; what was typed stays."""
        self._running = False
        self.error_bar.tell(message)
        self._update()

    def finish(self) -> None:
        """It is saved."""
        self._running = False
        super().accept()

    def accept(self) -> None:
        """The button: go only when G9 is kept, else say what is missing beside its field."""
        findings = self._findings()
        problems = [one for one in findings if one.blocking]
        self._show_problems(problems)
        if problems or not self.ok.isEnabled():
            return
        self._running = True
        self.error_bar.tell("")
        self._update()
        warned = (one.code for one in findings if one.level is not Level.PASS)
        self.agreed.emit(self._command(tuple(dict.fromkeys(warned))))

    def reject(self) -> None:
        """取消 and Esc: what was written is not thrown away without asking."""
        if self._running:
            return
        if not self._is_written():
            super().reject()
            return
        self.desk.prompts.confirm(
            self, "放弃填写", "已经填写的内容不会保留，师承关系不变。", "放弃填写", self._reject_answered
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the focused button unless it is the dangerous one, and nothing else."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focused = self.focusWidget()
            if isinstance(focused, Button) and focused is not self.ok:
                focused.click()
            return
        super().keyPressEvent(event)

    # inside

    def _build(self) -> None:
        self.who = Lines("terminate.who", (0, 0, 0, 0))
        self.effect = EffectCard()
        self.reason = CalmBox()
        name_widget(self.reason, "terminate.reason", "解除原因")
        self.reason.setPlaceholderText("请选择解除原因")
        self._hints: dict[str, str] = {}
        for one in of(self.desk.words).termination_reasons:
            self.reason.addItem(one.name, one.code)
            self._hints[one.code] = one.hint
        self.reason.setCurrentIndex(-1)
        self.basis = QLineEdit()
        name_widget(self.basis, "terminate.basis", "依据文号")
        self.basis.setMaxLength(BASIS_LONGEST)
        self.basis.setPlaceholderText("例如：武卫中医〔2026〕12 号")
        self.text = QPlainTextEdit()
        name_widget(self.text, "terminate.text", "情况说明")
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(76)
        self.counter = TextLabel("", "hint")
        self.counter.setAlignment(Qt.AlignmentFlag.AlignRight)
        name_widget(self.counter, "terminate.text_count", "字数")
        desk = self.desk
        most = desk.parameters.of(Limits).termination_pages_max
        attach, look = partial(keep_basis, desk), desk.images.fetch
        self.pages = AttachList("terminate", desk.files, attach, look, desk.prompts, most)
        self.typed = QLineEdit()
        name_widget(self.typed, "terminate.name", "学生姓名")
        self.reason_field = LabelledField("解除原因", self.reason, required=True)
        self.basis_field = LabelledField("依据文号", self.basis, required=True)
        self.text_field = LabelledField("情况说明", self.text, required=True)
        self.name_field = LabelledField("请输入学生姓名确认", self.typed, required=True)
        self.changed_bar = NoticeBar("terminate.changed", "warn")
        self.error_bar = NoticeBar("terminate.error", "bad")
        self.body.addWidget(self.changed_bar)
        self.body.addWidget(self._scrolled(), 1)
        self.body.addWidget(self.name_field)
        self.body.addWidget(self.error_bar)
        self.ok = self.add_buttons("强制解除", "danger")
        for button in self.findChildren(Button):
            button.setAutoDefault(False)
            button.setDefault(False)

    def _scrolled(self) -> QScrollArea:
        ground = QWidget()
        ground.setProperty("kind", "clear")
        halves = QHBoxLayout(ground)
        halves.setContentsMargins(0, 0, 10, 0)
        halves.setSpacing(20)
        self.effect_title = TextLabel("强制解除后", "heading")
        basis = TextLabel("依据附件")
        for parts in (
            (self.who, self.effect_title, self.effect),
            (self.reason_field, self.basis_field, self.text_field, self.counter, basis, self.pages),
        ):
            column = QVBoxLayout()
            column.setSpacing(8)
            for part in parts:
                column.addWidget(part)
            column.addStretch(1)
            halves.addLayout(column, 1)
        area = QScrollArea()
        area.setObjectName("terminate.area")
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidgetResizable(True)
        area.setWidget(ground)
        self.area = area
        return area

    def _connect(self) -> None:
        self.reason.currentIndexChanged.connect(self._reason_chosen)
        self.text.textChanged.connect(self._text_typed)
        self.basis.textChanged.connect(self._update)
        self.typed.textChanged.connect(self._update)
        self.pages.changed.connect(self._update)

    def _command(self, confirmed: tuple[str, ...] = ()) -> ForceTerminate:
        return ForceTerminate(
            apprenticeship_id=self._record.row.id,
            seen_version=self._record.version,
            reason_code=str(self.reason.currentData() or ""),
            basis=self.basis.text().strip(),
            text=self.text.toPlainText().strip(),
            typed_name=self.typed.text().strip(),
            documents=self.pages.documents(),
            confirmed=confirmed,
        )

    def _findings(self) -> tuple[Finding, ...]:
        row = self._record.row
        facts = TerminationFacts(
            ApprenticeshipState(row.state), row.student_name, self._record.unpublished_scores
        )
        reasons = of(self.desk.words).termination_reasons
        return rules.check_termination(facts, self._command(), self.desk.parameters, reasons)

    def _update(self) -> None:
        """The button works once the name is the student's and nothing is on its way."""
        named = not any(_field(one) == NAME_FIELD for one in self._findings())
        active = not self.changed_bar.text()
        self.ok.setEnabled(named and active and not self._running and not self.pages.is_busy())
        self.ok.setText("正在保存…" if self._running else "强制解除")

    def _show_problems(self, problems: list[Finding]) -> None:
        fields = {
            "termination.reason_code": self.reason_field,
            "termination.basis": self.basis_field,
            "termination.text": self.text_field,
            NAME_FIELD: self.name_field,
        }
        for field in fields.values():
            field.set_error("")
        general: list[str] = []
        first: LabelledField | None = None
        for finding in problems:
            named = fields.get(_field(finding))
            if named is None:
                general.append(f"{finding.message}。")
            else:
                named.set_error(f"{finding.message}。")
                first = first or named
        self.error_bar.tell("".join(general))
        if first is not None:
            first.control.setFocus()
            self.area.ensureWidgetVisible(first, 0, theme.CELL_PAD)

    def _reason_chosen(self) -> None:
        self.reason_field.set_hint(self._hints.get(str(self.reason.currentData() or ""), ""))

    def _text_typed(self) -> None:
        count, most = len(self.text.toPlainText().strip()), self.desk.parameters.opinion_max
        self.counter.setText(f"{count:,} / {most:,}" if count <= most else f"超出 {count - most:,} 字")
        self.counter.set_tone("bad" if count > most else "")
        if self.text_field.has_error():
            self.text_field.set_error("")

    def _is_written(self) -> bool:
        return bool(self.basis.text().strip() or self.text.toPlainText().strip() or self.pages.rows)

    def _reject_answered(self, yes: bool) -> None:
        if yes:
            super().reject()


class CalmBox(QComboBox):
    """A choice that the wheel does not change: it scrolls the sheet."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


def keep_basis(desk: Desk, path: str, page: int) -> DocumentRef:
    """Keep a picture with the commission's watermark until it is uploaded (G17); reads the disk: on a lane.

    Raises KnownError for what is no picture.
    """
    mark = WatermarkText(PURPOSE, desk.words.city.commission, desk.today().isoformat())
    return desk.outgoing.keep_picture(read_chosen(Path(path)), TERMINATION_BASIS, page, mark)


def _field(finding: Finding) -> str:
    return finding.evidence[0].field if finding.evidence else ""
