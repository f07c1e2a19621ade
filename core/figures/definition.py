"""What a figure counts, in one sentence that stands under every table, paper and workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.domain.values import Value

if TYPE_CHECKING:
    from collections.abc import Iterable

WAITING_COUNTED = "本机已办理、尚未上报的决定已计入，上报后以市级平台结果为准。"
"""Stands below every statistic of a PC."""


class Definition(Value, frozen=True):
    """口径 of a figure: its key, its name on the screen, its unit (件, 人, 人次), one Chinese sentence."""

    figure: str
    name: str
    unit: str
    counts: str


def sentences(definitions: Iterable[Definition]) -> tuple[str, ...]:
    """Give 口径 of figures, each with its name before it."""
    return tuple(f"{one.name}：{one.counts}" for one in definitions)
