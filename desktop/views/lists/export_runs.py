"""Exports on their way: each lives on when its list is left, and none outlives its session."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from core.domain.errors import KnownError
from desktop.tasks import Running

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from desktop.tasks import Lane

    Write = Callable[[str, Running], int]

STOPPED = KnownError("STOPPED", "已停止导出，没有保存文件。")


class Run(QObject):
    """One export, from the file that was chosen to its end.

    `done(count)` or `not_done(KnownError, seen)` comes once; `seen`: somebody has the bar before the eyes.
    """

    done = Signal(int)
    not_done = Signal(object, bool)
    ended = Signal(object)
    to_tell = Signal(str)
    to_warn = Signal(object)

    def __init__(self, what: str, path: str, said: Callable[[int], str], write: Write, bar: QWidget) -> None:
        super().__init__()
        self.what, self.path = what, path
        self.work = _Work(path, write)
        self._said = said
        self._bar = bar

    def stop(self) -> None:
        """停止: what waits for its turn ends at once, what runs as soon as it notices."""
        running = self.work.running
        running.stop()
        if not self.work.begun.is_set() and running.token is not None:
            running.token.cancel()
            self.receive_error(STOPPED)

    def receive(self, count: int) -> None:
        """It was saved."""
        seen = self._seen()
        self.done.emit(count)
        if not seen:
            self.to_tell.emit(f"{self.what}：{self._said(count)}")
        self.ended.emit(self)

    def receive_error(self, error: KnownError) -> None:
        """It was not saved."""
        seen = self._seen()
        self.not_done.emit(error, seen)
        if not seen:
            self.to_warn.emit(KnownError(error.code, f"{self.what}：{error.message}"))
        self.ended.emit(self)

    def _seen(self) -> bool:
        return isValid(self._bar) and self._bar.isVisible()


class UnderWay(QObject):
    """The exports of one session, one after the other.

    `told(tone, sentence)` and `failed(KnownError)` say the end of one whose list was left.
    """

    told = Signal(str, str)
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runs: list[Run] = []

    @property
    def busy(self) -> bool:
        """Whether a new one has to wait."""
        return bool(self._runs)

    def start(self, run: Run, lane: Lane) -> None:
        """Put it into the queue; KnownError SAME_TARGET when another one is being written to its file."""
        if any(_same(run.path, one.path) for one in self._runs):
            name = Path(run.path).name
            raise KnownError(
                "SAME_TARGET", f"“{name}”正在由另一项导出写入，没有开始。请等它结束，或换一个文件名。"
            )
        run.setParent(self)
        self._runs.append(run)
        run.ended.connect(self._ended)
        run.to_tell.connect(self._tell)
        run.to_warn.connect(self.failed)
        run.work.running.token = lane.run(run.work.do, run.receive, run.receive_error)

    def close(self, timeout: float = 10.0) -> bool:
        """End all of them, as the session does; whether the present one is over in time (seconds)."""
        runs, self._runs = self._runs, []
        for run in runs:
            run.work.running.stop()
            if run.work.running.token is not None:
                run.work.running.token.cancel()
        return all(run.work.over.wait(timeout) for run in runs if run.work.begun.is_set())

    def _ended(self, run: Run) -> None:
        if run in self._runs:
            self._runs.remove(run)
            run.deleteLater()

    def _tell(self, sentence: str) -> None:
        self.told.emit("ok", sentence)


class _Work:
    """What runs on the lane; it knows no window."""

    def __init__(self, path: str, write: Write) -> None:
        self.running = Running()
        self.begun, self.over = threading.Event(), threading.Event()
        self._path, self._write = path, write

    def do(self) -> int:
        """Write, unless it was stopped before its turn came."""
        self.begun.set()
        try:
            if self.running.stopped():
                raise STOPPED
            return self._write(self._path, self.running)
        finally:
            self.over.set()


def _same(one: str, other: str) -> bool:
    """Whether two paths mean one file, without asking the disk; Windows tells no cases apart."""
    return str(Path(one).absolute()).casefold() == str(Path(other).absolute()).casefold()
