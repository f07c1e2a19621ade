"""Lists over the store: each question is asked in a reading of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from core.apprenticeship.lists.scores import SCORES
from core.store.engine import reading
from desktop.views.lists.ports import ListPort

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import Connection, Engine

    from core.apprenticeship.lists.scores import ScoreQuery, ScoreRow
    from desktop.tasks import Lane
    from desktop.views.lists.export_ports import ExportPorts

Q = TypeVar("Q")
R = TypeVar("R")


def list_port(
    engine: Engine,
    lane: Lane,
    first_page: Callable[[Connection, Q, int], Sequence[R]],
    ids: Callable[[Connection, Q], Sequence[str]],
    rows: Callable[[Connection, tuple[str, ...]], Sequence[R]],
    count: Callable[[Connection, Q], int],
    exporting: ExportPorts | None = None,
) -> ListPort[Q, R]:
    """Make the port of a list from its four queries of `core.apprenticeship.lists`."""

    def read_first(query: Q, limit: int) -> Sequence[R]:
        with reading(engine) as source:
            return first_page(source, query, limit)

    def read_ids(query: Q) -> Sequence[str]:
        with reading(engine) as source:
            return ids(source, query)

    def read_rows(wanted: tuple[str, ...]) -> Sequence[R]:
        with reading(engine) as source:
            return rows(source, wanted)

    def read_count(query: Q) -> int:
        with reading(engine) as source:
            return count(source, query)

    return ListPort(lane, read_first, read_ids, read_rows, read_count, exporting)


def score_port(
    engine: Engine, lane: Lane, exporting: ExportPorts | None = None
) -> ListPort[ScoreQuery, ScoreRow]:
    """Scores: all of them for the city, the published ones of its own for a district."""
    return list_port(
        engine,
        lane,
        SCORES.first_page,
        SCORES.ids,
        SCORES.rows,
        SCORES.count,
        exporting,
    )
