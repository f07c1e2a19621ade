"""What was filed: tabs 学生, 老师, 公证, 历史, before them 解除 of a dissolution (D3).

After a resubmission 变更 comes first (D2, A7, G7).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QTabBar, QVBoxLayout, QWidget

from core.apprenticeship.words.content import FilingContent
from core.apprenticeship.words.limits import Limits
from core.apprenticeship.words.values import ApprenticeshipState, FilingKind
from core.domain.values import CaseState
from desktop.views.apprenticeship.register.record_actions import RecordMenu, look_button
from desktop.views.apprenticeship.review.review_changes import ChangesView
from desktop.views.apprenticeship.review.review_fields import FieldGrid, field_values
from desktop.views.apprenticeship.review.review_history import HistoryView
from desktop.widgets.buttons import Button
from desktop.widgets.card import Card, Rule
from desktop.widgets.chip import Chip
from desktop.widgets.text import TextLabel, name_widget

if TYPE_CHECKING:
    from core.apprenticeship.lists.detail import FilingDetail
    from desktop.desk import Desk

DISSOLUTION = (("dissolved_on", "original_no"), ("teaching_period", "filed_on"))


class DissolutionView(QWidget):
    """The first tab of a dissolution."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("review.dissolution")
        self._limit = desk.parameters.of(Limits).apprentice_limit
        self.grid = FieldGrid("dissolution", DISSOLUTION, desk)
        self.reason = TextLabel("", wrap=True)
        name_widget(self.reason, "review.dissolution.reason", "解除事由")
        self.effect = TextLabel("", wrap=True)
        name_widget(self.effect, "review.dissolution.effect", "对老师带教名额的影响")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 10)
        column.setSpacing(2)
        column.addWidget(self.grid)
        lines = QVBoxLayout()
        lines.setContentsMargins(14, 0, 14, 0)
        lines.setSpacing(2)
        for title, label in (("解除事由", self.reason), ("名额变化", self.effect)):
            lines.addWidget(TextLabel(title, "secondary"))
            lines.addWidget(label)
        column.addLayout(lines)

    def show_detail(self, detail: FilingDetail) -> None:
        """Show another filing; one that dissolves nothing leaves the tab empty."""
        data, case = detail.content.dissolution, detail.dissolving
        if data is None or case is None:
            return
        notarised = detail.content.notarisation
        period = f"{notarised.teaching_start} 至 {notarised.teaching_end}"
        self.grid.show_values(
            {
                "dissolution.dissolved_on": data.dissolved_on,
                "dissolution.original_no": case.original_no,
                "dissolution.filed_on": case.filed_on,
                "dissolution.teaching_period": period,
            }
        )
        self.reason.setText(data.reason or "（未填写）")
        self.effect.setText(effect_words(detail, self._limit))


def effect_words(detail: FilingDetail, limit: int) -> str:
    """Say how many the teacher teaches before and after: `刘景和老师在教 3 → 2，…`."""
    case = detail.dissolving
    if case is None:
        return ""
    name = detail.content.teacher.name
    active = sum(one.state is ApprenticeshipState.ACTIVE for one in detail.teacher_open)
    pending = len(detail.teacher_open) - active
    waiting = f"，另有待备案 {pending} 名" if pending else ""
    left = max(limit - len(detail.teacher_open), 0)
    if case.state is ApprenticeshipState.ACTIVE and detail.row.state is CaseState.PENDING:
        return f"{name}老师在教 {active + 1} → {active}{waiting}，上限 {limit} 名，解除后还可带 {left} 名"
    if case.state is ApprenticeshipState.ACTIVE:
        return f"{name}老师在教 {active + 1} 名{waiting}，上限 {limit} 名，本申请没有改变名额"
    words = case.state.label
    return f"师承关系目前为“{words}”，已不占名额；{name}老师在教 {active} 名{waiting}，还可带 {left} 名"


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


class FactsCard(Card):
    """Shows one filing's fields.

    `pair_wanted(change)` asks for the images of a changed document; `reveal_refused(KnownError)` says why a
    number stays masked; `look_wanted(kind)` asks for the record window of a person or the certificate.
    """

    look_wanted = Signal(str)
    pair_wanted = Signal(object)
    reveal_refused = Signal(object)
    back_wanted = Signal()

    def __init__(self, desk: Desk, kind: FilingKind, parent: QWidget | None = None) -> None:
        super().__init__("申请内容", parent, margins=(0, 0, 0, 0))
        self.setObjectName("review.facts")
        self._words = desk.words
        self._kind = kind
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
        self.changes = ChangesView(desk.words)
        self.student = FieldGrid("student", STUDENT, desk)
        self.teacher = FieldGrid("teacher", TEACHER, desk)
        self.notarisation = FieldGrid("notarisation", NOTARISATION, desk)
        self.history = HistoryView(desk.words)
        self.dissolution = DissolutionView(desk)
        parts: dict[str, QWidget] = {
            "dissolution": self.dissolution,
            "student": self.student,
            "teacher": self.teacher,
            "notarisation": self.notarisation,
        }
        self._views: dict[str, QWidget] = {
            "变更": self.changes,
            **{title: parts[key] for key, title in FilingContent.titles().items()},
            "历史": self.history,
        }
        self.body.setSpacing(0)
        menu = RecordMenu("review", self)
        menu.picked.connect(self.look_wanted)
        self.look = look_button("review", menu, "link")
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 10, 0)
        line.setSpacing(0)
        line.addWidget(self.tabs, 1)
        line.addWidget(self.look)
        self.line = line
        self.body.addLayout(line)
        self.body.addWidget(Rule())
        for view in self._views.values():
            self.body.addWidget(view)
        self.tabs.currentChanged.connect(self._turned)
        self.changes.pair_wanted.connect(self.pair_wanted)
        for grid in (self.student, self.teacher, self.notarisation):
            grid.reveal_refused.connect(self.reveal_refused)

    def add_button(self, button: Button) -> None:
        """Put a button beside 查看材料."""
        self.line.addWidget(button)

    def show_detail(self, detail: FilingDetail) -> None:
        """Show another filing, its changes first when it was resubmitted."""
        self.number.setText(detail.row.filing_no or "（待编号）")
        absent = set() if detail.changes else {"变更"}
        if self._kind is FilingKind.ESTABLISH:
            absent.add(FilingContent.titles()["dissolution"])
        names = [name for name in self._views if name not in absent]
        self.tabs.blockSignals(True)
        while self.tabs.count():
            self.tabs.removeTab(0)
        for name in names:
            self.tabs.addTab(name)
        self.tabs.blockSignals(False)
        values = field_values(detail, self._words)
        for grid in (self.student, self.teacher, self.notarisation):
            grid.show_values(values)
        self.changes.show_detail(detail)
        self.dissolution.show_detail(detail)
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
        grids = {
            "dissolution": self.dissolution.grid,
            "student": self.student,
            "teacher": self.teacher,
            "notarisation": self.notarisation,
        }
        grid = grids.get(part)
        if grid is None or not grid.has(key):
            return False
        self.show_tab(FilingContent.titles()[part])
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
