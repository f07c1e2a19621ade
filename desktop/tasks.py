"""The one way off the window's thread: lanes, each a thread with its queue (style.md habit 7).

Work is any callable without arguments; results go to bound methods of QObjects, in the window's thread.
A receiver that was deleted meanwhile, or whose job was overtaken by a newer one with the same key, is never
called. Expected errors arrive typed; any other exception goes to the bug channel and arrives as `KnownError`
with the code `BUG`, so that a view always comes back to rest.
"""

from __future__ import annotations

import contextlib
import inspect
import logging
import queue
import threading
import weakref
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal
from shiboken6 import isValid

from core.domain.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
log = logging.getLogger("shicheng.tasks")

BUG_CODE = "BUG"
BUG_MESSAGE = "程序遇到了没有预料到的问题，刚才的操作没有完成，已保存的内容不受影响。"


class Receiver:
    """A weak hold on a bound method of a QObject; raises TypeError for anything else."""

    def __init__(self, method: Callable[..., Any]) -> None:
        if not inspect.ismethod(method) or not isinstance(method.__self__, QObject):
            raise TypeError(f"a receiver must be a bound method of a QObject, not {method!r}")
        self._method = weakref.WeakMethod(method)

    def __call__(self, *arguments: object) -> None:
        method = self._method()
        if method is not None and isValid(method.__self__):
            method(*arguments)


class Token:
    """Says whether a job is still wanted. Long work may look at it; the lane drops what was cancelled."""

    def __init__(self) -> None:
        self._cancelled = threading.Event()

    def cancel(self) -> None:
        self._cancelled.set()

    @property
    def cancelled(self) -> bool:
        return self._cancelled.is_set()


class Running:
    """Whether long work is still wanted: 停止 was not pressed and the program is not being closed."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self.token: Token | None = None

    def stop(self) -> None:
        self._stop.set()

    def stopped(self) -> bool:
        return self._stop.is_set() or (self.token is not None and self.token.cancelled)


class _Dispatcher(QObject):
    """Lives in the window's thread and calls receivers there, in the order in which results came."""

    arrived = Signal(object)

    def __init__(self, parent: QObject | None) -> None:
        super().__init__(parent)
        self.arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def send(self, token: Token, receiver: Receiver, arguments: tuple[object, ...]) -> None:
        """Have a receiver called in the window's thread; any thread may ask, also while the program ends."""
        if isValid(self):
            with contextlib.suppress(RuntimeError):  # Deleted by the window's thread at this very moment.
                self.arrived.emit((token, receiver, arguments))

    def _deliver(self, delivery: tuple[Token, Receiver, tuple[object, ...]]) -> None:
        token, receiver, arguments = delivery
        if not token.cancelled:
            receiver(*arguments)


class Lane:
    """One thread that does one job after another."""

    def __init__(
        self, name: str, dispatcher: _Dispatcher, on_bug: Callable[[BaseException], None] | None
    ) -> None:
        self._name = name
        self._dispatcher = dispatcher
        self._on_bug = on_bug
        self._jobs: queue.SimpleQueue[tuple[Any, ...] | None] = queue.SimpleQueue()
        self._newest: dict[str, Token] = {}
        self._thread: threading.Thread | None = None
        self._present: Token | None = None
        self._closed = False

    def run(
        self,
        work: Callable[[], T],
        done: Callable[[T], Any] | None = None,
        failed: Callable[[KnownError], Any] | None = None,
        *,
        key: str = "",
    ) -> Token:
        """Queue work and give its token; a job with the same `key` that has not yet arrived is cancelled.

        Call from the window's thread. `done` and `failed` are bound methods of QObjects (else TypeError).
        After `close` nothing runs and the token is cancelled already.
        """
        token = Token()
        if key:
            if key in self._newest:
                self._newest[key].cancel()
            self._newest[key] = token
        receivers = tuple(Receiver(method) if method else None for method in (done, failed))
        if self._closed:
            token.cancel()
            return token
        self._jobs.put((token, work, *receivers))
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name=f"lane-{self._name}", daemon=True)
            self._thread.start()
        return token

    def close(self, timeout: float = 10.0) -> bool:
        """Drop what waits, let the present job end, and tell whether the thread is gone in time (seconds).

        The token of the present job is cancelled: long work that looks at it ends early.
        """
        self._closed = True
        present = self._present
        for token in (*self._newest.values(), *((present,) if present is not None else ())):
            token.cancel()
        self._jobs.put(None)
        if self._thread is None:
            return True
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            token, work, done, failed = job
            self._present = token
            if not token.cancelled and not self._closed:
                self._do(token, work, done, failed)
            # What a job held (a document of many megabytes) goes with it, not when the next one comes.
            del job, token, work, done, failed

    def _do(
        self, token: Token, work: Callable[[], Any], done: Receiver | None, failed: Receiver | None
    ) -> None:
        try:
            result = work()
        except KnownError as error:
            self._send(token, failed, error)
        except Exception as error:
            if self._on_bug:
                self._on_bug(error)
            else:
                log.exception("lane %s: unexpected", self._name)
            self._send(token, failed, KnownError(BUG_CODE, BUG_MESSAGE))
        else:
            self._send(token, done, result)

    def _send(self, token: Token, receiver: Receiver | None, *arguments: object) -> None:
        if receiver is not None and not self._closed:
            self._dispatcher.send(token, receiver, arguments)


class Lanes(QObject):
    """The application's lanes: `reader` and `writer` for the store, `network` for everything that waits."""

    def __init__(
        self, parent: QObject | None = None, on_bug: Callable[[BaseException], None] | None = None
    ) -> None:
        super().__init__(parent)
        self._on_bug = on_bug
        self._more: dict[str, Lane] = {}
        self._dispatcher = _Dispatcher(self)
        self.reader = Lane("reader", self._dispatcher, on_bug)
        self.writer = Lane("writer", self._dispatcher, on_bug)
        self.network = Lane("network", self._dispatcher, on_bug)

    def more(self, name: str) -> Lane:
        """Give a further lane by name, the same one each time: images are decoded on lanes of their own."""
        if name not in self._more:
            self._more[name] = Lane(name, self._dispatcher, self._on_bug)
        return self._more[name]

    def relay(self, method: Callable[..., Any]) -> Callable[..., None]:
        """Give a function that any thread may call; the bound method then runs in the window's thread."""
        return _Relay(self._dispatcher, Receiver(method))

    def close(self, timeout: float = 10.0) -> bool:
        """End all three threads, the writer last so that a decision on its way is kept."""
        ended = [
            lane.close(timeout) for lane in (*self._more.values(), self.network, self.reader, self.writer)
        ]
        return all(ended)


class _Relay:
    def __init__(self, dispatcher: _Dispatcher, receiver: Receiver) -> None:
        self._dispatcher = dispatcher
        self._receiver = receiver
        self._token = Token()

    def __call__(self, *arguments: object) -> None:
        self._dispatcher.send(self._token, self._receiver, arguments)
