"""导出 of a list or a statistic (A6): a button, where to save it, progress, what was saved.

A page of a list makes one `ListExport("loans", self.rows, "借用记录", words)` and puts its `button` beside
the others; all else stands above the table by itself. A statistic makes a `StatExport`, puts its `bar`
somewhere, calls `give(make)` when there is something and connects `failed`.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu, QWidget

from core.domain.errors import KnownError
from desktop.views.lists.export_bar import ExportBar
from desktop.views.lists.export_ports import ListJob
from desktop.views.lists.export_runs import Run
from desktop.views.lists.full_numbers import FullNumbersSheet
from desktop.widgets.buttons import Button
from desktop.widgets.text import name_widget

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QAction

    from core.figures.stat import StatTable
    from desktop.tasks import Running
    from desktop.views.lists.export_ports import ExportPorts, Second
    from desktop.views.lists.query_words import Spoken
    from desktop.views.lists.rows_table import RowsTable

EXCEL = "Excel 工作簿 (*.xlsx)"
PAGE, SELECTED, ALL = "page", "selected", "all"
WORDS = {PAGE: "本页", SELECTED: "选中", ALL: "全部"}


class Export(QObject):
    """What lists and statistics share: file dialog, lane, bar. `exported(count)`, `failed(KnownError)`.

    Without ports there is nothing but a button that nobody sees.
    """

    exported = Signal(int)
    failed = Signal(object)

    def __init__(self, name: str, what: str, ports: ExportPorts | None, parent: QObject) -> None:
        super().__init__(parent)
        self.name, self.what = name, what
        self._run: Run | None = None
        self._path = ""
        self._allowed = False
        self._write: Callable[[str, Running], int] | None = None
        self.button = Button("导出", f"{name}.export", accessible=f"导出{what}", tip="导出为 Excel 工作簿")
        self.button.setEnabled(False)
        if ports is None:
            self.button.hide()
        self.bar = ExportBar(f"{name}.export")
        self.bar.line.stopped.connect(self._stop)
        self.bar.open_wanted.connect(self._open)
        self._ports = ports

    @property
    def ports(self) -> ExportPorts:
        """What the export was given; its button cannot be pressed without."""
        if self._ports is None:
            raise RuntimeError(f"{self.name} cannot be exported")
        return self._ports

    def ask_where(self, write: Callable[[str, Running], int]) -> None:
        """Ask for a file; `write(path, running)` then runs on the lane and gives how many rows."""
        self._write = write
        name = self.ports.file_name(self.what)
        self.ports.prompts.save_file(self.bar.window(), f"导出{self.what}", name, EXCEL, self._save)

    def allow(self, on: bool) -> None:
        """There is something to export, or not."""
        self._allowed = on
        self.button.setEnabled(on and self._run is None)

    def _save(self, path: str) -> None:
        write, self._write = self._write, None
        if not path or write is None:
            return
        run = Run(self.what, path, partial(self.said, path), write, self.bar)
        waits = self.ports.under_way.busy
        try:
            self.ports.under_way.start(run, self.ports.lane)
        except KnownError as error:
            self.failed.emit(error)
            return
        self._run, self._path = run, path
        run.done.connect(self._done)
        run.not_done.connect(self._not_done)
        self.button.setEnabled(False)
        self.bar.begin("前一项导出结束后开始…" if waits else f"正在导出{self.what}…")

    def _done(self, count: int) -> None:
        self._rest()
        self.bar.tell(self._path, self.said(self._path, count))
        self.exported.emit(count)

    @staticmethod
    def said(path: str, count: int) -> str:
        """What is said when it is done."""
        return f"已导出 {count:,} 条，保存为“{Path(path).name}”。"

    def _not_done(self, error: KnownError, seen: bool) -> None:
        self._rest()
        self.bar.clear()
        if seen:
            self.failed.emit(error)

    def _rest(self) -> None:
        self._run = None
        self.button.setEnabled(self._allowed)

    def _open(self, path: str) -> None:
        try:
            self.ports.open_file(path)
        except KnownError as error:
            self.failed.emit(error)

    def _stop(self) -> None:
        if self._run is not None:
            self._run.stop()


class MenuExport(Export):
    """导出 with the menu 本页, 选中 (n), 全部.

    `count(scope)` says how many rows a part has now, None while that is not known; `job(scope)` what is to be
    written, as the screen is now. `full`: there are masked numbers, which those with the right may export
    whole when a second person agrees.
    """

    def __init__(
        self,
        name: str,
        what: str,
        ports: ExportPorts | None,
        parent: QWidget,
        count: Callable[[str], int | None],
        job: Callable[[str], ListJob],
        *,
        full: bool = False,
    ) -> None:
        super().__init__(name, what, ports, parent)
        self._count, self._job = count, job
        self._agreeable: dict[str, ListJob] = {}
        self.menu = QMenu(parent)
        name_widget(self.menu, f"{name}.export.menu", f"导出{what}")
        for scope in WORDS:
            action = self.menu.addAction(WORDS[scope])
            action.setObjectName(f"{name}.export.{scope}")
            action.setData(scope)
            action.triggered.connect(self._chosen)
        self.full: QAction | None = None
        if ports is not None and ports.full is not None and full:
            self.menu.addSeparator()
            self.full = self.menu.addAction("含完整号码…")
            self.full.setObjectName(f"{name}.export.full")
            self.full.triggered.connect(self._ask_second)
        self.menu.aboutToShow.connect(self._label)
        self.button.setMenu(self.menu)

    def action(self, scope: str) -> QAction:
        """Give the action of 本页, 选中 or 全部."""
        return next(one for one in self.menu.actions() if one.data() == scope)

    def export(self, scope: str) -> None:
        """Ask where and write a part of the list."""
        self._start(self._job(scope))

    def _start(self, job: ListJob) -> None:
        progress = self.ports.relay(self.bar.show_progress)
        self.ask_where(partial(_write_list, self.ports, job, progress))

    def _label(self) -> None:
        for scope in WORDS:
            action = self.action(scope)
            action.setText(self._words_of(scope))
            action.setEnabled(self._count(scope) != 0)

    def _words_of(self, scope: str) -> str:
        count = self._count(scope)
        return WORDS[scope] if count is None else f"{WORDS[scope]}（{count:,} 条）"

    def _ask_second(self) -> None:
        full = self.ports.full
        if full is not None:
            scopes = [scope for scope in WORDS if self._count(scope) != 0]
            # The second person answers for what stands there now, whatever the list becomes meanwhile.
            self._agreeable = {scope: self._job(scope) for scope in scopes}
            parts = [(self._words_of(scope), scope) for scope in scopes]
            sheet = FullNumbersSheet(self.bar.window(), self.what, parts, full)
            sheet.agreed.connect(self._export_full)
            sheet.open()

    def _export_full(self, scope: str, second: Second) -> None:
        self._start(replace(self._agreeable[scope], second=second))

    def _chosen(self) -> None:
        action = self.sender()
        if action is not None:
            self.export(str(action.data()))  # type: ignore[attr-defined]


class ListExport(MenuExport):
    """导出 of a `RowsTable`, with the columns as they are shown now.

    `words(query)` says which list it is; `picked()` gives the ticked ids where rows have ticks.
    """

    def __init__(
        self,
        name: str,
        rows: RowsTable[Any, Any],
        what: str,
        words: Callable[[Any], Spoken],
        picked: Callable[[], tuple[str, ...]] | None = None,
    ) -> None:
        masked = any(column.full is not None for column in rows.model.columns)
        super().__init__(name, what, rows.port.exporting, rows, self.count, self.job, full=masked)
        self._rows, self._words, self._picked = rows, words, picked
        rows.add_above(self.bar)
        rows.loaded.connect(self._loaded)
        self.failed.connect(rows.failed)

    def count(self, scope: str) -> int | None:
        """How many rows a part has; what is still shown of an earlier query is no part of this one."""
        if scope == ALL:
            return self._rows.whole_count
        return 0 if self._rows.stale else len(self._some(scope))

    def job(self, scope: str) -> ListJob:
        """What the screen shows now."""
        port, query = self._rows.port, self._rows.query
        return ListJob(
            what=self.what,
            scope=WORDS[scope],
            columns=tuple(one for one in self._rows.columns.shown_columns() if one.kind != "none"),
            ids=partial(port.ids, query) if scope == ALL else partial(tuple, self._some(scope)),
            rows=port.rows if port.rows_of is None else partial(port.rows_of, query),
            key=self._rows.model.key,
            spoken=self._words(query),
        )

    def _some(self, scope: str) -> tuple[str, ...]:
        if scope == PAGE:
            return self._rows.visible_ids()
        return (self._picked() if self._picked is not None else ()) or self._rows.selected_ids()

    def _loaded(self, count: int) -> None:
        self.allow(count > 0)


class StatExport(Export):
    """导出 of a statistic, as it stands on the screen when the button is pressed."""

    def __init__(self, name: str, what: str, ports: ExportPorts, parent: QWidget) -> None:
        super().__init__(name, what, ports, parent)
        self._make: Callable[[], StatTable] | None = None
        self.button.clicked.connect(self.export)

    def give(self, make: Callable[[], StatTable] | None) -> None:
        """Say how the table is made, on the lane of exports; None while it is not known."""
        self._make = make
        self.allow(make is not None)

    def export(self) -> None:
        """Ask where and write the statistic."""
        if self._make is not None:
            self.ask_where(partial(_write_stat, self.ports, self._make))

    @staticmethod
    def said(path: str, count: int) -> str:
        return f"已保存为“{Path(path).name}”。"


def _write_list(
    ports: ExportPorts, job: ListJob, progress: Callable[[int, int], None], path: str, running: Running
) -> int:
    """Runs on the lane of exports."""
    return ports.write(path, job, progress, running)


def _write_stat(ports: ExportPorts, make: Callable[[], StatTable], path: str, running: Running) -> int:
    """Runs on the lane of exports."""
    return ports.write_stat(path, make(), running)
