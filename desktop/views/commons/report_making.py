"""Making a frozen report: the statistic, its paper and its workbook as one moment of the store sees them.

What is counted and how it is compared is the programme's (`Reporting`); `desk.reporting` is the one there is.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from core.commons.report_actions import sealed
from core.commons.report_commands import FreezeReport
from core.domain.clock import SHANGHAI, instant, local_date, local_text, parse_instant
from core.domain.errors import KnownError
from core.domain.reports import canonical
from core.domain.values import DocumentKind
from core.figures.cells import Heading, as_of_day
from core.figures.definition import WAITING_COUNTED
from desktop.views.papers.on_paper import set_on_paper

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date, datetime

    from sqlalchemy import Connection

    from core.commons.compared import Compared
    from core.commons.reports import FrozenReport
    from core.domain.reports import ReportFilter, ReportKind
    from core.figures.cells import Statistic
    from core.figures.proof import Proof
    from core.figures.stat import StatTable
    from desktop.desk import Desk
    from desktop.views.papers.paper_ports import Steps

CHANGED = "您确认期间数据有了更新，数字与刚才显示的不同，没有生成。请核对新的数字后再确认。"
NEXT_DAY = "您确认期间已过零点，统计日变为 {day}，没有生成。请核对新的统计日和数字后再确认。"


class FreezePlan(NamedTuple):
    """What would be frozen now. `data_at` is the instant of the last pull (empty: none yet), `stale_days` how
    many days ago (less than 0: the clock was turned back since), `waiting` own decisions that were not sent,
    `refused` those that the centre did not take, `skew_ms` server minus PC time as last measured. `lines` are
    the numbers as they are kept for comparing.
    """

    kind: ReportKind
    filtered: ReportFilter
    title: str
    as_of: str
    table: StatTable
    lines: tuple[Any, ...]
    data_at: str
    stale_days: int
    waiting: int
    refused: int
    skew_ms: int = 0


class Present(NamedTuple):
    """The moment of a report: `now` and `data_at` by the server's clock as far as it is known.

    A PC's clock may be a year off (sync.md, fault 26); the day of a report that goes upward must not be.
    `data_at` is the instant of the last pull, empty before the first; `skew_ms` server minus PC time.
    """

    now: datetime
    data_at: str
    waiting: int
    refused: int
    skew_ms: int

    @property
    def today(self) -> date:
        """The day in Wuhan."""
        return self.now.astimezone(SHANGHAI).date()

    @property
    def stale_days(self) -> int:
        """Days since the last pull; less than 0 when the clock was turned back since."""
        return (self.today - local_date(self.data_at)).days if self.data_at else 0


class Reporting(ABC):
    """How the statistics of a programme are frozen and compared; all runs on a lane with what is read given.

    `lines` are the numbers of a statistic as they are kept for comparing with later.
    """

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    @abstractmethod
    def years(self, source: Connection, this_year: int) -> Iterable[int]:
        """The years that anything is known of."""

    @abstractmethod
    def timeless(self, kind: ReportKind) -> bool:
        """Whether a statistic is of today and has no year and nothing that narrows it."""

    @abstractmethod
    def name(self, kind: ReportKind) -> str:
        """What a statistic is called in the title of a report, behind the place."""

    @abstractmethod
    def types(self) -> tuple[tuple[str, str], ...]:
        """By what a statistic may be narrowed, as words and codes."""

    @abstractmethod
    def narrowed(self, filtered: ReportFilter) -> str:
        """What a filter narrows a statistic to, in words."""

    @abstractmethod
    def statistic(
        self, source: Connection, kind: ReportKind, filtered: ReportFilter, as_of: date
    ) -> tuple[Statistic, tuple[Proof, ...]]:
        """A statistic as of a day, its totals proved record by record."""

    @abstractmethod
    def lines(
        self, source: Connection, kind: ReportKind, filtered: ReportFilter, as_of: date
    ) -> tuple[Any, ...]:
        """The numbers of a statistic as they are now."""

    @abstractmethod
    def figures(self, table: StatTable, lines: tuple[Any, ...]) -> str:
        """Table and numbers as the canonical JSON that a report keeps."""

    @abstractmethod
    def workbooks(
        self,
        source: Connection,
        kind: ReportKind,
        filtered: ReportFilter,
        table: StatTable,
        progress: Callable[[int, int], None],
        stopped: Callable[[], bool],
    ) -> tuple[bytes, ...]:
        """The table and the records behind as workbooks; KnownError STOPPED, REPORT_FACTS_TOO_LARGE."""

    @abstractmethod
    def compare(self, source: Connection, report: FrozenReport, workbooks: Iterable[bytes]) -> Compared:
        """Lay a report, whose records are in `workbooks`, beside the same statistic of now."""

    # what is the same for every programme

    def years_known(self) -> tuple[int, ...]:
        """The years offered, newest first; none that has not come yet."""
        this_year = self._present().today.year
        with self.desk.reading() as source:
            found = set(self.years(source, this_year))
        return tuple(sorted((year for year in found if year <= this_year), reverse=True))

    def moment(self) -> str:
        """The present moment as an instant text, by the server's clock as far as it is known."""
        return instant(self._present().now)

    def plan(self, kind: ReportKind, filtered: ReportFilter) -> FreezePlan:
        """Count what would be frozen now."""
        present = self._present()
        as_of = as_of_day(filtered.year, present.today)
        with self.desk.reading() as source:
            table, lines = self._counted(source, kind, filtered, as_of, present)
        return FreezePlan(
            kind=kind,
            filtered=filtered,
            title=self.title(kind, filtered),
            as_of=as_of.isoformat(),
            table=table,
            lines=lines,
            data_at=present.data_at,
            stale_days=present.stale_days,
            waiting=present.waiting,
            refused=present.refused,
            skew_ms=present.skew_ms,
        )

    def freeze(self, plan: FreezePlan, steps: Steps) -> FreezeReport:
        """Make paper and workbook, keep them, and give the command.

        KnownError FIGURES_CHANGED when the figures are others than those confirmed, STOPPED; nothing is
        frozen then.
        """
        desk, report_id, present = self.desk, self.desk.new_id(), self._present()
        as_of = as_of_day(plan.filtered.year, present.today)
        if as_of.isoformat() != plan.as_of:
            raise KnownError("FIGURES_CHANGED", NEXT_DAY.format(day=as_of.isoformat()))
        with desk.reading() as source:
            steps.tell(0, 0, "正在统计…")
            table, lines = self._counted(source, plan.kind, plan.filtered, as_of, present, report_id)
            if lines != plan.lines:
                raise KnownError("FIGURES_CHANGED", CHANGED)
            telling, stopping = _Telling(steps), _Stopping(steps)
            books = self.workbooks(source, plan.kind, plan.filtered, table, telling, stopping)
        steps.tell(0, 0, "正在生成报表…")
        paper = set_on_paper(table)
        if steps.stopped:
            raise KnownError("STOPPED", "已停止，没有生成报送版。")
        steps.tell(0, 0, "正在保存…")
        names = [f"{plan.title}.pdf", *_book_names(plan.title, len(books))]
        files = tuple(
            desk.outgoing.keep_file(name, data, DocumentKind.REPORT_FILE, page)
            for page, (name, data) in enumerate(zip(names, (paper.data, *books), strict=True), start=1)
        )
        command = FreezeReport(
            report_id=report_id,
            kind=plan.kind,
            title=plan.title,
            office=self._office(),
            filtered=canonical(plan.filtered),
            as_of=plan.as_of,
            data_at=present.data_at,
            figures=self.figures(table, lines),
            files=files,
            made_at=instant(present.now),
            hash="",
        )
        return sealed(command, desk.facts.user())

    def title(self, kind: ReportKind, filtered: ReportFilter) -> str:
        """`武昌区考核合格人员统计（2026 年）`: what the list and the paper call it."""
        when = f"（{filtered.year} 年）" if filtered.year else ""
        return f"{self._place(filtered)}{self.name(kind)}{when}"

    # inside

    def _counted(
        self,
        source: Connection,
        kind: ReportKind,
        filtered: ReportFilter,
        as_of: date,
        present: Present,
        report_id: str = "",
    ) -> tuple[StatTable, tuple[Any, ...]]:
        """The number on the paper tells it from every other, also from one made in the same second."""
        waiting = present.waiting
        when = local_text(present.data_at) or "还没有从服务器取得数据"
        numbered = f"　报送版编号：{report_id}" if report_id else ""
        years = "当前" if self.timeless(kind) else "全部年度"
        narrowed = "" if self.timeless(kind) else f"　{self.narrowed(filtered)}"
        heading = Heading(
            office=self.desk.office,
            period=f"{filtered.year} 年" if filtered.year else years,
            filtered=f"范围：{self._place(filtered)}{narrowed}",
            as_of=as_of.isoformat(),
            data_at=f"{when}，本机有 {waiting:,} 条决定待上报" if waiting else when,
            made_by=f"{self.desk.facts.made_by(instant(present.now))}{numbered}",
        )
        statistic, proofs = self.statistic(source, kind, filtered, as_of)
        remarks = (WAITING_COUNTED,) if waiting else ()
        whole = statistic._replace(
            title=self.title(kind, filtered), definitions=(*statistic.definitions, *remarks)
        )
        return whole.printed(heading, proofs), self.lines(source, kind, filtered, as_of)

    def _present(self) -> Present:
        state = self.desk.data_state()
        off = state.off
        data_at = instant(parse_instant(state.data_at) + off) if state.data_at else ""
        skew_ms = off // timedelta(milliseconds=1)
        return Present(self.desk.now() + off, data_at, state.waiting, state.refused, skew_ms)

    def _place(self, filtered: ReportFilter) -> str:
        words = self.desk.words
        if len(filtered.bureaus) == 1:
            return words.district_name(filtered.bureaus[0])
        return words.city.name

    def _office(self) -> str:
        """The own district's code, or the city's."""
        districts, city = self.desk.districts, self.desk.words.city.code
        return districts[0] if self.desk.role.startswith("district") and districts else city


def _book_names(title: str, count: int) -> list[str]:
    """The workbook's name, or those of its parts."""
    if count == 1:
        return [f"{title}_数据明细.xlsx"]
    return [f"{title}_数据明细_第{part}部分.xlsx" for part in range(1, count + 1)]


class _Telling:
    """Progress of the workbook as the steps of the dialog."""

    def __init__(self, steps: Steps) -> None:
        self._steps = steps

    def __call__(self, done: int, total: int) -> None:
        self._steps.tell(done, total, f"正在保存数据明细 {done:,} / {total:,}…")


class _Stopping:
    def __init__(self, steps: Steps) -> None:
        self._steps = steps

    def __call__(self) -> bool:
        return self._steps.stopped
