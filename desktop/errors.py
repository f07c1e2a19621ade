"""The bug channel: one place where unexpected exceptions go (style.md habit 10)."""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

log = logging.getLogger("shicheng.bug")


def _as_is(text: str) -> str:
    return text


class BugChannel(QObject):
    """Logs every bug, tells the clerk of each one once.

    `reported` brings the redacted traceback; it may be emitted from any thread, so connect to QObjects.
    """

    reported = Signal(str)

    def __init__(self, parent: QObject | None = None, redact: Callable[[str], str] = _as_is) -> None:
        super().__init__(parent)
        self._redact = redact
        self._seen: set[tuple[str, ...]] = set()
        self._lock = threading.Lock()

    def set_redaction(self, redact: Callable[[str], str]) -> None:
        """Set what removes personal data from a traceback; the log-in window starts before it is loaded."""
        self._redact = redact

    def report(self, error: BaseException) -> None:
        """Log a bug; tell it when this traceback is new."""
        text = self._redact("".join(traceback.format_exception(error)))
        log.error("%s", text)
        with self._lock:
            mark = _mark(error)
            known = mark in self._seen
            self._seen.add(mark)
        if not known:
            self.reported.emit(text)

    def install(self) -> None:
        """Take what nobody caught, in the window's thread and in all others."""
        sys.excepthook = self._uncaught
        threading.excepthook = self._uncaught_in_thread

    def _uncaught(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
        else:
            self.report(error)

    def _uncaught_in_thread(self, happened: threading.ExceptHookArgs) -> None:
        if happened.exc_value is not None:
            self.report(happened.exc_value)


def _mark(error: BaseException) -> tuple[str, ...]:
    frames = traceback.extract_tb(error.__traceback__)
    return (type(error).__name__, *(f"{frame.filename}:{frame.lineno}" for frame in frames))
