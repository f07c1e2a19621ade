"""打印 of a record: a button with a menu of its papers, and the same in the menu of a list's row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

from PySide6.QtCore import QModelIndex, QObject, Signal
from PySide6.QtWidgets import QMenu, QWidget

from desktop.views.papers.preview import preview
from desktop.widgets.buttons import Button
from desktop.widgets.text import name_widget

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from core.paper.paper_of import AnyPaper
    from desktop.views.lists.rows_table import RowsTable
    from desktop.views.papers.paper_ports import Papers, PaperTarget

R = TypeVar("R")


class PaperMenu(QMenu):
    """The papers in order; `picked(paper)`. `name` is the prefix of the controls' names."""

    picked = Signal(object)

    def __init__(self, name: str, kinds: Sequence[AnyPaper], parent: QWidget) -> None:
        super().__init__(parent)
        name_widget(self, f"{name}.papers", "打印")
        for kind in kinds:
            action = self.addAction(f"打印{kind.word}…")
            action.setObjectName(f"{name}.print_{kind.key}")
            action.setData(kind)
            action.triggered.connect(self._pick)

    def enable(self, kinds: frozenset[AnyPaper]) -> None:
        """Only these can be printed now."""
        for action in self.actions():
            action.setEnabled(action.data() in kinds)

    def _pick(self) -> None:
        action = self.sender()
        if action is not None:
            self.picked.emit(action.data())  # type: ignore[attr-defined]


def print_button(name: str, menu: PaperMenu, kind: str = "") -> Button:
    """Make the button that opens the menu."""
    button = Button("打印", f"{name}.print", kind, tip="打印或另存为 PDF")
    button.setMenu(menu)
    return button


class RecordPapers(QObject):
    """For one record on the screen: `button` opens the menu, `show_target` says what is shown."""

    def __init__(
        self, name: str, kinds: Sequence[AnyPaper], papers: Papers, owner: QWidget, look: str = ""
    ) -> None:
        super().__init__(owner)
        self._name = name
        self._papers = papers
        self._owner = owner
        self._look = look
        self._target: PaperTarget | None = None
        self._button: Button | None = None
        self.menu = PaperMenu(name, kinds, owner)
        self.menu.picked.connect(self.print)
        self.menu.enable(frozenset())

    @property
    def button(self) -> Button:
        """The button, enabled while there is something to print; made when it is first asked for."""
        if self._button is None:
            self._button = print_button(self._name, self.menu, self._look)
            self._button.setEnabled(self._target is not None)
        return self._button

    def show_target(self, target: PaperTarget | None) -> None:
        """Another record is on the screen."""
        self._target = target
        self.menu.enable(target.kinds if target else frozenset())
        if self._button is not None:
            self._button.setEnabled(target is not None)

    def print(self, kind: AnyPaper) -> None:
        """Open the preview of a paper of the record."""
        if self._target is not None and kind in self._target.kinds:
            preview(self._owner, self._papers.ports, self._papers.job(kind, self._target))


class RowPapers(RecordPapers, Generic[R]):
    """For a list: the papers of the selected row. `target(row)` says what they are of.

    `actions` go into the menu of a row, which calls `refresh` before it is shown.
    """

    def __init__(
        self,
        name: str,
        kinds: Sequence[AnyPaper],
        papers: Papers,
        rows: RowsTable[Any, R],
        target: Callable[[R], PaperTarget],
    ) -> None:
        super().__init__(name, kinds, papers, rows)
        self._rows = rows
        self._target_of = target
        self.actions = self.menu.actions()
        self.menu.aboutToShow.connect(self.refresh)
        rows.table.selectionModel().currentChanged.connect(self._moved)
        rows.loaded.connect(self._loaded)

    def refresh(self) -> None:
        """Take the row that is selected now."""
        row = self._rows.model.row_at(self._rows.model.row_of(self._rows.current_id()))
        self.show_target(self._target_of(row) if row is not None else None)
        self._loaded(len(self._rows.model.ids))

    def _moved(self, _: QModelIndex, __: QModelIndex) -> None:
        self.refresh()

    def _loaded(self, count: int) -> None:
        if self._button is not None:
            self._button.setEnabled(count > 0)


def buttons_of(papers: RowPapers[Any] | None) -> tuple[Button, ...]:
    """The button for a list's card; none where nothing is printed."""
    return (papers.button,) if papers is not None else ()
