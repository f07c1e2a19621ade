"""Publishing scores (C3, G12): read, preview, confirm, command by command, and a truthful result."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from core.apprenticeship.commands.assessment import PublishScores
from core.apprenticeship.words.limits import Limits
from core.domain.values import SeenRecord
from desktop.decision import Decision
from desktop.views.apprenticeship.scores.score_publish import Preview, PublishDialog
from desktop.views.apprenticeship.scores.score_texts import Words
from desktop.views.apprenticeship.scores.ticked import rows_in_order

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from core.apprenticeship.lists.scores import ScoreQuery, ScoreRow
    from core.domain.errors import KnownError
    from desktop.desk import Desk
    from desktop.views.lists.ports import ListPort

NOBODY = "请至少选择一名学员"


class Publishing(QObject):
    """`published(ids)` after every command, `told(tone, text)` and `failed(KnownError)` as a page."""

    published = Signal(object)
    left_out = Signal(object)
    told = Signal(str, str)
    failed = Signal(object)

    def __init__(self, page: QWidget, desk: Desk, port: ListPort[ScoreQuery, ScoreRow]) -> None:
        super().__init__(page)
        self._page = page
        self._desk = desk
        self._port = port
        self._words = Words(desk.words)
        self._limits = desk.parameters.of(Limits)
        self._dialog: PublishDialog | None = None
        self._ids: tuple[str, ...] = ()
        self._seen: dict[str, int] = {}
        self._parts: list[tuple[ScoreRow, ...]] = []
        self._part: tuple[ScoreRow, ...] = ()
        self._done = self._total = 0
        self._twice = False
        self._supersedes = ""

    @property
    def dialog(self) -> PublishDialog | None:
        """The dialog while it is open."""
        return self._dialog

    def begin(self, ids: Sequence[str], supersedes: str = "") -> None:
        """Preview these scores; nobody ticked is said. `supersedes` is a refused publication done anew."""
        if self._dialog is not None:
            return
        if not ids:
            words = f"{NOBODY}，再点击“批量公布”。"
            self._desk.prompts.tell(self._page, "提示", words, self._nobody_answered)
            return
        self._ids, self._seen, self._supersedes = tuple(ids), {}, supersedes
        self._read(self._opened)

    def refresh(self) -> None:
        """Something changed while the preview is open: look again."""
        if self._dialog is not None and not self._total:
            self._read(self._read_again)

    # reading

    def _read(self, came: Callable[[list[ScoreRow]], None]) -> None:
        work = partial(rows_in_order, self._port, self._ids)
        self._port.lane.run(work, came, self._read_failed, key="scores.preview")

    def _opened(self, rows: list[ScoreRow]) -> None:
        if not rows:
            self.told.emit("warn", "所选的成绩已被删除或已不在本机，列表已更新。")
            self.left_out.emit(self._ids)
            return
        self._seen = {row.id: row.version for row in rows}
        second_look = self._limits.publish_second_look
        self._dialog = PublishDialog(self._page.window(), self._preview(rows), second_look)
        self._dialog.agreed.connect(self._agreed)
        self._dialog.leave_out.connect(self._leave_out)
        self._dialog.stop_wanted.connect(self._stop)
        self._dialog.finished.connect(self._closed)
        self._dialog.open()

    def _read_again(self, rows: list[ScoreRow]) -> None:
        if self._dialog is not None and not self._total:
            self._dialog.show_preview(self._preview(rows))

    def _preview(self, rows: list[ScoreRow]) -> Preview:
        return Preview(tuple(rows), self._seen, self._words)

    def _read_failed(self, error: KnownError) -> None:
        self.failed.emit(error)

    def _leave_out(self, ids: tuple[str, ...]) -> None:
        self._ids = tuple(id_ for id_ in self._ids if id_ not in set(ids))
        self.left_out.emit(ids)
        if self._ids:
            self._read(self._read_again)
        elif self._dialog is not None:
            self._dialog.reject()
            self.told.emit("warn", "所选的成绩都不能公布，没有公布任何成绩。")

    # publishing

    def _agreed(self, rows: tuple[ScoreRow, ...], twice: bool) -> None:
        size = self._limits.scores_per_command
        self._parts = [rows[start : start + size] for start in range(0, len(rows), size)]
        self._done, self._total, self._twice = 0, len(rows), twice
        self._next()

    def _next(self) -> None:
        """One command after the other on the writing lane, so that the screen can stop between them."""
        if self._dialog is not None:
            self._dialog.show_progress(self._done, self._total)
        self._part = self._parts.pop(0)
        command = PublishScores(
            batch_id=self._desk.new_id(),
            scores=tuple(SeenRecord(row.id, row.version) for row in self._part),
            checked_twice=self._twice,
            confirmed=self._confirmed(),
        )
        decision = Decision(self._desk, command, self, supersedes=self._supersedes)
        decision.done.connect(self._was_published)
        decision.failed.connect(self._was_refused)
        decision.run()

    def _confirmed(self) -> tuple[str, ...]:
        """The preview named the rows whose result is against the pass mark (G11)."""
        odd = any(self._words.disagrees(row) for row in self._part)
        return ("G11_RESULT_DISAGREES",) if odd else ()

    def _was_published(self, _: object) -> None:
        self._done += len(self._part)
        self._supersedes = ""
        ids = tuple(row.id for row in self._part)
        self._ids = tuple(id_ for id_ in self._ids if id_ not in set(ids))
        self.published.emit(ids)
        if self._parts:
            self._next()
            return
        name = self._part[0].student_name if self._total == 1 else f"{self._done:,} 人"
        rest = self._total - self._done
        more = f"其余 {rest:,} 人按您的要求没有公布，仍为未公布。" if rest else ""
        self._total = 0
        self._close()
        self.told.emit("warn" if rest else "ok", f"已公布 {name}的成绩，上报中心后生效并发出短信。{more}")

    def _stop(self) -> None:
        """After the command that is on its way."""
        self._parts = []

    def _was_refused(self, error: KnownError) -> None:
        """All or nothing of one command; those before it stay published, and that is said."""
        done, rest = self._done, self._total - self._done
        before = f"已公布 {done:,} 人，其余 {rest:,} 人没有公布：" if done else "没有公布任何成绩："
        self._parts, self._total = [], 0
        if self._dialog is not None:
            self._dialog.show_problem(f"{before}{error.message}")
            self._read(self._read_again)
        else:
            self.failed.emit(error)

    def _close(self) -> None:
        if self._dialog is not None:
            self._dialog.show_problem("")
            self._dialog.accept()

    def _closed(self, _: int) -> None:
        self._dialog = None
        self._ids = ()

    def _nobody_answered(self, _: bool) -> None:
        """A sentence was read; there is nothing to do."""
