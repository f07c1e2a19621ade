"""导入台账 (D8) as a clerk does it: from the template to the register, through the window."""

from __future__ import annotations

import threading
from datetime import date
from typing import TYPE_CHECKING

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow, QPushButton
from sqlalchemy import select

from core.apprenticeship.commands.register import ImportFilings
from core.apprenticeship.imports.register_columns import FIELDS, Field
from core.apprenticeship.lists.detail import filing_detail
from core.apprenticeship.tables import Filing
from core.domain.errors import KnownError
from desktop.views.apprenticeship.review.review_judging import judged
from sync.transactions import reading
from tests.desktop.register_desk import Desk
from tests.register_books import Row, book, row
from tests.registers import command, line
from tests.support.workbooks import office

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from core.domain.commands.base import Command
    from desktop.tasks import Lanes
    from desktop.views.apprenticeship.register.register import RegisterPage
    from desktop.views.imports.import_result import ResultDialog
    from tests.desktop.conftest import ScriptedPrompts


@pytest.fixture
def desk(tmp_path: Path, lanes: Lanes, prompts: ScriptedPrompts) -> Iterator[Desk]:
    made = Desk(tmp_path, lanes, prompts)
    yield made
    lanes.close()
    made.engine.dispose()


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    made = QMainWindow()
    made.resize(1366, 768)
    qtbot.addWidget(made)
    return made


@pytest.fixture
def page(window: QMainWindow, desk: Desk) -> RegisterPage:
    made = desk.page()
    window.setCentralWidget(made)
    window.show()
    made.activate()
    return made


def opened(qtbot: QtBot, page: RegisterPage) -> ResultDialog:
    qtbot.mouseClick(page.list.importing, Qt.MouseButton.LeftButton)
    dialog = page.list._import
    assert dialog is not None
    qtbot.waitUntil(dialog.isVisible)
    return dialog


def previewed(qtbot: QtBot, page: RegisterPage, desk: Desk, path: Path) -> ResultDialog:
    dialog = opened(qtbot, page)
    desk.prompts.files = [str(path)]
    qtbot.mouseClick(dialog.pick, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.stack.currentWidget() is dialog.shown, timeout=60_000)
    return dialog


def decide_with(dialog: ResultDialog, decide: Callable[..., object]) -> None:
    """Let commands be carried out in another way."""
    object.__setattr__(dialog._desk, "decide", decide)


def imported(qtbot: QtBot, dialog: ResultDialog) -> None:
    qtbot.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.stack.currentWidget() is dialog.done_page, timeout=60_000)


def mixed() -> list[Row]:
    """Three right rows, two wrong ones, one to be confirmed, one that stands there twice."""
    return [
        row(1, STUDENT="陈亦舟"),
        row(2, STUDENT="何静怡", teacher=1),
        row(3, STUDENT="吴思远", FILED_ON="2027-01-01"),
        row(4, STUDENT="宋佳宁", FILING_NO="", STATE="已出师", ENDED_ON="2026-03-01"),
        row(5, STUDENT="高子墨", STUDENT_NUMBER=420106199608210050),
        row(6, STUDENT="罗雨桐", END="2024-01-10"),
        row(1, STUDENT="陈亦舟"),
    ]


def test_a_sheet_that_was_not_read_is_named(
    qtbot: QtBot, page: RegisterPage, desk: Desk, tmp_path: Path, picture: Callable[..., None]
) -> None:
    path = book(tmp_path / "台账.xlsx", [row(1)])
    made = openpyxl.load_workbook(path)
    made.copy_worksheet(made.worksheets[0]).title = "2024 年"
    made.save(path)
    dialog = previewed(qtbot, page, desk, path)
    words = dialog.table.counts.text()
    assert words.startswith("表“台账”共 1 行")
    assert "表“2024 年”也有内容，这次没有读取" in words
    picture(dialog, "register-import-further-sheet")


def test_a_printed_register_of_another_program(
    qtbot: QtBot, page: RegisterPage, desk: Desk, tmp_path: Path, picture: Callable[..., None]
) -> None:
    """Titles above, a total, a note and a signature below, a number typed wrong: all is said first."""
    rows = [
        row(1, STUDENT="张　三", FILING_NO="WC-2023-0001"),
        row(2, STUDENT="何静怡", FILED_ON="2023、2、1", FILING_NO="WC-2023-20232"),
        row(3, STUDENT="吴思远", FILED_ON="2023年2月"),
        row(4, STUDENT="宋佳宁", FILING_NO=date(2023, 12, 1)),
    ]
    path = printed(tmp_path / "2023 年台账.xlsx", rows)
    dialog = previewed(qtbot, page, desk, office(path, "xlsx", tmp_path / "saved"))
    words = dialog.table.counts.text()
    assert words.startswith("表“台账”共 4 行：可导入 1，有错 2，需确认 1")
    assert "第 8、9、10 行是合计、说明或签名，没有读取。" in words
    assert "没有写明是哪一日" in dialog.table.reason.text()
    picture(dialog, "register-import-printed")
    qtbot.mouseClick(dialog.table.filters["confirm"], Qt.MouseButton.LeftButton)
    assert "导入后该年的新备案号从 20233 号起编，请核对" in dialog.table.reason.text()
    picture(dialog, "register-import-leap")
    imported(qtbot, dialog)
    assert dialog.headline.text() == "已导入 1 件备案。"
    (one,) = desk.commands
    assert isinstance(one, ImportFilings)
    assert one.rows[0].student.name == "张三"
    dialog.accept()


def printed(path: Path, rows: list[Row]) -> Path:
    """A register as it was made for printing."""
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = "台账"
    sheet.append(["武昌区中医药师承备案台账"])
    sheet.merge_cells("A1:AE1")
    sheet.append(["填报单位：武昌区卫生健康局"])
    sheet.append([field.label for field in FIELDS])
    for values in rows:
        sheet.append([values.get(field) for field in FIELDS])
    sheet.append(["合计", f"{len(rows)} 人"])
    sheet.append(["注：本表一式两份"])
    sheet.append(["制表人：周敏", "", "", "", "2023年12月31日"])
    made.save(path)
    return path


@pytest.mark.parametrize(
    ("kind", "words"),
    [("xls", "旧版 Excel 或 WPS 文件"), ("ods", "OpenDocument 表格"), ("csv", "文本文件（如 CSV）")],
)
def test_a_file_of_another_kind_is_refused_with_what_to_do(
    qtbot: QtBot,
    page: RegisterPage,
    desk: Desk,
    tmp_path: Path,
    picture: Callable[..., None],
    kind: str,
    words: str,
) -> None:
    dialog = opened(qtbot, page)
    desk.prompts.files = [str(office(book(tmp_path / "台账.xlsx", [row(1)]), kind, tmp_path / "saved"))]
    qtbot.mouseClick(dialog.pick, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: words in dialog.problem.text(), timeout=30_000)
    assert "另存为“Excel 工作簿（*.xlsx）”，再重新选择" in dialog.problem.text()
    assert dialog.pick.isVisible()
    picture(dialog, f"register-import-{kind}")
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: page.list._import is None)


def test_from_the_template_to_the_register(
    qtbot: QtBot, page: RegisterPage, desk: Desk, tmp_path: Path, picture: Callable[..., None]
) -> None:
    dialog = opened(qtbot, page)
    picture(page.window(), "register-empty")
    picture(dialog, "register-import-choose")
    path = tmp_path / "台账.xlsx"
    desk.prompts.save_as = str(path)
    with qtbot.waitSignal(dialog.told, timeout=30_000):
        qtbot.mouseClick(dialog.template, Qt.MouseButton.LeftButton)
    assert desk.prompts.asked[-1] == ("下载模板", "备案台账导入模板.xlsx")
    made = openpyxl.load_workbook(path)
    for number, values in enumerate(mixed(), 3):
        for column, field in enumerate(FIELDS, 1):
            made.worksheets[0].cell(number, column, values.get(field))
    made.save(path)
    dialog.reject()
    qtbot.waitUntil(lambda: page.list._import is None)

    dialog = previewed(qtbot, page, desk, path)
    assert "共 7 行：可导入 3，有错 2，需确认 1，重复 1" in dialog.table.counts.text()
    assert not desk.commands, "a preview imports nothing"
    model = dialog.table.model
    qtbot.waitUntil(lambda: model.data(model.index(0, 0)) == "5")
    assert "第 5 行：备案日期晚于今天" in dialog.table.reason.text()
    qtbot.mouseClick(dialog.table.filters["every"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: model.rowCount() == 7)
    qtbot.waitUntil(lambda: model.data(model.index(0, 3)) == "420106********0018")
    picture(dialog, "register-import-preview")
    assert dialog.ok.text() == "仅导入正确行（3）"
    dialog.with_warnings.click()
    assert dialog.ok.text() == "仅导入正确行（4）"
    imported(qtbot, dialog)
    assert dialog.headline.text() == "已导入 4 件备案。"
    assert "1 行在台账中已有或与前面的行重复" in dialog.details.text()
    assert "2 行有错，没有导入" in dialog.details.text()
    picture(dialog, "register-import-result")
    desk.prompts.save_as = str(tmp_path / "错误.xlsx")
    with qtbot.waitSignal(dialog.told, timeout=30_000):
        qtbot.mouseClick(dialog.errors, Qt.MouseButton.LeftButton)
    sheet = openpyxl.load_workbook(tmp_path / "错误.xlsx").active
    assert [sheet.cell(number, 1).value for number in (2, 3)] == ["5", "7"]
    assert desk.noted == [("export_list", "台账导入错误行 2 行")]
    qtbot.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.list._import is None)
    qtbot.waitUntil(lambda: page.list.counts.text() == "共 4 条师承关系")
    origin = [column.key for column in page.list.rows.model.columns].index("origin")
    shown = page.list.rows.model
    qtbot.waitUntil(lambda: shown.data(shown.index(0, origin)) == "台账导入")
    picture(page.window(), "register-imported")


def test_the_same_file_again_is_all_duplicates(
    qtbot: QtBot, page: RegisterPage, desk: Desk, tmp_path: Path
) -> None:
    path = book(tmp_path / "台账.xlsx", [row(1), row(2)])
    dialog = previewed(qtbot, page, desk, path)
    imported(qtbot, dialog)
    dialog.accept()
    qtbot.waitUntil(lambda: page.list._import is None)
    dialog = previewed(qtbot, page, desk, path)
    assert "可导入 0，有错 0，需确认 0，重复 2" in dialog.table.counts.text()
    assert not dialog.ok.isEnabled()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: page.list._import is None)
    assert desk.count() == 2


def test_stop_between_commands_keeps_what_was_decided(
    qtbot: QtBot, page: RegisterPage, desk: Desk, tmp_path: Path
) -> None:
    path = book(tmp_path / "台账.xlsx", [row(number) for number in range(1, 251)])
    dialog = previewed(qtbot, page, desk, path)
    begun, go = threading.Event(), threading.Event()
    plain = desk.decide

    def held(one: Command, version: int, supersedes: str = "") -> object:
        done = plain(one, version, supersedes)
        begun.set()
        assert go.wait(60)
        return done

    decide_with(dialog, held)
    qtbot.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(begun.is_set, timeout=60_000)
    qtbot.mouseClick(dialog.progress.stop, Qt.MouseButton.LeftButton)
    go.set()
    qtbot.waitUntil(lambda: dialog.stack.currentWidget() is dialog.done_page, timeout=60_000)
    assert dialog.headline.text().startswith("已停止：已导入 100 件备案，其余 150 件没有导入")
    assert desk.count() == 100
    dialog.accept()
    qtbot.waitUntil(lambda: page.list._import is None)
    dialog = previewed(qtbot, page, desk, path)
    assert "可导入 150，有错 0，需确认 0，重复 100" in dialog.table.counts.text()
    imported(qtbot, dialog)
    assert desk.count() == 250
    sizes = [len(one.rows) for one in desk.commands if isinstance(one, ImportFilings)]
    assert sizes == [100, 100, 50]
    dialog.accept()


def test_what_changed_since_the_preview_is_left_out_and_goes_into_the_error_file(
    qtbot: QtBot, page: RegisterPage, desk: Desk, tmp_path: Path
) -> None:
    path = book(tmp_path / "台账.xlsx", [row(1), row(2), row(3)])
    dialog = previewed(qtbot, page, desk, path)
    desk.decide(command(desk.world.ids, line(2, row=0)), 0)
    imported(qtbot, dialog)
    assert dialog.headline.text() == "已导入 2 件备案。"
    assert "第 3 行（陈亦舟）：台账中已有这名学生与这位老师同一份公证书的备案" in dialog.details.text()
    assert [one.number for one in dialog.failed_rows()] == [3]
    assert desk.count() == 3
    dialog.accept()


def test_what_ends_it_is_said(qtbot: QtBot, page: RegisterPage, desk: Desk, tmp_path: Path) -> None:
    dialog = previewed(qtbot, page, desk, book(tmp_path / "台账.xlsx", [row(1)]))

    def full(*_: object) -> object:
        raise KnownError("DISK_FULL", "磁盘已满，没有保存。请清理磁盘后再试。")

    decide_with(dialog, full)
    imported(qtbot, dialog)
    assert dialog.headline.text() == (
        "已导入 0 件备案，其余 1 件没有导入：磁盘已满，没有保存。请清理磁盘后再试。"
    )
    dialog.accept()


def test_a_file_that_cannot_be_used_is_a_sentence(
    qtbot: QtBot, page: RegisterPage, desk: Desk, tmp_path: Path
) -> None:
    without: Sequence[Field] = [field for field in FIELDS if field is not Field.TITLE]
    dialog = opened(qtbot, page)
    desk.prompts.files = [str(book(tmp_path / "a.xlsx", [row(1)], without))]
    qtbot.mouseClick(dialog.pick, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "缺少 “职称”" in dialog.problem.text(), timeout=30_000)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: page.list._import is None)


def test_a_viewer_has_no_button(qtbot: QtBot, desk: Desk) -> None:
    page = desk.page("district_viewer")
    qtbot.addWidget(page)
    assert page.findChild(QPushButton, "register.import") is None


def test_the_workbench_does_not_judge_an_imported_filing_again(desk: Desk) -> None:
    """Its documents are on paper (G5), its qualification was judged then (G1)."""
    row_ = line(1, notarisation__teaching_end="2024-01-10", confirmed=("G4_TOO_SHORT",))
    desk.decide(command(desk.world.ids, row_), 0)
    with reading(desk.engine) as session:
        filing_id = session.scalars(select(Filing.id)).one()
        detail = filing_detail(session, filing_id)
    assert detail is not None
    findings = judged(desk.kit(), detail)
    assert [one.code for one in findings] == ["REGISTER_IMPORTED", "G4_TOO_SHORT"]
    assert "资料在纸质档案中" in findings[0].message
    assert not any(one.blocking for one in findings)
