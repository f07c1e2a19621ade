"""短信记录 over a real encrypted store, put together as the program does it (A3, roles)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

import pytest
from desktop.bootstrap.notice_pages import make
from PySide6.QtCore import Qt
from sqlalchemy import delete, update

from core.actions import Actor, execute
from core.apprenticeship.commands.filing import RefuseFiling
from core.apprenticeship.tables import Filing
from core.commons.tables import Notice
from core.domain.notices import RETRY_WAITS
from core.domain.values import NoticeState, Role
from core.store.engine import open_store, session_factory
from core.store.migrations import migrate
from desktop.views.lists.export_runs import UnderWay
from sync.migrations import PC_VERSIONS
from tests.desktop import filed
from tests.kit import WUCHANG, World

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot
    from sqlalchemy import Engine

    from core.domain.commands.base import Command
    from desktop.tasks import Lanes
    from desktop.views.commons.notices import NoticesPage
    from tests.desktop.conftest import ScriptedPrompts


@dataclass
class Parts:
    """What the maker takes of a session's kit."""

    engine: Engine
    lanes: Lanes
    setting: Any
    decide: Any
    prompts: Any
    role: str
    memory: Any
    facts: Any
    exports: UnderWay = field(default_factory=UnderWay)


class Facts:
    def reveal(self, what: str, reason: str) -> None:
        """Nothing is looked at here."""


class Office:
    """A store with one refused filing: two messages, both failed for good."""

    def __init__(self, engine: Engine, lanes: Lanes, prompts: ScriptedPrompts) -> None:
        self.engine, self.lanes, self.prompts = engine, lanes, prompts
        self.factory = session_factory(engine)
        with self.factory.begin() as session:
            self.world = World(session)
            self.filing_id, _ = self.world.filed()
            self.world.run(RefuseFiling(self.filing_id, 1, "公证书不符合要求"), self.world.reviewer())
            session.execute(update(Notice).values(state=NoticeState.GIVEN_UP, reason="关机", attempts=5))

    def page(self, role: Role) -> NoticesPage:
        actor = Actor("clerk", "周敏", role, frozenset({WUCHANG}))

        def decide(command: Command, base_version: int) -> None:
            with self.factory.begin() as session:
                execute(session, command, self.world.context(actor, settles=False))

        kit = Parts(
            self.engine,
            self.lanes,
            self.world.setting,
            decide,
            self.prompts,
            role,
            filed.Memory(),
            Facts(),
        )
        (page,) = make(cast("Any", kit))
        page.resize(1160, 712)
        return cast("NoticesPage", page)


@pytest.fixture
def office(tmp_path: Path, lanes: Lanes, prompts: ScriptedPrompts) -> Iterator[Office]:
    engine = open_store(tmp_path / "store.db", bytes(32))
    migrate(engine, [PC_VERSIONS])
    yield Office(engine, lanes, prompts)
    engine.dispose()


def opened(qtbot: QtBot, page: NoticesPage) -> NoticesPage:
    qtbot.addWidget(page)
    page.show()
    page.activate()
    qtbot.waitUntil(lambda: page.counts.text() == "共 2 条短信" and page.detail.row is not None)
    return page


def test_a_retry_stands_in_the_store_and_waits(qtbot: QtBot, office: Office) -> None:
    page = opened(qtbot, office.page(Role.DISTRICT_REVIEWER))
    assert page.detail.row is not None
    chosen = page.detail.row.id
    qtbot.mouseClick(page.detail.retry, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.detail.mark.isVisible())
    with office.factory() as session:
        row = session.get_one(Notice, chosen)
        assert (row.state, row.reason) == (NoticeState.WAITING, RETRY_WAITS)
    page.show_preset("failed")
    qtbot.waitUntil(lambda: page.counts.text() == "共 1 条短信")


def test_a_district_goes_to_the_filing(qtbot: QtBot, office: Office) -> None:
    page = opened(qtbot, office.page(Role.DISTRICT_VIEWER))
    assert not page.detail.retry.isVisible()
    with qtbot.waitSignal(page.open_page) as caught:
        qtbot.mouseClick(page.detail.cause, Qt.MouseButton.LeftButton)
    assert caught.args == ["filings:record", office.filing_id]


def test_a_score_s_message_leads_to_what_was_first_filed(qtbot: QtBot, office: Office) -> None:
    with office.factory.begin() as session:
        session.execute(update(Notice).values(cause_kind="assessment", cause_id="s1", template="published"))
    page = opened(qtbot, office.page(Role.DISTRICT_REVIEWER))
    with qtbot.waitSignal(page.open_page) as caught:
        qtbot.mouseClick(page.detail.cause, Qt.MouseButton.LeftButton)
    assert caught.args == ["filings:record", office.filing_id]


def test_a_filing_that_left_the_district_is_said(qtbot: QtBot, office: Office) -> None:
    with office.factory.begin() as session:
        session.execute(delete(Filing))
    page = opened(qtbot, office.page(Role.DISTRICT_REVIEWER))
    with qtbot.waitSignal(page.told) as told:
        qtbot.mouseClick(page.detail.cause, Qt.MouseButton.LeftButton)
    assert "其他区" in told.args[1]


@pytest.mark.parametrize("role", [Role.CITY_OFFICE, Role.CITY_COMMISSION])
def test_the_city_goes_to_the_whole_record_and_may_send_again(
    qtbot: QtBot, office: Office, role: Role
) -> None:
    page = opened(qtbot, office.page(role))
    assert page.detail.retry.isVisible()
    assert page.detail.row is not None
    with qtbot.waitSignal(page.open_page) as caught:
        qtbot.mouseClick(page.detail.cause, Qt.MouseButton.LeftButton)
    assert caught.args == ["search:record", page.detail.row.apprenticeship_id]
