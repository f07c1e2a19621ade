"""报送版: statistics as they were sent upward; reprinted identically, and compared with today."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from core.commons.report_commands import FreezeReport
from core.commons.reports import REPORTS as LIST
from core.commons.reports import ReportQuery, ReportRow
from core.domain.clock import local_text
from core.domain.reports import ReportKind
from desktop.models.columns import Column
from desktop.pages import FIGURES
from desktop.views.commons.report_compare import CompareDialog
from desktop.views.commons.report_detail import ReportDetail
from desktop.views.commons.report_freeze import FreezeSheet
from desktop.views.commons.report_keeping import REPORTS as LANE
from desktop.views.commons.report_keeping import KeptReports
from desktop.views.commons.report_texts import office_name, short_hash, state_word
from desktop.views.lists.fields import Choice, Days, Words
from desktop.views.lists.list_screen import Empty, ListScreen, ScreenPage
from desktop.views.papers.paper_ports import PaperJob
from desktop.views.papers.preview import preview
from desktop.widgets.buttons import Button

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtCore import QModelIndex

    from core.commons.reports import FrozenReport
    from desktop.desk import Desk
    from desktop.views.commons.report_keeping import ComparedReport

PREFIX = "freeze/"
KINDS = {1: "PDF 文件 (*.pdf)", 2: "Excel 工作簿 (*.xlsx)"}
TOLD = "报送版已生成，联网后上报。"
KEEPS = "把统计数字固定下来报送：以后可以原样重印，也可以与现在比较。"


class ReportsPage(ScreenPage[ReportQuery, ReportRow]):
    """The list, newest first; what can be done with the chosen report stands above it."""

    def buttons(self, *own: Button) -> tuple[Button, ...]:
        self._kept = KeptReports(self.desk)
        self._lane = self.desk.lanes.more(LANE)
        self._may_freeze = self.desk.may(FreezeReport)
        self.open_paper = Button("打开", "reports.open", tip="打开、打印生成时的报表")
        self.compare = Button("与现在比较", "reports.compare")
        self.save_paper = Button("另存 PDF", "reports.save.pdf")
        self.save_book = Button("另存 Excel", "reports.save.excel", tip="另存报表和当时的数据明细")
        self.detail = Button("详情", "reports.detail")
        self.new = Button("生成报送版…", "reports.new", "primary")
        if not self._may_freeze:
            self.new.hide()
        self._chosen = (self.open_paper, self.compare, self.save_paper, self.save_book, self.detail)
        for button, work in zip(
            (*self._chosen, self.new),
            (self._open, self._compare, self._save_paper, self._save_book, self._detail, self._new),
            strict=True,
        ):
            button.clicked.connect(work)
        for button in self._chosen:
            button.setEnabled(False)
        return (*own, *self._chosen, self.new)

    def __init__(self, screen: ListScreen[ReportQuery, ReportRow], desk: Desk) -> None:
        super().__init__(screen, desk)
        self.rows.table.selectionModel().currentRowChanged.connect(self._selected)

    def show_preset(self, preset: str) -> None:
        """`freeze/<kind>/<year>/<bureau>` opens the sheet filled in; year and bureau may be empty."""
        kind, year, bureau = (*preset.removeprefix(PREFIX).split("/"), "", "", "")[:3]
        known = kind in set(ReportKind) and (not bureau or bureau in self.desk.districts)
        if preset.startswith(PREFIX) and known and self._may_freeze:
            self._ask_years((ReportKind(kind), int(year) if year.isdigit() else 0, bureau))

    def open_record(self, record_id: str) -> None:
        """Show one report's details, whatever the list shows."""
        self._read(record_id, self._show_detail)

    def empty(self, *, everything: bool) -> Empty:
        if everything and self._may_freeze:
            return Empty("还没有报送版", KEEPS)
        return super().empty(everything=everything)

    def show_count(self, count: int) -> None:
        super().show_count(count)
        self._enable()

    def open_row(self, id_: str) -> None:
        self._read(id_, self._preview)

    # inside

    def _selected(self, _: QModelIndex) -> None:
        self._enable()

    def _enable(self) -> None:
        chosen = bool(self.rows.current_id())
        for button in self._chosen:
            button.setEnabled(chosen)

    def _read(self, report_id: str, done: Callable[[FrozenReport], None]) -> None:
        if report_id:
            work = partial(self._kept.report, report_id)
            self.desk.lanes.reader.run(work, done, self.fail, key="reports.read")

    # inside: a new one

    def _new(self) -> None:
        self._ask_years(None)

    def _ask_years(self, asked: tuple[ReportKind, int, str] | None) -> None:
        self._asked_freeze = asked
        self._lane.run(self.desk.reporting.years_known, self._open_sheet, self.fail, key="reports.years")

    def _open_sheet(self, years: tuple[int, ...]) -> None:
        sheet = FreezeSheet(self.desk, years, self._asked_freeze, self.window())
        sheet.frozen.connect(self._frozen)
        sheet.open()

    def _frozen(self, _: str) -> None:
        self.told.emit("ok", TOLD)
        self.rows.reload()

    # inside: what was frozen

    def _open(self) -> None:
        self.open_row(self.rows.current_id())

    def _preview(self, report: FrozenReport) -> None:
        facts = report.facts
        job = PaperJob(
            title=facts.title,
            file_name=facts.files[0].name,
            make=partial(self._kept.paper, facts.report_id),
            act="print_report",
            subject=f"report:{facts.report_id}",
        )
        preview(self, self.desk.papers.ports, job)

    def _detail(self) -> None:
        self.open_record(self.rows.current_id())

    def _show_detail(self, report: FrozenReport) -> None:
        ReportDetail(self.desk, report, self.window()).open()

    def _compare(self) -> None:
        self.compare.setEnabled(False)
        self.state_line.emit("正在与现在比较…")
        work = partial(self._kept.compare, self.rows.current_id())
        self._lane.run(work, self._compared, self._not_compared, key="reports.compare")

    def _compared(self, compared: ComparedReport) -> None:
        self._rest()
        dialog = CompareDialog(compared, self.window())
        dialog.record_wanted.connect(self.record_wanted)
        dialog.print_wanted.connect(self._print_compared)
        self._dialog = dialog
        dialog.open()

    def _print_compared(self, compared: ComparedReport) -> None:
        facts = compared.report.facts
        job = PaperJob(
            title=f"{facts.title}与现在比较",
            file_name=f"{facts.title}_与现在比较.pdf",
            make=partial(self._kept.compared_paper, compared),
            act="print_report",
            subject=f"report:{facts.report_id}",
        )
        preview(self._dialog, self.desk.papers.ports, job)

    def _not_compared(self, error: object) -> None:
        self._rest()
        self.problem.emit(error)

    def _rest(self) -> None:
        self.state_line.emit(self.of.state.format(self.rows.model.rowCount()))
        self._enable()

    def _save_paper(self) -> None:
        self._read(self.rows.current_id(), self._ask_paper)

    def _save_book(self) -> None:
        self._read(self.rows.current_id(), self._ask_book)

    def _ask_paper(self, report: FrozenReport) -> None:
        self._ask_where(report, 1)

    def _ask_book(self, report: FrozenReport) -> None:
        self._ask_where(report, 2)

    def _ask_where(self, report: FrozenReport, page: int) -> None:
        self._saving = (report.facts.report_id, page)
        name = report.facts.files[page - 1].name
        self.desk.prompts.save_file(self, "另存报送版", name, KINDS[page], self._save_to)

    def _save_to(self, path: str) -> None:
        if path:
            work = partial(_save, self._kept, *self._saving, path)
            self._lane.run(work, self._saved, self.fail)

    def _saved(self, words: str) -> None:
        self.told.emit("ok", words)


def _save(kept: KeptReports, report_id: str, page: int, path: str) -> str:
    """Runs on the reports' lane; gives what to say."""
    count = kept.save(report_id, page, path)
    more = f"，数据明细共 {count} 个文件，在同一文件夹" if count > 1 else ""
    return f"报送版已保存：{Path(path).name}{more}"


class _Office(Choice):
    """The offices that freeze reports; only the city sees several."""

    def offered(self, desk: Desk) -> bool:
        return len(desk.districts) > 1


def offices(desk: Desk) -> Sequence[tuple[str, str]]:
    """The city and its districts, as words and codes."""
    words = desk.words
    return ((words.city.name, words.city.code), *((one.name, one.code) for one in words.districts))


def columns(desk: Desk) -> tuple[Column[ReportRow], ...]:
    """The columns in their first order."""
    return (
        Column("title", "标题", lambda row: row.title, "title", width=270, fixed=True, link=True),
        Column("state", "状态", _state, width=86, tone=_tone),
        Column("office", "单位", lambda row: office_name(desk.words, row.office), "office", width=96),
        Column("as_of", "统计日", lambda row: row.as_of, "as_of", width=96, kind="date"),
        Column("data", "数据截止", lambda row: local_text(row.data_at) or "—", width=132),
        Column("user", "操作人", lambda row: row.made_by_name, width=80),
        Column("made", "生成时间", lambda row: local_text(row.made_at), "made_at", width=132),
        Column("hash", "校验值", lambda row: short_hash(row.hash), width=128),
        Column("kind", "统计", lambda row: row.kind.label, "kind", width=160, hidden=True),
    )


def _state(row: ReportRow) -> str:
    return state_word(waiting=row.waiting)


def _tone(row: ReportRow) -> str:
    return "warn" if row.waiting else "ok"


REPORTS = ListScreen[ReportQuery, ReportRow](
    key="reports",
    title="报送版",
    icon="reports",
    group=FIGURES,
    list=LIST,
    first=ReportQuery(),
    kinds=frozenset({"report", "outbox"}),
    fields=(
        Words("text", accessible="搜索报送版", hint="标题", width=150),
        Choice("kind", "统计", options=tuple((kind.label, str(kind)) for kind in ReportKind), width=168),
        _Office("office", "单位", options=offices, width=132),
        Days("made", "生成时间"),
    ),
    columns=columns,
    none=Empty("还没有报送版", "本单位生成的报送版会出现在这里。"),
    nothing=Empty("没有符合条件的报送版", "可以放宽查询条件再查一次。", "重置查询条件"),
    unit="份报送版",
    state="共 {:,} 份",
    page=ReportsPage,
)
