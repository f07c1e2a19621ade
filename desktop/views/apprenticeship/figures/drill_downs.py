"""The records behind one number of a statistic: which number it is, how it is counted, and the list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.apprenticeship.words.figures import DEFINITIONS, WAITING_COUNTED
from desktop.views.apprenticeship.figures.behind_columns import columns_of, kind_of
from desktop.views.apprenticeship.figures.behind_words import counted, title
from desktop.views.apprenticeship.figures.teacher_actions import TeacherActions
from desktop.views.apprenticeship.register.record_actions import RecordActions
from desktop.views.apprenticeship.scores.score_texts import Words
from desktop.views.apprenticeship.scores.score_view import ScoreSheet
from desktop.views.lists.exporting import ListExport
from desktop.views.lists.list_card import ListCard
from desktop.views.lists.query_words import Spoken
from desktop.views.lists.rows_table import RowsTable
from desktop.widgets.buttons import Button
from desktop.widgets.card import Card
from desktop.widgets.text import ElidedLabel, TextLabel, name_widget

if TYPE_CHECKING:
    from PySide6.QtCore import SignalInstance

    from core.apprenticeship.figures.models import BehindQuery
    from core.apprenticeship.lists.scores import ScoreRow
    from core.apprenticeship.words.figures import Figure
    from desktop.views.figures.stat_ports import StatPorts


class BehindView(QWidget):
    """`back_wanted`, `record_wanted(kind, id)`, `deeper(query, teacher's name)` for a teacher's students.

    `state_line(sentence)` tells which number it is, `failed(KnownError)` what went wrong. `name` is the
    prefix of the controls' names, `person` the teacher that the query is about.
    """

    back_wanted = Signal()
    deeper = Signal(object, str)
    record_wanted = Signal(str, str)
    state_line = Signal(str)
    failed = Signal(object)

    def __init__(
        self, name: str, query: BehindQuery, ports: StatPorts, person: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.kind = kind_of(query.figure)
        name = f"{name}.{self.kind}"
        self.setObjectName(name)
        self._ports = ports
        self._asked = query
        self._words = title(query, ports.dictionaries, person)
        columns = columns_of(self.kind, ports.dictionaries, city=ports.city)
        self.rows: RowsTable[BehindQuery, Any] = RowsTable(
            name, f"{self._words}明细", columns, row_id, ports.behind(query), ports.memory
        )
        what = f"{DEFINITIONS[query.figure].name}明细"
        self.exporting = ListExport(name, self.rows, what, self._spoken)
        self.card = ListCard(name, self.rows, self.exporting.button, *self._actions(name))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 12)
        column.setSpacing(12)
        column.addWidget(self._head(name, query.figure))
        column.addWidget(self.card, 1)
        self._tell_empty()
        self.rows.opened.connect(self._open)
        self.rows.sort_wanted.connect(self._sort)
        self.rows.failed.connect(self.failed)
        self.rows.loaded.connect(self._count)
        self.rows.next_step.connect(self.back_wanted)
        away = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        away.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        away.activated.connect(self.back_wanted)

    def begin(self) -> None:
        """Load the list and put the focus there."""
        self.rows.table.setFocus()
        self._load()

    def renew(self) -> None:
        """Something changed: read again; row and scroll stay."""
        self.rows.reload()

    def query(self) -> BehindQuery:
        """What is shown, with its order."""
        return self._asked

    def sentence(self) -> str:
        """The heading: which number, and how much it is once that is known."""
        return self.heading.text()

    # inside

    def _spoken(self, query: BehindQuery) -> Spoken:
        return Spoken(self._words, f"{query.year} 年" if query.year else query.as_of or "全部")

    def _head(self, name: str, figure: Figure) -> Card:
        head = Card(margins=(10, 9, 14, 10))
        head.heading.hide()
        self.back = Button("返回", f"{name}.back", tip="回到刚才的位置（Esc）")
        self.back.clicked.connect(self.back_wanted)
        self.heading = ElidedLabel(self._words, "heading")
        name_widget(self.heading, f"{name}.title", "数字")
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(self.back)
        line.addWidget(self.heading, 1)
        head.body.addLayout(line)
        self.counts_what = TextLabel(
            f"口径：{DEFINITIONS[figure].counts}{WAITING_COUNTED}", "hint", wrap=True
        )
        name_widget(self.counts_what, f"{name}.definition", "口径")
        head.add(self.counts_what)
        return head

    def _actions(self, name: str) -> tuple[Button, ...]:
        if self.kind == "teachers":
            teachers = TeacherActions(name, self.rows, self._asked.bureaus)
            teachers.students_wanted.connect(self.deeper)
            teachers.record_wanted.connect(self.record_wanted)
            return teachers.look, teachers.students
        looking = RecordActions(name, self.rows)
        looking.wanted.connect(self.record_wanted)
        return (looking.button,)

    def _tell_empty(self) -> None:
        self.rows.empty.tell(f"{self._words}为 0", "没有符合这个口径的记录。", "返回")

    def _load(self) -> None:
        self.rows.show_sort(self._asked.sort, self._asked.descending)
        self.rows.load(self._asked)

    def _sort(self, sort: str, descending: bool) -> None:
        self._asked = msgspec.structs.replace(self._asked, sort=sort, descending=descending)
        self._load()

    def _count(self, count: int) -> None:
        self.heading.setText(counted(self._words, count, self._asked.figure))
        self.card.counts.setText(f"共 {count:,} 条")
        self.state_line.emit(self.heading.text())

    def _open(self, id_: str) -> None:
        """查看 of a row; teachers have their own actions."""
        row = self.rows.model.row_at(self.rows.model.row_of(id_))
        if row is not None and self.kind == "scores":
            open_score(self, row, self._ports, self.failed)
        elif row is not None and self.kind != "teachers":
            self.record_wanted.emit("student", id_)


def open_score(owner: QWidget, row: ScoreRow, ports: StatPorts, failed: SignalInstance) -> None:
    """Show one score of a list; `failed` tells what is refused there."""
    sheet = ScoreSheet(owner.window(), row, Words(ports.dictionaries), ports.prompts, ports.reveal)
    sheet.refused.connect(failed)
    sheet.open()


def row_id(row: Any) -> str:
    """The id of any row of a statistic's lists."""
    id_: str = row.id
    return id_
