"""查看学生, 查看老师, 查看公证 of a list: a button with a menu, and the same menu by right click or menu key.

A page makes one `RecordActions("scores", self.rows)`, may put `button` beside its others and connects
`wanted` to `record_wanted`. What is emitted is the id of the row: the record windows find the person from a
person, an apprenticeship, a filing, a score or a notice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, QPoint, Signal
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QMenu, QWidget

from desktop.widgets.buttons import Button
from desktop.widgets.text import name_widget

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QAction

    from desktop.views.lists.rows_table import RowsTable
    from desktop.views.papers.paper_actions import RowPapers

ACTIONS = (("student", "查看学生"), ("teacher", "查看老师"), ("notarisation", "查看公证"))


class RecordMenu(QMenu):
    """The three actions; `picked(kind)`. `name` is the prefix of the controls' names."""

    picked = Signal(str)

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        name_widget(self, f"{name}.records", "查看学生、老师或公证")
        for kind, words in ACTIONS:
            action = self.addAction(words)
            action.setObjectName(f"{name}.look_{kind}")
            action.setData(kind)
            action.triggered.connect(self._pick)

    def action(self, kind: str) -> QAction:
        """Give the action of a kind."""
        return next(one for one in self.actions() if one.data() == kind)

    def _pick(self) -> None:
        action = self.sender()
        if action is not None:
            self.picked.emit(str(action.data()))  # type: ignore[attr-defined]


def look_button(name: str, menu: RecordMenu, kind: str = "") -> Button:
    """Make the button that opens the menu."""
    words = "查看学生、老师或公证"
    button = Button("查看材料", f"{name}.look", kind, accessible=words, tip=words)
    button.setMenu(menu)
    return button


class RecordActions(QObject):
    """For a list; `wanted(kind, id of the row)`.

    `papers` are those of the row, put behind the records; `more` are further actions of the row, put first.
    """

    wanted = Signal(str, str)

    def __init__(
        self,
        name: str,
        rows: RowsTable[Any, Any],
        papers: RowPapers[Any] | None = None,
        more: Sequence[QAction] = (),
    ) -> None:
        super().__init__(rows)
        self._name = name
        self._rows = rows
        self._button: Button | None = None
        self.menu = RecordMenu(name, rows)
        if more:
            first = self.menu.actions()[0]
            self.menu.insertActions(first, list(more))
            self.menu.insertSeparator(first)
        if papers is not None:
            self.menu.addSeparator()
            self.menu.addActions(papers.actions)
            self.menu.aboutToShow.connect(papers.refresh)
        self.menu.picked.connect(self._pick)
        for watched in (rows.table, rows.table.viewport()):
            watched.installEventFilter(self)

    @property
    def button(self) -> Button:
        """The button for the list's card, enabled while there are rows; made when it is first asked for."""
        if self._button is None:
            self._button = look_button(self._name, self.menu)
            self._button.setEnabled(False)
            self._rows.loaded.connect(self._loaded)
        return self._button

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Open the menu at the row: where the mouse is, or at the selected row for the menu key."""
        if event.type() != QEvent.Type.ContextMenu or not isinstance(event, QContextMenuEvent):
            return False
        table = self._rows.table
        index = table.currentIndex()
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        if not by_key:
            index = table.indexAt(table.viewport().mapFromGlobal(event.globalPos()))
        if index.isValid():
            table.selectRow(index.row())
            box = table.visualRect(index)
            below = table.viewport().mapToGlobal(box.bottomLeft() + QPoint(12, 0))
            self.menu.popup(below if by_key else event.globalPos())
        return True

    def _pick(self, kind: str) -> None:
        id_ = self._rows.current_id()
        if id_:
            self.wanted.emit(kind, id_)

    def _loaded(self, count: int) -> None:
        self.button.setEnabled(count > 0)
