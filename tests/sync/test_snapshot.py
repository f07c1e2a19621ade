"""The first load and the repeated one; departures from the district."""

from __future__ import annotations

import dataclasses
import threading
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, select

from core.applications.tables import CaseRevision
from core.apprenticeship.lists.filings import FILINGS, FilingQuery
from core.apprenticeship.tables import Filing
from core.domain.dictionaries import load_dictionaries
from core.domain.errors import KnownError
from core.domain.values import CaseState, Parameters
from core.domain.workdays import load_calendar
from core.store.derived import is_loading, wrong_counts
from core.store.horizon import horizon
from core.store.lists import Given
from sync.protocol import Row
from sync.snapshot import Loader
from sync.tables import SNAPSHOT, SNAPSHOT_SEEN
from sync.transactions import get_meta, reading, writing
from tests.kit import HONGSHAN, WUCHANG
from tests.sync.test_decide_and_settle import approve

if TYPE_CHECKING:
    from tests.sync.conftest import Office
    from tests.sync.fake import Centre, Pc


@pytest.fixture
def pc(centre: Centre, office: Office) -> Pc:
    return office.pc(centre.clerk("周敏"), "a")


def loader(pc: Pc, centre: Centre) -> Loader:
    return Loader(pc.unlocked.engine, pc.wire, centre.world.setting, pc.clock)  # type: ignore[arg-type]


def test_fault_22_a_load_that_was_cut_goes_on_from_there(centre: Centre, pc: Pc) -> None:
    for number in range(1, 4):
        centre.file(number)
    stop = threading.Event()
    seen: list[tuple[int, int]] = []

    def progress(done: int, total: int) -> None:
        seen.append((done, total))
        if done * 10 >= total * 6:
            stop.set()

    assert not loader(pc, centre).load(pc.unlocked.actor.scopes, progress, stop)
    assert pc.unlocked.needs_snapshot
    cut_at = seen[-1][0]
    clerk = pc.unlocked.actor
    pc.close()
    pc.open(clerk)
    seen.clear()
    assert loader(pc, centre).load(clerk.scopes, lambda done, total: seen.append((done, total)))
    assert seen[0][0] == cut_at + centre.page_rows
    assert not pc.unlocked.needs_snapshot
    assert pc.rows() == centre.rows(WUCHANG)
    with reading(pc.unlocked.engine) as session:
        assert not is_loading(session.connection())
        assert wrong_counts(session.connection()) == []
        today = horizon(pc.clock.now().date(), load_calendar(), Parameters())
        given = Given(today, load_dictionaries(), Parameters())
        assert FILINGS.count(session, FilingQuery(applicant="cyz"), given=given) == 3
        assert get_meta(session, "last_sync")


def test_fault_21_what_changes_during_the_first_load_comes_by_the_feed(centre: Centre, pc: Pc) -> None:
    filing_id = centre.file(1)
    once = threading.Event()

    def progress(done: int, total: int) -> None:
        if not once.is_set():
            once.set()
            centre.file(2)

            def remove() -> None:
                row = centre.session.scalars(
                    select(CaseRevision).where(CaseRevision.case_id == filing_id)
                ).one()
                centre.session.delete(row)

            centre._record("", remove)

    assert loader(pc, centre).load(pc.unlocked.actor.scopes, progress)
    pc.sync.run_once()
    assert pc.rows() == centre.rows(WUCHANG)


def test_fault_42_a_reset_keeps_what_waits_and_removes_what_is_gone(centre: Centre, pc: Pc) -> None:
    first, second = centre.file(1), centre.file(2)
    pc.sync.run_once()
    op_id = pc.decider.decide(approve(first), 1).op_id
    centre.epoch = "epoch-2"
    centre.session.execute(delete(Filing).where(Filing.id == second))
    centre.session.commit()
    third = centre.file(3)
    pc.wire.faults = ["lost"]
    pc.sync.run_once()
    pc.sync._pull()
    shown = pc.filing(first)
    assert shown is not None
    assert (shown.state, shown.settled_at) == (CaseState.APPROVED, "")
    assert pc.filing(second) is None
    assert pc.filing(third) is not None
    pc.sync.run_once()
    assert centre.effects == {op_id: 1}
    assert pc.rows() == centre.rows(WUCHANG)
    with reading(pc.unlocked.engine) as session:
        assert session.execute(select(SNAPSHOT)).all() == []
        assert session.execute(select(SNAPSHOT_SEEN)).all() == []


def test_a_clerk_with_another_district_gets_that_districts_records(centre: Centre, pc: Pc) -> None:
    centre.file(1)
    pc.sync.run_once()
    assert pc.rows()
    moved = dataclasses.replace(pc.unlocked.actor, scopes=frozenset({HONGSHAN}))
    centre.actors[moved.id] = moved
    pc.unlocked.actor = moved
    assert pc.unlocked.needs_snapshot
    pc.sync.run_once()
    assert pc.rows() == centre.rows(HONGSHAN) == {}


def test_the_session_tells_new_districts(centre: Centre, pc: Pc) -> None:
    pc.sync.run_once()
    both = dataclasses.replace(pc.unlocked.actor, scopes=frozenset({WUCHANG, HONGSHAN}))
    centre.actors[both.id] = both
    centre.file(1)
    centre.down = True
    pc.sync.run_once()
    centre.down = False
    pc.sync.run_once()
    assert pc.unlocked.actor.scopes == both.scopes
    assert pc.rows() == centre.rows(WUCHANG)


@pytest.mark.parametrize(
    ("action", "scope_here", "version", "stays"),
    [
        ("delete", WUCHANG, 9, False),
        ("leave", WUCHANG, 9, False),
        ("leave", f"{WUCHANG},{HONGSHAN}", 9, True),
        ("leave", HONGSHAN, 1, True),
        ("delete", WUCHANG, 0, True),
    ],
)
def test_a_record_that_departs_stays_while_another_district_of_ours_sees_it(
    centre: Centre, pc: Pc, action: str, scope_here: str, version: int, stays: bool
) -> None:
    from sync.feed import write_rows

    filing_id = centre.file(1)
    pc.sync.run_once()
    with writing(pc.unlocked.engine, durable=False) as session:
        session.get_one(Filing, filing_id).scope = scope_here
        session.flush()
        row = Row(WUCHANG, 99, "filing", filing_id, version, "", action)  # type: ignore[arg-type]
        write_rows(session, [row], {}, frozenset({WUCHANG, HONGSHAN}))
    assert (pc.filing(filing_id) is not None) == stays


def test_a_load_while_another_window_syncs_says_so(centre: Centre, pc: Pc) -> None:
    from sync.accounts.account import take_snapshot
    from sync.single_flight import single_flight

    pc.profile.server_url = "http://127.0.0.1:1"
    with single_flight(pc.profile.lock_path), pytest.raises(KnownError) as error:
        take_snapshot(pc.unlocked, lambda done, total: None, threading.Event())
    assert error.value.code == "SYNC_ELSEWHERE"
