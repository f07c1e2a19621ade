"""List, workbench and register over a real encrypted store: what is decided is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import select

from core.actions import execute
from core.apprenticeship import rules
from core.apprenticeship.lists.detail import filing_detail
from core.apprenticeship.lists.filings import FILINGS
from core.apprenticeship.lists.history import person_history
from core.apprenticeship.lists.register import REGISTER
from core.apprenticeship.tables import Filing
from core.apprenticeship.words.dictionaries import of
from core.domain.clock import local_date, parse_day
from core.domain.values import CaseState
from core.store.engine import open_store, reading, session_factory
from core.store.migrations import migrate
from desktop.tasks import Lanes
from desktop.views.apprenticeship.register.register import RegisterPage
from desktop.views.apprenticeship.review.filings import FilingsPage
from desktop.views.apprenticeship.review.review_ports import (
    FilingsPorts,
    Judging,
    RegisterPorts,
    ReviewPorts,
    ReviewQueue,
)
from desktop.views.lists.ports import ListPort
from sync.migrations import PC_VERSIONS
from tests import kit
from tests.core.store.samples import given_on
from tests.desktop import filed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot
    from sqlalchemy import Engine

    from core.apprenticeship.lists.detail import FilingDetail
    from core.apprenticeship.lists.filings import FilingQuery, FilingRow
    from core.apprenticeship.lists.register import RegisterQuery
    from core.domain.commands.base import Command
    from core.domain.values import Finding, ReturnItem
    from core.domain.workdays import Remaining
    from tests.desktop.conftest import ScriptedPrompts


class Office:
    """The ports over a store, put together as the program does it."""

    def __init__(self, engine: Engine, lanes: Lanes, prompts: ScriptedPrompts) -> None:
        self.engine, self.lanes, self.prompts = engine, lanes, prompts
        self.factory = session_factory(engine)
        self.scan = filed.scan("样例")
        self.memory, self.queue = filed.Memory(), ReviewQueue()
        with self.factory.begin() as session:
            self.world = kit.World(session)
            teacher = self.world.teacher(1)
            self.filings = [self.world.filed(number, teacher)[0] for number in (1, 2, 3)]
        self.setting = self.world.setting
        self.given = given_on(self.world.today)

    def first_page(self, query: FilingQuery, limit: int) -> list[FilingRow]:
        with reading(self.engine) as source:
            return FILINGS.first_page(source, query, limit, given=self.given)

    def ids(self, query: FilingQuery) -> list[str]:
        with reading(self.engine) as source:
            return FILINGS.ids(source, query, given=self.given)

    def rows(self, ids: tuple[str, ...]) -> list[FilingRow]:
        with reading(self.engine) as source:
            return FILINGS.rows(source, ids)

    def count(self, query: FilingQuery) -> int:
        with reading(self.engine) as source:
            return FILINGS.count(source, query, given=self.given)

    def remaining(self, due_on: str) -> Remaining | None:
        day = parse_day(due_on)
        return self.setting.calendar.remaining(day, self.world.today) if day else None

    def detail(self, id_: str) -> FilingDetail | None:
        with self.factory() as session:
            return filing_detail(session, id_)

    def judge(self, detail: FilingDetail) -> tuple[Finding, ...]:
        submitted = local_date(detail.row.submitted_at).isoformat()
        facts = detail.content.facts(
            detail.apprenticeship_id,
            detail.row.bureau,
            submitted,
            detail.teacher_open,
            detail.student_others,
        )
        return rules.check_filing(facts, self.setting.parameters, self.world.today, self.setting.dictionaries)

    def returning(self, items: tuple[ReturnItem, ...], opinion: str) -> tuple[Finding, ...]:
        known = of(self.setting.dictionaries).item_labels
        return rules.check_return(items, opinion, self.setting.parameters, known)

    def decide(self, command: Command, version: int, supersedes: str) -> object:
        with self.factory.begin() as session:
            return execute(session, command, self.world.context(self.world.reviewer(), settles=False))

    def filings_page(self) -> FilingsPage:
        port = ListPort(self.lanes.reader, self.first_page, self.ids, self.rows, self.count)
        review = ReviewPorts(
            reader=self.lanes.reader,
            writer=self.lanes.writer,
            images=(self.lanes.network,),
            detail=self.detail,
            decide=self.decide,
            image=lambda _: self.scan,
            image_again=lambda _: self.scan,
            judging=Judging(
                self.judge, self.returning, rules.check_refusal, rules.check_opinion_length, rules.summary
            ),
            remaining=self.remaining,
            dictionaries=self.setting.dictionaries,
            prompts=self.prompts,
            reveal=lambda *_: None,
            memory=self.memory,
            queue=self.queue,
        )
        return FilingsPage(FilingsPorts(port, self.remaining, self.memory, self.queue), review)

    def register_page(self) -> RegisterPage:
        port = ListPort(
            self.lanes.reader, self.register_first, self.register_ids, self.register_rows, self.register_count
        )
        return RegisterPage(
            RegisterPorts(
                port,
                self.history,
                self.setting.dictionaries,
                self.prompts,
                lambda *_: None,
                self.memory,
            )
        )

    def register_first(self, query: RegisterQuery, limit: int) -> list[object]:
        with reading(self.engine) as source:
            return list(REGISTER.first_page(source, query, limit))

    def register_ids(self, query: RegisterQuery) -> list[str]:
        with reading(self.engine) as source:
            return REGISTER.ids(source, query)

    def register_rows(self, ids: tuple[str, ...]) -> list[object]:
        with reading(self.engine) as source:
            return list(REGISTER.rows(source, ids))

    def register_count(self, query: RegisterQuery) -> int:
        with reading(self.engine) as source:
            return REGISTER.count(source, query)

    def history(self, person_id: str) -> object:
        with self.factory() as session:
            return person_history(session, person_id)


@pytest.fixture
def office(qapp: object, tmp_path: Path, prompts: ScriptedPrompts) -> Iterator[Office]:
    engine = open_store(tmp_path / "store.db", bytes(range(32)))
    migrate(engine, [PC_VERSIONS])
    lanes = Lanes()
    yield Office(engine, lanes, prompts)
    assert lanes.close()
    engine.dispose()


def test_reviewing_one_by_one_until_none_is_left(qtbot: QtBot, office: Office) -> None:
    page = office.filings_page()
    page.resize(1160, 712)
    qtbot.addWidget(page)
    page.show()
    page.activate()
    qtbot.waitUntil(lambda: page.list.rows.footer.text() == "共 3 条")
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    qtbot.keyClick(page.list.rows.table, Qt.Key.Key_F5)
    bench = page.bench
    qtbot.waitUntil(lambda: bench.current_id() == office.queue.ids[0])
    for place, text in enumerate(("同意备案。", "同意。")):
        id_ = office.queue.ids[place]
        qtbot.waitUntil(lambda id_=id_: bench.current_id() == id_)
        for number in range(len(bench.viewer.pages())):
            bench.viewer.show_place(number)
            digest = bench.viewer.pages()[number].sha256
            qtbot.waitUntil(lambda digest=digest: digest in bench.viewer.shown())
        bench.opinion.edit.setPlainText(text)
        with qtbot.waitSignal(bench.decided) as caught:
            qtbot.keyClick(bench.opinion.edit, Qt.Key.Key_F9)
        assert caught.args == [id_]
    last = office.queue.ids[2]
    qtbot.waitUntil(lambda: bench.current_id() == last)
    bench.opinion.edit.setPlainText("公证书不符合要求，不予备案。")
    with qtbot.waitSignal(bench.decided):
        qtbot.keyClick(bench.opinion.edit, Qt.Key.Key_F8)
    assert bench.nothing.isVisible()
    with office.factory() as session:
        states = session.execute(select(Filing.state, Filing.settled_at).order_by(Filing.id)).all()
    assert sorted(str(state) for state, _ in states) == ["approved", "approved", "refused"]
    assert {settled for _, settled in states} == {""}, "nothing is settled on a PC"
    page.show_list()
    qtbot.waitUntil(lambda: page.list.rows.footer.text() == "共 0 条")
    page.show_preset("approved")
    qtbot.waitUntil(lambda: page.list.rows.footer.text() == "共 2 条")
    row = page.list.rows.model.row_at(0)
    assert row is not None
    assert row.waiting
    assert row.state is CaseState.APPROVED


def test_the_register_finds_a_person_by_initials_and_shows_the_history(qtbot: QtBot, office: Office) -> None:
    page = office.register_page()
    page.resize(1160, 712)
    qtbot.addWidget(page)
    page.show()
    page.search("cyz")
    page.activate()
    qtbot.waitUntil(lambda: page.rows.footer.text() == "共 3 条")
    qtbot.keyClick(page.rows.table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.person.name.text() == "陈亦舟")
    assert page.person.findChild(type(page.person.back), "person.event.1") is not None
