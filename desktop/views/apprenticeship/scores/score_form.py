"""The panel 录入成绩 (C3): its fields, their errors, its buttons. What they mean is in `score_entering`."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from core.apprenticeship.words.values import AssessmentResult
from desktop.views.apprenticeship.scores.score_card import StudentCard
from desktop.views.apprenticeship.scores.score_texts import Words
from desktop.views.lists.day_field import DayField
from desktop.views.lists.query_row import choice, choose
from desktop.widgets.bar import NoticeBar
from desktop.widgets.buttons import Button
from desktop.widgets.card import Card
from desktop.widgets.field import LabelledField
from desktop.widgets.text import name_widget

if TYPE_CHECKING:
    from core.domain.dictionaries import Dictionaries

WIDEST = 16777215


class Typed(NamedTuple):
    """What stands in the fields, as typed; `result` is None while neither is chosen."""

    type: str
    day: str
    score: str
    result: AssessmentResult | None


class ScoreForm(Card):
    """`fetch_wanted`, `save_wanted(and next)`, `remove_wanted`, `clear_wanted` come from the buttons.

    `type_changed`, `day_changed` and `score_edited` follow what is typed, `result_chosen` a result that a
    person chose.
    """

    fetch_wanted = Signal()
    save_wanted = Signal(bool)
    remove_wanted = Signal()
    clear_wanted = Signal()
    type_changed = Signal()
    day_changed = Signal()
    score_edited = Signal()
    result_chosen = Signal()

    def __init__(self, dictionaries: Dictionaries, parent: QWidget | None = None) -> None:
        super().__init__("录入成绩", parent, margins=(0, 0, 0, 0))
        self.setMinimumWidth(300)
        self.id_number = QLineEdit()
        name_widget(self.id_number, "scores.entry.id_number", "学生身份证号")
        self.id_number.setMaxLength(40)
        self.fetch = Button("获取学生", "scores.entry.fetch", tip="按身份证号查找学生（Enter）")
        self.card = StudentCard(dictionaries)
        self.note = NoticeBar("scores.entry.note", "info")
        self.problem = NoticeBar("scores.entry.problem", "bad")
        self.type = choice("scores.entry.type", "考核类型", Words(dictionaries).types(), 100)
        self.type.setMaximumWidth(WIDEST)
        self.day = DayField("scores.entry.day", "考核日期")
        self.day.setMaximumWidth(WIDEST)
        self.score = QLineEdit()
        name_widget(self.score, "scores.entry.score", "考核成绩")
        self.score.setMaxLength(20)
        self.passed = QRadioButton(AssessmentResult.PASS.label)
        name_widget(self.passed, "scores.entry.passed", "考核结果：合格")
        self.failed = QRadioButton(AssessmentResult.FAIL.label)
        name_widget(self.failed, "scores.entry.failed", "考核结果：不合格")
        self.clear_button = Button("清空", "scores.entry.clear", "link", accessible="清空录入，换一名学员")
        self.remove = Button("删除", "scores.entry.remove", "danger", accessible="删除这条未公布的成绩")
        self.save = Button("保存", "scores.entry.save")
        self.next = Button(
            "保存并录下一名　Ctrl+Enter", "scores.entry.next", "primary", accessible="保存并录下一名"
        )
        self._lay_out()
        self._connect()

    # what stands there

    def typed(self) -> Typed:
        result = (
            AssessmentResult.PASS
            if self.passed.isChecked()
            else AssessmentResult.FAIL
            if self.failed.isChecked()
            else None
        )
        return Typed(str(self.type.currentData()), self.day.text().strip(), self.score.text(), result)

    def show_typed(self, typed: Typed) -> None:
        """Fill the fields without a word to anybody."""
        choose(self.type, typed.type)
        self.day.set_day(typed.day)
        self.score.setText(typed.score)
        self.show_result(typed.result)

    def show_result(self, result: AssessmentResult | None) -> None:
        self._results.setExclusive(False)
        self.passed.setChecked(result is AssessmentResult.PASS)
        self.failed.setChecked(result is AssessmentResult.FAIL)
        self._results.setExclusive(True)

    def reveal(self) -> None:
        """Scroll to the score and its result where the panel is too low for everything.

        Only when what was filled in has its place: the area learns of its height by an event.
        """
        QTimer.singleShot(0, self._scroll_to_result)

    def _scroll_to_result(self) -> None:
        self.area.ensureWidgetVisible(self.result_field)

    def clear_errors(self) -> None:
        for field in (self.id_field, self.day_field, self.score_field, self.result_field):
            field.set_error("")
        self.problem.tell("")

    def show_number(self, text: str, *, fixed: bool) -> None:
        """Put a number into the first field; a `fixed` one is of a score being edited."""
        self.id_number.setText(text)
        self.id_number.setReadOnly(fixed)
        self.fetch.setEnabled(not fixed)

    def set_open(self, somebody: bool, *, savable: bool) -> None:
        """Whether there is somebody to enter a score for, and whether it may be saved."""
        for widget in (self.type, self.day, self.score, self.passed, self.failed):
            widget.setEnabled(somebody and savable)
        # The type and the day are carried to the next person, and another type may be allowed.
        self.type.setEnabled(True)
        self.day.setEnabled(True)
        self.save.setEnabled(somebody and savable)
        self.next.setEnabled(somebody and savable)

    # making

    def _lay_out(self) -> None:
        self.add_header(self.remove)
        self.add_header(self.clear_button)
        number = QHBoxLayout()
        number.setSpacing(8)
        self.id_field = LabelledField("学生身份证号", self.id_number, required=True)
        fields = self.id_field.layout()
        if isinstance(fields, QVBoxLayout):
            fields.removeWidget(self.id_number)
            number.addWidget(self.id_number, 1)
            number.addWidget(self.fetch)
            fields.insertLayout(1, number)
        self.type_field = LabelledField("考核类型", self.type, required=True)
        self.day_field = LabelledField("考核日期", self.day, required=True)
        self.score_field = LabelledField("考核成绩", self.score, required=True)
        self._results = QButtonGroup(self)
        self._results.addButton(self.passed)
        self._results.addButton(self.failed)
        both = QWidget()
        both.setAccessibleName("考核结果")
        line = QHBoxLayout(both)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(18)
        line.addWidget(self.passed)
        line.addWidget(self.failed)
        line.addStretch(1)
        self.result_field = LabelledField("考核结果", both, required=True)
        pair = QWidget()
        beside = QHBoxLayout(pair)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(8)
        for field in (self.type_field, self.day_field):
            beside.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
        ground = QWidget()
        ground.setProperty("kind", "clear")
        column = QVBoxLayout(ground)
        column.setContentsMargins(14, 10, 14, 8)
        column.setSpacing(9)
        for widget in (
            self.id_field, self.card, self.note, pair, self.score_field, self.result_field, self.problem,
        ):  # fmt: skip
            column.addWidget(widget)
        column.addStretch(1)
        area = QScrollArea()
        area.setObjectName("scores.entry.area")
        area.setAccessibleName("录入成绩")
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(ground)
        self.area = area
        self.body.setSpacing(0)
        self.body.addWidget(area, 1)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(14, 8, 14, 14)
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(self.save)
        buttons.addWidget(self.next)
        self.body.addLayout(buttons)
        order = (
            self.id_number, self.fetch, self.card.study, self.type, self.day, self.score, self.passed,
            self.failed, self.save, self.next, self.remove, self.clear_button,
        )  # fmt: skip
        for before, after in itertools.pairwise(order):
            QWidget.setTabOrder(before, after)

    def _connect(self) -> None:
        self.id_number.returnPressed.connect(self.fetch_wanted)
        self.fetch.clicked.connect(self.fetch_wanted)
        self.clear_button.clicked.connect(self.clear_wanted)
        self.remove.clicked.connect(self.remove_wanted)
        self.save.clicked.connect(self._save)
        self.next.clicked.connect(self._save_next)
        self.type.activated.connect(self.type_changed)
        self.day.editingFinished.connect(self.day_changed)
        self.day.picked.connect(self.day_changed)
        self.score.textEdited.connect(self.score_edited)
        self.score.returnPressed.connect(self._to_result)
        self.passed.clicked.connect(self.result_chosen)
        self.failed.clicked.connect(self.result_chosen)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            key = QShortcut(QKeySequence(keys), self)
            key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            key.activated.connect(self._key_next)

    def _save(self) -> None:
        self.save_wanted.emit(False)

    def _save_next(self) -> None:
        self.save_wanted.emit(True)

    def _key_next(self) -> None:
        if self.next.isEnabled():
            self.save_wanted.emit(True)
        else:
            self.fetch_wanted.emit()

    def _to_result(self) -> None:
        """Enter in the score goes on to the result, which is mostly chosen already."""
        (self.failed if self.failed.isChecked() else self.passed).setFocus(Qt.FocusReason.TabFocusReason)
