"""Finds what a test left alive in Qt: windows, running threads, active timers. Imports Qt.

Threads and timers are found among all objects of the process. There are a million in the end, so what a test
came to is set aside (`gc.freeze`), its threads and timers being known; only what is younger is walked over.
"""

from __future__ import annotations

import gc
import weakref
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QThread, QTimer
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from pathlib import Path

KINDS = (QThread, QTimer)
_known: weakref.WeakSet[QThread | QTimer] = weakref.WeakSet()
_module: Path | None = None


class QtGuard:
    """Remembers what was alive before a test of a module and tells what came to stay."""

    def __init__(self, module: Path) -> None:
        _set_aside(module)
        self._before = set(_alive())

    def left_over(self) -> list[str]:
        """Describe windows, threads and timers that were not there before. Collects garbage once if any."""
        if not self._new():
            return []
        _settle()
        if self._new():  # It may hang in a circle with something older.
            gc.unfreeze()
            _settle()
        return [_describe(item) for item in self._new().values()]

    def _new(self) -> dict[int, QObject]:
        return {key: item for key, item in _alive().items() if key not in self._before}


def _alive() -> dict[int, QObject]:
    application = QCoreApplication.instance()
    widgets = QApplication.topLevelWidgets() if isinstance(application, QApplication) else []
    running = [item for item in _objects() if _is_running(item)]
    main = application.thread() if application is not None else None
    return {_address(item): item for item in (*widgets, *running) if item is not main}


def _set_aside(module: Path) -> None:
    """Collect what the test before left, all of it at the end of a module, and walk over the rest no more."""
    global _module
    if module != _module:
        _module = module
        gc.unfreeze()
    gc.collect()
    _objects()
    gc.freeze()


def _objects() -> list[QThread | QTimer]:
    _known.update(item for item in gc.get_objects() if issubclass(type(item), KINDS))
    return [item for item in _known if shiboken6.isValid(item)]


def _is_running(item: QThread | QTimer) -> bool:
    if isinstance(item, QTimer):
        return item.isActive()
    return item.isRunning() and not item.isCurrentThread()


def _address(item: QObject) -> int:
    return int(shiboken6.getCppPointer(item)[0])


def _settle() -> None:
    gc.collect()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def _describe(item: QObject) -> str:
    name = item.objectName()
    return f"{type(item).__name__} {name!r}" if name else type(item).__name__
