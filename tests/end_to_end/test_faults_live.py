"""Faults on a real socket between the real server and a real PC: cut, corrupt, foreign and wrong answers."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert

from core.apprenticeship.commands.filing import ApproveFiling
from core.domain.errors import KnownError
from server.tables import BLOB_SCOPE
from sync.accounts.account import change_password, probe_server, unlock
from sync.accounts.profile import Profile
from sync.accounts.slots import CHEAP_FOR_TESTS
from sync.attachments import Attachments
from sync.cursor import place
from sync.transactions import reading
from tests.end_to_end.real import PASSWORD, RealPc, RealServer
from tests.kit import WUCHANG
from tests.live_server import LiveServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class FaultyServer(RealServer):
    """The real server in a thread of the test, behind a wire that fails on demand."""

    def start(self, port: int = 0) -> None:
        self.live = LiveServer(self.config)
        self.live.__enter__()
        self.faults = self.live.faults
        self.url = self.live.url

    def close(self) -> None:
        self.live.stop()
        super().close()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[FaultyServer]:
    made = FaultyServer(tmp_path / "server")
    made.account("zhoumin", "周敏")
    made.start()
    yield made
    made.close()


@pytest.fixture
def pc(server: FaultyServer, tmp_path: Path) -> Iterator[RealPc]:
    made = RealPc(tmp_path / "pc", server, "zhoumin")
    yield made
    made.close()


def decided(server: FaultyServer, pc: RealPc, count: int = 1) -> list[str]:
    filings = server.file(count)
    pc.sync.run_once()
    return [pc.decider.decide(ApproveFiling(one, 1, "材料齐全", paper_seen=True), 1).op_id for one in filings]


def position(pc: RealPc) -> object:
    with reading(pc.unlocked.engine) as session:
        return place(session)


def code(pc: RealPc) -> str:
    problem = pc.sync.state.problem
    assert problem is not None
    return problem.code


@pytest.mark.parametrize(
    ("kind", "number"), [("drop_request", 3), ("drop_response", 4)], ids=["03_request", "04_response"]
)
def test_fault_03_04_connection_broken(server: FaultyServer, pc: RealPc, kind: str, number: int) -> None:
    op_ids = decided(server, pc)
    server.faults.add(kind, path="/v1/ops")
    state = pc.sync.run_once()
    assert state.waiting == 1
    assert server.judged() == number - 3
    pc.sync.run_once()
    assert pc.sync.state.waiting == 0
    assert server.decisions() == op_ids
    assert pc.rows() == server.rows()


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("truncate", "BROKEN_ANSWER"), ("corrupt", "BROKEN_ANSWER"), ("html", "NOT_OUR_SERVER")],
)
def test_fault_12_39_a_bad_page_moves_nothing_and_is_fetched_again(
    server: FaultyServer, pc: RealPc, kind: str, expected: str
) -> None:
    server.file(4)
    before, rows = position(pc), pc.rows()
    server.faults.add(kind, path="/v1/changes")
    pc.sync.run_once()
    assert code(pc) == expected
    assert position(pc) == before
    assert pc.rows() == rows
    assert pc.sync.run_once().problem is None
    assert pc.rows() == server.rows()


def test_fault_39_a_portal_in_front_of_everything(server: FaultyServer, pc: RealPc) -> None:
    op_ids = decided(server, pc)
    server.faults.add("html", times=3)
    with pytest.raises(KnownError) as error:
        probe_server(server.url)
    assert error.value.code == "NOT_OUR_SERVER"
    state = pc.sync.run_once()
    assert (state.online, state.waiting) == (False, 1)
    assert "上网认证" in (state.problem.message if state.problem else "")
    server.faults.clear()
    pc.sync.run_once()
    assert server.decisions() == op_ids
    assert pc.rows() == server.rows()


@pytest.mark.parametrize(("status", "needs_login"), [(401, True), (500, False), (503, False)])
def test_an_error_status_discards_nothing(
    server: FaultyServer, pc: RealPc, status: int, needs_login: bool
) -> None:
    op_ids = decided(server, pc)
    token = pc.unlocked.token
    server.faults.add("status", path="/v1/ops", status=status, code="INJECTED")
    state = pc.sync.run_once()
    assert (state.waiting, state.needs_login) == (1, needs_login)
    if needs_login:
        pc.unlocked.token = token
        pc.sync.logged_in()
    pc.sync.run_once()
    assert server.decisions() == op_ids


@pytest.mark.parametrize("times", [1, 2])
def test_fault_36_download_with_a_wrong_hash(server: FaultyServer, pc: RealPc, times: int) -> None:
    data = b"\xff\xd8picture" * 5000
    sha256 = hashlib.sha256(data).hexdigest()
    server.centre.blobs.put(data)
    with server.centre.writing() as session:
        session.execute(insert(BLOB_SCOPE).values(sha256=sha256, scope=WUCHANG))
    attachments = Attachments(pc.unlocked, pc.client, pc.clock)
    server.faults.add("corrupt", path="/v1/blobs", times=times)
    if times == 2:
        with pytest.raises(KnownError) as error:
            attachments.fetch(sha256)
        assert error.value.code == "BLOB_BROKEN"
        assert attachments.cached(sha256) is None
    assert attachments.fetch(sha256) == data
    server.faults.add("truncate", path="/v1/blobs")
    attachments.trim(0)
    assert attachments.fetch(sha256) == data


def test_a_document_of_nobodys_is_missing(pc: RealPc) -> None:
    with pytest.raises(KnownError) as error:
        Attachments(pc.unlocked, pc.client, pc.clock).fetch("ab" * 32)
    assert error.value.code == "BLOB_MISSING"


def test_a_password_change_whose_answer_was_lost_is_completed_by_trying_again(
    server: FaultyServer, pc: RealPc
) -> None:
    new = "Another-Horse-2"
    server.faults.add("drop_response", path="/v1/passwords")
    with pytest.raises(KnownError):
        change_password(pc.unlocked, PASSWORD, new)
    with pytest.raises(KnownError) as error:
        change_password(pc.unlocked, "Wrong-12345678", new)
    assert error.value.code == "WRONG_CREDENTIALS"
    change_password(pc.unlocked, PASSWORD, new)
    assert pc.sync.run_once().problem is None
    unlock(Profile(pc.folder), pc.keyring, "zhoumin", new, kdf=CHEAP_FOR_TESTS).close()
