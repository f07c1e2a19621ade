"""Which waiting decisions a pull turns over: those it concerns, an imported register stays where it is."""

from __future__ import annotations

from importlib.util import module_from_spec, spec_from_file_location
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select, update

from core.apprenticeship.commands.filing import RefuseFiling
from core.domain.errors import KnownError
from sync import overlay, troubles
from sync.footprints import concerned
from sync.migrations import PC_VERSIONS
from sync.tables import BASE, FOOTPRINT, META, OUTBOX
from sync.transactions import reading, writing
from tests.kit import WUCHANG
from tests.registers import command, line

if TYPE_CHECKING:
    from tests.sync.conftest import Office
    from tests.sync.fake import Centre, Pc

LINES = 6


@pytest.fixture
def pc(centre: Centre, office: Office) -> Pc:
    """A PC that imported six lines in three commands while it was offline."""
    pc = office.pc(centre.clerk("周敏"), "a")
    pc.sync.run_once()
    for first in range(1, LINES, 2):
        pc.decider.decide(command(pc.ids, line(first), line(first + 1)), 0)
    return pc


@pytest.fixture
def again(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The names of the commands that each turn ran again."""
    seen: list[list[str]] = []
    run = overlay.replay

    def counted(*args: object) -> object:
        seen.append([one.envelope.name for one in overlay.pending(args[0], args[3])])  # type: ignore[arg-type]
        return run(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(overlay, "replay", counted)
    return seen


def busy(pc: Pc, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server takes nothing: only the pull goes on."""
    monkeypatch.setattr(pc.sync, "_push", lambda: troubles.WireError("SERVER_BUSY", "忙。", status=503))


def left(pc: Pc) -> tuple[int, int]:
    with reading(pc.unlocked.engine) as session:
        counts = [session.scalar(select(func.count()).select_from(one)) for one in (BASE, FOOTPRINT)]
    return int(counts[0] or 0), int(counts[1] or 0)


def refuse(filing_id: str) -> RefuseFiling:
    return RefuseFiling(filing_id, 1, "不符合备案条件，资料不全")


def test_a_pull_that_does_not_concern_an_import_leaves_it_alone(
    centre: Centre, pc: Pc, again: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = centre.file(21), centre.file(22)
    with monkeypatch.context() as patched:
        busy(pc, patched)
        pc.sync.run_once()
        pc.decider.decide(refuse(first), 1)
        again.clear()
        centre.decide(refuse(second), centre.clerk("李晓红"))
        pc.sync.run_once()
    assert again
    assert {name for names in again for name in names} == {"RefuseFiling"}
    assert sum(kind == "apprenticeship" for kind, _ in pc.rows()) == LINES + 2
    for _ in range(2):
        state = pc.sync.run_once()
    assert (state.waiting, state.refused, state.problem) == (0, 0, None)
    assert pc.rows() == centre.rows(WUCHANG)
    assert left(pc) == (0, 0)


def test_pages_that_settle_an_import_run_only_a_cut_command_again(
    centre: Centre, pc: Pc, again: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync.pull.AHEAD_ROWS", 4)
    state = pc.sync.run_once()
    assert (state.waiting, state.refused, state.problem) == (0, 0, None)
    assert len(again) > 3
    assert max(map(len, again)) <= 2
    assert pc.rows() == centre.rows(WUCHANG)
    assert left(pc) == (0, 0)


def test_two_pcs_with_the_same_file_and_decisions_between(centre: Centre, pc: Pc, office: Office) -> None:
    """Refused imports come off in short steps; what was decided meanwhile stays."""
    other = office.pc(centre.clerk("李晓红"), "b")
    filing = centre.file(21)
    other.sync.run_once()
    for first in range(1, LINES, 2):
        other.decider.decide(command(other.ids, line(first), line(first + 1)), 0)
    pc.sync.run_once()
    other.decider.decide(refuse(filing), 1)
    for _ in range(3):
        state = other.sync.run_once()
    assert (state.waiting, state.refused, state.problem) == (0, LINES // 2, None)
    assert other.rows() == centre.rows(WUCHANG)
    assert left(other) == (0, 0)


def test_a_decision_right_after_a_refusal_takes_only_the_refused_off(
    centre: Centre, pc: Pc, again: list[list[str]]
) -> None:
    filing = centre.file(21)
    pc.sync._pull()
    again.clear()
    with writing(pc.unlocked.engine, durable=True) as session:
        session.execute(update(OUTBOX).where(OUTBOX.c.device_seq == 1).values(state="rejected"))
        overlay.need_turn(session)
    decided = pc.decider.decide(refuse(filing), 1)
    assert again == [[]], "no other import is run again while the clerk waits"
    assert sum(kind == "apprenticeship" for kind, _ in pc.rows()) == LINES - 2 + 1
    assert sum(kind == "apprenticeship" for kind, _ in decided.keys) == 3


def test_what_the_server_has_applied_is_not_judged_again(
    centre: Centre, pc: Pc, again: list[list[str]]
) -> None:
    """One import of three is refused: the applied one stands until the feed brings it."""
    filing = centre.file(21)
    pc.sync._pull()
    pc.decider.decide(refuse(filing), 1)
    with writing(pc.unlocked.engine, durable=True) as session:
        for number, state in ((1, "rejected"), (2, "applied")):
            session.execute(update(OUTBOX).where(OUTBOX.c.device_seq == number).values(state=state))
        overlay.need_turn(session)
    again.clear()
    pc.sync._turn_over()
    assert again == [[], ["ImportFilings"], ["RefuseFiling"]]
    assert sum(kind == "apprenticeship" for kind, _ in pc.rows()) == LINES - 2 + 1
    with reading(pc.unlocked.engine) as session:
        assert not overlay.turn_needed(session)


def test_what_shares_a_record_is_turned_over_together(centre: Centre, pc: Pc) -> None:
    first, second = centre.file(21), centre.file(22)
    pc.sync._pull()
    pc.decider.decide(refuse(first), 1)
    pc.decider.decide(refuse(second), 1)
    with reading(pc.unlocked.engine) as session:
        assert concerned(session, [("filing", first)], ()) == {4}
        assert concerned(session, [("filing", first), ("filing", second)], (1,)) == {1, 4, 5}
        groups = list(overlay.turns(session))
    assert groups == [{1}, {2}, {3}, {4}, {5}]


def test_a_store_of_before_turns_all_over_once(centre: Centre, pc: Pc) -> None:
    """As pc_0006 leaves it: nobody knows who changed what, all that waits belongs together."""
    with writing(pc.unlocked.engine, durable=True) as session:
        session.execute(FOOTPRINT.delete())
        for statement in _filling():
            session.connection().exec_driver_sql(statement)
    with reading(pc.unlocked.engine) as session:
        assert concerned(session, (), (2,)) == {0, 1, 2, 3}
    for _ in range(2):
        state = pc.sync.run_once()
    assert (state.waiting, state.refused, state.problem) == (0, 0, None)
    assert pc.rows() == centre.rows(WUCHANG)
    assert left(pc) == (0, 0)
    with reading(pc.unlocked.engine) as session:
        assert not session.scalar(select(META.c.value).where(META.c.name == "turn"))


def _filling() -> tuple[str, ...]:
    """The statements of the revision that fill the table."""
    spec = spec_from_file_location("pc_0006", PC_VERSIONS / "pc_0006_footprints.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    statements: tuple[str, ...] = module.FILLED
    return statements


def test_a_store_that_is_busy_is_a_sentence_and_nothing_is_saved(
    centre: Centre, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A transaction that cannot begin fails in the driver; the clerk is told all the same."""
    monkeypatch.setattr("core.store.engine.BUSY_MS", 50)
    pc = office.pc(centre.clerk("周敏"), "a")
    pc.sync.run_once()
    with writing(pc.unlocked.engine, durable=False) as session:
        session.connection()
        with pytest.raises(KnownError) as caught:
            pc.decider.decide(command(pc.ids, line(1)), 0)
    assert caught.value.code == "STORE_BUSY"
    assert "这次没有保存" in caught.value.message
    assert left(pc) == (0, 0)
