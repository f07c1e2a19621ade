"""Faults of sync.md section 4 between the real server process and real PCs, on SQLite and PostgreSQL."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from core.apprenticeship.commands.filing import ApproveFiling, RefuseFiling
from core.domain.errors import KnownError
from core.store.codec import columns_of
from sync import protocol
from sync.accounts.account import change_password, log_in_again
from sync.client import Client
from sync.fates import overview
from sync.outbox import waiting
from sync.protocol import Ops
from sync.transactions import reading
from tests.end_to_end.real import PASSWORD, RealPc, RealServer, wait_until
from tests.kit import WUCHANG
from tests.postgres import postgres_cluster, postgres_url  # noqa: F401

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


DECIDED_BY = columns_of("filing_decision").index("decided_by_name")


@pytest.fixture(params=["sqlite", "postgresql"])
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RealServer]:
    database = request.getfixturevalue("postgres_url") if request.param == "postgresql" else ""
    made = RealServer(tmp_path / "server", database)
    made.account("zhoumin", "周敏")
    made.account("lixiaohong", "李晓红")
    made.start()
    yield made
    made.close()


@pytest.fixture
def make_pc(server: RealServer, tmp_path: Path) -> Iterator[Callable[[str, str], RealPc]]:
    made: list[RealPc] = []

    def make(name: str, username: str) -> RealPc:
        made.append(RealPc(tmp_path / name, server, username))
        return made[-1]

    yield make
    for pc in made:
        pc.close()


@pytest.fixture
def pc(server: RealServer, make_pc: Callable[[str, str], RealPc]) -> RealPc:
    return make_pc("a", "zhoumin")


def decide(pc: RealPc, filings: list[str]) -> list[str]:
    """Fetch what arrived, and approve it without sending."""
    pc.sync._pull()
    return [pc.decider.decide(ApproveFiling(one, 1, "材料齐全", paper_seen=True), 1).op_id for one in filings]


def assert_quiet(server: RealServer, pc: RealPc, op_ids: list[str]) -> None:
    """All are applied once, both ends hold the same records, and the digests agree."""
    with reading(pc.unlocked.engine) as session:
        states = {entry.op_id: entry.state for entry in overview(session)}
    assert {op_id: states[op_id] for op_id in op_ids} == dict.fromkeys(op_ids, "applied")
    assert server.judged() == len(states)
    assert sorted(server.decisions()) == sorted(op_ids)
    assert pc.rows() == server.rows()
    marks: dict[str, int] = {}
    for (kind, record_id), body in pc.rows().items():
        bucket = f"{kind}/{record_id[-1]}"
        marks[bucket] = (marks.get(bucket, 0) + protocol.mark(record_id, body[1])) % 2**64
    digest = pc.client.digest(WUCHANG)
    assert {name: f"{mark:016x}" for name, mark in marks.items()} == {
        name: bucket.digest for name, bucket in digest.buckets.items()
    }


def test_review_online(server: RealServer, pc: RealPc) -> None:
    op_ids = decide(pc, server.file(3))
    state = pc.sync.run_once()
    assert (state.waiting, state.problem, state.online) == (0, None, True)
    assert_quiet(server, pc, op_ids)


@pytest.mark.parametrize("faults", [["lost"], ["silent"], ["lost", "ok", "silent", "silent"]])
def test_fault_03_04_requests_and_answers_lost(server: RealServer, pc: RealPc, faults: list[str]) -> None:
    op_ids = decide(pc, server.file(2))
    pc.client.faults = ["ok", *faults]
    for _ in range(len(faults) + 1):
        pc.sync.run_once()
    assert pc.client.faults == []
    pc.sync.run_once()
    assert_quiet(server, pc, op_ids)


def test_fault_05_response_lost_and_the_pull_comes_first(server: RealServer, pc: RealPc) -> None:
    op_ids = decide(pc, server.file(1))
    pc.client.faults = ["ok", "silent"]
    assert pc.sync.run_once().waiting == 1
    pc.sync._pull()
    assert_quiet(server, pc, op_ids)


def test_fault_06_the_same_command_on_two_connections_at_once(server: RealServer, pc: RealPc) -> None:
    op_ids = decide(pc, server.file(3))
    with reading(pc.unlocked.engine) as session:
        ops = Ops(tuple(waiting(session, 10)))
    barrier = threading.Barrier(4)

    def push() -> protocol.Verdicts:
        client = Client(server.url, device_id=pc.unlocked.device_id, token=lambda: pc.unlocked.token)
        barrier.wait()
        try:
            return client.push(ops)
        finally:
            client.close()

    with ThreadPoolExecutor(4) as pool:
        answers = [future.result() for future in [pool.submit(push) for _ in range(4)]]
    given = {
        verdict.op_id: verdict
        for answer in answers
        for verdict in answer.verdicts
        if verdict.status != "retry"
    }
    assert all(given[v.op_id] == v for answer in answers for v in answer.verdicts if v.status != "retry")
    pc.sync.run_once()
    assert_quiet(server, pc, op_ids)


def test_fault_07_server_killed_in_mid_batch(server: RealServer, pc: RealPc) -> None:
    op_ids = decide(pc, server.file(60))
    thread = threading.Thread(target=pc.sync.run_once)
    thread.start()
    wait_until(lambda: server.judged() >= 5)
    server.kill()
    thread.join()
    assert pc.sync.state.waiting in range(1, 61)
    done = server.judged()
    assert sorted(server.decisions()) == op_ids[:done]
    server.restart()
    state = pc.sync.run_once()
    assert (state.waiting, state.problem) == (0, None)
    assert_quiet(server, pc, op_ids)


def test_fault_08_server_killed_after_commit(server: RealServer, pc: RealPc) -> None:
    op_ids = decide(pc, server.file(2))
    pc.client.faults = ["ok", "silent"]
    pc.sync.run_once()
    server.kill()
    state = pc.sync.run_once()
    assert (state.online, state.waiting) == (False, 2)
    server.restart()
    pc.sync.run_once()
    assert_quiet(server, pc, op_ids)


def test_fault_15_two_clerks_decide_the_same_filing_offline(
    server: RealServer, pc: RealPc, make_pc: Callable[[str, str], RealPc]
) -> None:
    other = make_pc("b", "lixiaohong")
    (filing_id,) = server.file(1)
    other.sync._pull()
    first = decide(pc, [filing_id])
    late = other.decider.decide(RefuseFiling(filing_id, 1, "公证书不符合要求"), 1)
    pc.sync.run_once()
    state = other.sync.run_once()
    assert (state.waiting, state.refused) == (0, 1)
    with reading(other.unlocked.engine) as session:
        (entry,) = overview(session)
    assert (entry.op_id, entry.state, entry.code) == (late.op_id, "refused", "ALREADY_DECIDED")
    assert "周敏" in entry.reason
    assert "已通过" in entry.server_present
    pc.sync.run_once()  # the colleague's refusal stands in the log of the bureau (A4)
    assert other.rows() == pc.rows() == server.rows()
    assert server.decisions() == first


def test_fault_27_token_expired_while_offline(server: RealServer, pc: RealPc) -> None:
    first, second = server.file(2)
    op_ids = decide(pc, [first])
    pc.sync.run_once()
    server.end_sessions()
    pc.restart("zhoumin")
    op_ids.append(pc.decider.decide(ApproveFiling(second, 1, "齐全", paper_seen=True), 1).op_id)
    state = pc.sync.run_once()
    assert (state.needs_login, state.waiting) == (True, 1)
    assert pc.unlocked.token is None
    log_in_again(pc.unlocked, PASSWORD)
    pc.sync.logged_in()
    pc.sync.run_once()
    assert_quiet(server, pc, op_ids)


def test_fault_29_another_clerk_logs_in_with_decisions_waiting(server: RealServer, pc: RealPc) -> None:
    op_ids = decide(pc, server.file(1))
    pc.change_clerk(server, "lixiaohong")
    op_ids += decide(pc, server.file(1, first=2))
    pc.sync.run_once()
    assert_quiet(server, pc, op_ids)
    names = {body[DECIDED_BY] for key, body in server.rows().items() if key[0] == "filing_decision"}
    assert len(names) == 2


def test_a_changed_password_opens_the_store_and_the_old_one_does_not(server: RealServer, pc: RealPc) -> None:
    with pytest.raises(KnownError) as error:
        change_password(pc.unlocked, PASSWORD, "short")
    assert error.value.code == "WEAK_PASSWORD"
    change_password(pc.unlocked, PASSWORD, "Xin-Mima-99999")
    op_ids = decide(pc, server.file(1))
    assert pc.sync.run_once().problem is None
    assert_quiet(server, pc, op_ids)
    with pytest.raises(KnownError) as error:
        pc.restart("zhoumin")
    assert error.value.code == "WRONG_PASSWORD"


def test_a_restart_without_network_keeps_the_session(server: RealServer, pc: RealPc) -> None:
    op_ids = decide(pc, server.file(1))
    pc.restart("zhoumin")
    state = pc.sync.run_once()
    assert (state.waiting, state.needs_login) == (0, False)
    assert_quiet(server, pc, op_ids)
