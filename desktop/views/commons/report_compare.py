"""与现在比较: the numbers of a frozen report that differ today, and the records because of which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from core.domain.clock import local_text
from desktop.views.commons.report_texts import compare_summary
from desktop.widgets.buttons import Button
from desktop.widgets.card import Card
from desktop.widgets.empty import EmptyState
from desktop.widgets.rows import Cell, Row, RowsModel
from desktop.widgets.table import Table
from desktop.widgets.text import TextLabel, name_widget

if TYPE_CHECKING:
    from core.commons.compared import Change, Difference
    from desktop.views.commons.report_keeping import ComparedReport

CELLS = ("区", "数字", "生成时", "现在", "增减")
ALL_RECORDS = "全部有变化的记录"
SAME, NONE = "所有数字都与生成时相同。", "没有发生变化的记录。"
WIDEST, HIGHEST, AROUND = 980, 640, 72
"""Of the window in logical pixels, and what it leaves free of the screen."""
SHOWN_MOST = 2000
"""Records listed at once; more are said in a sentence and stand in the workbooks."""


class CompareDialog(QDialog):
    """A number chosen above shows its records below; `record_wanted(kind, id)` opens a person's window,
    `print_wanted(ComparedReport)` the preview of the comparison.
    """

    record_wanted = Signal(str, str)
    print_wanted = Signal(object)

    def __init__(self, compared: ComparedReport, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("compare")
        self.setAccessibleName("与现在比较")
        self.setWindowTitle("与现在比较")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._compared = compared
        self._records = {one.id: one for one in compared.found.changes}
        self.heading = TextLabel(compared.report.facts.title, "heading", wrap=True)
        self.times = TextLabel(_times(compared), "secondary", wrap=True)
        name_widget(self.times, "compare.times", "比较的时间")
        text, tone = compare_summary(compared.found)
        self.summary = TextLabel(text, wrap=True)
        name_widget(self.summary, "compare.summary", "比较结果")
        self.summary.set_tone(tone)
        self.cells = RowsModel(CELLS, self, right=(2, 3, 4))
        self.cell_table = Table("compare.cells", "有变化的数字")
        self.records = RowsModel(compared.found.heads, self)
        self.record_table = Table("compare.records", "有变化的记录")
        self.record_head = TextLabel(ALL_RECORDS, "secondary")
        name_widget(self.record_head, "compare.records.title", "记录属于哪个数字")
        self.everything = Button("显示全部记录", "compare.all", "link")
        self.person = Button(compared.found.opens, "compare.person")
        self.print = Button("打印…", "compare.print", tip="预览后打印，或另存为 PDF")
        self.close_button = Button("关闭", "compare.close", "primary")
        self._lay_out()
        self._connect()
        self._show_cells()
        self._show_records(ALL_RECORDS, tuple(self._records))
        # A table that has the focus takes its first row for chosen, and all records are to be seen first.
        self.close_button.setFocus()

    # inside

    def _lay_out(self) -> None:
        for table, model, widths, stretch in (
            (self.cell_table, self.cells, [210, 180, 84, 84, 84], 0),
            (self.record_table, self.records, [108, 88, 88, 124, 100, 240], 5),
        ):
            table.setModel(model)
            table.set_widths(widths, stretch)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setObjectName("compare.splitter")
        split.setChildrenCollapsible(False)
        for card in (self._cells_card(), self._records_card()):
            split.addWidget(card)
        split.setSizes([230, 290])
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.person)
        foot.addWidget(self.print)
        foot.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 14, 18, 14)
        column.setSpacing(8)
        for label in (self.heading, self.times, self.summary):
            column.addWidget(label)
        column.addWidget(split, 1)
        column.addLayout(foot)
        room = self.screen().availableGeometry().size()
        self.resize(min(WIDEST, room.width() - AROUND), min(HIGHEST, room.height() - AROUND))

    def _cells_card(self) -> Card:
        card = Card("有变化的数字", margins=(0, 0, 0, 0))
        self._fill(card, self.cell_table, "compare.same", "" if self._compared.found.differences else SAME)
        return card

    def _records_card(self) -> Card:
        card = Card("有变化的记录", margins=(0, 0, 0, 0))
        card.add_header(self.record_head)
        card.add_header(self.everything)
        self._fill(card, self.record_table, "compare.none", "" if self._records else NONE)
        return card

    def _fill(self, card: Card, table: Table, name: str, empty: str) -> None:
        """The table, or the sentence in its place."""
        if empty:
            table.setParent(self)
            table.hide()
            card.add(EmptyState(name, empty), 1)
        else:
            card.add(table, 1)

    def _connect(self) -> None:
        self.cell_table.selectionModel().currentRowChanged.connect(self._cell_chosen)
        self.record_table.selectionModel().currentRowChanged.connect(self._record_chosen)
        self.record_table.opened.connect(self._open_person)
        self.everything.clicked.connect(self._show_all)
        self.person.clicked.connect(self._open_person)
        self.print.clicked.connect(self._print)
        self.close_button.clicked.connect(self.accept)

    def _show_cells(self) -> None:
        rows = [
            Row(str(place), self._cell(cell)) for place, cell in enumerate(self._compared.found.differences)
        ]
        self.cells.show(rows)

    def _cell(self, one: Difference) -> tuple[Cell, ...]:
        numbers = (f"{one.before:,}", f"{one.now:,}", one.signed)
        return tuple(Cell(text) for text in (one.where, one.name, *numbers))

    def _cell_chosen(self, index: QModelIndex) -> None:
        if index.isValid():
            one = self._compared.found.differences[int(self.cells.row_id(index.row()))]
            self._show_records(f"{one.where} {one.name}", one.records)

    def _show_all(self) -> None:
        self.cell_table.clearSelection()
        self.cell_table.setCurrentIndex(QModelIndex())
        self._show_records(ALL_RECORDS, tuple(self._records))

    def _show_records(self, title: str, ids: tuple[str, ...]) -> None:
        shown = ids[:SHOWN_MOST]
        more = f"，显示前 {SHOWN_MOST:,} 条" if len(ids) > SHOWN_MOST else ""
        self.record_head.setText(f"{title}：{len(ids):,} 条{more}")
        self.everything.setEnabled(title != ALL_RECORDS)
        self.records.show([Row(one, self._record(self._records[one])) for one in shown])
        self.record_table.clearSelection()
        self.record_table.setCurrentIndex(QModelIndex())
        self.person.setEnabled(False)

    def _record(self, one: Change) -> tuple[Cell, ...]:
        first, *others = one.cells
        return Cell(first, one.tone), *(Cell(text) for text in others)

    def _record_chosen(self, index: QModelIndex) -> None:
        self.person.setEnabled(index.isValid())

    def _print(self) -> None:
        self.print_wanted.emit(self._compared)

    def _open_person(self) -> None:
        one = self._records.get(self.records.row_id(self.record_table.currentIndex().row()))
        if one is not None and one.target:
            self.record_wanted.emit(one.kind, one.target)


def _times(compared: ComparedReport) -> str:
    facts = compared.report.facts
    made, now = local_text(facts.made_at), local_text(compared.compared_at)
    return f"生成于 {made}，统计日 {facts.as_of}；与 {now} 的本机数据比较。{compared.found.proof}"
