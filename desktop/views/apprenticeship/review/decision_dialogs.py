"""Dialogs before a decision: what approving goes past, what a return asks to be corrected (G15)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from core.apprenticeship.words.dictionaries import of
from core.domain.values import ReturnItem
from desktop import theme
from desktop.prompts import Sheet
from desktop.views.apprenticeship.review.filing_kinds import ESTABLISH
from desktop.views.apprenticeship.review.review_changes import TONES
from desktop.views.apprenticeship.review.review_judging import return_problems
from desktop.widgets.buttons import Button
from desktop.widgets.chip import Chip
from desktop.widgets.text import TextLabel, name_widget, plain_tip

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.apprenticeship.words.values import FilingKind
    from core.domain.values import Finding
    from desktop.desk import Desk
    from desktop.models.pages import DocumentPage
    from desktop.views.apprenticeship.review.filing_kinds import KindWords


class ApproveDialog(Sheet):
    """Lists what the clerk goes past: warnings, and documents that were not on this screen.

    `look_wanted` when the clerk rather looks at the documents first; `agreed(paper_seen)` when approved.
    """

    agreed = Signal(bool)
    look_wanted = Signal()

    def __init__(
        self,
        parent: QWidget,
        who: str,
        findings: tuple[Finding, ...],
        unseen: tuple[DocumentPage, ...],
        words: KindWords = ESTABLISH,
    ) -> None:
        super().__init__(parent, "approve", f"{words.approve}前请确认")
        self.setMinimumWidth(520)
        self.body.addWidget(
            TextLabel(f"将通过{who}的{words.request}，上报中心后生效。", "secondary", wrap=True)
        )
        if findings:
            self.body.addWidget(TextLabel("自动核验提示，请确认已经核实：", wrap=True))
            for finding in findings:
                self.body.addLayout(_finding_line(finding))
        self.paper = QCheckBox("已核对纸质原件")
        name_widget(self.paper, "approve.paper", "已核对纸质原件")
        self.paper.setVisible(bool(unseen))
        if unseen:
            names = "、".join(dict.fromkeys(page.title.replace("　", " ") for page in unseen[:6]))
            more = f"等 {len(unseen)} 页" if len(unseen) > 6 else ""
            self.body.addWidget(TextLabel(f"还没有在本机查看过：{names}{more}。", wrap=True))
            self.body.addWidget(self.paper)
        self.ok = self.add_buttons("确认并通过")
        self.look = Button("去查看材料", "approve.look")
        self.look.setVisible(bool(unseen))
        self.look.clicked.connect(self._look)
        self.buttons.insertWidget(self.buttons.count() - 1, self.look)
        self.ok.setEnabled(not unseen)
        self.paper.toggled.connect(self.ok.setEnabled)
        self.accepted.connect(self._agree)
        (self.paper if unseen else self.ok).setFocus()

    def _look(self) -> None:
        self.reject()
        self.look_wanted.emit()

    def _agree(self) -> None:
        self.agreed.emit(self.paper.isChecked())


class ReturnDialog(Sheet):
    """All items with a check box, a reason from templates or typed, and the opinion.

    `agreed(items, opinion)` once G15 is kept; problems stand beside their cause. `opinion_changed(text)` so
    that nothing typed here is lost when the dialog is cancelled.
    """

    agreed = Signal(object, str)
    opinion_changed = Signal(str)

    def __init__(
        self,
        parent: QWidget,
        who: str,
        opinion: str,
        desk: Desk,
        kind: FilingKind,
        hints: Mapping[str, Finding],
    ) -> None:
        super().__init__(parent, "return", "退回补正")
        self.setMinimumWidth(700)
        self._desk = desk
        self._kind = kind
        self._opened: ItemRow | None = None
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(0)
        self._settled.timeout.connect(self._scroll)
        self.body.addWidget(
            TextLabel(
                f"{who}只能修改勾选的项目，其余项目锁定；退回后可以在补正重新提交后再次审核。",
                "secondary",
                wrap=True,
            )
        )
        self.rows: dict[str, ItemRow] = {}
        self.body.addWidget(self._items(hints), 1)
        self.body.addWidget(TextLabel("退回意见（可不填）", "secondary"))
        self.opinion = QPlainTextEdit(opinion)
        name_widget(self.opinion, "return.opinion", "退回意见")
        self.opinion.setFixedHeight(52)
        self.opinion.setTabChangesFocus(True)
        self.body.addWidget(self.opinion)
        self.error = TextLabel("", "error", wrap=True)
        name_widget(self.error, "return.error", "退回错误")
        self.error.hide()
        self.body.addWidget(self.error)
        self.ok = self.add_buttons("退回补正")
        self.opinion.textChanged.connect(self._opinion_typed)
        self.resize(720, min(580, parent.height()))

    def chosen(self) -> tuple[ReturnItem, ...]:
        """The ticked items in the order shown."""
        return tuple(
            ReturnItem(key, row.reason.currentText().strip())
            for key, row in self.rows.items()
            if row.box.isChecked()
        )

    def accept(self) -> None:
        """Go only when G15 is kept; else say what is missing, where it is missing."""
        items, opinion = self.chosen(), self.opinion.toPlainText().strip()
        findings = return_problems(self._desk, self._kind, items, opinion)
        if findings:
            self._show_problems(findings)
            return
        super().accept()
        self.agreed.emit(items, opinion)

    def _items(self, hints: Mapping[str, Finding]) -> QScrollArea:
        known, kind = of(self._desk.words), self._kind
        ground = QWidget()
        ground.setProperty("kind", "clear")
        column = QVBoxLayout(ground)
        column.setContentsMargins(12, 6, 12, 6)
        column.setSpacing(1)
        hinted = [(key, label) for key, label in known.labels_of(kind).items() if key in hints]
        groups = [("自动核验有提示的项目", hinted)] if hinted else []
        for group in known.groups_of(kind):
            names = [(f"{group.key}.{item.name}", item.label) for item in group.items]
            groups.append((group.label, [(key, label) for key, label in names if key not in hints]))
        for title, items in groups:
            column.addSpacing(4)
            column.addWidget(TextLabel(title, "heading"))
            for key, label in items:
                row = ItemRow(key, label, known.reasons_for(key), hints.get(key))
                row.box.toggled.connect(self._count)
                row.opened.connect(self._reveal)
                self.rows[key] = row
                column.addWidget(row)
        column.addStretch(1)
        area = QScrollArea()
        area.setObjectName("return.items")
        area.setAccessibleName("需要补正的项目")
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setStyleSheet(f"QScrollArea {{ background: {theme.SURFACE}; border: 1px solid {theme.LINE}; }}")
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidgetResizable(True)
        area.setWidget(ground)
        self._area = area
        return area

    def _reveal(self, row: ItemRow) -> None:
        """Scroll the whole row into sight once it has its new height."""
        self._opened = row
        self._settled.start()

    def _scroll(self) -> None:
        row, content = self._opened, self._area.widget()
        layout = content.layout() if content is not None else None
        if row is not None and layout is not None:
            layout.activate()
            self._area.ensureWidgetVisible(row, 0, theme.CELL_PAD)

    def _show_problems(self, findings: list[Finding]) -> None:
        general: list[str] = []
        first: ItemRow | None = None
        for row in self.rows.values():
            row.set_error("")
        for finding in findings:
            keys = [one.field for one in finding.evidence]
            named = self.rows.get(keys[0]) if keys else None
            if named is None:
                general.append(finding.message)
            else:
                named.set_error(finding.message)
                first = first or named
        self.error.setText("；".join(general))
        self.error.setVisible(bool(general))
        if first is not None:
            first.reason.setFocus()
            self._reveal(first)

    def _count(self) -> None:
        count = len(self.chosen())
        self.ok.setText(f"退回补正（{count} 项）" if count else "退回补正")
        self.error.hide()

    def _opinion_typed(self) -> None:
        self.opinion_changed.emit(self.opinion.toPlainText())


ROW_HEIGHT = 30


class ItemRow(QWidget):
    """One item: check box, and once ticked its reason; `hint` is what the automatic check says of it.

    `opened(row)` when it was ticked.
    """

    opened = Signal(object)

    def __init__(self, key: str, label: str, reasons: tuple[str, ...], hint: Finding | None) -> None:
        super().__init__()
        self.key = key
        self.box = QCheckBox(label)
        name_widget(self.box, f"return.item.{key}", label)
        self.box.setFixedWidth(190)
        self.reason = QComboBox()
        name_widget(self.reason, f"return.reason.{key}", f"{label}的退回原因")
        self.reason.setEditable(True)
        self.reason.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.reason.addItems(list(reasons))
        self.reason.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.reason.setMinimumContentsLength(12)
        self.reason.setCurrentIndex(-1)
        edit = self.reason.lineEdit()
        if edit is not None:
            # The applicant reads what was typed, never a longer suggestion that begins like it.
            edit.setCompleter(None)  # type: ignore[arg-type]
            edit.setPlaceholderText("选择或填写退回原因")
            edit.setObjectName(f"return.reason.{key}.text")
            edit.setAccessibleName(f"{label}的退回原因")
        self.reason.hide()
        self.error = TextLabel("", "error", wrap=True)
        self.error.hide()
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.box)
        if hint is not None:
            chip = Chip(hint.level.label, TONES[hint.level])
            chip.setToolTip(plain_tip(hint.message))
            row.addWidget(chip)
        row.addWidget(self.reason, 100)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(row)
        column.addWidget(self.error)
        self.box.toggled.connect(self._toggled)
        self.setMinimumHeight(ROW_HEIGHT)

    def set_error(self, text: str) -> None:
        self.error.setText(text)
        self.error.setVisible(bool(text))
        theme.set_property(self.reason, "invalid", bool(text))

    def _toggled(self, on: bool) -> None:
        self.reason.setVisible(on)
        # The field of the reason, with its focus ring, is higher than a line without one.
        self.setMinimumHeight(self.reason.sizeHint().height() + 6 if on else ROW_HEIGHT)
        self.set_error("")
        if on and self.reason.count() and not self.reason.currentText():
            self.reason.setCurrentIndex(0)
        if on:
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
            self.opened.emit(self)


def _finding_line(finding: Finding) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    row.addWidget(Chip(finding.level.label, TONES[finding.level]), 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(TextLabel(finding.message, wrap=True), 1)
    return row
