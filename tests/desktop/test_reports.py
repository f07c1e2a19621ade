"""报送版 on the screen: freeze, open, save, verify, compare (D5-D7, C5-C7; issue 4, item 4)."""

from __future__ import annotations

import dataclasses
import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import select, update

from core.actions import execute
from core.apprenticeship.tables import Apprenticeship
from core.commons.tables import Report
from core.domain.errors import KnownError, Refused
from core.domain.values import DocumentKind, DocumentRef, PolicyFile, Role
from core.files.papers import inspect_named
from desktop.bootstrap.pages import make_page
from desktop.settings import UiSettings
from desktop.tasks import Lanes
from desktop.views.commons.report_compare import CompareDialog
from desktop.views.commons.report_detail import ReportDetail
from desktop.views.commons.report_freeze import FreezeSheet
from desktop.views.papers.preview import PreviewDialog
from desktop.widgets.empty import EmptyState
from sync.transactions import set_meta, writing
from tests.desktop import printed
from tests.desktop.conftest import ScriptedPrompts
from tests.desktop.whole_office import WholeOffice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desktop.bootstrap.desk import StoreDesk
    from desktop.views.commons.reports import ReportsPage

LEFT = Qt.MouseButton.LeftButton
DISTRICT = Role.DISTRICT_REVIEWER
PULLED = "2026-11-20T01:00:00.000Z"


class Shelf:
    """The files of a PC: kept by digest, given out by digest; `lost` ones are not on this PC."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.lost: set[str] = set()

    def keep_file(self, name: str, data: bytes, kind: DocumentKind, page: int) -> PolicyFile:
        shown, media_type = inspect_named(name, data)
        sha256 = hashlib.sha256(data).hexdigest()
        self.files[sha256] = data
        ref = DocumentRef(kind, sha256, sha256, page=page, size=len(data), media_type=media_type)
        return PolicyFile(shown, ref)

    def fetch(self, sha256: str) -> bytes:
        if sha256 in self.lost:
            raise KnownError("OFFLINE", "这份材料还没有下载到本机，当前未联网，联网后会自动下载。")
        return self.files[sha256]


class ReportOffice(WholeOffice):
    """The whole office with real files."""

    def __init__(self, folder: Path, lanes: Lanes, prompts: ScriptedPrompts) -> None:
        super().__init__(folder, lanes, prompts)
        self.kept = Shelf()
        self.refusal: KnownError | None = None
        self.skew_ms = 0
        with writing(self.engine, durable=False) as session:
            set_meta(session, "last_sync", PULLED)

    def kit(self, role: Role, settings: UiSettings) -> StoreDesk:
        shelf: Any = self.kept
        made = super().kit(role, settings)
        return dataclasses.replace(made, outgoing=shelf, images=shelf, decide=self._deciding(role))

    def _deciding(self, role: Role) -> Any:
        def decide(command: Any, version: int, supersedes: str = "") -> object:
            if self.refusal is not None:
                raise self.refusal
            context = self.world.context(self.actor(role), settles=False)
            now = context.now + timedelta(milliseconds=self.skew_ms)
            with self.factory.begin() as session:
                return execute(session, command, dataclasses.replace(context, now=now, skew_ms=self.skew_ms))

        return decide

    def page(self, role: Role = DISTRICT) -> ReportsPage:
        page: Any = make_page(self.kit(role, UiSettings(self.folder / role)), "reports")
        page.resize(1160, 690)
        return page

    def reports(self) -> list[Report]:
        with self.factory() as session:
            return list(session.scalars(select(Report).order_by(Report.id)))

    def act(self, work: Callable[[Any], None]) -> None:
        """Something happens in the office afterwards."""
        with self.factory.begin() as session:
            self.world.session = session
            work(self.world)

    def study(self, state: str = "active") -> str:
        with self.factory() as session:
            wanted = select(Apprenticeship.id).where(Apprenticeship.state == state)
            return str(session.scalars(wanted.order_by(Apprenticeship.id)).first())


@pytest.fixture
def office(qapp: object, tmp_path: Path) -> Iterator[ReportOffice]:
    lanes = Lanes()
    made = ReportOffice(tmp_path / "office", lanes, ScriptedPrompts())
    yield made
    lanes.close()
    made.close()


def opened(qtbot: QtBot, office: ReportOffice, role: Role = DISTRICT) -> ReportsPage:
    page = office.page(role)
    qtbot.addWidget(page)
    page.show()
    with qtbot.waitSignal(page.rows.loaded):
        page.activate()
    return page


def sheet_of(qtbot: QtBot, page: ReportsPage) -> FreezeSheet:
    qtbot.waitUntil(lambda: page.window().findChild(FreezeSheet) is not None)
    sheet = page.window().findChild(FreezeSheet)
    assert isinstance(sheet, FreezeSheet)
    qtbot.waitUntil(sheet.ok.isEnabled)
    return sheet


def frozen(qtbot: QtBot, office: ReportOffice, page: ReportsPage, preset: str = "freeze/years/2026/") -> str:
    """Freeze a report by the sheet; gives its id once the list shows it selected."""
    before = page.rows.model.rowCount()
    page.show_preset(preset)
    sheet = sheet_of(qtbot, page)
    with qtbot.waitSignal(sheet.frozen) as told:
        qtbot.mouseClick(sheet.ok, LEFT)
    qtbot.waitUntil(lambda: page.rows.model.rowCount() == before + 1)
    page.rows.select(told.args[0])
    qtbot.waitUntil(lambda: page.rows.model.row_at(page.rows.model.row_of(told.args[0])) is not None)
    return str(told.args[0])


def child(page: ReportsPage, kind: type[Any]) -> Any:
    found = page.window().findChildren(kind)
    return found[-1] if found else None


def test_a_bureau_freezes_its_statistic(
    qtbot: QtBot, office: ReportOffice, picture: Callable[..., None]
) -> None:
    page = opened(qtbot, office)
    assert page.rows.empty.isVisible()
    assert not page.open_paper.isEnabled()
    picture(page, "reports-empty")
    qtbot.mouseClick(page.new, LEFT)
    sheet = sheet_of(qtbot, page)
    assert sheet.bureau.count() == 1
    assert sheet.title_text.text() == "武昌区年度备案情况（2026 年）"
    assert "备案总数" in sheet.numbers.text()
    assert "一致" in sheet.proof.text()
    assert sheet.data.text() == "统计日 2026-11-20，数据截止 2026-11-20 09:00。"
    assert not sheet.warning.isVisible()
    picture(sheet, "freeze")
    with qtbot.waitSignal(page.told) as told:
        qtbot.mouseClick(sheet.ok, LEFT)
    assert told.args == ["ok", "报送版已生成，联网后上报。"]
    qtbot.waitUntil(lambda: page.rows.model.rowCount() == 1)
    (row,) = office.reports()
    assert (row.office, row.made_by_name, row.as_of, row.settled_at) == ("420106", "周敏", "2026-11-20", "")
    assert row.data_at == PULLED
    for number in range(3):
        frozen(qtbot, office, page, f"freeze/{('teachers', 'passes', 'years')[number]}/2025/420106")
    page.rows.table.selectRow(1)
    picture(page, "reports")
    assert page.counts.text() == "共 4 份报送版"


def test_the_city_chooses_all_or_one_district_and_a_type(
    qtbot: QtBot, office: ReportOffice, picture: Callable[..., None]
) -> None:
    page = opened(qtbot, office, Role.CITY_OFFICE)
    page.show_preset("freeze/passes/2026/420111")
    sheet = sheet_of(qtbot, page)
    assert sheet.title_text.text() == "洪山区考核合格人员统计（2026 年）"
    sheet.bureau.setCurrentIndex(0)
    sheet.bureau.activated.emit(0)
    qtbot.waitUntil(lambda: sheet.title_text.text() == "武汉市考核合格人员统计（2026 年）")
    qtbot.waitUntil(sheet.ok.isEnabled)
    picture(sheet, "freeze-city")
    with qtbot.waitSignal(sheet.frozen):
        qtbot.mouseClick(sheet.ok, LEFT)
    (row,) = office.reports()
    assert (row.scope, row.office, row.kind) == ("420100", "420100", "passes")


def test_a_list_of_teachers_has_no_year(qtbot: QtBot, office: ReportOffice) -> None:
    page = opened(qtbot, office)
    page.show_preset("freeze/teachers/2024/")
    sheet = sheet_of(qtbot, page)
    assert not sheet.year.isEnabled()
    assert not sheet.type.isEnabled()
    assert sheet.title_text.text() == "武昌区各老师带教学生情况"
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)


def test_viewers_read_only(qtbot: QtBot, office: ReportOffice) -> None:
    page = opened(qtbot, office)
    frozen(qtbot, office, page)
    reader = opened(qtbot, office, Role.DISTRICT_VIEWER)
    assert not reader.new.isVisible()
    reader.show_preset("freeze/years/2026/")
    assert reader.window().findChild(FreezeSheet) is None
    reader.rows.table.selectRow(0)
    assert reader.open_paper.isEnabled()
    assert reader.compare.isEnabled()


def test_old_data_and_waiting_decisions_are_said(qtbot: QtBot, office: ReportOffice) -> None:
    with writing(office.engine, durable=False) as session:
        set_meta(session, "last_sync", "2026-11-10T01:00:00.000Z")
    page = opened(qtbot, office)
    qtbot.mouseClick(page.new, LEFT)
    sheet = sheet_of(qtbot, page)
    assert "已有 10 天没有同步" in sheet.warning.text()
    with writing(office.engine, durable=False) as session:
        set_meta(session, "last_sync", "")
    sheet.show_choice(*_choice(sheet))
    qtbot.waitUntil(lambda: "还没有从服务器取得数据" in sheet.warning.text())
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)


def _choice(sheet: FreezeSheet) -> Any:
    return sheet._kind(), 2026, ""


def test_figures_that_changed_meanwhile_are_shown_again(qtbot: QtBot, office: ReportOffice) -> None:
    """What is frozen is what the clerk saw."""
    page = opened(qtbot, office)
    page.show_preset("freeze/teachers//")
    sheet = sheet_of(qtbot, page)
    before = sheet.numbers.text()
    with office.factory.begin() as session:
        session.execute(
            update(Apprenticeship).where(Apprenticeship.id == office.study()).values(state="passed")
        )
    qtbot.mouseClick(sheet.ok, LEFT)
    qtbot.waitUntil(sheet.error.isVisible)
    assert "数字与刚才显示的不同" in sheet.error.text()
    qtbot.waitUntil(lambda: bool(sheet.numbers.text()) and sheet.numbers.text() != before)
    assert sheet.error.isVisible(), "the sentence stays beside the new numbers"
    assert office.reports() == []
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)


def test_a_refusal_stays_in_the_sheet(qtbot: QtBot, office: ReportOffice) -> None:
    office.refusal = Refused("REPORT_OFFICE", "只能以本单位的名义生成报送版。请重新生成。")
    page = opened(qtbot, office)
    qtbot.mouseClick(page.new, LEFT)
    sheet = sheet_of(qtbot, page)
    qtbot.mouseClick(sheet.ok, LEFT)
    qtbot.waitUntil(sheet.error.isVisible)
    assert sheet.error.text() == office.refusal.message
    assert sheet.ok.isEnabled()
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)


def test_opened_again_it_is_the_same_paper_byte_for_byte(
    qtbot: QtBot, office: ReportOffice, picture: Callable[..., None], tmp_path: Path
) -> None:
    page = opened(qtbot, office)
    report = frozen(qtbot, office, page)
    qtbot.mouseClick(page.open_paper, LEFT)
    qtbot.waitUntil(lambda: child(page, PreviewDialog) is not None)
    dialog = child(page, PreviewDialog)
    qtbot.waitUntil(lambda: dialog.paper() is not None)
    paper = dialog.paper().rendered.data
    assert hashlib.sha256(paper).hexdigest() in office.kept.files
    # At the head and at the foot of its one page.
    assert text_of(paper).count(f"报送版编号：{report}") == 2
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)

    for button, name in ((page.save_paper, "a.pdf"), (page.save_book, "b.xlsx")):
        office.prompts.save_as = str(tmp_path / name)
        with qtbot.waitSignal(page.told):
            qtbot.mouseClick(button, LEFT)
    assert (tmp_path / "a.pdf").read_bytes() == paper
    assert office.prompts.asked[-1][1] == "武昌区年度备案情况（2026 年）_数据明细.xlsx"
    assert office.reports()[0].id == report


def test_a_file_that_was_tampered_with_is_never_shown(qtbot: QtBot, office: ReportOffice) -> None:
    page = opened(qtbot, office)
    frozen(qtbot, office, page)
    for digest in office.kept.files:
        office.kept.files[digest] += b" "
    qtbot.mouseClick(page.open_paper, LEFT)
    qtbot.waitUntil(lambda: child(page, PreviewDialog) is not None)
    dialog = child(page, PreviewDialog)
    qtbot.waitUntil(lambda: not dialog.loading.isVisible() and dialog.paper() is None)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    for button in (page.compare, page.save_paper):
        office.prompts.save_as = "/nowhere/a.pdf"
        with qtbot.waitSignal(page.problem) as caught:
            qtbot.mouseClick(button, LEFT)
        assert caught.args[0].code == "REPORT_DAMAGED"


def test_a_changed_record_is_never_printed(qtbot: QtBot, office: ReportOffice) -> None:
    page = opened(qtbot, office)
    frozen(qtbot, office, page)
    with office.factory.begin() as session:
        session.execute(update(Report).values(as_of="2026-11-19"))
    office.prompts.save_as = "/nowhere/a.pdf"
    with qtbot.waitSignal(page.problem) as caught:
        qtbot.mouseClick(page.save_paper, LEFT)
    assert caught.args[0].code == "REPORT_DAMAGED"
    detail = details(qtbot, page)
    with qtbot.waitSignal(detail.verified):
        qtbot.mouseClick(detail.verify, LEFT)
    assert detail.outcome.text().startswith("验证没有通过。校验值与生成时不一致。")


def details(qtbot: QtBot, page: ReportsPage) -> ReportDetail:
    qtbot.mouseClick(page.detail, LEFT)
    qtbot.waitUntil(lambda: child(page, ReportDetail) is not None)
    found = child(page, ReportDetail)
    assert isinstance(found, ReportDetail)
    return found


def test_details_show_the_whole_hash_and_verify_it(
    qtbot: QtBot, office: ReportOffice, picture: Callable[..., None]
) -> None:
    page = opened(qtbot, office)
    frozen(qtbot, office, page)
    detail = details(qtbot, page)
    (row,) = office.reports()
    assert row.hash in detail.lines.text().replace(" ", "")
    with qtbot.waitSignal(detail.verified):
        qtbot.mouseClick(detail.verify, LEFT)
    assert detail.outcome.text().startswith("验证通过")
    picture(detail, "report-detail")
    office.kept.lost = set(office.kept.files)
    with qtbot.waitSignal(detail.verified):
        qtbot.mouseClick(detail.verify, LEFT)
    assert "未下载到本机" in detail.outcome.text()
    qtbot.mouseClick(detail.ok, LEFT)


def test_compared_with_now_the_records_are_named_and_open(
    qtbot: QtBot, office: ReportOffice, picture: Callable[..., None]
) -> None:
    page = opened(qtbot, office)
    frozen(qtbot, office, page)
    study = office.study()
    office.act(lambda world: world.terminate(study, confirmed=("G9_UNPUBLISHED_SCORES",)))
    office.act(lambda world: world.active(77))
    qtbot.mouseClick(page.compare, LEFT)
    qtbot.waitUntil(lambda: child(page, CompareDialog) is not None)
    dialog = child(page, CompareDialog)
    assert "有变化" in dialog.summary.text()
    assert "与当时的明细一致" in dialog.times.text()
    words = {dialog.records.index(row, 0).data() for row in range(dialog.records.rowCount())}
    assert words == {"强制解除", "新备案"}
    names = [dialog.cells.index(row, 1).data() for row in range(dialog.cells.rowCount())]
    assert "备案总数" in names
    dialog.cell_table.selectRow(names.index("备案总数"))
    qtbot.waitUntil(lambda: dialog.records.rowCount() == 1)
    assert dialog.record_head.text() == "武昌区 2026 年 备案总数：1 条"
    picture(dialog, "report-compare")
    dialog.record_table.selectRow(0)
    with qtbot.waitSignal(page.record_wanted) as wanted:
        qtbot.mouseClick(dialog.person, LEFT)
    assert wanted.args[0] == "student"
    assert dialog.everything.isEnabled()
    qtbot.mouseClick(dialog.everything, LEFT)
    assert dialog.records.rowCount() == 2
    qtbot.mouseClick(dialog.print, LEFT)
    qtbot.waitUntil(lambda: dialog.findChild(PreviewDialog) is not None)
    printed = dialog.findChild(PreviewDialog)
    qtbot.waitUntil(lambda: printed.paper() is not None)
    text = text_of(printed.paper().rendered.data)
    assert "与现在比较" in text
    assert "强制解除" in text
    assert "新备案" in text
    qtbot.keyClick(printed, Qt.Key.Key_Escape)
    qtbot.mouseClick(dialog.close_button, LEFT)


def text_of(pdf: bytes) -> str:
    """What a PDF says, without its breaks."""
    return "".join(printed.read_pages(pdf)).replace("\r", "").replace("\n", "")


def test_nothing_changed_says_so(qtbot: QtBot, office: ReportOffice, picture: Callable[..., None]) -> None:
    page = opened(qtbot, office)
    frozen(qtbot, office, page)
    qtbot.mouseClick(page.compare, LEFT)
    qtbot.waitUntil(lambda: child(page, CompareDialog) is not None)
    dialog = child(page, CompareDialog)
    assert dialog.summary.text() == "数字和记录都与生成时相同。"
    said = [one.sentence.text() for one in dialog.findChildren(EmptyState) if one.isVisibleTo(dialog)]
    assert sorted(said) == ["所有数字都与生成时相同。", "没有发生变化的记录。"]
    assert not dialog.everything.isEnabled(), "all records are shown already"
    room = dialog.screen().availableGeometry()
    assert dialog.width() < room.width()
    assert dialog.height() < room.height()
    picture(dialog, "report-same")
    qtbot.mouseClick(dialog.close_button, LEFT)


def test_making_a_report_can_be_stopped(qtbot: QtBot, office: ReportOffice) -> None:
    page = opened(qtbot, office)
    qtbot.mouseClick(page.new, LEFT)
    sheet = sheet_of(qtbot, page)
    sheet.freeze()
    sheet.reject()
    qtbot.waitUntil(lambda: not sheet._busy)
    assert office.reports() == []
    assert sheet.isVisible()
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert not sheet.isVisible()


def test_presets_that_mean_nothing_open_nothing(qtbot: QtBot, office: ReportOffice) -> None:
    page = opened(qtbot, office)
    for preset in ("freeze/other/2026/", "freeze/years/2026/420111", "pending"):
        page.show_preset(preset)
    assert page.window().findChild(FreezeSheet) is None
