"""G14, A3 with a real PC: what became of messages comes down, 重发 waits offline and goes up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from core.apprenticeship.commands.filing import ApproveFiling
from core.commons.commands import RetryNotice
from core.commons.tables import Notice
from core.domain.notices import RETRY_WAITS
from core.domain.values import NoticeState
from server.notices.gateway import PermanentFailure
from server.notices.results import note_report
from server.notices.worker import Worker
from sync.fates import overview
from sync.transactions import reading
from tests.end_to_end.real import RealPc
from tests.end_to_end.test_faults_live import FaultyServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Carrier:
    """Refuses the phones it is told to."""

    delivers_at_once = True

    def __init__(self) -> None:
        self.refused: set[str] = set()
        self.sent: list[str] = []

    def send(self, key: str, phone: str, text: str) -> str:
        if phone in self.refused:
            raise PermanentFailure("PHONE_REFUSED", "运营商拒收：手机号无效或已停用")
        self.sent.append(key)
        return f"C-{len(self.sent)}"

    def close(self) -> None:
        pass


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


def notices(pc: RealPc) -> dict[str, Notice]:
    with reading(pc.unlocked.engine) as session:
        return {row.recipient_role: row for row in session.scalars(select(Notice))}


def test_g14_online_then_a_retry_offline(server: FaultyServer, pc: RealPc) -> None:
    carrier = Carrier()
    worker = Worker(server.centre, carrier)
    (filing_id,) = server.file(1)
    pc.sync.run_once()
    pc.decider.decide(ApproveFiling(filing_id, 1, "材料齐全", paper_seen=True), 1)
    assert not notices(pc), "nothing goes out before the centre has accepted the decision"
    assert worker.run_once() == (0, True)
    pc.sync.run_once()
    assert {row.state for row in notices(pc).values()} == {NoticeState.WAITING}

    carrier.refused = {notices(pc)["student"].phone}
    worker.run_once()
    pc.sync.run_once()
    found = notices(pc)
    assert (found["teacher"].state, found["student"].state) == (NoticeState.DELIVERED, NoticeState.GIVEN_UP)
    assert "手机号无效" in found["student"].reason
    assert pc.rows() == server.rows()

    student = found["student"]
    server.faults.add("drop_request", times=20)
    pc.decider.decide(RetryNotice(student.id, student.version), student.version)
    pc.sync.run_once()
    waiting = notices(pc)["student"]
    assert (waiting.state, waiting.reason) == (NoticeState.WAITING, RETRY_WAITS)
    assert pc.sync.state.waiting == 1

    server.faults.clear()
    pc.sync.run_once()
    assert notices(pc)["student"].reason == ""
    assert pc.rows() == server.rows()
    carrier.refused.clear()
    worker.run_once()
    pc.sync.run_once()
    assert notices(pc)["student"].state == NoticeState.DELIVERED
    assert notices(pc)["student"].attempts == 2
    assert carrier.sent == [f"{found['teacher'].id}.1", f"{student.id}.2"]
    assert pc.rows() == server.rows()


def test_a_retry_of_what_arrived_meanwhile_is_told(server: FaultyServer, pc: RealPc) -> None:
    """The report comes while the PC is offline: the clerk reads why nothing was sent again."""
    carrier = Carrier()
    worker = Worker(server.centre, carrier)
    (filing_id,) = server.file(1)
    pc.sync.run_once()
    pc.decider.decide(ApproveFiling(filing_id, 1, "材料齐全", paper_seen=True), 1)
    pc.sync.run_once()
    student = notices(pc)["student"]
    carrier.refused = {student.phone}
    worker.run_once()
    pc.sync.run_once()
    op_id = pc.decider.decide(RetryNotice(student.id, 2), 2).op_id
    note_report(server.centre, student.id, 1, delivered=True, carrier_id="C-9", reason="")
    pc.sync.run_once()
    pc.sync.run_once()
    assert notices(pc)["student"].state == NoticeState.DELIVERED
    with reading(pc.unlocked.engine) as session:
        entry = next(entry for entry in overview(session) if entry.op_id == op_id)
    assert entry.state == "refused"
    assert "送达" in entry.reason
    assert pc.rows() == server.rows()
