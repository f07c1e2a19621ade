"""Excel 导入: choose a file, see row by row what becomes of it, import the right rows or none.

The same window for every list that is imported; an `ImportOf` says which.
"""

from __future__ import annotations

import threading
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from core.imports.checked import Verdict
from core.imports.importing import Against
from desktop.prompts import Sheet
from desktop.views.imports.import_preview import Preview, PreviewTable
from desktop.views.imports.import_saving import Saver, entering
from desktop.widgets.bar import NoticeBar
from desktop.widgets.buttons import Button
from desktop.widgets.progress import ProgressLine
from desktop.widgets.text import TextLabel, name_widget

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from core.domain.errors import KnownError
    from core.imports.checked import AnyRow
    from core.imports.entering import Saved
    from core.imports.importing import ImportOf
    from desktop.desk import Desk

EXCEL = "表格文件 (*.xlsx *.xlsm *.xls *.et *.ods *.csv)"
"""Also those that are refused: whoever looks for such a file finds it, and is told what to do with it."""
SAVED_AS = "Excel 工作簿 (*.xlsx)"


class ImportDialog(Sheet):
    """Three steps in one window: choosing, reading, preview; entering shows over the preview.

    `told(tone, text)` for what was saved; `ended(Saved)` when rows were entered.
    """

    told = Signal(str, str)
    ended = Signal(object)

    def __init__(self, parent: QWidget, desk: Desk, of: ImportOf[Any]) -> None:
        super().__init__(parent, "import", of.words.title)
        self._desk = desk
        self._of = of
        self._words = of.words
        self._files = desk.lanes.more("workbooks")
        self._stop = threading.Event()
        self._path = ""
        self._preview: Preview | None = None
        self._saving = False
        self._saver = Saver(desk.lanes, self)
        self._relayed = desk.lanes.relay(self._progressed)
        self.problem = NoticeBar("import.problem", "bad")
        self.progress = ProgressLine("import")
        self.table = PreviewTable(of)
        self.with_warnings = QCheckBox("")
        name_widget(self.with_warnings, "import.confirm", "一并导入需确认的行")
        self.stack = QStackedWidget()
        self.choosing = self._choosing()
        self.reading = QWidget()
        column = QVBoxLayout(self.reading)
        column.addStretch(1)
        column.addWidget(self.progress)
        column.addStretch(2)
        self.shown = QWidget()
        column = QVBoxLayout(self.shown)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.table, 1)
        column.addWidget(self.with_warnings)
        for step in (self.choosing, self.reading, self.shown):
            self.stack.addWidget(step)
        self.body.addWidget(self.problem)
        self.body.addWidget(self.stack, 1)
        self._buttons()
        self.progress.stopped.connect(self._stop_all)
        self.with_warnings.toggled.connect(self._show_ok)
        self._saver.progressed.connect(self._entering)
        self._saver.ended.connect(self._entered)
        self.resize(min(1060, parent.width() - 40), min(640, parent.height() - 40))
        self._show_step(self.choosing)

    def choose(self) -> None:
        """Ask for a file."""
        self._desk.prompts.open_files(self, self._words.choose, EXCEL, self._chosen)

    def read(self, path: str) -> None:
        """Read and check a file in the background."""
        self._path = path
        self._stop.clear()
        self.problem.tell("")
        self._show_step(self.reading)
        self.progress.begin(f"正在读取“{Path(path).name}”…")
        work = partial(_checked, self._desk, self._of, path, self._relayed, self._stop.is_set)
        self._files.run(work, self._came, self._failed, key="import.check")

    def accept(self) -> None:
        """仅导入正确行, and those that need a look when they were confirmed."""
        if self._preview is None or self._saving:
            return
        order = self._preview.order(confirmed=self.with_warnings.isChecked())
        if order.total:
            self._saving = True
            self._show_step(self.reading)
            self.progress.begin(self._words.saving.format(total=order.total))
            self._saver.run(entering(self._desk, self._of, order))

    def reject(self) -> None:
        """取消: stop what runs; a command on its way ends, and what was entered is told."""
        if self._saving:
            self._saver.stop()
            return
        self._stop.set()
        super().reject()

    # making

    def _choosing(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(10)
        for text in self._words.steps:
            column.addWidget(TextLabel(text, wrap=True))
        self.template = Button("下载模板", "import.template")
        self.template.clicked.connect(self._ask_template)
        self.pick = Button("选择文件", "import.choose", "primary")
        self.pick.clicked.connect(self.choose)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.template)
        line.addWidget(self.pick)
        line.addStretch(1)
        column.addSpacing(6)
        column.addLayout(line)
        column.addStretch(1)
        return page

    def _buttons(self) -> None:
        self.ok = self.add_buttons("仅导入正确行")
        self.again = Button("重新选择文件", "import.again")
        self.again.clicked.connect(self.choose)
        self.errors = Button(
            "导出错误行", "import.errors", tip="把有错的行连同原行号和错误原因存为 Excel 文件"
        )
        self.errors.clicked.connect(self._ask_errors)
        self.buttons.insertWidget(0, self.errors)
        self.buttons.insertWidget(0, self.again)

    def _show_step(self, step: QWidget) -> None:
        self.stack.setCurrentWidget(step)
        preview = step is self.shown
        for button in (self.ok, self.again, self.errors):
            button.setVisible(preview)
        if step is self.choosing:
            self.pick.setFocus()

    # template and failed rows

    def _ask_template(self) -> None:
        self._desk.prompts.save_file(self, "下载模板", self._of.template, SAVED_AS, self._template_to)

    def _template_to(self, path: str) -> None:
        if path:
            work = partial(_write_template, path, self._of, self._desk)
            self._files.run(work, self._written, self._not_written)

    def _ask_errors(self) -> None:
        name = f"{Path(self._path).stem}_错误行.xlsx"
        self._desk.prompts.save_file(self, "导出错误行", name, SAVED_AS, self._errors_to)

    def _errors_to(self, path: str) -> None:
        if path and self._preview is not None:
            self.errors.setEnabled(False)
            work = partial(_write_failed, path, self._of, self._desk, self.failed_rows())
            self._files.run(work, self._written, self._not_written)

    def failed_rows(self) -> tuple[AnyRow, ...]:
        """The rows for the file of errors."""
        return () if self._preview is None else self._preview.checked.of(Verdict.WRONG)

    def _written(self, path: str) -> None:
        self.errors.setEnabled(True)
        self.problem.tell("")
        self.told.emit("ok", f"已保存：{Path(path).name}")

    def _not_written(self, error: KnownError) -> None:
        self.errors.setEnabled(True)
        self.problem.tell(error.message)

    # reading

    def _chosen(self, files: list[str]) -> None:
        if files:
            self.read(files[0])

    def _progressed(self, done: int, total: int) -> None:
        if not self._stop.is_set():
            self.progress.show_progress(f"正在检查第 {done:,} 行，共 {total:,} 行…", done, total)

    def _came(self, preview: Preview) -> None:
        self._preview = preview
        self.table.show_preview(preview)
        confirm = preview.counts[Verdict.CONFIRM]
        self.with_warnings.setVisible(confirm > 0)
        self.with_warnings.setChecked(False)
        self.with_warnings.setText(f"一并导入需确认的 {confirm:,} 行（我已逐行核对）")
        self.errors.setEnabled(preview.counts[Verdict.WRONG] > 0)
        self._show_step(self.shown)
        self._show_ok()
        (self.ok if self.ok.isEnabled() else self.errors).setFocus()

    def _failed(self, error: KnownError) -> None:
        self._show_step(self.shown if self._preview is not None else self.choosing)
        self.problem.tell(error.message)

    def _show_ok(self) -> None:
        if self._preview is None:
            return
        count = self._preview.order(confirmed=self.with_warnings.isChecked()).total
        self.ok.setText(f"仅导入正确行（{count:,}）" if count else "没有可导入的行")
        self.ok.setEnabled(count > 0)

    # entering

    def _entering(self, done: int, total: int) -> None:
        if self.progress.stop.isEnabled():
            self.progress.show_progress(self._words.saved.format(done=done, total=total), done, total)

    def _entered(self, saved: Saved[Any]) -> None:
        self._saving = False
        self.ended.emit(saved)
        self.finish(saved)

    def finish(self, saved: Saved[Any]) -> None:
        """What follows when the rows were entered: the window closes, the page tells."""
        self.close_window()

    def close_window(self) -> None:
        """End well."""
        super().accept()

    def rows(self) -> tuple[AnyRow, ...]:
        """Every row of the file."""
        return () if self._preview is None else self._preview.checked.rows

    def count(self, verdict: Verdict) -> int:
        """How many rows have a verdict."""
        return 0 if self._preview is None else self._preview.counts[verdict]

    def _stop_all(self) -> None:
        self._stop.set()
        self._saver.stop()


def _checked(
    desk: Desk,
    of: ImportOf[Any],
    path: str,
    progress: Callable[[int, int], None],
    stopped: Callable[[], bool],
) -> Preview:
    """Runs on the lane for workbooks, like the two below; their libraries are loaded by the first of them."""
    from core.imports.checking import check

    with desk.session() as session:
        against = Against(session, desk.words, desk.parameters, desk.today(), desk.districts)
        return Preview(check(of, Path(path), against, progress=progress, stopped=stopped))


def _write_template(path: str, of: ImportOf[Any], desk: Desk) -> str:
    from core.imports.books import write_template

    write_template(Path(path), of, desk.words)
    return path


def _write_failed(path: str, of: ImportOf[Any], desk: Desk, rows: Sequence[AnyRow]) -> str:
    from core.imports.books import write_failed

    write_failed(Path(path), of, rows)
    desk.note("export_list", of.words.noted.format(count=len(rows)))
    return path
