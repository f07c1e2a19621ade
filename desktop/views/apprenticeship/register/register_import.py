"""台账导入 (D8): words and columns of the import's window, the commands, and the result."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from core.apprenticeship.commands.register import ImportFilings
from core.apprenticeship.imports.register_columns import FIELDS, TEMPLATE_NAME, Field
from core.apprenticeship.words.register import ImportedFiling, in_commands
from core.domain.masking import mask_id_number
from core.imports.checked import CheckedRow, Verdict
from desktop.models.columns import Column
from desktop.views.imports.import_dialog import ImportDialog
from desktop.views.imports.import_ports import ImportWords
from desktop.views.imports.import_saving import Saved, save_parts
from desktop.widgets.buttons import Button
from desktop.widgets.text import TextLabel, name_widget

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.domain.commands.base import Command
    from core.imports.checked import AnyRow
    from desktop.views.imports.import_ports import ImportPorts
    from desktop.views.imports.import_preview import Order

SavedRows = Saved[ImportedFiling]


class RegisterImport(ImportDialog):
    """Ends with what became of the file: imported, there already, wrong; and the file of errors."""

    def __init__(self, parent: QWidget, ports: ImportPorts) -> None:
        super().__init__(parent, ports, _words())
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

    def finish(self, saved: SavedRows) -> None:
        """Show the result; the window stays until it was read."""
        self._finished = True
        texts = {row.number: row.texts for row in self.rows()}
        self._refused = tuple(
            _failed(left.entry.row, texts[left.entry.row], left.reason) for left in saved.refused
        )
        self.headline.setText(headline(saved))
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

    def _told(self, saved: SavedRows) -> list[str]:
        lines = []
        same = self.count(Verdict.SAME)
        wrong = self.count(Verdict.WRONG) + len(self._refused)
        if same:
            lines.append(f"{same:,} 行在台账中已有或与前面的行重复，已略过。")
        if wrong:
            lines.append(f"{wrong:,} 行有错，没有导入。可以保存错误文件，改正后再次导入。")
        left = self.count(Verdict.CONFIRM) + self.count(Verdict.GOOD) - saved.total
        if left:
            lines.append(f"{left:,} 行需确认，本次没有选择导入。")
        if saved.saved:
            lines.append("导入的备案已写入本机，联网后自动上报；市卫健委和本区其他电脑随后可以看到。")
        lines += [row.reason for row in self._refused]
        return lines


def headline(saved: SavedRows) -> str:
    """Exactly how many were imported, and what of the rest."""
    words = f"已导入 {len(saved.saved):,} 件备案"
    if saved.stopped:
        return f"已停止：{words}，其余 {saved.rest:,} 件没有导入，可以再次导入同一文件，已导入的会自动略过。"
    if saved.problem is not None:
        return f"{words}，其余 {saved.rest:,} 件没有导入：{saved.problem.message}"
    return f"{words}。"


def save(
    decide: Callable[[Command, int, str], object],
    new_id: Callable[[], str],
    order: Order,
    progress: Callable[[int, int], None],
    stopped: Callable[[], bool],
) -> SavedRows:
    """Import rows in commands; runs on the writer lane. Never raises a KnownError: `Saved` tells."""
    rows: tuple[ImportedFiling, ...] = (*order.plain, *order.confirmed)
    work = partial(_decide, decide, new_id)
    return save_parts(in_commands(rows), work, "rows", len(rows), progress, stopped)


def _decide(
    decide: Callable[[Command, int, str], object],
    new_id: Callable[[], str],
    rows: tuple[ImportedFiling, ...],
) -> object:
    return decide(ImportFilings(new_id(), rows), 0, "")


def _failed(number: int, texts: tuple[str, ...], reason: str) -> AnyRow:
    return CheckedRow(number, texts, Verdict.WRONG, reason)


def _number(row: AnyRow) -> int:
    return row.number


def _words() -> ImportWords:
    return ImportWords(
        title="导入台账",
        choose="选择台账文件",
        steps=(
            "用于把本单位以前已经备案的师承关系一次录入系统。",
            "1. 下载模板，每件备案填写一行；也可以使用已有的表格，只要表头与模板一致。",
            "2. 选择填好的文件。程序逐行检查后先给您预览，此时还没有导入任何备案。",
            "3. 确认后导入正确的行；有错的行可以存为文件，改正后再次导入，已导入的行会自动略过。",
            "导入的备案不发送短信；申请材料不需要扫描，仍以纸质档案为准。",
        ),
        template=TEMPLATE_NAME,
        saving="正在导入 {total:,} 件备案…",
        saved="已导入 {done:,} 件，共 {total:,} 件…",
        same="重复",
        columns=_columns(),
    )


def _columns() -> tuple[Column[AnyRow], ...]:
    """The id number is masked (A7)."""
    at = {field: place for place, field in enumerate(FIELDS)}
    return (
        Column("student", "学生", lambda row: row.texts[at[Field.STUDENT]], width=84),
        Column(
            "id_number",
            "学生身份证号",
            lambda row: mask_id_number(row.texts[at[Field.STUDENT_NUMBER]]),
            width=160,
        ),
        Column("teacher", "老师", lambda row: row.texts[at[Field.TEACHER]], width=84),
        Column("filing_no", "备案号", lambda row: row.texts[at[Field.FILING_NO]], width=116),
        Column("filed_on", "备案日期", lambda row: row.texts[at[Field.FILED_ON]], width=98),
        Column("state", "状态", lambda row: row.texts[at[Field.STATE]], width=68),
    )
