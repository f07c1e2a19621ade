"""What a list of teachers offers: every number opens those students, also by a menu for the keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu

from core.apprenticeship.figures.drill_down import students_of
from core.apprenticeship.words.figures import Figure
from desktop.models.rows import ID_ROLE
from desktop.views.apprenticeship.figures.columns import OF_COLUMN
from desktop.widgets.buttons import Button
from desktop.widgets.text import name_widget

if TYPE_CHECKING:
    from desktop.views.lists.rows_table import RowsTable

WORDS = (
    ("students", "全部学生", Figure.STUDENTS),
    ("active", "在教学生", Figure.ACTIVE),
    ("graduated", "毕业学生", Figure.GRADUATED),
    ("pending", "待备案学生", Figure.PENDING),
    ("ended", "已结束的学生", Figure.ENDED),
)


class TeacherActions(QObject):
    """For a list of `TeacherRow`s counted in `bureaus`.

    `students_wanted(query, teacher's name)`, `record_wanted("teacher", id)`. Enter and the name open all
    students, a number those it counts.
    """

    students_wanted = Signal(object, str)
    record_wanted = Signal(str, str)

    def __init__(self, name: str, rows: RowsTable[Any, Any], bureaus: tuple[str, ...]) -> None:
        super().__init__(rows)
        self._rows = rows
        self._bureaus = bureaus
        self.look = Button("查看老师", f"{name}.look_teacher", tip="查看所选老师的材料")
        self.students = Button("查看学生", f"{name}.students", tip="所选老师的学生（Enter 为全部学生）")
        self.menu = QMenu(rows)
        name_widget(self.menu, f"{name}.students.menu", "查看哪些学生")
        for key, words, figure in WORDS:
            action = self.menu.addAction(words)
            action.setObjectName(f"{name}.students.{key}")
            action.setData(str(figure))
            action.triggered.connect(self._picked)
        self.students.setMenu(self.menu)
        table = rows.table
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        table.customContextMenuRequested.connect(self._menu_at)
        table.clicked.connect(self._clicked)
        rows.opened.connect(self._opened)
        rows.loaded.connect(self._loaded)
        self.look.clicked.connect(self._look)
        self._loaded(0)

    def _loaded(self, count: int) -> None:
        self.look.setEnabled(count > 0)
        self.students.setEnabled(count > 0)

    def _opened(self, id_: str) -> None:
        self._open(id_, Figure.STUDENTS)

    def _clicked(self, index: QModelIndex) -> None:
        figure = OF_COLUMN.get(self._rows.model.columns[index.column()].key)
        if figure is not None:
            self._open(str(index.data(ID_ROLE)), figure)

    def _picked(self) -> None:
        action = self.sender()
        if action is not None:
            self._open(self._rows.current_id(), Figure(str(action.data())))  # type: ignore[attr-defined]

    def _menu_at(self, place: QPoint) -> None:
        table = self._rows.table
        index = table.indexAt(place)
        if index.isValid():
            table.selectRow(index.row())
        if self._rows.current_id():
            self.menu.popup(table.viewport().mapToGlobal(place))

    def _look(self) -> None:
        if self._rows.current_id():
            self.record_wanted.emit("teacher", self._rows.current_id())

    def _open(self, id_: str, figure: Figure) -> None:
        row = self._rows.model.row_at(self._rows.model.row_of(id_))
        if row is not None:
            self.students_wanted.emit(students_of(id_, figure, self._bureaus), row.name)
