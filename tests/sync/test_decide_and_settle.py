"""A decision from the PC to the centre and back, without faults."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.apprenticeship.commands.filing import ApproveFiling, RefuseFiling
from core.domain.values import CaseState
from sync.cursor import place
from sync.fates import overview
from sync.feed import apply_pages
from sync.transactions import reading
from tests.kit import WUCHANG

if TYPE_CHECKING:
    from tests.sync.conftest import Office
    from tests.sync.fake import Centre


def approve(filing_id: str, revision: int = 1) -> ApproveFiling:
    return ApproveFiling(filing_id, revision, "材料齐全", paper_seen=True)


def test_a_decision_is_provisional_until_the_feed_brings_it(centre: Centre, office: Office) -> None:
    filing_id = centre.file(1)
    pc = office.pc(centre.clerk("周敏"), "a")
    assert pc.unlocked.needs_snapshot
    pc.sync.run_once()
    assert not pc.unlocked.needs_snapshot
    assert pc.rows() == centre.rows(WUCHANG)

    decided = pc.decider.decide(approve(filing_id), 1)
    filing = pc.filing(filing_id)
    assert filing is not None
    assert (filing.state, filing.settled_at) == (CaseState.APPROVED, "")
    with reading(pc.unlocked.engine) as session:
        assert [(e.op_id, e.state) for e in overview(session)] == [(decided.op_id, "waiting")]

    state = pc.sync.run_once()
    assert (state.waiting, state.refused, state.problem) == (0, 0, None)
    filing = pc.filing(filing_id)
    assert filing is not None
    assert filing.settled_at
    assert pc.rows() == centre.rows(WUCHANG)
    with reading(pc.unlocked.engine) as session:
        assert [(e.op_id, e.state) for e in overview(session)] == [(decided.op_id, "applied")]


def test_fault_15_two_clerks_decide_the_same_filing_offline(centre: Centre, office: Office) -> None:
    filing_id = centre.file(1)
    first, second = office.pc(centre.clerk("周敏"), "a"), office.pc(centre.clerk("李晓红"), "b")
    for pc in (first, second):
        pc.sync.run_once()
    first.decider.decide(RefuseFiling(filing_id, 1, "公证书不符合要求"), 1)
    late = second.decider.decide(approve(filing_id), 1)
    first.sync.run_once()
    state = second.sync.run_once()
    assert (state.waiting, state.refused) == (0, 1)
    assert second.rows() == first.rows() == centre.rows(WUCHANG)
    with reading(second.unlocked.engine) as session:
        (entry,) = overview(session)
    assert entry.state == "refused"
    assert entry.code == "ALREADY_DECIDED"
    assert "周敏" in entry.reason
    assert "不予通过" in entry.server_present
    assert "周敏" in entry.server_present
    assert entry.base.startswith("该件为“待审核”，是 ")
    assert entry.base.endswith("的第 1 次提交")
    assert entry.what_to_do
    assert not entry.redo

    second.decider.accept(late.op_id)
    with reading(second.unlocked.engine) as session:
        assert [e.state for e in overview(session)] == ["closed"]


def test_a_verdict_alone_does_not_settle_a_decision(centre: Centre, office: Office) -> None:
    """Rule 5: the feed must have passed the verdict's number; a page before it leaves the decision on top."""
    filing_id = centre.file(1)
    pc = office.pc(centre.clerk("周敏"), "a")
    pc.sync.run_once()
    for number in (2, 3):
        centre.file(number)
    decided = pc.decider.decide(approve(filing_id), 1)
    pc.sync._push()
    with reading(pc.unlocked.engine) as session:
        here = place(session)
    assert here is not None
    page = pc.wire.changes(here.cursor, 0)
    assert page.more
    apply_pages(pc.unlocked.engine, (page,), here.cursor, centre.world.setting, pc.clock.now())
    filing = pc.filing(filing_id)
    assert filing is not None
    assert (filing.state, filing.settled_at) == (CaseState.APPROVED, "")
    with reading(pc.unlocked.engine) as session:
        (entry,) = overview(session)
    assert (entry.op_id, entry.state) == (decided.op_id, "sent")
    pc.sync.run_once()
    filing = pc.filing(filing_id)
    assert filing is not None
    assert filing.settled_at
