"""A2 同步中心: what waits, what was sent, accepted or refused, why, and what to do."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QItemSelection, Qt
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from core.actions.descriptions import DESCRIPTIONS
from core.domain.clock import local_text
from core.domain.product import PRODUCT
from desktop.views.commons.centre_export import CentreExport
from desktop.views.commons.sync_detail import STATES, CentreDetail, number_words
from desktop.views.shell.page import Page
from desktop.widgets.buttons import Button, Toolbar
from desktop.widgets.card import Card
from desktop.widgets.empty import EmptyState, LoadingOverlay
from desktop.widgets.rows import Cell, Row, RowsModel
from desktop.widgets.table import Table
from desktop.widgets.text import TextLabel

if TYPE_CHECKING:
    from core.domain.errors import KnownError
    from desktop.desk import Desk
    from desktop.ports import CentreItem, SyncView

COLUMNS = ("决定时间", "决定", PRODUCT.number, "对象", "经办人", "状态")
WIDTHS = [134, 96, 136, 92, 84, 120]

FILTERS = {
    "waiting": ("待上报", ("waiting",)),
    "refused": ("需处理", ("refused", "quarantined")),
    "applied": ("已上报", ("applied", "sent")),
    "closed": ("历史", ("closed",)),
}
"""The lists: 待上报 and 需处理 have as many lines as `sync.outbox.counts` says on every other screen."""
_EMPTY = {
    "waiting": ("没有待上报的决定。", "审核后的决定先出现在这里，联网后自动上报。"),
    "refused": ("没有需要处理的决定。", "服务器没有接受的决定会列在这里，并说明原因。"),
    "applied": ("还没有已上报的决定。", "上报并生效的决定会列在这里。"),
    "closed": ("历史是空的。", "处理过的未被接受的决定会移到这里。"),
}


class CentrePage(Page):
    """Reads everything on the reader; the clerk's acts go to the writer."""

    key = "centre"
    title = "同步中心"

    def __init__(
        self,
        desk: Desk,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.desk = desk
        self._items: dict[str, CentreItem] = {}
        self._filter = "waiting"
        self._chosen = False
        self.model = RowsModel(COLUMNS, self)
        self.table = Table("centre.table", "决定列表")
        self.table.setModel(self.model)
        self.table.set_widths(WIDTHS)
        self.empty = EmptyState("centre.empty", *_EMPTY["waiting"])
        self.detail = CentreDetail(desk.reachable)
        self.now = Button("立即同步", "centre.now", "primary")
        self.progress = TextLabel("", "secondary")
        self.progress.setObjectName("centre.progress")
        self.filters = {
            key: Button(title, f"centre.filter.{key}", "filter") for key, (title, _) in FILTERS.items()
        }
        self.exporting = CentreExport(desk.exporting, self.table, self._shown, self._filter_word, self)
        self._lay_out()
        self.overlay = LoadingOverlay("centre.loading", self)
        self._connect()

    def activate(self) -> None:
        self.overlay.begin()
        self._reload()
        self.table.setFocus()

    def refresh(self, kinds: frozenset[str], ids: frozenset[str]) -> None:
        if not kinds or "outbox" in kinds or not kinds.isdisjoint(DESCRIPTIONS):
            self._reload()

    def show_preset(self, preset: str) -> None:
        """Show one of the queues: waiting, refused, applied, closed."""
        if preset in FILTERS:
            self._filter = preset
            self._chosen = True
            self._show_rows()

    def show_sync(self, view: SyncView) -> None:
        """Show the state of the connection beside 立即同步."""
        self.now.setEnabled(not view.busy)
        if view.busy and view.total:
            text = f"正在同步，{view.done:,} / {view.total:,} 条"
        elif view.busy:
            text = "正在同步…"
        elif view.problem:
            text = view.problem
        else:
            when = local_text(view.last_sync)
            text = f"上次同步 {when}" if when else "尚未同步"
        self.progress.setText(text)

    def show_items(self, items: tuple[CentreItem, ...]) -> None:
        """Show all decisions; opens on what needs a person, until the clerk has chosen a list."""
        self.overlay.end()
        self._items = {item.op_id: item for item in items}
        if not self._chosen and self._count("refused"):
            self._filter = "refused"
        self._show_rows()
        waiting, refused = self._count("waiting"), self._count("refused")
        self.state_line.emit(f"{waiting} 条待上报，{refused} 条需处理")

    def _show_rows(self) -> None:
        rows = [self._row(item) for item in self._shown()]
        for key, button in self.filters.items():
            count = self._count(key)
            button.setText(f"{FILTERS[key][0]} {count}" if count else FILTERS[key][0])
            button.setChecked(key == self._filter)
        self.model.show(rows)
        self.stack.setCurrentIndex(0 if rows else 1)
        self.exporting.allow(bool(rows))
        self.empty.tell(*_EMPTY[self._filter])
        if rows and not self.table.currentIndex().isValid():
            self.table.selectRow(0)
        self._show_detail()

    def _shown(self) -> list[CentreItem]:
        states = FILTERS[self._filter][1]
        return [item for item in self._items.values() if item.state in states]

    def _filter_word(self) -> str:
        return FILTERS[self._filter][0]

    def _count(self, key: str) -> int:
        states = FILTERS[key][1]
        return sum(item.state in states for item in self._items.values())

    def _row(self, item: CentreItem) -> Row:
        word, tone = STATES.get(item.state, (item.state, "neutral"))
        return Row(
            item.op_id,
            (
                Cell(local_text(item.decided_at)),
                Cell(item.what),
                Cell(number_words(item)),
                Cell(item.about),
                Cell(item.actor_name),
                Cell(word, tone),
            ),
        )

    def _show_detail(self) -> None:
        self.detail.show_item(self._items.get(self.model.row_id(self.table.currentIndex().row())))

    def _reload(self) -> None:
        self.desk.lanes.reader.run(self.desk.centre.items, self.show_items, self._failed, key="centre")

    def _failed(self, error: KnownError) -> None:
        self.overlay.end()
        self.fail(error)

    def _select_filter(self, key: str) -> None:
        self._chosen = True
        self._filter = key
        self._show_rows()

    def _filter_clicked(self) -> None:
        button = self.sender()
        for key, known in self.filters.items():
            if known is button:
                self._select_filter(key)

    def _selected(self, _new: QItemSelection, _old: QItemSelection) -> None:
        self._show_detail()

    def _accept(self, op_id: str) -> None:
        self.desk.lanes.writer.run(partial(self.desk.centre.accept, op_id), self._accepted, self._failed)

    def _accepted(self, _: None) -> None:
        self.told.emit("ok", "已移入历史。")
        self._reload()

    def _open(self, target: str, record_id: str) -> None:
        self.open_page.emit(f"{target}:record" if record_id else target, record_id)

    def _decide_again(self, target: str, what: str, op_id: str) -> None:
        self.open_page.emit(f"{target}:again", f"{what} {op_id}")

    def _open_row(self) -> None:
        item = self._items.get(self.model.row_id(self.table.currentIndex().row()))
        if item and self.detail.can_open(item):
            self._open(item.target, item.record_id)

    def _sync_now(self) -> None:
        self.progress.setText("正在同步…")
        self.desk.centre.sync_now()

    def _splitter_moved(self, _position: int, _index: int) -> None:
        self.desk.memory.set_layout("centre.splitter", bytes(self.splitter.saveState().data()))

    def _connect(self) -> None:
        selection = self.table.selectionModel()
        selection.selectionChanged.connect(self._selected)
        self.table.opened.connect(self._open_row)
        for button in self.filters.values():
            button.clicked.connect(self._filter_clicked)
        self.now.clicked.connect(self._sync_now)
        self.exporting.failed.connect(self.problem)
        self.detail.accept_wanted.connect(self._accept)
        self.detail.open_wanted.connect(self._open)
        self.detail.again_wanted.connect(self._decide_again)
        self.splitter.splitterMoved.connect(self._splitter_moved)

    def _lay_out(self) -> None:
        row = Toolbar()
        group = QButtonGroup(self)
        for button in self.filters.values():
            row.add(button)
            group.addButton(button)
        row.stretch()
        row.add(self.progress)
        row.gap(4)
        row.add(self.exporting.button)
        row.add(self.now)
        top = Card(margins=(14, 10, 14, 10))
        top.add(row)
        listing = Card(margins=(0, 0, 0, 1))
        listing.add(self.exporting.bar)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.table)
        self.stack.addWidget(self.empty)
        listing.add(self.stack, 1)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setObjectName("centre.splitter")
        self.splitter.setHandleWidth(12)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(listing)
        self.splitter.addWidget(self.detail)
        self.splitter.setStretchFactor(0, 3)
        self.splitter.setStretchFactor(1, 2)
        self.splitter.setSizes([690, 430])
        state = self.desk.memory.layout("centre.splitter")
        if state:
            self.splitter.restoreState(QByteArray(state))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 12)
        column.setSpacing(12)
        column.addWidget(top)
        whole = QHBoxLayout()
        whole.addWidget(self.splitter)
        column.addLayout(whole, 1)
