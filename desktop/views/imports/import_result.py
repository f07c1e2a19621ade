"""An import's window that ends with a result: entered, there already, wrong; and the file of errors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from core.imports.checked import Verdict
from core.imports.entering import sentence
from desktop.views.imports.import_dialog import ImportDialog
from desktop.widgets.buttons import Button
from desktop.widgets.text import TextLabel, name_widget

if TYPE_CHECKING:
    from core.imports.checked import AnyRow
    from core.imports.entering import Saved
    from core.imports.importing import ImportOf
    from desktop.desk import Desk


class ResultDialog(ImportDialog):
    """Stays until the result was read; `kept` and `there` of the words are said in it."""

    def __init__(self, parent: QWidget, desk: Desk, of: ImportOf[Any]) -> None:
        super().__init__(parent, desk, of)
        self._refused: tuple[AnyRow, ...] = ()
        self._finished = False
        self.headline = TextLabel("", "heading", wrap=True)
        name_widget(self.headline, "import.result", "导入结果")
        self.details = TextLabel("", wrap=True)
        name_widget(self.details, "import.details", "导入结果的说明")
        self.details.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.done_page = QWidget()
        column = QVBoxLayout(self.done_page)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.headline)
        area = QScrollArea()
        area.setObjectName("import.details.area")
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setWidget(self.details)
        column.addWidget(area, 1)
        self.stack.addWidget(self.done_page)

    def finish(self, saved: Saved[Any]) -> None:
        """Show the result; the window stays until it was read."""
        self._finished = True
        rows = {id(row.entry): row for row in self.rows() if row.entry is not None}
        self._refused = tuple(_failed(rows[id(left.entry)], left.reason) for left in saved.refused)
        self.headline.setText(sentence(self._words, saved, named=False))
        self.details.setText("\n".join(self._told(saved)))
        self.stack.setCurrentWidget(self.done_page)
        self.again.hide()
        for button in self.findChildren(Button, "import.cancel"):
            button.hide()
        self.ok.setText("完成")
        self.ok.setEnabled(True)
        self.ok.show()
        self.errors.setText("保存错误文件")
        self.errors.setVisible(bool(self.failed_rows()))
        self.ok.setFocus()

    def accept(self) -> None:
        if self._finished:
            self.close_window()
        else:
            super().accept()

    def failed_rows(self) -> tuple[AnyRow, ...]:
        rows = (*super().failed_rows(), *self._refused)
        return tuple(sorted(rows, key=_number))

    def _told(self, saved: Saved[Any]) -> list[str]:
        lines = []
        same = self.count(Verdict.SAME)
        wrong = self.count(Verdict.WRONG) + len(self._refused)
        if same:
            lines.append(self._words.there.format(count=same))
        if wrong:
            lines.append(f"{wrong:,} 行有错，没有导入。可以保存错误文件，改正后再次导入。")
        left = self.count(Verdict.CONFIRM) + self.count(Verdict.GOOD) - saved.total
        if left:
            lines.append(f"{left:,} 行需确认，本次没有选择导入。")
        if saved.saved:
            lines.append(self._words.kept)
        lines += [row.reason for row in self._refused]
        return lines


def _failed(row: AnyRow, reason: str) -> AnyRow:
    return replace(row, verdict=Verdict.WRONG, reason=reason, entry=None)


def _number(row: AnyRow) -> int:
    return row.number
