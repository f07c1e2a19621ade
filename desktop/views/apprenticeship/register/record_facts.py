"""Facts of one apprenticeship as it is now (C2): tabs from 师承 to 强制解除, numbers masked (A7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QTabBar, QVBoxLayout, QWidget

from core.apprenticeship.words.dictionaries import of
from core.apprenticeship.words.values import ApprenticeshipState
from core.domain.clock import local_text
from core.domain.values import Origin
from desktop.views.apprenticeship.figures import states
from desktop.views.apprenticeship.register.record_lines import Lines, LinkButton, data_values, filing_words
from desktop.views.apprenticeship.review.review_facts import NOTARISATION, STUDENT, TEACHER
from desktop.views.apprenticeship.review.review_fields import FieldGrid
from desktop.widgets.buttons import Button
from desktop.widgets.card import Card, Rule
from desktop.widgets.chip import Chip
from desktop.widgets.text import TextLabel, name_widget

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.apprenticeship.lists.history import HistoryEntry
    from core.apprenticeship.lists.records import ApprenticeshipRecord
    from desktop.desk import Desk

STUDENT_FIELDS = (*STUDENT[:-1], ("email", ""))
TEACHER_FIELDS = (*TEACHER[:-1], ("organisation_code", ""))
"""As in the workbench, without the reviewing bureau: a person has none."""
LINKS = (
    ("查看学生", "student"),
    ("查看老师", "teacher"),
    ("查看公证", "notarisation"),
    ("学生历史", "student_history"),
    ("老师历史", "teacher_history"),
)
WAITING = "待上报（未生效）"
ENDED = "解除"
TERMINATED = "强制解除"
TABS = ("师承", "学生", "老师", "公证", "备案经过", "成绩", ENDED)


class RecordFacts(Card):
    """`followed(kind, id)`: `student`, `teacher`, `notarisation` windows, or `history` of a person.

    `reveal_refused(KnownError)` says why a number stays masked; `turned` when another tab is shown.
    """

    followed = Signal(str, str)
    reveal_refused = Signal(object)
    back_wanted = Signal()
    turned = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__("备案记录", margins=(0, 0, 0, 0))
        self.setObjectName("record.facts")
        self.desk = desk
        self.number = TextLabel("", "heading")
        name_widget(self.number, "record.number", "备案号")
        self.header.insertWidget(1, self.number)
        self.state = Chip()
        self.state.setObjectName("record.state")
        self.imported = Chip(Origin.REGISTER.label, "info")
        self.imported.setObjectName("record.imported")
        self.waiting = Chip(WAITING, "warn")
        self.waiting.setObjectName("record.waiting")
        self.back = Button("返回列表", "record.back", "link", tip="返回列表（Esc）")
        self.back.clicked.connect(self.back_wanted)
        for widget in (self.state, self.imported, self.waiting, self.back):
            self.add_header(widget)
        self.tabs = QTabBar()
        name_widget(self.tabs, "record.tabs", "备案记录分类")
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.relation = RelationView()
        self.student = FieldGrid("student", STUDENT_FIELDS, desk, "record")
        self.teacher = FieldGrid("teacher", TEACHER_FIELDS, desk, "record")
        self.notarisation = FieldGrid("notarisation", NOTARISATION, desk, "record")
        self.events = Lines("record.events")
        self.scores = Lines("record.scores")
        self.ending = Lines("record.ending")
        self._grids = (self.student, self.teacher, self.notarisation)
        views = (self.relation, *self._grids, self.events, self.scores, self.ending)
        self._views: dict[str, QWidget] = dict(zip(TABS, views, strict=True))
        self.body.setSpacing(0)
        self.body.addWidget(self.tabs)
        self.body.addWidget(Rule())
        for view in self._views.values():
            self.body.addWidget(view)
        self.tabs.currentChanged.connect(self._turned)
        self.relation.followed.connect(self.followed)
        for grid in self._grids:
            grid.reveal_refused.connect(self.reveal_refused)

    def add_button(self, button: Button) -> None:
        """Put a button before 返回列表."""
        self.header.insertWidget(self.header.indexOf(self.back), button)

    def show_record(self, record: ApprenticeshipRecord, events: Sequence[HistoryEntry]) -> None:
        """Show a record; the tab stays when it is there."""
        state = ApprenticeshipState(record.row.state)
        self.number.setText(record.row.filing_no or "（待编号）")
        self.state.set(state.label, states.STUDY[state])
        self.imported.setVisible(record.row.imported)
        self.waiting.setVisible(is_waiting(record))
        words = self.desk.words
        self.relation.show_record(record, words.bureau_name(record.row.bureau))
        self.student.show_values(data_values("student", record.student, words))
        self.teacher.show_values(data_values("teacher", record.teacher, words))
        self.notarisation.show_values(data_values("notarisation", record.notarisation, words))
        self.events.show_events(events)
        self.scores.show_scores(record.scores, words)
        ended = ending_lines(record, {one.code: one.name for one in of(words).termination_reasons})
        self.ending.show_lines(ended)
        self._show_tabs([*TABS[:-1], *([_ending_title(record)] if ended else [])])

    def show_tab(self, name: str) -> None:
        for place in range(self.tabs.count()):
            if self.tabs.tabText(place) == name:
                self.tabs.setCurrentIndex(place)

    def hide_numbers(self) -> None:
        """Mask every number again."""
        for grid in self._grids:
            grid.hide_numbers()

    def _show_tabs(self, names: Sequence[str]) -> None:
        shown = self.tabs.tabText(self.tabs.currentIndex())
        if [self.tabs.tabText(place) for place in range(self.tabs.count())] != list(names):
            self.tabs.blockSignals(True)
            while self.tabs.count():
                self.tabs.removeTab(0)
            for name in names:
                self.tabs.addTab(name)
            self.tabs.setCurrentIndex(names.index(shown) if shown in names else 0)
            self.tabs.blockSignals(False)
        self._turned(self.tabs.currentIndex())

    def _turned(self, place: int) -> None:
        name = self.tabs.tabText(place)
        key = ENDED if name == TERMINATED else name
        for title, view in self._views.items():
            view.setVisible(title == key)
        self.turned.emit()


class RelationView(QWidget):
    """The apprenticeship itself, and the ways to its people and its certificate."""

    followed = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("record.relation")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 10)
        column.setSpacing(2)
        self.lines = Lines("record.relation.lines", (14, 8, 14, 4))
        column.addWidget(self.lines)
        self.links: dict[str, LinkButton] = {}
        row = QHBoxLayout()
        row.setContentsMargins(8, 0, 8, 0)
        row.setSpacing(2)
        for words, name in LINKS:
            link = LinkButton(words, f"record.{name}", name.partition("_")[2] or name, "")
            link.clicked.connect(self._follow)
            self.links[name] = link
            row.addWidget(link)
        row.addStretch(1)
        column.addLayout(row)

    def show_record(self, record: ApprenticeshipRecord, bureau: str) -> None:
        row = record.row
        state = ApprenticeshipState(row.state)
        self.lines.show_lines(
            (
                ("学生", row.student_name),
                ("老师", f"{row.teacher_name}　{row.teacher_title}"),
                ("执业地", row.practice_place or "—"),
                ("审核单位", bureau),
                ("公证日期", row.notarised_on),
                ("备案日期", row.filed_on or "—"),
                *((("结束日期", row.ended_on),) if row.ended_on else ()),
                ("老师名额", f"在教和待备案学生 {record.open_now} 人{'（含本条）' if state.is_open else ''}"),
            )
        )
        targets = {"student": row.student_id, "teacher": row.teacher_id, "notarisation": row.id}
        for name, link in self.links.items():
            link.target = targets[name.partition("_")[0]]

    def _follow(self) -> None:
        link = self.sender()
        if isinstance(link, LinkButton) and link.target:
            self.followed.emit(link.kind, link.target)


def is_waiting(record: ApprenticeshipRecord) -> bool:
    """A forced termination of this PC is not in force yet."""
    return record.termination is not None and not record.termination.settled_at


def ending_lines(record: ApprenticeshipRecord, reasons: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """Say how an apprenticeship was or is being ended; nothing when nobody asked for it."""
    view = record.termination
    if view is not None:
        state = f"　{WAITING}" if is_waiting(record) else ""
        return (
            ("原因", reasons.get(view.reason_code, view.reason_code)),
            ("依据文号", view.basis),
            ("说明", view.text or "—"),
            ("办理", f"{view.decided_by_name}　{local_text(view.decided_at)}{state}"),
            ("依据附件", f"{len(view.documents)} 页" if view.documents else "无"),
        )
    dissolving = [one for one in record.filings if one.kind == "dissolve"]
    lines = [
        ("解除申请", f"{local_text(one.submitted_at)} 提交　{filing_words(one)}{one.state.label}")
        for one in dissolving
    ]
    if record.row.state == ApprenticeshipState.DISSOLVED:
        lines.append(("解除日期", record.row.ended_on or "—"))
    return tuple(lines)


def _ending_title(record: ApprenticeshipRecord) -> str:
    return TERMINATED if record.termination is not None else ENDED
