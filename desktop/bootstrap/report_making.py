"""Making a frozen report: the statistic, its paper and its workbook as one moment of the store sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.actions.reports import sealed
from core.domain.clock import local_date, local_text
from core.domain.commands import FreezeReport
from core.domain.errors import KnownError
from core.domain.figures import WAITING_COUNTED
from core.domain.reports import ReportFilter, ReportKind, canonical
from core.domain.values import DocumentKind
from core.store import queries
from core.store.engine import reading
from core.store.queries.figures import home_years
from desktop.bootstrap.papers import set_on_paper
from desktop.views.report_ports import FreezePlan
from sync.outbox import counts
from sync.transactions import get_meta
from sync.transactions import reading as reading_session

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from core.reports.frozen import FigureLine
    from core.reports.frozen_counts import Question
    from core.reports.stat import StatTable
    from desktop.bootstrap.kit import Kit
    from desktop.views.paper_ports import Steps

CHANGED = "您确认期间数据有了更新，数字与刚才显示的不同，没有生成。请核对新的数字后再确认。"


class ReportMaker:
    """Runs on a lane of its own."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._words = kit.setting.dictionaries

    def years(self) -> tuple[int, ...]:
        """The years that anything is known of, newest first."""
        with reading(self._kit.engine) as source:
            found = home_years(source, self._kit.districts, self._kit.facts.today().year)
        return tuple(sorted({line.year for line in found}, reverse=True))

    def plan(self, kind: ReportKind, filtered: ReportFilter) -> FreezePlan:
        """Count what would be frozen now."""
        with reading_session(self._kit.engine) as session:
            data_at = get_meta(session, "last_sync")
            waiting, refused = counts(session)
        question = self.question(kind, filtered)
        with reading(self._kit.engine) as source:
            table, lines = self._counted(source, question, data_at, waiting)
        today = self._kit.facts.today()
        return FreezePlan(
            kind=kind,
            filtered=filtered,
            title=self._title(kind, filtered),
            as_of=question.as_of.isoformat(),
            table=table,
            lines=lines,
            data_at=data_at,
            stale_days=(today - local_date(data_at)).days if data_at else 0,
            waiting=waiting,
            refused=refused,
        )

    def question(self, kind: ReportKind, filtered: ReportFilter, as_of: str = "") -> Question:
        """What is counted; `as_of` is the day of a report that was frozen, else the year's end or today."""
        from core.domain.clock import parse_day
        from core.reports.frozen_counts import Question

        today = self._kit.facts.today()
        day = parse_day(as_of) or queries.as_of_day(filtered.year or today.year, today)
        limit = self._kit.setting.parameters.apprentice_limit
        return Question(kind, filtered, day, self._words.assessment_types, limit)

    def freeze(self, plan: FreezePlan, steps: Steps) -> FreezeReport:
        """Make paper and workbook, keep them, and give the command; KnownError, nothing is frozen then."""
        from core.reports.frozen import facts_workbook, figures_json

        question = self.question(plan.kind, plan.filtered)
        kit = self._kit
        with reading_session(kit.engine) as session:
            data_at = get_meta(session, "last_sync")
            waiting, _ = counts(session)
        with reading(kit.engine) as source:
            steps.tell(0, 0, "正在统计…")
            made_at = kit.facts.moment()
            table, lines = self._counted(source, question, data_at, waiting)
            if (lines, question.as_of.isoformat()) != (plan.lines, plan.as_of):
                raise KnownError("FIGURES_CHANGED", CHANGED)
            book = facts_workbook(
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
        files = (
            kit.outgoing.keep_file(f"{plan.title}.pdf", paper.data, DocumentKind.REPORT_FILE, 1),
            kit.outgoing.keep_file(f"{plan.title}_数据明细.xlsx", book, DocumentKind.REPORT_FILE, 2),
        )
        command = FreezeReport(
            report_id=kit.new_id(),
            kind=plan.kind,
            title=plan.title,
            office=self._office(),
            filtered=canonical(plan.filtered),
            as_of=plan.as_of,
            data_at=data_at,
            figures=figures_json(table, lines),
            files=files,
            made_at=made_at,
            hash="",
        )
        return sealed(command, kit.facts.user())

    def _counted(
        self, source: Connection, question: Question, data_at: str, waiting: int
    ) -> tuple[StatTable, tuple[FigureLine, ...]]:
        from core.reports.frozen_lines import figure_lines
        from core.reports.frozen_tables import statistic
        from core.reports.stat_tables import Heading

        filtered = question.filtered
        when = local_text(data_at) or "还没有从服务器取得数据"
        heading = Heading(
            office=self._kit.facts.office(),
            period=f"{filtered.year} 年" if filtered.year else self._period(question.kind),
            filtered=self._filter_words(question.kind, filtered),
            as_of=question.as_of.isoformat(),
            data_at=f"{when}，本机有 {waiting:,} 条决定待上报" if waiting else when,
            made_by=self._kit.facts.made_by(),
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

    def _period(self, kind: ReportKind) -> str:
        return "当前" if kind is ReportKind.TEACHERS else "全部年度"

    def _filter_words(self, kind: ReportKind, filtered: ReportFilter) -> str:
        words = [f"范围：{self._place(filtered)}"]
        if kind is not ReportKind.TEACHERS:
            name = self._words.assessment_name(filtered.type) if filtered.type else "全部类型"
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
