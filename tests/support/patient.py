"""A `qtbot` that does not fail on a time: a busy machine is slow, not wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytestqt.qtbot import QtBot

if TYPE_CHECKING:
    from collections.abc import Callable

PATIENCE = 120_000
"""Milliseconds that everything is waited for at least; a test as a whole has `timeout` of pyproject.toml."""


class PatientBot(QtBot):
    """Waits as long for everything; a shorter time named by a test is no promise of the program."""

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = PATIENCE) -> None:
        __tracebackhide__ = True
        super().waitUntil(callback, timeout=max(timeout, PATIENCE))

    def waitSignal(self, signal: Any, *, timeout: int = PATIENCE, **how: Any) -> Any:
        """Wait for a signal; only as long as told when it need not come (`assertNotEmitted`)."""
        __tracebackhide__ = True
        if how.get("raising", True):
            timeout = max(timeout, PATIENCE)
        return super().waitSignal(signal, timeout=timeout, **how)

    def waitSignals(self, signals: list[Any], *, timeout: int = PATIENCE, **how: Any) -> Any:
        __tracebackhide__ = True
        return super().waitSignals(signals, timeout=max(timeout, PATIENCE), **how)
