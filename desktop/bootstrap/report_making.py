"""Making a frozen report: the statistic, its paper and its workbook as one moment of the store sees them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from core.apprenticeship.figures.figures import home_years
from core.apprenticeship.words.dictionaries import of
from core.commons.report_actions import sealed
from core.commons.report_commands import FreezeReport
from core.domain.clock import SHANGHAI, instant, local_date, local_text, parse_instant
from core.domain.errors import KnownError
from core.domain.reports import ReportFilter, ReportKind, canonical
from core.domain.values import DocumentKind
from core.figures.cells import as_of_day
from core.figures.definition import WAITING_COUNTED
from core.store.engine import reading
from desktop.views.commons.report_ports import FreezePlan
from desktop.views.papers.on_paper import set_on_paper
from sync.outbox import counts, skew
from sync.transactions import get_meta
from sync.transactions import reading as reading_session

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Connection

    from core.apprenticeship.figures.frozen import FigureLine
    from core.apprenticeship.figures.frozen_places import Question
    from core.figures.stat import StatTable
    from desktop.bootstrap.desk import StoreDesk
    from desktop.views.papers.paper_ports import Steps

CHANGED = "您确认期间数据有了更新，数字与刚才显示的不同，没有生成。请核对新的数字后再确认。"
NEXT_DAY = "您确认期间已过零点，统计日变为 {day}，没有生成。请核对新的统计日和数字后再确认。"


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


class ReportMaker:
    """Runs on a lane of its own."""

    def __init__(self, kit: StoreDesk) -> None:
        self._kit = kit
        self._words = kit.setting.dictionaries

    def years(self) -> tuple[int, ...]:
        """The years that anything is known of, newest first; none that has not come yet."""
        this_year = self._present().today.year
        with reading(self._kit.engine) as source:
            found = home_years(source, self._kit.districts, this_year)
        return tuple(sorted({line.year for line in found if line.year <= this_year}, reverse=True))

    def plan(self, kind: ReportKind, filtered: ReportFilter) -> FreezePlan:
        """Count what would be frozen now."""
        present = self._present()
        question = self.question(kind, filtered, as_of_day(filtered.year, present.today))
        with reading(self._kit.engine) as source:
            table, lines = self._counted(source, question, present)
        return FreezePlan(
            kind=kind,
            filtered=filtered,
            title=self._title(kind, filtered),
            as_of=question.as_of.isoformat(),
            table=table,
            lines=lines,
            data_at=present.data_at,
            stale_days=present.stale_days,
            waiting=present.waiting,
            refused=present.refused,
            skew_ms=present.skew_ms,
        )

    def moment(self) -> str:
        """The present moment as an instant text, by the server's clock as far as it is known."""
        return instant(self._present().now)

    def question(self, kind: ReportKind, filtered: ReportFilter, as_of: date) -> Question:
        """What is counted, as of a day."""
        from core.apprenticeship.figures.frozen_places import Question

        limit = self._kit.setting.parameters.apprentice_limit
        return Question(kind, filtered, as_of, of(self._words).assessment_types, limit)

    def freeze(self, plan: FreezePlan, steps: Steps) -> FreezeReport:
        """Make paper and workbook, keep them, and give the command; KnownError, nothing is frozen then."""
        from core.apprenticeship.figures.frozen import facts_workbooks, figures_json

        kit, report_id, present = self._kit, self._kit.new_id(), self._present()
        question = self.question(plan.kind, plan.filtered, as_of_day(plan.filtered.year, present.today))
        if question.as_of.isoformat() != plan.as_of:
            raise KnownError("FIGURES_CHANGED", NEXT_DAY.format(day=question.as_of.isoformat()))
        with reading(kit.engine) as source:
            steps.tell(0, 0, "正在统计…")
            table, lines = self._counted(source, question, present, report_id)
            if lines != plan.lines:
                raise KnownError("FIGURES_CHANGED", CHANGED)
            books = facts_workbooks(
                source,
                plan.kind,
                plan.filtered,
                table,
                progress=_Telling(steps),
                stopped=_Stopping(steps),
            )
        steps.tell(0, 0, "正在生成报表…")
        paper = set_on_paper(table)
        if steps.stopped:
            raise KnownError("STOPPED", "已停止，没有生成报送版。")
        steps.tell(0, 0, "正在保存…")
        names = [f"{plan.title}.pdf", *_book_names(plan.title, len(books))]
        files = tuple(
            kit.outgoing.keep_file(name, data, DocumentKind.REPORT_FILE, page)
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
            figures=figures_json(table, lines),
            files=files,
            made_at=instant(present.now),
            hash="",
        )
        return sealed(command, kit.facts.user())

    def _counted(
        self, source: Connection, question: Question, present: Present, report_id: str = ""
    ) -> tuple[StatTable, tuple[FigureLine, ...]]:
        """The number on the paper tells it from every other, also from one made in the same second."""
        from core.apprenticeship.figures.frozen_lines import figure_lines
        from core.apprenticeship.figures.frozen_tables import statistic
        from core.figures.cells import Heading

        filtered, waiting = question.filtered, present.waiting
        when = local_text(present.data_at) or "还没有从服务器取得数据"
        numbered = f"　报送版编号：{report_id}" if report_id else ""
        heading = Heading(
            office=self._kit.facts.office(),
            period=f"{filtered.year} 年" if filtered.year else self._period(question.kind),
            filtered=self._filter_words(question.kind, filtered),
            as_of=question.as_of.isoformat(),
            data_at=f"{when}，本机有 {waiting:,} 条决定待上报" if waiting else when,
            made_by=f"{self._kit.facts.made_by(instant(present.now))}{numbered}",
        )
        table = statistic(
            source,
            question,
            heading,
            self._words,
            title=self._title(question.kind, filtered),
            remarks=(WAITING_COUNTED,) if waiting else (),
        )
        return table, figure_lines(source, question, self._words)

    def _present(self) -> Present:
        with reading_session(self._kit.engine) as session:
            off = skew(session)
            pulled = get_meta(session, "last_sync")
            waiting, refused = counts(session)
        data_at = instant(parse_instant(pulled) + off) if pulled else ""
        return Present(
            self._kit.facts.now() + off, data_at, waiting, refused, off // timedelta(milliseconds=1)
        )

    def _period(self, kind: ReportKind) -> str:
        return "当前" if kind is ReportKind.TEACHERS else "全部年度"

    def _filter_words(self, kind: ReportKind, filtered: ReportFilter) -> str:
        words = [f"范围：{self._place(filtered)}"]
        if kind is not ReportKind.TEACHERS:
            name = of(self._words).assessment_name(filtered.type) if filtered.type else "全部类型"
            words.append(f"考核类型：{name}")
        return "　".join(words)

    def _place(self, filtered: ReportFilter) -> str:
        if len(filtered.bureaus) == 1:
            return self._words.district_name(filtered.bureaus[0])
        return self._words.city.name

    def _title(self, kind: ReportKind, filtered: ReportFilter) -> str:
        """`武昌区各区年度备案情况（2026 年）`: what the list and the paper call it."""
        what = {
            ReportKind.YEARS: "年度备案情况",
            ReportKind.TEACHERS: "各老师带教学生情况",
            ReportKind.PASSES: "考核合格人员统计",
        }[kind]
        when = f"（{filtered.year} 年）" if filtered.year else ""
        return f"{self._place(filtered)}{what}{when}"

    def _office(self) -> str:
        """The own district's code, or the city's."""
        districts = self._kit.districts
        return districts[0] if self._kit.role.startswith("district") and districts else self._words.city.code


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
