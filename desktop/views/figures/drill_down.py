"""The records behind one number of a statistic: which number it is, how it is counted, and the list."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.figures.definition import WAITING_COUNTED
from desktop.views.lists.exporting import ListExport
from desktop.views.lists.list_card import ListCard
from desktop.views.lists.query_words import Spoken
from desktop.views.lists.rows_table import RowsTable
from desktop.widgets.buttons import Button
from desktop.widgets.card import Card
from desktop.widgets.text import ElidedLabel, TextLabel, name_widget

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from core.figures.definition import Definition
    from core.store.lists import Listed
    from desktop.desk import Desk
    from desktop.models.columns import Column
    from desktop.views.lists.ports import ListPort


class DrillDown(NamedTuple):
    """The list behind a number. `kind` ends the names of its controls, `words` say which number it is.

    `detail` is its name as a sheet of details, `period` the year or the day; `query` has `sort` and
    `descending`.
    """

    kind: str
    words: str
    definition: Definition
    detail: str
    period: str
    query: Any
    list: Listed[Any, Any]
    columns: tuple[Column[Any], ...]

    def counted(self, count: int) -> str:
        """`2026 年 武昌区 当年考核数：37 人次`."""
        return f"{self.words}：{count:,} {self.definition.unit}"


class DrillDowns(ABC):
    """What the queries behind the numbers of a programme open, at a desk."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    @abstractmethod
    def of(self, query: Any, person: str = "") -> DrillDown:
        """The list of a query; `person` is whom it is about."""

    @abstractmethod
    def parse(self, preset: str) -> Any:
        """The query of an address that another page opens; None when it is no such address."""

    def count(self, source: Connection, query: Any) -> int:
        """Count the records behind a number one by one, to prove it."""
        drill = self.of(query)
        return len(set(drill.list.ids(source, drill.query, given=self.desk.given())))

    def actions(self, view: DrillDownView) -> tuple[Button, ...]:
        """Buttons beside 导出 for what can be done with a row."""
        return ()

    def open(self, view: DrillDownView, row: Any) -> None:
        """A row was opened."""
        return


class DrillDownView(QWidget):
    """`back_wanted`, `record_wanted(kind, id)`, `deeper(query, person)` for a number in the list itself,
    `open_page(target, id)` for a row.

    `state_line(sentence)` tells which number it is, `failed(KnownError)` what went wrong. `name` is the
    prefix of the controls' names.
    """

    back_wanted = Signal()
    deeper = Signal(object, str)
    record_wanted = Signal(str, str)
    open_page = Signal(str, str)
    state_line = Signal(str)
    failed = Signal(object)

    def __init__(
        self, name: str, drill: DrillDown, drills: DrillDowns, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.drill = drill
        self._drills = drills
        self._asked = drill.query
        self.name = f"{name}.{drill.kind}"
        self.setObjectName(self.name)
        port = port_of(drills.desk, drill.list, drill.query)
        self.rows: RowsTable[Any, Any] = RowsTable(
            self.name, f"{drill.words}明细", drill.columns, row_id, port, drills.desk.memory
        )
        self.exporting = ListExport(self.name, self.rows, f"{drill.definition.name}明细", self._spoken)
        self.card = ListCard(self.name, self.rows, self.exporting.button, *drills.actions(self))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 12)
        column.setSpacing(12)
        column.addWidget(self._head())
        column.addWidget(self.card, 1)
        self.rows.empty.tell(f"{drill.words}为 0", "没有符合这个口径的记录。", "返回")
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

    def query(self) -> Any:
        """What is shown, with its order."""
        return self._asked

    def sentence(self) -> str:
        """The heading: which number, and how much it is once that is known."""
        return self.heading.text()

    # inside

    def _spoken(self, query: Any) -> Spoken:
        return Spoken(self.drill.words, self.drill.period)

    def _head(self) -> Card:
        head = Card(margins=(10, 9, 14, 10))
        head.heading.hide()
        self.back = Button("返回", f"{self.name}.back", tip="回到刚才的位置（Esc）")
        self.back.clicked.connect(self.back_wanted)
        self.heading = ElidedLabel(self.drill.words, "heading")
        name_widget(self.heading, f"{self.name}.title", "数字")
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(self.back)
        line.addWidget(self.heading, 1)
        head.body.addLayout(line)
        counts = f"口径：{self.drill.definition.counts}{WAITING_COUNTED}"
        self.counts_what = TextLabel(counts, "hint", wrap=True)
        name_widget(self.counts_what, f"{self.name}.definition", "口径")
        head.add(self.counts_what)
        return head

    def _load(self) -> None:
        self.rows.show_sort(self._asked.sort, self._asked.descending)
        self.rows.load(self._asked)

    def _sort(self, sort: str, descending: bool) -> None:
        self._asked = msgspec.structs.replace(self._asked, sort=sort, descending=descending)
        self._load()

    def _count(self, count: int) -> None:
        self.heading.setText(self.drill.counted(count))
        self.card.counts.setText(f"共 {count:,} 条")
        self.state_line.emit(self.heading.text())

    def _open(self, id_: str) -> None:
        row = self.rows.model.row_at(self.rows.model.row_of(id_))
        if row is not None:
            self._drills.open(self, row)


def port_of(desk: Desk, listed: Listed[Any, Any], query: Any) -> ListPort[Any, Any]:
    """The port of a list whose rows are as `query` sees them, however they are sorted or narrowed."""
    port: ListPort[Any, Any] = desk.list_port(listed)
    return replace(port, rows=partial(port.rows_of, query)) if port.rows_of is not None else port


def row_id(row: Any) -> str:
    """The id of any row of a statistic's lists."""
    id_: str = row.id
    return id_
