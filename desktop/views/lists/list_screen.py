"""A page that is one list, as data: its words, its query, its fields, its columns, what a row offers.

What is special about one page is a subclass of `ScreenPage`, named in the description (`page=`); a
description never gets an `if`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

import msgspec

from desktop.pages import PageOf
from desktop.views.lists.exporting import ListExport
from desktop.views.lists.fields import FieldsRow
from desktop.views.lists.list_page import ListPage
from desktop.views.lists.rows_table import RowsTable
from desktop.views.papers.paper_actions import RowPapers, buttons_of
from desktop.widgets.buttons import Button

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from PySide6.QtWidgets import QWidget

    from core.paper.paper_of import AnyPaper
    from core.store.lists import ListOf
    from desktop.desk import Desk
    from desktop.models.columns import Column
    from desktop.views.lists.fields import Field
    from desktop.views.papers.paper_ports import PaperTarget
    from desktop.views.shell.page import Page

Q = TypeVar("Q", bound=Any)
R = TypeVar("R", bound=Any)


class Empty(NamedTuple):
    """What an empty list says: heading, sentence, and the word on its button (none without)."""

    heading: str
    sentence: str
    step: str = ""


class RowPaper(NamedTuple):
    """The papers of a row: their kinds in order, and what they are of."""

    kinds: tuple[AnyPaper, ...]
    target: Callable[[Any], PaperTarget]


NOTHING = Empty("没有符合条件的记录", "可以放宽查询条件再查一次。", "重置查询条件")


@dataclass(frozen=True, kw_only=True)
class ListScreen(PageOf, Generic[Q, R]):
    """One list page.

    `first` is the query it opens with; `kinds` are the kinds of records whose change loads it anew; `none`
    is said when nothing is there at all, `nothing` when nothing fits. `unit` is what is counted (条记录),
    `state` the line beside the title. `columns` and `fields` are tuples, or functions of the desk where they
    depend on the office. `presets` are the queries behind numbers of the home page. `opens` is the page that
    a row opens (`filings:record`), with its id. `looks`: a row offers the record windows; `papers` are those
    of a row. `narrowed` limits what is ever asked. `named` is the table's accessible name, `exports` what
    its export is called, both from the title unless given. `focus` is the field where work starts, the first
    one unless given; `table` is the table.
    """

    list: ListOf[Q, R]
    first: Q
    fields: Sequence[Field] | Callable[[Desk], Sequence[Field]]
    columns: Sequence[Column[R]] | Callable[[Desk], Sequence[Column[R]]]
    kinds: frozenset[str]
    none: Empty
    nothing: Empty = NOTHING
    unit: str = "条记录"
    state: str = "共 {:,} 条"
    presets: Mapping[str, Q] = field(default_factory=dict)
    opens: str = ""
    looks: bool = False
    papers: RowPaper | None = None
    narrowed: Callable[[Desk], Callable[[Q], Q]] | None = None
    named: str = ""
    exports: str = ""
    focus: str = ""
    row: type[FieldsRow] = FieldsRow
    page: Callable[[ListScreen[Q, R], Desk], Page] | None = None

    def make(self, desk: Desk) -> Page:
        made: Page = (self.page or ScreenPage)(self, desk)
        return made

    def fields_of(self, desk: Desk) -> Sequence[Field]:
        return self.fields(desk) if callable(self.fields) else self.fields

    def columns_of(self, desk: Desk) -> Sequence[Column[R]]:
        return self.columns(desk) if callable(self.columns) else self.columns


class ScreenPage(ListPage[Q, R]):
    """The page of a description: `query` is its row of fields, `rows` its table, `exporting` its 导出.

    A subclass overrides what is special: `buttons`, `open_row`, `empty`, `show_count`, `show_preset`; what
    else it has it adds to `column` after `super().__init__`.
    """

    def __init__(self, screen: ListScreen[Q, R], desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.of, self.desk = screen, desk
        self.key, self.title, self.kinds = screen.key, screen.title, screen.kinds
        self.query = screen.row(screen.key, screen.first, screen.fields_of(desk), desk)
        rows = self._table()
        self.exporting = ListExport(
            screen.key, rows, screen.exports or screen.title, self.query.words, self.picked
        )
        self.papers = self._papers(rows)
        self.looking = desk.record_actions(screen.key, rows, self.papers) if screen.looks else None
        self._need_rows: list[Button] = []
        looks = (self.looking.button,) if self.looking is not None else ()
        own = (self.exporting.button, *buttons_of(self.papers), *looks)
        self.lay_out(self.query, rows, screen.first, *self.buttons(*own))
        self.field = (
            rows.table if screen.focus == "table" else self.query.control(screen.focus or self._first_field())
        )
        self.exporting.exported.connect(rows.reload)
        rows.opened.connect(self.open_row)
        if self.looking is not None:
            self.looking.wanted.connect(self.record_wanted)

    # what a subclass may say anew

    def buttons(self, *own: Button) -> tuple[Button, ...]:
        """The buttons of the card in order; `own` are 导出, 打印 and 查看材料 as the description has them."""
        return own

    def table_columns(self) -> tuple[Column[R], ...]:
        """The columns; a page adds those that depend on itself, such as ticks."""
        return tuple(self.of.columns_of(self.desk))

    def open_row(self, id_: str) -> None:
        """Enter, double click or a link of a row."""
        if self.of.opens and id_:
            self.open_page.emit(self.of.opens, id_)

    def picked(self) -> tuple[str, ...]:
        """The ticked ids in the list's order, for 导出; none where rows have no ticks."""
        return ()

    def empty(self, *, everything: bool) -> Empty:
        """What it means that nothing is there; `everything`: no condition was asked."""
        return self.of.none if everything else self.of.nothing

    def show_count(self, count: int) -> None:
        self.counts.setText(f"共 {count:,} {self.of.unit}")
        self.state_line.emit(self.of.state.format(count))
        for button in self._need_rows:
            button.setEnabled(count > 0)

    def show_preset(self, preset: str) -> None:
        """The queue behind a number of the home page, in its own order."""
        self.show_query(self.of.presets.get(preset, self.of.first))

    # for subclasses

    def row_button(
        self, words: str, control: str, pressed: Callable[[], Any], kind: str = "", tip: str = ""
    ) -> Button:
        """Make a button for the selected row, enabled while there are rows."""
        button = Button(words, f"{self.key}.{control}", kind, tip=tip)
        button.setEnabled(False)
        button.clicked.connect(pressed)
        self._need_rows.append(button)
        return button

    def current(self) -> R | None:
        """The selected row as far as it is read."""
        return self.row(self.rows.current_id())

    def row(self, id_: str) -> R | None:
        """A row of the list by its id, as far as it is read."""
        return self.rows.model.row_at(self.rows.model.row_of(id_))

    def show_query(self, query: Q) -> None:
        """Put a query into the fields and show it, in its own order."""
        self.query.show_query(query)
        self.load(query)

    def search(self, text: str) -> None:
        """Show what the global search found."""
        self.query.show_query(msgspec.structs.replace(self.of.first, text=text))
        self.ask(self.query.query())
        self.rows.table.setFocus()

    # inside

    def tell_empty(self, *, everything: bool) -> None:
        self.rows.empty.tell(*self.empty(everything=everything))

    def _first_field(self) -> str:
        return self.query.fields[0].names[0]

    def _table(self) -> RowsTable[Q, R]:
        screen, desk = self.of, self.desk
        port = desk.list_port(screen.list, screen.narrowed(desk) if screen.narrowed else None)
        name = screen.named or f"{screen.title}列表"
        return RowsTable(screen.key, name, self.table_columns(), _id, port, desk.memory)

    def _papers(self, rows: RowsTable[Q, R]) -> RowPapers[R] | None:
        paper = self.of.papers
        if paper is None:
            return None
        return RowPapers(self.key, paper.kinds, self.desk.papers, rows, paper.target)


def _id(row: Any) -> str:
    return str(row.id)
