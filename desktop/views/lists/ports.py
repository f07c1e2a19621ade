"""What a list is given: its questions as functions, and a memory for its columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager

    from sqlalchemy import Connection

    from core.store.lists import Given, Listed
    from desktop.tasks import Lane
    from desktop.views.lists.export_ports import ExportPorts

Q = TypeVar("Q")
R = TypeVar("R")


class Memory(Protocol):
    """Small texts that outlive the program: columns, own templates (`desktop.settings.UiSettings`)."""

    def text(self, name: str) -> str: ...

    def set_text(self, name: str, value: str) -> None: ...


@dataclass(frozen=True, slots=True)
class ListPort(Generic[Q, R]):
    """A list: all functions run on `lane` (the reader).

    `first_page(query, limit)` gives the first rows fast, `ids(query)` the whole order, `rows(ids)` rows in
    any order, `count(query)` how many there are. Where a row is another one in another query, `rows_of(query,
    ids)` gives it as that query sees it. `exporting` is what 导出 needs.
    """

    lane: Lane
    first_page: Callable[[Q, int], Sequence[R]]
    ids: Callable[[Q], Sequence[str]]
    rows: Callable[[tuple[str, ...]], Sequence[R]]
    count: Callable[[Q], int]
    exporting: ExportPorts | None = None
    rows_of: Callable[[Q, tuple[str, ...]], Sequence[R]] | None = None


def list_port(
    of: Listed[Q, R],
    reading: Callable[[], AbstractContextManager[Connection]],
    lane: Lane,
    given: Callable[[], Given],
    exporting: ExportPorts | None = None,
    narrowed: Callable[[Q], Q] | None = None,
) -> ListPort[Q, R]:
    """Make the port of a described list; each question is asked in a reading of its own."""

    def own(query: Q) -> Q:
        return narrowed(query) if narrowed is not None else query

    def first_page(query: Q, limit: int) -> Sequence[R]:
        with reading() as source:
            return of.first_page(source, own(query), limit, given=given())

    def ids(query: Q) -> Sequence[str]:
        with reading() as source:
            return of.ids(source, own(query), given=given())

    def rows(wanted: tuple[str, ...]) -> Sequence[R]:
        with reading() as source:
            return of.rows(source, wanted, given=given())

    def count(query: Q) -> int:
        with reading() as source:
            return of.count(source, own(query), given=given())

    def rows_of(query: Q, wanted: tuple[str, ...]) -> Sequence[R]:
        with reading() as source:
            return of.rows(source, wanted, own(query), given=given())

    return ListPort(lane, first_page, ids, rows, count, exporting, rows_of)
