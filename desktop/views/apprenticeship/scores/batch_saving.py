"""Scores of several people in commands of at most some hundred, and how it is told."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from core.apprenticeship.commands.assessment import RecordScores
from core.apprenticeship.words.values import ScoreEntry
from desktop.views.imports.import_saving import Saved, save_parts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from desktop.views.apprenticeship.scores.batch_ports import BatchPorts

WARNING = "G11_RESULT_DISAGREES"
SavedScores = Saved[ScoreEntry]


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be entered: scores as they are, and those whose warning (G11) a person has confirmed."""

    plain: tuple[ScoreEntry, ...]
    confirmed: tuple[ScoreEntry, ...] = ()

    def __len__(self) -> int:
        return len(self.plain) + len(self.confirmed)


def sentence(saved: SavedScores) -> str:
    """Exactly how many were entered, and what of the rest."""
    words = f"已录入 {len(saved.saved):,} 人的成绩"
    if saved.stopped:
        return f"已停止：{words}，其余 {saved.rest:,} 人没有录入，可以再次导入或录入。"
    if saved.problem is not None:
        return f"{words}，其余 {saved.rest:,} 人没有录入：{saved.problem.message}"
    if saved.refused:
        told = "；".join(left.reason for left in saved.refused[:5])
        return f"{words}，{len(saved.refused):,} 人没有录入：{told}。"
    return f"{words}，可在“考试成绩录入”中查询、修改和公布。"


def save(
    ports: BatchPorts, order: Order, progress: Callable[[int, int], None], stopped: Callable[[], bool]
) -> SavedScores:
    """Enter an order; runs on the writer lane. Never raises a KnownError: `Saved` tells."""
    confirmed = frozenset(order.confirmed)
    parts = _parts(order, ports.judging.per_command)
    return save_parts(parts, partial(_decide, ports, confirmed), "entries", len(order), progress, stopped)


def _parts(order: Order, most: int) -> Iterator[tuple[ScoreEntry, ...]]:
    for entries in (order.plain, order.confirmed):
        for start in range(0, len(entries), most):
            yield entries[start : start + most]


def _decide(ports: BatchPorts, confirmed: frozenset[ScoreEntry], entries: tuple[ScoreEntry, ...]) -> object:
    codes = (WARNING,) if entries[0] in confirmed else ()
    return ports.decide(RecordScores(ports.new_id(), entries, codes), 0, "")
