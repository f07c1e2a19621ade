"""考核成绩批量录入 (C4, manual 2.4.4): all who may be assessed, and three ways to enter their scores."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.apprenticeship.imports.scores import SCORE_IMPORT
from core.imports.entering import sentence
from desktop.views.apprenticeship.scores.batch_grid import GridDialog
from desktop.views.apprenticeship.scores.batch_list import BatchList
from desktop.views.apprenticeship.scores.batch_same import SameScoreDialog
from desktop.views.imports.import_dialog import ImportDialog
from desktop.views.imports.import_saving import Saver, entering
from desktop.views.shell.page import Page

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from core.apprenticeship.lists.eligible import EligibleRow
    from core.apprenticeship.words.values import ScoreEntry
    from core.imports.entering import Saved
    from core.imports.importing import Order
    from desktop.views.apprenticeship.scores.batch_ports import BatchPorts

KINDS = frozenset({"assessment", "apprenticeship", "student", "teacher", "outbox"})
NOBODY = "请至少选择一名学员"


class BatchPage(Page):
    """The list and its dialogs; what is entered stands as 未公布 in 考试成绩录入."""

    key = "batch"
    title = "考核成绩批量录入"

    def __init__(self, ports: BatchPorts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ports = ports
        self._dialog: SameScoreDialog | GridDialog | None = None
        self._importing: ImportDialog | None = None
        self._saver = Saver(ports.lanes, self)
        self.list = BatchList(ports)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.list)
        self.list.same_wanted.connect(self.enter_same)
        self.list.grid_wanted.connect(self.enter_each)
        self.list.import_wanted.connect(self.import_file)
        self.list.failed.connect(self.problem)
        self.list.counted.connect(self._counted)
        self.list.person_wanted.connect(self.record_wanted)
        self.list.looking.wanted.connect(self.record_wanted)
        self._saver.progressed.connect(self._progressed)
        self._saver.ended.connect(self._saved)

    def activate(self) -> None:
        if self.list.loaded_once:
            self.list.rows.reload()
        else:
            self.list.load()
        self.list.rows.table.setFocus()

    def refresh(self, kinds: frozenset[str], ids: frozenset[str]) -> None:
        if not kinds or kinds & KINDS:
            self.list.rows.reload()

    def show_preset(self, preset: str) -> None:
        """`import` opens the import of an Excel file."""
        if preset == "import":
            if not self.list.loaded_once:
                self.list.load()
            self.import_file()

    def enter_same(self) -> None:
        """录入相同成绩, for those who are selected."""
        self._read_picked(self._open_same)

    def enter_each(self) -> None:
        """逐人录入, for those who are selected."""
        self._read_picked(self._open_grid)

    def import_file(self) -> None:
        """Excel 导入."""
        if self._importing is not None:
            return
        dialog = ImportDialog(self.window(), self._ports.desk, SCORE_IMPORT)
        dialog.told.connect(self.told)
        dialog.ended.connect(self._imported)
        dialog.finished.connect(self._import_closed)
        self._importing = dialog
        dialog.open()

    # inside

    def _counted(self, count: int) -> None:
        self.state_line.emit(f"可考核 {count:,} 人")

    def _read_picked(self, came: Callable[[Sequence[EligibleRow]], None]) -> None:
        ids = self.list.picked_in_order()
        if not ids:
            self._ports.prompts.tell(self, "提示", NOBODY, self._nothing)
            return
        work = partial(self._ports.eligible.rows, ids)
        self._ports.eligible.lane.run(work, came, self.fail, key="batch.picked")

    def _nothing(self, _: bool) -> None:
        self.list.rows.table.setFocus()

    def _open_same(self, rows: Sequence[EligibleRow]) -> None:
        self._open(SameScoreDialog(self.window(), self._ports, self.list.asked.type, rows))

    def _open_grid(self, rows: Sequence[EligibleRow]) -> None:
        self._open(GridDialog(self.window(), self._ports, self.list.asked.type, rows))

    def _open(self, dialog: SameScoreDialog | GridDialog) -> None:
        self._dialog = dialog
        dialog.agreed.connect(self._save)
        dialog.progress.stopped.connect(self._saver.stop)
        dialog.finished.connect(self._closed)
        dialog.open()

    def _closed(self, _: int) -> None:
        self._dialog = None
        self._saver.stop()

    def _import_closed(self, _: int) -> None:
        self._importing = None

    def _save(self, order: Order) -> None:
        self._saver.run(entering(self._ports.desk, SCORE_IMPORT, order))

    def _progressed(self, done: int, total: int) -> None:
        if self._dialog is not None and self._dialog.progress.stop.isEnabled():
            self._dialog.progress.show_progress(f"已录入 {done:,} 人，共 {total:,} 人…", done, total)

    def _saved(self, saved: Saved[ScoreEntry]) -> None:
        dialog = self._dialog
        if isinstance(dialog, SameScoreDialog):
            dialog.finish()
        elif isinstance(dialog, GridDialog):
            dialog.saved(saved)
        self._imported(saved)

    def _imported(self, saved: Saved[ScoreEntry]) -> None:
        """Tell exactly what was entered; whoever has a score now is no longer ticked."""
        self.list.picks.remove(entry.apprenticeship_id for entry in saved.saved)
        self.list.rows.reload()
        whole = len(saved.saved) == saved.total and saved.problem is None
        if saved.problem is not None:
            self.problem.emit(type(saved.problem)(saved.problem.code, sentence(SCORE_IMPORT.words, saved)))
        else:
            self.told.emit("ok" if whole else "warn", sentence(SCORE_IMPORT.words, saved))
