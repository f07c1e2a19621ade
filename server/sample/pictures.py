"""Draws papers ahead of their upload, each different one once."""

from __future__ import annotations

from collections import deque
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from concurrent.futures import Future
    from types import TracebackType

    from server.sample.apprenticeship.papers import Paper

_AHEAD = 24


class Pictures:
    """Context manager: `of(paper)` gives the bytes; while one is used, the next are drawn on a second core.

    `order` is the order in which papers will be asked for, with repetitions. A picture is kept only while
    it is still to be used, so that any size of sample fits into memory.
    """

    def __init__(self, order: Iterable[Paper]) -> None:
        self._left: dict[Paper, int] = {}
        for paper in order:
            self._left[paper] = self._left.get(paper, 0) + 1
        self._queue = deque(self._left)
        self._drawn: dict[Paper, Future[bytes]] = {}
        self._pool = ThreadPoolExecutor(2, thread_name_prefix="sample-drawing")

    def __enter__(self) -> Pictures:
        self._draw_ahead()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(cancel_futures=True)

    def of(self, paper: Paper) -> bytes:
        """The bytes of a paper."""
        while paper not in self._drawn:
            self._draw_next()
        data = self._drawn[paper].result()
        self._left[paper] -= 1
        if not self._left[paper]:
            del self._drawn[paper]
        self._draw_ahead()
        return data

    def _draw_ahead(self) -> None:
        while self._queue and sum(not one.done() for one in self._drawn.values()) < _AHEAD:
            self._draw_next()

    def _draw_next(self) -> None:
        paper = self._queue.popleft()
        self._drawn[paper] = self._pool.submit(paper.picture)


def uploads(steps: Iterable[object]) -> Iterator[Paper]:
    """All papers of steps, in order."""
    for step in steps:
        yield from getattr(step, "papers", ())
        yield from getattr(step, "pages", ())
