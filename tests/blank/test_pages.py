"""The two pages of the programme over a real store: deciding, printing, exporting, importing, figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow, QPushButton
from sqlalchemy import select

from core.applications.tables import CaseDecision
from core.blank.commands import ImportLoans, PassLoan, RefuseLoan
from core.blank.imports import OLD_LOANS
from core.blank.tables import Loan
from core.domain.dictionaries import load_dictionaries
from core.domain.values import CaseState, Role
from core.imports.books import write_template
from desktop.views.blank.pages import PAGES
from desktop.views.imports.import_dialog import ImportDialog
from desktop.views.papers.preview import PreviewDialog
from tests.blank.world import submitted
from tests.desktop.stat_pages import press, shown_behind, texts
from tests.kit import HONGSHAN

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from tests.blank.world import LoanOffice
    from tests.kit import World

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
LIST, FIGURES = PAGES


def opened(qtbot: QtBot, office: LoanOffice, role: Role, count: int) -> Any:
    """The list in a window, with so many rows."""
    page: Any = LIST.make(office.desk(role))
    window = QMainWindow()
    window.resize(1366, 768)
    window.setCentralWidget(page)
    qtbot.addWidget(window)
    window.show()
    page.activate()
    page.window_of_test = window
    qtbot.waitUntil(lambda: len(page.rows.model.ids) == count and (count == 0 or bool(page.current())))
    return page


def click(qtbot: QtBot, page: Any, name: str) -> None:
    button = page.window().findChild(QPushButton, name)
    qtbot.waitUntil(button.isEnabled)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def loans(office: LoanOffice) -> list[Loan]:
    with office.factory() as session:
        return list(session.scalars(select(Loan).order_by(Loan.id)))


def test_two_desks_pass_a_loan_one_after_the_other(qtbot: QtBot, office: LoanOffice) -> None:
    office.fill(submitted)
    page = opened(qtbot, office, Role.DISTRICT_REVIEWER, 1)
    with qtbot.waitSignal(page.told) as told:
        click(qtbot, page, "loans.pass")
    assert told.args == ["ok", "已通过。"]
    qtbot.waitUntil(lambda: page.current() is not None and page.current().stage == "city")
    city = opened(qtbot, office, Role.CITY_OFFICE, 1)
    with qtbot.waitSignal(city.told):
        click(qtbot, city, "loans.pass")
    assert [type(one) for one in office.decided] == [PassLoan, PassLoan]
    assert [loan.state for loan in loans(office)] == [CaseState.APPROVED]
    with office.factory() as session:
        assert list(session.scalars(select(CaseDecision.stage))) == ["district", "city"]


def test_a_desk_refuses_with_a_reason_and_an_error_stays(
    qtbot: QtBot, office: LoanOffice, prompts: Any
) -> None:
    office.fill(submitted)
    prompts.reason = "仪器已借出"
    page = opened(qtbot, office, Role.DISTRICT_REVIEWER, 1)
    with qtbot.waitSignal(page.told):
        click(qtbot, page, "loans.refuse")
    assert isinstance(office.decided[0], RefuseLoan)
    with qtbot.waitSignal(page.problem) as problem:
        click(qtbot, page, "loans.pass")
    assert problem.args[0].code == "ALREADY_DECIDED"


def test_who_may_not_decide_has_no_button(qtbot: QtBot, office: LoanOffice) -> None:
    page = opened(qtbot, office, Role.DISTRICT_VIEWER, 0)
    names = {one.objectName() for one in page.findChildren(QPushButton)}
    assert not names & {"loans.pass", "loans.refuse", "loans.import"}
    assert "loans.print" in names


def test_the_paper_of_a_row_is_shown(qtbot: QtBot, office: LoanOffice) -> None:
    office.fill(submitted)
    page = opened(qtbot, office, Role.CITY_COMMISSION, 1)
    page.papers.refresh()
    (action,) = page.papers.actions
    assert (action.objectName(), action.isEnabled()) == ("loans.print_loan", True)
    action.trigger()
    dialog = page.window().findChild(PreviewDialog)
    with qtbot.waitSignal(dialog.ready, timeout=60_000):
        pass
    dialog.close()


def test_the_list_is_exported_with_what_was_asked(
    qtbot: QtBot, office: LoanOffice, prompts: Any, tmp_path: Path
) -> None:
    office.fill(lambda world: [submitted(world, name) for name in ("陈亦舟", "何静怡")])
    page = opened(qtbot, office, Role.CITY_OFFICE, 2)
    page.query.control("text").setText("陈亦")
    page.query.control("bureau").setCurrentIndex(page.query.control("bureau").findText("武昌区"))
    page.query.ask()
    qtbot.waitUntil(lambda: len(page.rows.model.ids) == 1)
    prompts.save_as = str(tmp_path / "loans.xlsx")
    qtbot.waitUntil(page.exporting.button.isEnabled)
    with qtbot.waitSignal(page.exporting.exported, timeout=60_000):
        page.exporting.action("all").trigger()
    rows = openpyxl.load_workbook(prompts.save_as).worksheets[0].iter_rows(values_only=True)
    words = "\n".join(str(cell) for row in rows for cell in row if cell)
    assert "关键词 陈亦；区 武昌区" in words
    assert "陈亦舟" in words
    assert "何静怡" not in words


def test_a_list_of_before_is_imported(qtbot: QtBot, office: LoanOffice, prompts: Any, tmp_path: Path) -> None:
    path = tmp_path / "old.xlsx"
    write_template(path, OLD_LOANS, load_dictionaries())
    book = openpyxl.load_workbook(path)
    for row in (
        ("陈亦舟", "旧-1", "2023-05-06"),
        ("何静怡", "旧-1", "2023-05-06"),
        ("吴思远", "旧-2", "2030-01-01"),
    ):
        book.worksheets[0].append(row)
    book.save(path)
    prompts.files = [str(path)]
    page = opened(qtbot, office, Role.DISTRICT_REVIEWER, 0)
    for _ in range(2):
        click(qtbot, page, "loans.import")
        dialog = next(one for one in page.window().findChildren(ImportDialog) if one.isVisible())
        dialog.choose()
        qtbot.waitUntil(lambda dialog=dialog: dialog.stack.currentWidget() is dialog.shown, timeout=60_000)
        if loans(office):
            assert [row.verdict for row in dialog.rows()] == ["same", "wrong", "wrong"]
            dialog.reject()
            continue
        assert [row.reason for row in dialog.rows()] == ["", "编号 旧-1 在文件中重复", "通过日期晚于今天"]
        with qtbot.waitSignal(page.told):
            dialog.accept()
    assert isinstance(office.decided[0], ImportLoans)
    assert [(one.filing_no, one.state, one.decided_at) for one in loans(office)] == [
        ("旧-1", CaseState.APPROVED, "2023-05-05T16:00:00.000Z")
    ]


def test_the_figure_opens_the_list_behind_it(qtbot: QtBot, office: LoanOffice) -> None:
    def passed(world: World) -> None:
        for name, district in (("陈亦舟", ""), ("何静怡", HONGSHAN)):
            loan_id = submitted(world, name, *filter(None, [district]))
            reviewer = world.reviewer(*filter(None, [district]))
            world.run(PassLoan(loan_id, 1, paper_seen=True), reviewer)
            world.run(PassLoan(loan_id, 1, paper_seen=True), world.city())

    office.fill(passed)
    page: Any = FIGURES.make(office.desk(Role.CITY_OFFICE))
    qtbot.addWidget(page)
    page.resize(1160, 712)
    page.show()
    page.activate()
    qtbot.waitUntil(lambda: "一致" in page.panel.card.notes.proof.text())
    lines = {line[0]: line[1] for line in texts(page.panel.card.grid)}
    assert (lines["武昌区"], lines["洪山区"], lines["合计"]) == ("1", "1", "2")
    place = list(lines).index("武昌区")
    press(page.panel.card.grid, place, 1)
    view = shown_behind(qtbot, page)
    assert view.sentence() == "2026 年 武昌区 通过数：1 件"
    assert [row.name for row in map(view.rows.model.row_at, range(1))] == ["陈亦舟"]
