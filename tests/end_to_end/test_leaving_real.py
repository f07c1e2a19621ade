"""Faults 18, 19 and 20 between the real server and a real PC: a record leaves the district and comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.apprenticeship.commands.filing import RefuseFiling
from core.apprenticeship.tables import Filing
from core.store.recorder import Recorder
from server.feed import write_feed
from sync.fates import entry
from sync.transactions import reading
from tests.end_to_end.real import RealPc, RealServer
from tests.kit import HONGSHAN, WUCHANG
from tests.postgres import postgres_cluster, postgres_url  # noqa: F401

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(params=["sqlite", "postgresql"])
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RealServer]:
    database = request.getfixturevalue("postgres_url") if request.param == "postgresql" else ""
    made = RealServer(tmp_path / "server", database)
    made.account("zhoumin", "周敏")
    made.start()
    yield made
    made.close()


@pytest.fixture
def pc(server: RealServer, tmp_path: Path) -> Iterator[RealPc]:
    made = RealPc(tmp_path / "pc", server, "zhoumin")
    yield made
    made.close()


def move(server: RealServer, filing_id: str, bureau: str) -> None:
    """The filing goes to another bureau, as an operator's correction would do it."""
    with server.centre.writing() as session:
        with Recorder(session) as recorder:
            filing = session.get_one(Filing, filing_id)
            filing.bureau = filing.scope = bureau
        write_feed(session, recorder, "")


def has(pc: RealPc, filing_id: str) -> bool:
    with reading(pc.unlocked.engine) as session:
        return session.get(Filing, filing_id) is not None


def test_faults_18_and_20_a_record_leaves_and_comes_back_whole(server: RealServer, pc: RealPc) -> None:
    (filing_id,) = server.file(1)
    pc.sync.run_once()
    before = pc.rows()["filing", filing_id]
    move(server, filing_id, HONGSHAN)
    pc.sync.run_once()
    assert not has(pc, filing_id)
    move(server, filing_id, WUCHANG)
    state = pc.sync.run_once()
    assert state.problem is None
    assert pc.rows() == server.rows()
    assert pc.rows()["filing", filing_id][2:] == before[2:]


def test_fault_19_a_record_leaves_with_a_pending_decision(server: RealServer, pc: RealPc) -> None:
    """The decision is kept in the list with OUT_OF_SCOPE, also when the page comes before the push."""
    (filing_id,) = server.file(1)
    pc.sync.run_once()
    op_id = pc.decider.decide(RefuseFiling(filing_id, 1, "公证书不符合要求"), 1).op_id
    move(server, filing_id, HONGSHAN)
    pc.sync._pull()
    assert not has(pc, filing_id)
    state = pc.sync.run_once()
    assert (state.waiting, state.refused, state.problem) == (0, 1, None)
    with reading(pc.unlocked.engine) as session:
        kept = entry(session, op_id)
    assert kept is not None
    assert (kept.state, kept.code, kept.redo) == ("refused", "OUT_OF_SCOPE", "")
    assert "转出" in kept.reason
    assert "不在本机的管辖范围" in kept.server_present
    assert "转出本区" in kept.what_to_do
    assert kept.about
    assert pc.rows() == server.rows()
