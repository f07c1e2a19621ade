"""D3 传承解除审核备案 over a real store, by keyboard and mouse: the page of filings for the other kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from core.apprenticeship.commands.filing import ApproveDissolution, ResubmitDissolution, ReturnFiling
from core.apprenticeship.tables import Apprenticeship, Filing
from core.domain.values import ReturnItem, Role
from desktop.views.apprenticeship.review.decision_dialogs import ApproveDialog, ReturnDialog
from tests import kit

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from core.actions import Actor
    from desktop.views.apprenticeship.review.filings import FilingsPage
    from tests.desktop.offices import Office

DISSOLVE, ESTABLISH = "dissolutions", "filings"


@dataclass
class Asked:
    """One teacher with three students who are taught; the first two ask to dissolve: `asked` are those
    filings, `originals` the ones that established all three.
    """

    office: Office
    students: list[Actor]
    studies: list[str]
    originals: list[str]
    asked: list[str]

    def study(self, number: int) -> tuple[str, str]:
        with self.office.factory() as session:
            row = session.get_one(Apprenticeship, self.studies[number])
            return row.state, row.ended_on

    def filing(self, number: int) -> Filing:
        with self.office.factory() as session:
            return session.get_one(Filing, self.asked[number])


@pytest.fixture
def case(office: Office) -> Asked:
    def fill(world: kit.World) -> Asked:
        teacher = world.teacher(1)
        made = [world.filed(number, teacher) for number in (1, 2, 3)]
        students = [student for _, student in made]
        studies = [world.approve(filing_id) for filing_id, _ in made]
        asked = [world.dissolve(students[n], studies[n], proofs=kit.proofs(2, f"d{n}")) for n in (0, 1)]
        return Asked(office, students, studies, [filing_id for filing_id, _ in made], asked)

    return office.fill(fill)


@pytest.fixture
def make(qtbot: QtBot, case: Asked) -> Callable[..., FilingsPage]:
    def made(key: str = DISSOLVE, role: Role = Role.DISTRICT_REVIEWER) -> FilingsPage:
        page: FilingsPage = case.office.page(key, role)
        qtbot.addWidget(page)
        page.resize(1160, 712)
        page.show()
        page.activate()
        page.activateWindow()
        qtbot.waitUntil(page.isActiveWindow)
        return page

    return made


def opened(qtbot: QtBot, page: FilingsPage, id_: str) -> None:
    page.open_record(id_)
    qtbot.waitUntil(lambda: page.bench.current_id() == id_)


def look(qtbot: QtBot, page: FilingsPage) -> None:
    """Look at the two pages of proof, which come first, with the keyboard's next key of the strip."""
    bench = page.bench
    for place in (0, 1):
        bench.viewer.show_place(place)
        digest = bench.viewer.pages()[place].sha256
        qtbot.waitUntil(lambda digest=digest: digest in bench.viewer.shown())


def dialog(kind: type[ApproveDialog] | type[ReturnDialog]) -> Any:
    (found,) = [one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible()]
    return found


def test_each_page_lists_its_own_kind(qtbot: QtBot, make: Callable[..., FilingsPage], picture: Any) -> None:
    page = make()
    assert (page.key, page.title) == ("dissolutions", "传承解除审核备案")
    qtbot.waitUntil(lambda: page.list.rows.model.rowCount() == 2)
    qtbot.waitUntil(lambda: page.list.counts.text() == "共 2 条，待审核 2 条")
    picture(page, "dissolutions-list")
    other = make(ESTABLISH)
    other.show_preset("all")
    qtbot.waitUntil(lambda: other.list.rows.model.rowCount() == 3)


def test_the_workbench_shows_what_is_dissolved(
    qtbot: QtBot, case: Asked, make: Callable[..., FilingsPage], picture: Any
) -> None:
    page = make()
    opened(qtbot, page, case.asked[0])
    facts = page.bench.facts
    assert [facts.tabs.tabText(n) for n in range(facts.tabs.count())] == [
        "解除", "学生", "老师", "公证", "历史",
    ]  # fmt: skip
    assert facts.number.text() == "WC-J-2026-0001"
    assert facts.dissolution.reason.text() == "双方协商一致"
    assert "在教 3 → 2，上限 4 名，解除后还可带 2 名" in facts.dissolution.effect.text()
    shown = [facts.dissolution.grid.field(f"dissolution.{name}") for name in ("original_no", "filed_on")]
    assert [one.text() for one in shown] == ["WC-2026-0001", "2026-11-20"]  # type: ignore[attr-defined]
    assert [one.label for one in page.bench.viewer.pages()][:3] == ["解除证明", "解除证明", "身份证正面"]
    assert page.bench.checks.summary.text() == "1 项通过"
    assert page.bench.buttons.approve.accessibleName() == "通过解除"
    look(qtbot, page)
    picture(page, "dissolutions-review")


def test_f9_approves_once_the_proofs_were_seen(
    qtbot: QtBot, office: Office, case: Asked, make: Callable[..., FilingsPage]
) -> None:
    page = make()
    opened(qtbot, page, case.asked[0])
    look(qtbot, page)
    with qtbot.waitSignal(page.told) as told:
        qtbot.keyClick(page.bench.viewer.panes[0].canvas, Qt.Key.Key_F9)
    assert told.args == ["ok", "已通过解除，待上报（未生效）"]
    assert isinstance(office.decided[0], ApproveDissolution)
    assert case.study(0) == ("dissolved", "2026-11-20")


def test_who_comes_back_to_a_workbench_without_work_finds_the_list(
    qtbot: QtBot, case: Asked, make: Callable[..., FilingsPage]
) -> None:
    page = make()
    opened(qtbot, page, case.asked[0])
    page.activate()
    page.hide()
    page.show()
    page.activate()
    assert page.bench.isVisible(), "a filing that is still open stays on the screen"
    for id_ in case.asked:
        opened(qtbot, page, id_)
        page.activate()
        page.bench.opinion.set_text("解除证明不符合要求，不予解除。")
        with qtbot.waitSignal(page.told):
            qtbot.mouseClick(page.bench.buttons.refuse, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(page.bench.nothing.isVisible)
    page.hide()
    page.show()
    page.activate()
    assert page.list.isVisible()


def test_unseen_proofs_are_asked_for(qtbot: QtBot, case: Asked, make: Callable[..., FilingsPage]) -> None:
    page = make()
    opened(qtbot, page, case.asked[0])
    qtbot.mouseClick(page.bench.buttons.approve, Qt.MouseButton.LeftButton)
    asked = dialog(ApproveDialog)
    assert asked.windowTitle() == "通过解除前请确认"
    assert not asked.ok.isEnabled()
    asked.paper.click()
    with qtbot.waitSignal(page.told):
        qtbot.mouseClick(asked.ok, Qt.MouseButton.LeftButton)
    assert case.study(0)[0] == "dissolved"


def test_f8_refuses_and_the_apprenticeship_stays(
    qtbot: QtBot, office: Office, case: Asked, make: Callable[..., FilingsPage]
) -> None:
    page = make()
    opened(qtbot, page, case.asked[0])
    qtbot.keyClick(page.bench.viewer.panes[0].canvas, Qt.Key.Key_F8)
    assert "不予解除须填写审核意见" in page.bench.opinion.error.text()
    page.bench.opinion.set_text("解除证明不符合要求，不予解除。")
    with qtbot.waitSignal(page.told) as told:
        qtbot.mouseClick(page.bench.buttons.refuse, Qt.MouseButton.LeftButton)
    assert told.args[1] == "已不予解除，待上报（未生效）"
    assert "保持在教" in office.prompts.asked[0][1]
    assert case.study(0) == ("active", "")


def test_f7_returns_items_of_the_dissolution_only(
    qtbot: QtBot, case: Asked, make: Callable[..., FilingsPage]
) -> None:
    page = make()
    opened(qtbot, page, case.asked[0])
    qtbot.keyClick(page.bench.viewer.panes[0].canvas, Qt.Key.Key_F7)
    asked = dialog(ReturnDialog)
    assert list(asked.rows) == [
        "dissolution.dissolved_on", "dissolution.reason", "dissolution.dissolution_proof",
    ]  # fmt: skip
    asked.rows["dissolution.dissolution_proof"].box.click()
    with qtbot.waitSignal(page.told):
        qtbot.mouseClick(asked.ok, Qt.MouseButton.LeftButton)
    assert case.filing(0).state == "returned"
    assert case.study(0) == ("active", "")


def test_a_resubmission_shows_its_changes_first(
    qtbot: QtBot, office: Office, case: Asked, make: Callable[..., FilingsPage]
) -> None:
    item = ReturnItem("dissolution.dissolution_proof", "解除证明缺页，请按页码补齐。")
    again = ResubmitDissolution(case.asked[0], 1, proofs=kit.proofs(3, "new"))
    with office.writing() as world:
        world.run(ReturnFiling(case.asked[0], 1, (item,)), world.reviewer())
        world.run(again, case.students[0])
    page = make()
    opened(qtbot, page, case.asked[0])
    assert [page.bench.facts.tabs.tabText(n) for n in (0, 1)] == ["变更", "解除"]
    assert len(page.bench.facts.changes.buttons) == 3


def test_a_filing_of_the_other_kind_goes_to_its_page(
    qtbot: QtBot, case: Asked, make: Callable[..., FilingsPage]
) -> None:
    page = make(ESTABLISH)
    with qtbot.waitSignal(page.open_page) as asked:
        page.open_record(case.asked[0])
    assert asked.args == ["dissolutions:record", case.asked[0]]
    with qtbot.waitSignal(page.open_page) as asked:
        page.decide_again(case.asked[1], "op-1")
    assert asked.args == ["dissolutions:again", f"{case.asked[1]} op-1"]
    back = make(DISSOLVE)
    with qtbot.waitSignal(back.open_page) as asked:
        back.open_record(case.originals[0])
    assert asked.args == ["filings:record", case.originals[0]]


def test_a_viewer_has_no_buttons_to_decide(
    qtbot: QtBot, office: Office, case: Asked, make: Callable[..., FilingsPage]
) -> None:
    page = make(role=Role.DISTRICT_VIEWER)
    opened(qtbot, page, case.asked[0])
    assert not any(button.isVisible() for button in page.bench.buttons.deciding)
    qtbot.keyClick(page.bench.viewer.panes[0].canvas, Qt.Key.Key_F9)
    assert office.decided == []


def test_an_unpublished_score_is_shown_and_confirmed(
    qtbot: QtBot, office: Office, case: Asked, make: Callable[..., FilingsPage]
) -> None:
    with office.writing() as world:
        world.session.get_one(Apprenticeship, case.studies[0]).unpublished_scores = 1
    page = make()
    opened(qtbot, page, case.asked[0])
    look(qtbot, page)
    qtbot.keyClick(page.bench.viewer.panes[0].canvas, Qt.Key.Key_F9)
    with qtbot.waitSignal(page.told):
        qtbot.keyClick(dialog(ApproveDialog).ok, Qt.Key.Key_Return)
    assert case.study(0)[0] == "dissolved"
