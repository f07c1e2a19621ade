"""D3 传承解除审核备案 over a real store, by keyboard and mouse: the page of filings for the other kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from core.actions import execute
from core.apprenticeship import rules
from core.apprenticeship.commands.filing import ApproveDissolution, ResubmitDissolution, ReturnFiling
from core.apprenticeship.lists.detail import filing_detail
from core.apprenticeship.lists.filings import FILINGS
from core.apprenticeship.tables import Apprenticeship, Filing
from core.apprenticeship.words.values import FilingKind
from core.domain.clock import parse_day
from core.domain.values import ReturnItem
from core.store.engine import open_store, reading, session_factory
from core.store.migrations import migrate
from desktop.bootstrap.business import Judge
from desktop.tasks import Lanes
from desktop.views.apprenticeship.review.decision_dialogs import ApproveDialog, ReturnDialog
from desktop.views.apprenticeship.review.filings import FilingsPage
from desktop.views.apprenticeship.review.review_ports import FilingsPorts, Judging, ReviewPorts, ReviewQueue
from desktop.views.lists.ports import ListPort
from sync.migrations import PC_VERSIONS
from tests import kit
from tests.core.store.samples import given_on
from tests.desktop import filed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date
    from pathlib import Path

    from pytestqt.qtbot import QtBot
    from sqlalchemy import Engine

    from core.apprenticeship.lists.detail import FilingDetail
    from core.apprenticeship.lists.filings import FilingQuery
    from core.domain.commands.base import Command
    from core.domain.workdays import Remaining
    from tests.desktop.conftest import ScriptedPrompts

DISSOLVE, ESTABLISH = FilingKind.DISSOLVE, FilingKind.ESTABLISH


class Office:
    """One teacher with three students who are taught; the first two ask to dissolve."""

    def __init__(self, engine: Engine, lanes: Lanes, prompts: ScriptedPrompts) -> None:
        self.engine, self.lanes, self.prompts = engine, lanes, prompts
        self.factory = session_factory(engine)
        self.scan = filed.scan("样例")
        self.taken: list[Command] = []
        with self.factory.begin() as session:
            self.world = kit.World(session)
            teacher = self.world.teacher(1)
            made = [self.world.filed(number, teacher) for number in (1, 2, 3)]
            self.studies = [self.world.approve(filing_id) for filing_id, _ in made]
            self.students = [student for _, student in made]
            self.originals = [filing_id for filing_id, _ in made]
            self.asked = [
                self.world.dissolve(self.students[n], self.studies[n], proofs=kit.proofs(2, f"d{n}"))
                for n in (0, 1)
            ]
        self.given = given_on(self.world.today)

    def today(self) -> date:
        return self.world.today

    def run(self, command: Command, actor: Any) -> None:
        with self.factory.begin() as session:
            execute(session, command, self.world.context(actor))

    def decide(self, command: Command, version: int, supersedes: str) -> object:
        with self.factory.begin() as session:
            context = self.world.context(self.world.reviewer(), settles=False)
            made = execute(session, command, context)
        self.taken.append(command)
        return made

    def remaining(self, due_on: str) -> Remaining | None:
        day = parse_day(due_on)
        return self.world.setting.calendar.remaining(day, self.today()) if day else None

    def detail(self, id_: str) -> FilingDetail | None:
        with self.factory() as session:
            return filing_detail(session, id_)

    def study(self, number: int) -> tuple[str, str]:
        with self.factory() as session:
            row = session.get_one(Apprenticeship, self.studies[number])
            return row.state, row.ended_on

    def filing(self, number: int) -> Filing:
        with self.factory() as session:
            return session.get_one(Filing, self.asked[number])

    def listing(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def run(query: FilingQuery, *more: Any) -> Any:
            with reading(self.engine) as source:
                return function(source, query, *more, given=self.given)

        return run

    def rows(self, ids: tuple[str, ...]) -> Any:
        with reading(self.engine) as source:
            return FILINGS.rows(source, ids)

    def page(self, kind: FilingKind, may_decide: bool = True) -> FilingsPage:
        judge = Judge(self.world.setting, self, kind)  # type: ignore[arg-type]
        queue, memory = ReviewQueue(), filed.Memory()
        port = ListPort(
            self.lanes.reader,
            self.listing(FILINGS.first_page),
            self.listing(FILINGS.ids),
            self.rows,
            self.listing(FILINGS.count),
        )
        review = ReviewPorts(
            reader=self.lanes.reader,
            writer=self.lanes.writer,
            images=(self.lanes.network,),
            detail=self.detail,
            decide=self.decide,
            image=lambda _: self.scan,
            image_again=lambda _: self.scan,
            judging=Judging(judge.filing, judge.returning, judge.refusing, judge.opinion, rules.summary),
            remaining=self.remaining,
            dictionaries=self.world.setting.dictionaries,
            prompts=self.prompts,
            reveal=lambda *_: None,
            memory=memory,
            queue=queue,
            may_decide=may_decide,
            kind=kind,
        )
        return FilingsPage(FilingsPorts(port, self.remaining, memory, queue, may_decide, kind), review)


@pytest.fixture
def office(tmp_path: Path, qapp: object, prompts: ScriptedPrompts) -> Iterator[Office]:
    engine = open_store(tmp_path / "store", b"\1" * 32)
    migrate(engine, [PC_VERSIONS])
    lanes = Lanes()
    yield Office(engine, lanes, prompts)
    assert lanes.close()
    engine.dispose()


@pytest.fixture
def make(qtbot: QtBot, office: Office) -> Callable[..., FilingsPage]:
    def made(kind: FilingKind = DISSOLVE, **more: Any) -> FilingsPage:
        page = office.page(kind, **more)
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
    qtbot: QtBot, office: Office, make: Callable[..., FilingsPage], picture: Any
) -> None:
    page = make()
    opened(qtbot, page, office.asked[0])
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
    qtbot: QtBot, office: Office, make: Callable[..., FilingsPage]
) -> None:
    page = make()
    opened(qtbot, page, office.asked[0])
    look(qtbot, page)
    with qtbot.waitSignal(page.told) as told:
        qtbot.keyClick(page.bench.viewer.panes[0].canvas, Qt.Key.Key_F9)
    assert told.args == ["ok", "已通过解除，待上报（未生效）"]
    assert isinstance(office.taken[0], ApproveDissolution)
    assert office.study(0) == ("dissolved", "2026-11-20")


def test_who_comes_back_to_a_workbench_without_work_finds_the_list(
    qtbot: QtBot, office: Office, make: Callable[..., FilingsPage]
) -> None:
    page = make()
    opened(qtbot, page, office.asked[0])
    page.activate()
    page.hide()
    page.show()
    page.activate()
    assert page.bench.isVisible(), "a filing that is still open stays on the screen"
    for id_ in office.asked:
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


def test_unseen_proofs_are_asked_for(qtbot: QtBot, office: Office, make: Callable[..., FilingsPage]) -> None:
    page = make()
    opened(qtbot, page, office.asked[0])
    qtbot.mouseClick(page.bench.buttons.approve, Qt.MouseButton.LeftButton)
    asked = dialog(ApproveDialog)
    assert asked.windowTitle() == "通过解除前请确认"
    assert not asked.ok.isEnabled()
    asked.paper.click()
    with qtbot.waitSignal(page.told):
        qtbot.mouseClick(asked.ok, Qt.MouseButton.LeftButton)
    assert office.study(0)[0] == "dissolved"


def test_f8_refuses_and_the_apprenticeship_stays(
    qtbot: QtBot, office: Office, make: Callable[..., FilingsPage]
) -> None:
    page = make()
    opened(qtbot, page, office.asked[0])
    qtbot.keyClick(page.bench.viewer.panes[0].canvas, Qt.Key.Key_F8)
    assert "不予解除须填写审核意见" in page.bench.opinion.error.text()
    page.bench.opinion.set_text("解除证明不符合要求，不予解除。")
    with qtbot.waitSignal(page.told) as told:
        qtbot.mouseClick(page.bench.buttons.refuse, Qt.MouseButton.LeftButton)
    assert told.args[1] == "已不予解除，待上报（未生效）"
    assert "保持在教" in office.prompts.asked[0][1]
    assert office.study(0) == ("active", "")


def test_f7_returns_items_of_the_dissolution_only(
    qtbot: QtBot, office: Office, make: Callable[..., FilingsPage]
) -> None:
    page = make()
    opened(qtbot, page, office.asked[0])
    qtbot.keyClick(page.bench.viewer.panes[0].canvas, Qt.Key.Key_F7)
    asked = dialog(ReturnDialog)
    assert list(asked.rows) == [
        "dissolution.dissolved_on", "dissolution.reason", "dissolution.dissolution_proof",
    ]  # fmt: skip
    asked.rows["dissolution.dissolution_proof"].box.click()
    with qtbot.waitSignal(page.told):
        qtbot.mouseClick(asked.ok, Qt.MouseButton.LeftButton)
    assert office.filing(0).state == "returned"
    assert office.study(0) == ("active", "")


def test_a_resubmission_shows_its_changes_first(
    qtbot: QtBot, office: Office, make: Callable[..., FilingsPage]
) -> None:
    item = ReturnItem("dissolution.dissolution_proof", "解除证明缺页，请按页码补齐。")
    office.run(ReturnFiling(office.asked[0], 1, (item,)), office.world.reviewer())
    again = ResubmitDissolution(office.asked[0], 1, proofs=kit.proofs(3, "new"))
    office.run(again, office.students[0])
    page = make()
    opened(qtbot, page, office.asked[0])
    assert [page.bench.facts.tabs.tabText(n) for n in (0, 1)] == ["变更", "解除"]
    assert len(page.bench.facts.changes.buttons) == 3


def test_a_filing_of_the_other_kind_goes_to_its_page(
    qtbot: QtBot, office: Office, make: Callable[..., FilingsPage]
) -> None:
    page = make(ESTABLISH)
    with qtbot.waitSignal(page.open_page) as asked:
        page.open_record(office.asked[0])
    assert asked.args == ["dissolutions:record", office.asked[0]]
    with qtbot.waitSignal(page.open_page) as asked:
        page.decide_again(office.asked[1], "op-1")
    assert asked.args == ["dissolutions:again", f"{office.asked[1]} op-1"]
    back = make(DISSOLVE)
    with qtbot.waitSignal(back.open_page) as asked:
        back.open_record(office.originals[0])
    assert asked.args == ["filings:record", office.originals[0]]


def test_a_viewer_has_no_buttons_to_decide(
    qtbot: QtBot, office: Office, make: Callable[..., FilingsPage]
) -> None:
    page = make(may_decide=False)
    opened(qtbot, page, office.asked[0])
    assert not any(button.isVisible() for button in page.bench.buttons.deciding)
    qtbot.keyClick(page.bench.viewer.panes[0].canvas, Qt.Key.Key_F9)
    assert office.taken == []


def test_an_unpublished_score_is_shown_and_confirmed(
    qtbot: QtBot, office: Office, make: Callable[..., FilingsPage]
) -> None:
    with office.factory.begin() as session:
        session.get_one(Apprenticeship, office.studies[0]).unpublished_scores = 1
    page = make()
    opened(qtbot, page, office.asked[0])
    look(qtbot, page)
    qtbot.keyClick(page.bench.viewer.panes[0].canvas, Qt.Key.Key_F9)
    with qtbot.waitSignal(page.told):
        qtbot.keyClick(dialog(ApproveDialog).ok, Qt.Key.Key_Return)
    assert office.study(0)[0] == "dissolved"
