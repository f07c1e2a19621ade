"""The engine: one round at a time, back-off, what it tells the screens."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from sync.backoff import Backoff
from sync.engine import SyncEngine
from sync.outbox import Decider, waiting
from sync.protocol import Changes
from sync.push import cut
from sync.single_flight import single_flight
from sync.transactions import reading
from sync.troubles import WireError, unreachable
from tests.kit import WUCHANG
from tests.sync.test_decide_and_settle import approve

if TYPE_CHECKING:
    from sync.protocol import Ops, Verdicts
    from sync.state import SyncEvent
    from tests.sync.conftest import Office
    from tests.sync.fake import Centre, Pc


@pytest.fixture
def pc(centre: Centre, office: Office) -> Pc:
    made = office.pc(centre.clerk("周敏"), "a")
    made.sync.run_once()
    return made


class Watch:
    """Receives events and lets a test wait for one."""

    def __init__(self) -> None:
        self.events: list[SyncEvent] = []
        self._more = threading.Condition()

    def __call__(self, event: SyncEvent) -> None:
        with self._more:
            self.events.append(event)
            self._more.notify_all()

    def wait_for(self, wanted: str) -> None:
        with self._more:
            assert self._more.wait_for(lambda: any(wanted in e.kinds for e in self.events), 20)


def test_the_thread_syncs_at_start_at_a_kick_and_stops_quickly(centre: Centre, pc: Pc) -> None:
    filing_id = centre.file(1)
    watch = Watch()
    engine = SyncEngine(
        pc.unlocked,
        pc.wire,  # type: ignore[arg-type]
        setting=centre.world.setting,
        clock=pc.clock,
        on_change=watch,
        poll_seconds=3600,
        prefetch=False,
    )
    engine.start()
    watch.wait_for("filing")
    watch.wait_for("filing_revision")
    pc.decider.decide(approve(filing_id), 1)
    engine.kick()
    watch.wait_for("outbox")
    engine.stop()
    assert not any(thread.name == "sync" for thread in threading.enumerate())
    assert pc.sync.run_once().waiting == 0
    assert pc.rows() == centre.rows(WUCHANG)


def test_how_many_wait_is_told_before_a_decision_is_said_to_be_saved(centre: Centre, pc: Pc) -> None:
    filing_id = centre.file(1)
    pc.sync.run_once()
    watch = Watch()
    engine = SyncEngine(pc.unlocked, pc.wire, setting=centre.world.setting, on_change=watch)  # type: ignore[arg-type]
    decider = Decider(pc.unlocked, centre.world.setting, pc.clock, pc.ids, engine.decided)
    decider.decide(approve(filing_id), 1)
    assert [event.state.waiting for event in watch.events] == [1]
    engine.recount()
    assert len(watch.events) == 1


def test_a_kick_in_the_pause_waits_only_as_long_as_the_server_asked(centre: Centre, pc: Pc) -> None:
    """After many failures the pause is minutes long; what was decided meanwhile need not wait for its end."""
    engine = SyncEngine(pc.unlocked, pc.wire, setting=centre.world.setting, random=lambda: 0.999)  # type: ignore[arg-type]
    for _ in range(12):
        engine._backoff.failed(retry_after=0.5)
    pause = threading.Thread(target=engine._pause, daemon=True)
    pause.start()
    while not engine._wake._waiters:  # type: ignore[attr-defined]
        assert pause.is_alive()
    engine.kick()
    pause.join(60)
    assert not pause.is_alive()
    assert engine._backoff.floor_seconds() == 0


def test_events_name_what_changed(centre: Centre, pc: Pc) -> None:
    watch = Watch()
    pc.sync._on_change = watch
    filing_id = centre.file(1)
    pc.sync.run_once()
    kinds = set().union(*(event.kinds for event in watch.events))
    ids = set().union(*(event.ids for event in watch.events))
    assert {"filing", "student", "teacher"} <= kinds
    assert filing_id in ids
    watch.events.clear()
    pc.sync.run_once()
    assert not any(event.kinds for event in watch.events)


def test_one_sync_at_a_time_per_store(pc: Pc) -> None:
    with single_flight(pc.profile.lock_path) as taken:
        assert taken
        with single_flight(pc.profile.lock_path) as second:
            assert not second
        state = pc.sync.run_once()
    assert state.problem is not None
    assert state.problem.code == "SYNC_ELSEWHERE"
    assert pc.sync.run_once().problem is None


def test_fault_26_the_clock_a_year_off_is_measured_shown_and_orders_nothing(centre: Centre, pc: Pc) -> None:
    for number, days in ((1, -365), (2, 730)):
        filing_id = centre.file(number)
        pc.clock.advance(days=days)
        state = pc.sync.run_once()
        assert abs(state.skew_ms) == 365 * 86_400_000
        pc.decider.decide(approve(filing_id), 1)
        with reading(pc.unlocked.engine) as session:
            assert waiting(session, 1)[0].skew_ms == state.skew_ms
        assert pc.sync.run_once().waiting == 0
        assert pc.rows() == centre.rows(WUCHANG)


def test_413_halves_the_batch(centre: Centre, pc: Pc, monkeypatch: pytest.MonkeyPatch) -> None:
    filings = [centre.file(number) for number in range(1, 8)]
    pc.sync.run_once()
    for filing_id in filings:
        pc.decider.decide(approve(filing_id), 1)
    sizes: list[int] = []
    real = pc.wire.push

    def small(ops: Ops) -> Verdicts:
        sizes.append(len(ops.ops))
        if len(ops.ops) > 2:
            raise WireError("TOO_LARGE", "过大。", status=413)
        return real(ops)

    monkeypatch.setattr(pc.wire, "push", small)
    assert pc.sync.run_once().waiting == 0
    assert sizes == [7, 3, 1, 1, 1, 1, 1, 1, 1]


def test_fault_30_upgrade_needed_stops_pulling_not_pushing(
    centre: Centre, pc: Pc, monkeypatch: pytest.MonkeyPatch
) -> None:
    filing_id = centre.file(1)
    pc.sync.run_once()
    pc.decider.decide(approve(filing_id), 1)

    def too_old(cursor: str, known: int) -> None:
        raise WireError("UPGRADE_NEEDED", "请升级。", status=426)

    monkeypatch.setattr(pc.wire, "changes", too_old)
    state = pc.sync.run_once()
    assert (state.waiting, state.online) == (0, True)
    assert state.problem is not None
    assert state.problem.code == "UPGRADE_NEEDED"


def test_a_server_that_always_asks_for_a_reset_is_left_alone_for_a_while(
    pc: Pc, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its feed and its heads do not agree: loading again and again would help nobody."""
    asked: list[str] = []

    def no_place(cursor: str, known: int) -> Changes:
        asked.append(cursor)
        return Changes(cursor, {}, {}, (), reset=True)

    monkeypatch.setattr(pc.wire, "changes", no_place)
    state = pc.sync.run_once()
    assert state.problem is not None
    assert state.problem.code == "FEED_GAP"
    assert len(asked) == 3
    monkeypatch.undo()
    assert pc.sync.run_once().problem is None


def test_a_push_that_fails_does_not_stop_the_pull(
    centre: Centre, pc: Pc, monkeypatch: pytest.MonkeyPatch
) -> None:
    filing_id = centre.file(1)
    pc.sync.run_once()
    pc.decider.decide(approve(filing_id), 1)
    news = centre.file(2)

    def broken(ops: Ops) -> None:
        raise WireError("SERVER_FAILED", "出错。", status=500)

    monkeypatch.setattr(pc.wire, "push", broken)
    state = pc.sync.run_once()
    assert (state.waiting, state.online) == (1, True)
    assert pc.filing(news) is not None


def test_a_push_takes_at_most_256_kb(centre: Centre, pc: Pc) -> None:
    filings = [centre.file(number) for number in range(1, 4)]
    pc.sync.run_once()
    for filing_id in filings:
        pc.decider.decide(approve(filing_id), 1, blobs=tuple("x" * 60 for _ in range(2500)))
    with reading(pc.unlocked.engine) as session:
        envelopes = waiting(session, 100)
    assert len(cut(envelopes)) == 1
    assert len(cut(envelopes[:1])) == 1


def test_back_off_grows_with_full_jitter_and_obeys_the_server() -> None:
    now = [1000.0]
    high = Backoff(lambda: 0.999, lambda: now[0])
    waits = []
    for _ in range(12):
        high.failed()
        waits.append(round(high.wait_seconds(30, kicked=False)))
    assert waits[:4] == [2, 4, 8, 16]
    assert waits[-1] == 300
    low = Backoff(lambda: 0.0, lambda: now[0])
    low.failed()
    assert low.wait_seconds(30, kicked=False) == 1
    assert low.wait_seconds(30, kicked=True) == 0
    low.failed(retry_after=40)
    assert low.wait_seconds(30, kicked=True) == 40
    now[0] += 41
    assert low.wait_seconds(30, kicked=False) == 0
    low.succeeded()
    assert low.wait_seconds(30, kicked=False) == 30


def test_the_network_going_and_coming_back_shows_in_the_state(centre: Centre, pc: Pc) -> None:
    centre.down = True
    state = pc.sync.run_once()
    assert not state.online
    assert state.problem is not None
    assert state.problem.message == unreachable().message
    centre.down = False
    state = pc.sync.run_once()
    assert state.online
    assert state.problem is None
