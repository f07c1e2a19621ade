"""Exports over a real store: what sync changes meanwhile, and what a killed program left (A6, row 26)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from PySide6.QtCore import Qt
from sqlalchemy import update

from core.apprenticeship.lists.register import REGISTER, RegisterQuery
from core.apprenticeship.tables import Apprenticeship
from core.domain.values import Role
from core.files.saving import part_of, spill_of
from desktop.bootstrap import exports
from desktop.bootstrap.exports import Exports
from desktop.bootstrap.unfinished import Unfinished
from desktop.settings import UiSettings
from desktop.tasks import Lanes, Running
from desktop.views.apprenticeship.register.register import columns
from desktop.views.lists.export_ports import ListJob
from desktop.views.lists.query_words import Spoken
from tests.desktop.conftest import ScriptedPrompts
from tests.desktop.test_reports import ReportOffice, frozen, opened
from tests.desktop.whole_office import WholeOffice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

ROOT = Path(__file__).parents[2]


@pytest.fixture
def office(qapp: object, tmp_path: Path) -> Iterator[WholeOffice]:
    lanes = Lanes()
    made = WholeOffice(tmp_path / "office", lanes, ScriptedPrompts())
    yield made
    lanes.close()
    made.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "导出"
    made.mkdir()
    return made


def test_sync_in_the_middle_bends_neither_filter_nor_order(
    office: WholeOffice, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The head says 状态 在教, so every row is: also those that another one ended while they were read."""
    monkeypatch.setattr(exports, "AT_ONCE", 1)
    kit = office.kit(Role.DISTRICT_REVIEWER, UiSettings(folder.parent / "settings"))
    port, query = kit.list_port(REGISTER), RegisterQuery(state="active")
    read: list[str] = []

    def rows(ids: tuple[str, ...]) -> Any:
        if not read:
            with office.factory.begin() as session:
                session.execute(update(Apprenticeship).values(state="dissolved", filing_no="X"))
        read.extend(ids)
        return port.rows(ids)

    spoken = Spoken("状态 在教", "全部")
    shown = tuple(one for one in columns() if one.kind != "none")
    job = ListJob("备案台账", "全部", shown, lambda: port.ids(query), rows, lambda row: row.id, spoken)
    target = folder / "台账.xlsx"
    count = Exports(kit).write(str(target), job, lambda *_: None, Running())
    assert count == len(read) > 3
    sheet = openpyxl.load_workbook(target).worksheets[0]
    titles = [cell.value for cell in sheet[4]]
    states = {sheet.cell(5 + at, titles.index("状态") + 1).value for at in range(count)}
    numbers = {sheet.cell(5 + at, titles.index("备案号") + 1).value for at in range(count)}
    assert states == {"在教"}
    assert "X" not in numbers
    assert port.count(query) == 0


KILLED = """
import sys
from itertools import repeat
from pathlib import Path
from core.files.saving import part_of
from core.workbooks.list_sheet import SheetColumn, write_list
from core.workbooks.sheet_book import SheetHead
from core.store.engine import open_store
from desktop.bootstrap.unfinished import Unfinished

def progress(done):
    if done >= 1500:
        print("now", flush=True)
        sys.stdin.read()

target = Path(sys.argv[2])
part = part_of(target)
with Unfinished(open_store(Path(sys.argv[1]), bytes(32))).holding(part):
    row, columns = ("陈亦舟", "420106199608210011"), [SheetColumn("学生"), SheetColumn("身份证号")]
    head = SheetHead("台账", "", "制表人：周敏")
    write_list(target, head, columns, repeat(row, 2000), progress=progress, part=part)
"""


def test_what_a_killed_program_left_is_removed_at_the_next_log_in(office: WholeOffice, folder: Path) -> None:
    target = folder / "台账.xlsx"
    target.write_bytes(b"old")
    (folder / "~mine.part").write_bytes(b"of somebody else")
    words = [sys.executable, "-c", KILLED, str(office.folder / "whole.db"), str(target)]
    with subprocess.Popen(words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline().strip() == "now"
        child.kill()
    assert len(list(folder.iterdir())) == 4, "the part and its folder lie there"
    unfinished = Unfinished(office.engine)
    assert unfinished.sweep() == 1
    assert sorted(one.name for one in folder.iterdir()) == ["~mine.part", "台账.xlsx"]
    assert target.read_bytes() == b"old"
    assert unfinished.sweep() == 0


def test_a_part_on_a_stick_that_is_out_is_removed_when_it_is_back(office: WholeOffice, folder: Path) -> None:
    unfinished, part = Unfinished(office.engine), part_of(folder / "a.xlsx")

    def pulled_out() -> None:
        with unfinished.holding(part):
            part.write_bytes(b"names")
            spill_of(part).mkdir()
            folder.rename(folder.with_name("away"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        pulled_out()
    assert unfinished.sweep() == 0
    folder.with_name("away").rename(folder)
    assert unfinished.sweep() == 1
    assert list(folder.iterdir()) == []


def test_what_came_to_its_end_is_forgotten(office: WholeOffice, folder: Path) -> None:
    unfinished = Unfinished(office.engine)
    part = part_of(folder / "a.xlsx")
    with unfinished.holding(part):
        part.write_bytes(b"x")
        part.unlink()
    part.write_bytes(b"of another program")
    assert unfinished.sweep() == 0
    assert part.exists()


def test_the_list_of_frozen_reports_is_a_list_like_others(
    qtbot: QtBot, qapp: object, tmp_path: Path, folder: Path
) -> None:
    """A6: every list exports what its filter shows."""
    lanes, target = Lanes(), folder / "报送版.xlsx"
    office = ReportOffice(tmp_path / "reports", lanes, ScriptedPrompts(save_as=str(target)))
    page = opened(qtbot, office)
    assert not page.exporting.button.isEnabled()
    frozen(qtbot, office, page)
    page.query.control("kind").setCurrentIndex(page.query.control("kind").findData("years"))
    with qtbot.waitSignal(page.rows.loaded):
        qtbot.mouseClick(page.query.go, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(page.exporting.exported, timeout=30_000):
        page.exporting.action("all").trigger()
    sheet = openpyxl.load_workbook(target).worksheets[0]
    assert sheet["A1"].value == "武昌区卫生健康局报送版"
    assert sheet["A3"].value == "条件：统计 各区年度备案情况　范围：全部"
    assert [cell.value for cell in sheet[4]][:3] == ["序号", "标题", "状态"]
    assert sheet["B5"].value == "武昌区年度备案情况（2026 年）"
    lanes.close()
    office.close()
