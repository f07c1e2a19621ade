"""An id number typed into the query of a statistic finds its person and is repeated nowhere (T10)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt

from desktop.tasks import Lanes
from desktop.views.figures.grid import number
from desktop.views.papers.on_paper import set_on_paper
from tests import kit
from tests.desktop import printed
from tests.desktop.stat_office import CITY, DISTRICT, StatOffice
from tests.desktop.stat_pages import open_page, press, shown_behind, texts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QLineEdit
    from pytestqt.qtbot import QtBot

    from tests.desktop.conftest import ScriptedPrompts

HIDDEN = "[身份证号]"
TEACHER = kit.teacher_data(71).id_number
STUDENT = kit.student_data(710).id_number


@pytest.fixture
def office(qapp: object, tmp_path: Path, prompts: ScriptedPrompts) -> Iterator[StatOffice]:
    lanes = Lanes()
    made = StatOffice(tmp_path / "office", lanes, prompts)
    yield made
    assert lanes.close()
    made.close()


def typed(qtbot: QtBot, page: Any, field: QLineEdit, text: str, count: int) -> None:
    """Type into a field and wait for the list it gives."""
    field.setText(text)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.rows.footer.text() == f"共 {count} 条")


def written(path: Path) -> str:
    """All texts of a workbook."""
    return "\n".join(str(cell.value) for sheet in load_workbook(path) for row in sheet for cell in row)


def exported(qtbot: QtBot, export: Any, prompts: ScriptedPrompts, path: Path) -> str:
    """Press 导出 and give what the workbook says."""
    prompts.save_as = str(path)
    qtbot.waitUntil(export.button.isEnabled)
    with qtbot.waitSignal(export.exported, timeout=20_000):
        if export.button.menu() is None:
            qtbot.mouseClick(export.button, Qt.MouseButton.LeftButton)
        else:
            export.action("all").trigger()
    return written(path)


def on_paper(qtbot: QtBot, outputs: Any) -> str:
    """What the print of a statistic says."""
    qtbot.waitUntil(outputs.paper.isEnabled)
    return printed.read_text(set_on_paper(outputs._make()).data)


def test_teachers_by_number(
    qtbot: QtBot, office: StatOffice, prompts: ScriptedPrompts, tmp_path: Path
) -> None:
    page = open_page(qtbot, office, DISTRICT, "teachers")
    typed(qtbot, page, page.query.control("teacher"), TEACHER, 1)
    book = exported(qtbot, page.exporting, prompts, tmp_path / "teachers.xlsx")
    assert f"老师：{HIDDEN}" in book
    paper = on_paper(qtbot, page.outputs)
    assert f"老师：{HIDDEN}" in paper
    assert "孙伯言" in book
    assert "孙伯言" in paper
    assert TEACHER not in book + paper
    typed(qtbot, page, page.query.control("place"), TEACHER, 0)
    qtbot.waitUntil(lambda: f"老师：{HIDDEN}；执业地：{HIDDEN}" in on_paper(qtbot, page.outputs))


@pytest.mark.parametrize(
    ("field", "asked", "label"), [("teacher", TEACHER, "老师"), ("student", STUDENT, "学生")]
)
def test_passes_by_number(
    qtbot: QtBot,
    office: StatOffice,
    prompts: ScriptedPrompts,
    tmp_path: Path,
    field: str,
    asked: str,
    label: str,
) -> None:
    page = open_page(qtbot, office, CITY, "passes")
    typed(qtbot, page, page.query.control(field), asked, 2)
    book = exported(qtbot, page.exporting, prompts, tmp_path / "passes.xlsx")
    page.choose(1)
    panel = page.panel
    qtbot.waitUntil(panel.outputs.detailed.button.isEnabled)
    assert f"{label}：{HIDDEN}" in panel.card.caption.text()
    detailed = exported(qtbot, panel.outputs.detailed, prompts, tmp_path / "detailed.xlsx")
    paper = on_paper(qtbot, panel.outputs)
    assert all(f"{label}：{HIDDEN}" in one for one in (book, detailed, paper))
    assert f"{label}“{HIDDEN}” 历年合格数" in detailed, "heads of the details"
    lines = texts(panel.card.grid)
    at = next(place for place, text in enumerate(lines[-1]) if number(text))
    press(panel.card.grid, len(lines) - 1, at)
    view = shown_behind(qtbot, page)
    assert f"{label}“{HIDDEN}”" in view.sentence()
    behind = exported(qtbot, view.exporting, prompts, tmp_path / "behind.xlsx")
    named = view.rows.table.accessibleName()
    assert asked not in "\n".join((book, detailed, paper, view.sentence(), behind, named))
