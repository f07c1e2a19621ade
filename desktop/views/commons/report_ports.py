"""What the page of frozen reports is given: functions and values (see `desktop.views.lists.ports`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.apprenticeship.figures.frozen import FigureLine
    from core.apprenticeship.figures.frozen_compare import Comparison
    from core.commons.reports import FrozenReport, ReportQuery, ReportRow
    from core.domain.commands.base import Command
    from core.domain.dictionaries import Dictionaries
    from core.domain.reports import ReportFilter, ReportKind
    from core.figures.stat import StatTable
    from core.paper.pdf import Rendered
    from desktop.prompts import Prompter
    from desktop.tasks import Lane
    from desktop.views.lists.ports import ListPort, Memory
    from desktop.views.papers.paper_ports import PaperPorts, Steps


class FreezePlan(NamedTuple):
    """What would be frozen now. `data_at` is the instant of the last pull (empty: none yet), `stale_days` how
    many days ago (less than 0: the clock was turned back since), `waiting` own decisions that were not sent,
    `refused` those that the centre did not take, `skew_ms` server minus PC time as last measured.
    """

    kind: ReportKind
    filtered: ReportFilter
    title: str
    as_of: str
    table: StatTable
    lines: tuple[FigureLine, ...]
    data_at: str
    stale_days: int
    waiting: int
    refused: int
    skew_ms: int = 0


class ComparedReport(NamedTuple):
    """A report beside today; `compared_at` is an instant, `table` what today's statistic says."""

    report: FrozenReport
    found: Comparison
    compared_at: str


class Verified(NamedTuple):
    """What 验证 found: the hash computed anew, and of each file what became of it (`ok`, `bad`, `absent`)."""

    computed: str
    hash_right: bool
    files: tuple[tuple[str, str], ...]

    @property
    def right(self) -> bool:
        return self.hash_right and all(state != "bad" for _, state in self.files)


@dataclass(frozen=True, slots=True)
class ReportPorts:
    """For 报送版.

    `plan(kind, filter)`, `freeze(plan, steps)` (gives the command with its files kept; KnownError
    FIGURES_CHANGED when the figures are others than those confirmed, STOPPED), `report(id)`, `paper(id)`,
    `save(id, page, path)` (page 1 the paper, 2 the workbook with its further parts beside it; gives how many
    files), `compare(id)` and `verify(id)` run on `lane`
    and raise KnownErrors; nothing that fails its digest is ever given out. `decide(command, base_version)`
    runs on `writer`, `compared_paper(compared)` sets a comparison on paper.
    `bureaus` are the districts that count here, `years` those offered, `types` name and code of what a report
    may be narrowed to.
    """

    reports: ListPort[ReportQuery, ReportRow]
    lane: Lane
    writer: Lane
    plan: Callable[[ReportKind, ReportFilter], FreezePlan]
    freeze: Callable[[FreezePlan, Steps], Command]
    decide: Callable[[Command, int], object]
    report: Callable[[str], FrozenReport]
    paper: Callable[[str], Rendered]
    save: Callable[[str, int, str], int]
    compare: Callable[[str], ComparedReport]
    compared_paper: Callable[[ComparedReport], Rendered]
    verify: Callable[[str], Verified]
    papers: PaperPorts
    prompts: Prompter
    memory: Memory
    dictionaries: Dictionaries
    bureaus: tuple[str, ...]
    years: Callable[[], tuple[int, ...]]
    types: tuple[tuple[str, str], ...]
    may_freeze: bool
