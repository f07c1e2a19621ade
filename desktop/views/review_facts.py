"""What was filed: tabs 学生, 老师, 公证, 历史, and 变更 first after a resubmission (D2, A7, G7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QTabBar, QWidget

from desktop import theme
from desktop.views.record_actions import RecordMenu, look_button
from desktop.views.review_changes import ChangesView
from desktop.views.review_history import HistoryView
from desktop.views.review_texts import MASKS, field_values
from desktop.widgets.buttons import Button
from desktop.widgets.card import Card, Rule
from desktop.widgets.chip import Chip
from desktop.widgets.masked import MaskedLabel
from desktop.widgets.text import ElidedLabel, TextLabel, name_widget

if TYPE_CHECKING:
    from core.store.readmodels import FilingDetail
    from desktop.views.ports import ReviewPorts
    from desktop.views.record_ports import Revealing

STUDENT = (
    ("name", "sex"), ("id_number", "born_on"), ("phone", "education"), ("email", "bureau"),
)  # fmt: skip
TEACHER = (
    ("name", "sex"), ("id_number", "born_on"), ("phone", "email"), ("title", "title_on"),
    ("qualification_no", "qualification_on"), ("licence_no", "licence_on"),
    ("practice_place", "district"), ("organisation_code", "bureau"),
)  # fmt: skip
NOTARISATION = (
    ("office", "certificate_no"), ("notarised_on", "teaching_place"), ("teaching_start", "teaching_end"),
    ("teacher_name", "teacher_phone"), ("teacher_id_number", ""),
)  # fmt: skip
SHORT = {
    "bureau": "审核单位",
    "title_on": "获得时间",
    "qualification_no": "资格证号",
    "qualification_on": "获得时间",
    "licence_no": "执业证号",
    "licence_on": "获得时间",
    "certificate_no": "公证书号",
    "notarised_on": "公证时间",
    "teaching_start": "教学开始",
    "teaching_end": "教学结束",
    "teacher_name": "所载老师",
    "teacher_phone": "所载手机",
    "teacher_id_number": "所载证号",
}
"""Short labels where those of the dictionary would push the values aside; the tool tip has the long one."""
FLASH_MS = 2400


class FactsCard(Card):
    """Shows one filing's fields.

    `pair_wanted(change)` asks for the images of a changed document; `reveal_refused(KnownError)` says why a
    number stays masked; `look_wanted(kind)` asks for the record window of a person or the certificate.
    """

    look_wanted = Signal(str)
    pair_wanted = Signal(object)
    reveal_refused = Signal(object)
    back_wanted = Signal()

    def __init__(self, ports: ReviewPorts, parent: QWidget | None = None) -> None:
        super().__init__("申请内容", parent, margins=(0, 0, 0, 0))
        self.setObjectName("review.facts")
        self._ports = ports
        self.number = TextLabel("", "heading")
        name_widget(self.number, "review.number", "备案号")
        self.header.insertWidget(1, self.number)
        self.state = Chip()
        self.state.setObjectName("review.state")
        self.limit = Chip()
        self.limit.setObjectName("review.limit")
        self.back = Button("返回列表", "review.back", "link", tip="返回列表（Esc）")
        self.back.clicked.connect(self.back_wanted)
        for widget in (self.limit, self.state, self.back):
            self.add_header(widget)
        self.tabs = QTabBar()
        name_widget(self.tabs, "review.tabs", "申请内容分类")
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.changes = ChangesView(ports.dictionaries)
        self.student = FieldGrid("student", STUDENT, ports)
        self.teacher = FieldGrid("teacher", TEACHER, ports)
        self.notarisation = FieldGrid("notarisation", NOTARISATION, ports)
        self.history = HistoryView(ports.dictionaries)
        self._views: dict[str, QWidget] = {
            "变更": self.changes,
            "学生": self.student,
            "老师": self.teacher,
            "公证": self.notarisation,
            "历史": self.history,
        }
        self.body.setSpacing(0)
        menu = RecordMenu("review", self)
        menu.picked.connect(self.look_wanted)
        self.look = look_button("review", menu, "link")
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 10, 0)
        line.addWidget(self.tabs, 1)
        line.addWidget(self.look)
        self.body.addLayout(line)
        self.body.addWidget(Rule())
        for view in self._views.values():
            self.body.addWidget(view)
        self.tabs.currentChanged.connect(self._turned)
        self.changes.pair_wanted.connect(self.pair_wanted)
        for grid in (self.student, self.teacher, self.notarisation):
            grid.reveal_refused.connect(self.reveal_refused)

    def show_detail(self, detail: FilingDetail) -> None:
        """Show another filing, its changes first when it was resubmitted."""
        self.number.setText(detail.row.filing_no or "（待编号）")
        names = [name for name in self._views if name != "变更" or detail.changes]
        self.tabs.blockSignals(True)
        while self.tabs.count():
            self.tabs.removeTab(0)
        for name in names:
            self.tabs.addTab(name)
        self.tabs.blockSignals(False)
        values = field_values(detail, self._ports.dictionaries)
        for grid in (self.student, self.teacher, self.notarisation):
            grid.show_values(values)
        self.changes.show_detail(detail)
        self.history.show_detail(detail)
        self._turned(0)

    def show_tab(self, name: str) -> None:
        for place in range(self.tabs.count()):
            if self.tabs.tabText(place) == name:
                self.tabs.setCurrentIndex(place)
                self._turned(place)

    def show_field(self, key: str) -> bool:
        """Turn to the tab of a field and light it up; False when it is not shown here."""
        part = key.partition(".")[0]
        grid = {"student": self.student, "teacher": self.teacher, "notarisation": self.notarisation}.get(part)
        if grid is None or not grid.has(key):
            return False
        self.show_tab({"student": "学生", "teacher": "老师", "notarisation": "公证"}[part])
        grid.light_up(key)
        return True

    def hide_numbers(self) -> None:
        """Mask every number again."""
        for grid in (self.student, self.teacher, self.notarisation):
            grid.hide_numbers()

    def _turned(self, place: int) -> None:
        name = self.tabs.tabText(place)
        for title, view in self._views.items():
            view.setVisible(title == name)


class FieldGrid(QWidget):
    """Labels and values in two columns; `prefix` begins the names of the fields."""

    reveal_refused = Signal(object)

    def __init__(
        self, part: str, rows: tuple[tuple[str, str], ...], ports: Revealing, prefix: str = "review"
    ) -> None:
        super().__init__()
        self.setObjectName(f"{prefix}.{part}")
        self._prefix = prefix
        self._fields: dict[str, QWidget] = {}
        self._lit: QWidget | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(FLASH_MS)
        self._timer.timeout.connect(self._unlight)
        grid = QGridLayout(self)
        grid.setContentsMargins(14, 9, 14, 10)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(1)
        for column, stretch in ((1, 11), (3, 9)):
            grid.setColumnStretch(column, stretch)
        for line, names in enumerate(rows):
            for place, name in enumerate(names):
                if name:
                    self._add(grid, part, name, line, place * 2, ports)

    def has(self, key: str) -> bool:
        return key in self._fields

    def field(self, key: str) -> QWidget:
        return self._fields[key]

    def show_values(self, values: dict[str, str]) -> None:
        self._unlight()
        for key, widget in self._fields.items():
            text = values.get(key, "")
            if isinstance(widget, MaskedLabel):
                widget.set_value(text)
            elif isinstance(widget, ElidedLabel):
                widget.setText(text or "—")

    def light_up(self, key: str) -> None:
        """Put a soft ground behind a value for a moment."""
        self._unlight()
        self._lit = self._fields[key]
        self._lit.setStyleSheet(f"background: {theme.WARN_SOFT}; border-radius: 4px;")
        self._timer.start()

    def is_lit(self, key: str) -> bool:
        return self._lit is self._fields[key]

    def hide_numbers(self) -> None:
        for widget in self._fields.values():
            if isinstance(widget, MaskedLabel):
                widget.hide_value()

    def _unlight(self) -> None:
        if self._lit is not None:
            self._lit.setStyleSheet("")
        self._lit = None
        self._timer.stop()

    def _add(self, grid: QGridLayout, part: str, name: str, line: int, column: int, ports: Revealing) -> None:
        key = f"{part}.{name}"
        words = ports.dictionaries.label(key) if name != "bureau" else SHORT[name]
        label = TextLabel(SHORT.get(name, words), "secondary")
        label.setToolTip(words)
        label.setMinimumHeight(26)
        grid.addWidget(label, line, column)
        widget: QWidget
        if name in MASKS:
            masked = MaskedLabel(
                f"{self._prefix}.{key}", words, mask=MASKS[name], prompts=ports.prompts, record=ports.reveal
            )
            masked.refused.connect(self.reveal_refused)
            widget = masked
        else:
            widget = ElidedLabel("")
            name_widget(widget, f"{self._prefix}.{key}", words)
            widget.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            widget.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        widget.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._fields[key] = widget
        grid.addWidget(widget, line, column + 1)
