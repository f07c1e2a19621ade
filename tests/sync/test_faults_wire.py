"""Faults of sync.md section 4 on the wire, each with its required outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.domain.values import CaseState
from core.store.codec import columns_of
from sync.fates import overview
from sync.outbox import waiting
from sync.protocol import Ops, Verdict
from sync.transactions import reading
from tests.kit import WUCHANG
from tests.sync.test_decide_and_settle import approve

if TYPE_CHECKING:
    from tests.sync.conftest import Office
    from tests.sync.fake import Centre, Pc


DECIDED_BY = columns_of("filing_decision").index("decided_by_name")


@pytest.fixture
def pc(centre: Centre, office: Office) -> Pc:
    made = office.pc(centre.clerk("周敏"), "a")
    made.sync.run_once()
    return made


def decided(pc: Pc, centre: Centre, count: int = 1) -> list[str]:
    """File and decide some filings on the PC, which then have not been sent."""
    filings = [centre.file(number) for number in range(1, count + 1)]
    pc.sync.run_once()
    return [pc.decider.decide(approve(filing), 1).op_id for filing in filings]


def assert_settled(pc: Pc, centre: Centre, op_ids: list[str]) -> None:
    with reading(pc.unlocked.engine) as session:
        states = {entry.op_id: entry.state for entry in overview(session)}
    assert states == dict.fromkeys(op_ids, "applied")
    assert [centre.effects[op_id] for op_id in op_ids] == [1] * len(op_ids)
    assert pc.rows() == centre.rows(WUCHANG)


def test_fault_03_request_lost(centre: Centre, pc: Pc) -> None:
    op_ids = decided(pc, centre)
    pc.wire.faults = ["lost"]
    state = pc.sync.run_once()
    assert (state.waiting, state.online) == (1, False)
    assert state.problem is not None
    assert state.problem.code == "SERVER_UNREACHABLE"
    assert "自动上报" in state.problem.message
    pc.sync.run_once()
    assert_settled(pc, centre, op_ids)


def test_fault_04_response_lost_repeat_gets_the_same_verdict(centre: Centre, pc: Pc) -> None:
    op_ids = decided(pc, centre)
    pc.wire.faults = ["silent"]
    assert pc.sync.run_once().waiting == 1
    assert centre.effects[op_ids[0]] == 1
    with reading(pc.unlocked.engine) as session:
        again = pc.wire.push(Ops(tuple(waiting(session, 10))))
    assert again.verdicts == (centre.ledger[op_ids[0]][1],)
    pc.sync.run_once()
    assert_settled(pc, centre, op_ids)


@pytest.mark.parametrize("with_verdicts", [True, False])
def test_fault_05_response_lost_and_the_pull_comes_first(
    centre: Centre, pc: Pc, with_verdicts: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    op_ids = decided(pc, centre)
    pc.wire.faults = ["silent"]
    pc.sync.run_once()
    if not with_verdicts:
        monkeypatch.setattr(centre, "_verdicts", lambda device, known: ())
    sent = pc.wire.sent
    pc.sync._pull()
    assert pc.wire.sent > sent
    assert_settled(pc, centre, op_ids)
    pc.sync.run_once()
    assert_settled(pc, centre, op_ids)


def test_fault_06_the_same_command_on_two_connections(centre: Centre, pc: Pc) -> None:
    op_ids = decided(pc, centre)
    pc.wire.faults = ["double"]
    pc.sync.run_once()
    assert_settled(pc, centre, op_ids)


def test_fault_06_a_delayed_request_arrives_after_its_repeat(centre: Centre, pc: Pc) -> None:
    op_ids = decided(pc, centre)
    pc.wire.faults = ["late"]
    pc.sync.run_once()
    pc.sync.run_once()
    pc.sync.run_once()
    assert_settled(pc, centre, op_ids)


def test_fault_07_server_killed_in_mid_batch(centre: Centre, pc: Pc) -> None:
    op_ids = decided(pc, centre, 5)
    pc.wire.faults = ["cut"]
    assert pc.sync.run_once().waiting == 5
    assert sum(centre.effects.values()) == 2
    pc.sync.run_once()
    assert_settled(pc, centre, op_ids)


def test_fault_08_server_killed_after_commit(centre: Centre, pc: Pc) -> None:
    op_ids = decided(pc, centre, 2)
    pc.wire.faults = ["silent"]
    pc.sync.run_once()
    centre.down = True
    assert not pc.sync.run_once().online
    centre.down = False
    assert pc.sync.run_once().problem is None
    assert_settled(pc, centre, op_ids)


def test_fault_09_retry_is_never_a_refusal(centre: Centre, pc: Pc, monkeypatch: pytest.MonkeyPatch) -> None:
    op_ids = decided(pc, centre)
    with monkeypatch.context() as patch:
        patch.setattr(centre, "_judge", lambda e: Verdict(e.op_id, "retry", code="BUSY", message="繁忙。"))
        state = pc.sync.run_once()
    assert (state.waiting, state.refused) == (1, 0)
    assert state.problem is not None
    assert state.problem.code == "BUSY"
    pc.sync.run_once()
    assert_settled(pc, centre, op_ids)


def test_a_stale_page_is_dropped_whole(centre: Centre, pc: Pc) -> None:
    centre.file(1)
    pc.sync.run_once()
    centre.file(2)
    pc.wire.faults = ["stale"]
    pc.sync.run_once()
    assert pc.rows() == centre.rows(WUCHANG)


def test_fault_27_token_expired_while_offline(centre: Centre, pc: Pc) -> None:
    op_ids = decided(pc, centre)
    pc.wire.faults = ["expired"]
    state = pc.sync.run_once()
    assert state.needs_login
    assert state.waiting == 1
    assert pc.unlocked.token is None
    for _ in range(2):
        assert pc.sync.run_once().waiting == 1
    pc.unlocked.token = "fresh"
    pc.sync.logged_in()
    state = pc.sync.run_once()
    assert not state.needs_login
    assert_settled(pc, centre, op_ids)


def test_fault_29_another_clerk_logs_in_with_decisions_waiting(centre: Centre, pc: Pc) -> None:
    op_ids = decided(pc, centre)
    other = centre.clerk("李晓红")
    pc.add_clerk(other)
    pc.close()
    pc.open(other)
    own = centre.file(9)
    pc.sync._pull()
    op_ids.append(pc.decider.decide(approve(own), 1).op_id)
    pc.sync.run_once()
    assert_settled(pc, centre, op_ids)
    with reading(pc.unlocked.engine) as session:
        names = {entry.op_id: entry.actor_name for entry in overview(session)}
    assert [names[op_id] for op_id in op_ids] == ["周敏", "李晓红"]
    decided_by = {
        body[DECIDED_BY] for (kind, _), body in centre.rows(WUCHANG).items() if kind == "filing_decision"
    }
    assert len(decided_by) == 2


def test_a_withdrawal_at_the_centre_shows_on_the_screen_over_a_waiting_decision(
    centre: Centre, pc: Pc
) -> None:
    """The PC pulls first: its decision no longer runs, the screen shows the centre's state."""
    op_id = decided(pc, centre)[0]
    with reading(pc.unlocked.engine) as session:
        filing_id = overview(session)[0].record_id
    from core.apprenticeship.commands.filing import RefuseFiling

    centre.decide(RefuseFiling(filing_id, 1, "公证书不符合要求"), centre.clerk("李晓红"))
    pc.sync._pull()
    filing = pc.filing(filing_id)
    assert filing is not None
    assert filing.state == CaseState.REFUSED
    with reading(pc.unlocked.engine) as session:
        (entry,) = overview(session)
    assert entry.state == "waiting"
    assert "李晓红" in entry.reason
    pc.sync.run_once()
    with reading(pc.unlocked.engine) as session:
        assert [(e.op_id, e.state) for e in overview(session)] == [(op_id, "refused")]


def test_unknown_kinds_and_columns_are_kept_and_do_not_stall(
    centre: Centre, pc: Pc, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fault 31."""
    import msgspec
    from sqlalchemy import select

    from sync.protocol import Changes, Row
    from sync.tables import UNKNOWN

    centre.file(1)
    real = centre.changes

    def newer(*args: object) -> Changes:
        page: Changes = real(*args)  # type: ignore[arg-type]
        columns = {kind: (*names, "colour") for kind, names in page.columns.items()}
        rows = [msgspec.structs.replace(row, body=(*(row.body or ()), "red")) for row in page.rows]
        if rows:
            first = rows[0]
            columns["licence"] = ("id", "version", "scope", "text")
            odd = Row(first.scope, first.seq, "licence", "x1", 1, "", "put", ("x1", 1, WUCHANG, "新"))
            rows[0] = odd
        return msgspec.structs.replace(page, columns=columns, rows=tuple(rows))

    monkeypatch.setattr(centre, "changes", newer)
    state = pc.sync.run_once()
    assert state.problem is None
    with reading(pc.unlocked.engine) as session:
        kept = dict(session.execute(select(UNKNOWN.c.kind, UNKNOWN.c.body)).all())
    assert "新" in kept["licence"]
    assert "red" in kept["filing"]
