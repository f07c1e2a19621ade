"""导出含明细: the workbook of a statistic with the records behind its totals, which agree (issue 4)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy
from sqlalchemy import update

from core.apprenticeship.figures.years import YearsQuery
from core.apprenticeship.tables import Apprenticeship
from desktop.tasks import Lanes
from tests.desktop.stat_office import CITY, DISTRICT, VIEWER, StatOffice
from tests.desktop.stat_pages import open_page, texts
from tests.kit import HONGSHAN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet
    from pytestqt.qtbot import QtBot

    from core.domain.values import Role
    from tests.desktop.conftest import ScriptedPrompts

LEFT = Qt.MouseButton.LeftButton
HEADER = 4
"""Row of the column titles of a list."""
YEARS = ("备案总数", "可考核总数", "当年提交数", "当年备案数", "当年考核数", "当年合格数")
FULL_NUMBER = re.compile(r"\d{17}[\dX]")


@pytest.fixture
def office(qapp: object, tmp_path: Path, prompts: ScriptedPrompts) -> Iterator[StatOffice]:
    lanes = Lanes()
    made = StatOffice(tmp_path / "office", lanes, prompts)
    yield made
    assert lanes.close()
    made.close()


def exported(qtbot: QtBot, panel: Any, prompts: ScriptedPrompts, path: Path) -> Workbook:
    """Press 导出含明细 and read what was saved."""
    prompts.save_as = str(path)
    detailed = panel.outputs.detailed
    qtbot.waitUntil(detailed.button.isEnabled)
    with qtbot.waitSignal(detailed.exported, timeout=20_000):
        qtbot.mouseClick(detailed.button, LEFT)
    assert "（含明细）" in prompts.asked[-1][1]
    return load_workbook(path)


def listed(sheet: Worksheet) -> list[dict[str, Any]]:
    """The rows of a list by their column titles; its last line says how many they are."""
    rows = [list(row) for row in sheet.iter_rows(min_row=HEADER, values_only=True)]
    found = [dict(zip(rows[0], row, strict=True)) for row in rows[1:] if isinstance(row[0], int)]
    assert rows[-1][0] == f"合计：{len(found):,} 条"
    return found


def totals(sheet: Worksheet) -> dict[str, Any]:
    """The last line of figures in a statistic, by column titles: the total, or the only row."""
    rows = [list(row) for row in sheet.iter_rows(min_row=HEADER, values_only=True)]
    figures = [row for row in rows[1:] if len(row) > 1 and isinstance(row[1], int)]
    return dict(zip(rows[0], figures[-1], strict=True))


@pytest.mark.parametrize("role", [CITY, VIEWER])
def test_every_total_of_a_year_has_its_list(
    qtbot: QtBot,
    office: StatOffice,
    prompts: ScriptedPrompts,
    tmp_path: Path,
    picture: Callable[..., None],
    role: Role,
) -> None:
    """As many rows as the total says, the numbers of persons masked, and a district sees its own only."""
    page = open_page(qtbot, office, role, "years")
    picture(page, f"years-detailed-{role}")
    page.ask(YearsQuery(2026))
    qtbot.waitUntil(lambda: "2026 年" in page.panel.card.caption.text())
    book = exported(qtbot, page.panel, prompts, tmp_path / "years.xlsx")
    assert book.sheetnames[0] == "各区年度备案情况"
    assert book.sheetnames[2:] == [f"{name}明细" for name in YEARS]
    shown = totals(book.worksheets[0])
    for name in YEARS:
        assert len(listed(book[f"{name}明细"])) == shown[name], name
    assert shown["备案总数"] > 2
    studies = listed(book["备案总数明细"])
    assert all("*" in row["身份证号"] for row in studies)
    assert len({row["备案号"] for row in studies}) == len(studies)
    words = "\n".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)
    assert not FULL_NUMBER.search(words)
    assert ("洪山区中医医院" in words) is (role is CITY)


def test_passes_and_teachers_have_theirs(
    qtbot: QtBot, office: StatOffice, prompts: ScriptedPrompts, tmp_path: Path
) -> None:
    page = open_page(qtbot, office, CITY, "passes")
    page.choose(1)
    book = exported(qtbot, page.panel, prompts, tmp_path / "passes.xlsx")
    lists = [listed(book[name]) for name in book.sheetnames if name.endswith("明细")]
    shown = totals(book.worksheets[0])
    assert [len(one) for one in lists] == [shown["考核人次"], shown["合格人次合计"]]
    page = open_page(qtbot, office, CITY, "teachers")
    page.choose(1)
    book = exported(qtbot, page.panel, prompts, tmp_path / "teachers.xlsx")
    shown = totals(book.worksheets[0])
    assert len(listed(book["在教学生明细"])) == shown["在教"]
    assert len(listed(book["带教老师明细"])) == shown["带教老师"]


def test_what_sync_changed_since_is_said_and_nothing_is_saved(
    qtbot: QtBot, office: StatOffice, prompts: ScriptedPrompts, tmp_path: Path
) -> None:
    """The table is of the moment of the query, the lists of that of the export: they have to agree."""
    page = open_page(qtbot, office, DISTRICT, "years")
    detailed = page.panel.outputs.detailed
    qtbot.waitUntil(detailed.button.isEnabled)
    with office.factory.begin() as session:
        session.execute(
            update(Apprenticeship).where(Apprenticeship.filed_on > "2026").values(bureau=HONGSHAN)
        )
    prompts.save_as = str(tmp_path / "years.xlsx")
    problems = QSignalSpy(page.problem)
    qtbot.mouseClick(detailed.button, LEFT)
    qtbot.waitUntil(lambda: problems.count() == 1)
    error = problems.at(0)[0]
    assert (error.code, "重新查询" in error.message) == ("FIGURES_CHANGED", True)
    assert [one.name for one in tmp_path.iterdir() if one.is_file()] == []
    before = texts(page.panel.card.grid)
    page.load()
    qtbot.waitUntil(lambda: texts(page.panel.card.grid) != before)
    exported(qtbot, page.panel, prompts, tmp_path / "years.xlsx")


def test_an_empty_statistic_has_no_lists(qtbot: QtBot, office: StatOffice) -> None:
    page = open_page(qtbot, office, DISTRICT, "passes")
    page.choose(1)
    page.ask(msgspec.structs.replace(page.asked, year=1999))
    qtbot.waitUntil(lambda: page.panel.card.empty.isVisible())
    qtbot.waitUntil(page.panel.outputs.paper.isEnabled)
    assert not page.panel.outputs.detailed.button.isEnabled()
