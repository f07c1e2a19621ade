"""A statistic that is only described has the page of every other: drill-down, proof, Excel, paper, 明细."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt

from core.commons.tables import Notice
from core.domain.values import Role
from core.figures.counts import counts
from core.figures.table import Chart, Figure, Table
from core.store.lists import one_of
from desktop.views.commons.notices import NOTICES
from desktop.views.figures.described import figures_screen
from desktop.views.papers.on_paper import set_on_paper
from tests.desktop import printed
from tests.desktop.stat_pages import press, shown_behind, texts
from tests.kit import HONGSHAN, WUCHANG

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from core.store.base import Record
    from tests.desktop.conftest import ScriptedPrompts
    from tests.desktop.offices import Office

LIST = replace(NOTICES.list, filters={**NOTICES.list.filters, "bureau": one_of("bureau")}, kept=None)
COUNTED = counts(Notice, day="created_at", opens=LIST)
TABLE = Table(
    "messages",
    "各年短信",
    columns=(Figure("messages", "短信数", "条", "当年登记的短信。", COUNTED),),
    charts=(Chart("各年短信", ("messages",)),),
    offices="区",
)
SCREEN = figures_screen(TABLE, replace(NOTICES, list=LIST), kinds=frozenset({"notice"}))


def message(number: int, bureau: str, at: str) -> Record:
    needed = (one.key for one in Notice.__mapper__.column_attrs if one.columns[0].default is None)
    values: dict[str, Any] = dict.fromkeys(needed, "x")
    values |= {"template": "approved", "recipient_role": "student", "phone": "13800000000"}
    values |= {"id": f"m{number}", "bureau": bureau, "state": "delivered", "created_at": at}
    return Notice(**(values | {"recipient_name": "陈亦舟"}))


@pytest.fixture
def filled(office: Office) -> Office:
    days = ("2025-12-31T15:00:00.000Z", "2025-12-31T17:00:00.000Z", "2026-05-06T01:00:00.000Z")
    office.add(*(message(number, WUCHANG, day) for number, day in enumerate(days)))
    office.add(message(9, HONGSHAN, days[2]))
    return office


def opened(qtbot: QtBot, office: Office, role: Role) -> Any:
    page: Any = SCREEN.make(office.desk(role))
    qtbot.addWidget(page)
    page.resize(1160, 712)
    page.show()
    page.activate()
    qtbot.waitUntil(lambda: "一致" in page.panel.card.notes.proof.text())
    return page


def test_a_district_has_its_years_and_opens_them(qtbot: QtBot, filled: Office) -> None:
    page = opened(qtbot, filled, Role.DISTRICT_REVIEWER)
    grid = page.panel.card.grid
    assert texts(grid) == [["2026 年", "2"], ["2025 年", "1"], ["合计", "3"]]
    assert page.panel.card.notes.proof.text() == "合计 3 与逐条核对的明细 3 条一致。"
    for row, (year, count) in enumerate((("2026 年", 2), ("2025 年", 1), ("全部年度", 3))):
        press(grid, row, 1)
        view = shown_behind(qtbot, page)
        assert view.sentence() == f"{year} 武昌区 短信数：{count} 条"
        assert len(view.rows.model.ids) == count
        page.back()


def test_the_city_has_its_districts_and_everything_is_written(
    qtbot: QtBot, filled: Office, prompts: ScriptedPrompts, tmp_path: Path
) -> None:
    page = opened(qtbot, filled, Role.CITY_OFFICE)
    lines = {line[0]: line[1] for line in texts(page.panel.card.grid)}
    assert (lines["武昌区"], lines["洪山区"], lines["合计"]) == ("2", "1", "3")
    prompts.save_as = str(tmp_path / "messages.xlsx")
    detailed = page.panel.outputs.detailed
    qtbot.waitUntil(detailed.button.isEnabled)
    with qtbot.waitSignal(detailed.exported, timeout=20_000):
        qtbot.mouseClick(detailed.button, Qt.MouseButton.LeftButton)
    book = load_workbook(prompts.save_as)
    assert book.sheetnames == ["各年短信", "图表", "短信数明细"]
    assert any("陈亦舟" in str(cell.value) for row in book["短信数明细"] for cell in row)
    paper = printed.read_text(set_on_paper(page.panel.table()).data)
    assert "短信数：当年登记的短信。" in paper
    page.show_preset(f"behind/messages/2026/{HONGSHAN}")
    page.activate()
    assert shown_behind(qtbot, page).sentence() == "2026 年 洪山区 短信数：1 条"
    page.show_preset("behind/other/2026/")
    assert page.behind() is not None, "no address: nothing happens"
