"""A long pull over many waiting decisions: all are run again once, not with every page (sync.md rule 4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.apprenticeship.commands.assessment import PublishScores, RecordScore, RecordScores
from core.domain.values import SeenRecord
from sync import overlay, pull, troubles
from sync.fates import overview
from sync.transactions import reading
from tests.kit import CITY, HONGSHAN, WUCHANG

if TYPE_CHECKING:
    from core.apprenticeship.words.values import ScoreEntry
    from tests.sync.conftest import Office
    from tests.sync.fake import Centre, Pc

PEOPLE = 12


@pytest.fixture
def entries(centre: Centre) -> list[ScoreEntry]:
    return [centre.study(number) for number in range(1, PEOPLE + 1)]


@pytest.fixture
def pc(centre: Centre, office: Office, entries: list[ScoreEntry]) -> Pc:
    """A PC of the city that entered a score for everybody while it was offline; pages are of four rows."""
    pc = office.pc(centre.city("何静", WUCHANG, HONGSHAN), "city")
    pc.sync.run_once()
    for entry in entries:
        pc.decider.decide(RecordScores(pc.ids.new(), (entry,)), 0)
    return pc


@pytest.fixture
def replays(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many decisions each turn ran again."""
    seen: list[int] = []
    run = overlay.replay

    def counted(*args: object) -> object:
        seen.append(len(overlay.pending(args[0], args[3])))  # type: ignore[arg-type]
        return run(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(overlay, "replay", counted)
    return seen


def facts(centre: Centre) -> dict[tuple[str, str], tuple[object, ...]]:
    return {key: body for scope in (CITY, WUCHANG, HONGSHAN) for key, body in centre.rows(scope).items()}


def test_waiting_decisions_are_run_again_once_for_many_pages(
    centre: Centre, pc: Pc, entries: list[ScoreEntry], replays: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server takes nothing while all that the decisions stand on changed: many pages, one turn."""
    other = centre.city("刘倩")
    for entry in entries:
        centre.decide(RecordScore(pc.ids.new(), entry), other)
    before = pc.wire.sent
    with monkeypatch.context() as patched:
        patched.setattr(pc.sync, "_push", lambda: troubles.WireError("SERVER_BUSY", "忙。", status=503))
        assert pc.sync.run_once().waiting == PEOPLE
    assert pc.wire.sent - before > PEOPLE // 2
    assert replays == [PEOPLE]
    state = pc.sync.run_once()
    assert (state.waiting, state.refused, state.problem) == (0, PEOPLE, None)
    assert pc.rows() == facts(centre)


def test_the_effects_of_many_commands_come_back_in_one_turn(
    centre: Centre, pc: Pc, replays: list[int]
) -> None:
    state = pc.sync.run_once()
    assert (state.waiting, state.refused, state.problem) == (0, 0, None)
    assert replays == [0]
    assert pc.rows() == facts(centre)


def test_what_is_applied_at_once_is_bounded(
    centre: Centre, pc: Pc, replays: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pull, "AHEAD_ROWS", 8)
    state = pc.sync.run_once()
    assert (state.waiting, state.refused, state.problem) == (0, 0, None)
    assert len(replays) > 1
    assert max(replays) < PEOPLE, "only those that the pages concern are run again"
    assert pc.rows() == facts(centre)


@pytest.mark.parametrize("fault", ["lost", "silent", "stale", "expired", "double", "late"])
def test_a_failure_between_pages_loses_nothing(
    centre: Centre, pc: Pc, entries: list[ScoreEntry], fault: str
) -> None:
    """What came before the failure is applied; nobody sees a page without the waiting decisions."""
    publish = PublishScores(
        pc.ids.new(), tuple(SeenRecord(one, 1) for one in sorted(_scores(pc))[:3]), checked_twice=True
    )
    pc.decider.decide(publish, 0)
    pc.wire.faults = ["ok", "ok", "ok", fault]
    pc.sync.run_once()
    with reading(pc.unlocked.engine) as session:
        assert len(overview(session)) == PEOPLE + 1
    pc.unlocked.token = "fresh"
    pc.sync.logged_in()
    for _ in range(2):
        state = pc.sync.run_once()
    assert (state.waiting, state.refused, state.problem) == (0, 0, None)
    assert pc.rows() == facts(centre)


def _scores(pc: Pc) -> list[str]:
    return [record_id for kind, record_id in pc.rows() if kind == "assessment"]
