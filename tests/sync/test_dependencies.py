"""Fault 17 on the PC: a command names what it builds on; nothing is built on what was refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import select

from core.apprenticeship.commands.filing import RefuseFiling
from core.domain.values import CaseState
from sync import overlay
from sync.dependencies import note_subjects, predecessors
from sync.protocol import Envelope
from sync.tables import OUTBOX, OUTBOX_SUBJECT
from sync.transactions import reading, writing
from tests.kit import WUCHANG

if TYPE_CHECKING:
    from tests.sync.conftest import Office
    from tests.sync.fake import Centre, Pc


def sent(pc: Pc, op_id: str) -> Envelope:
    with reading(pc.unlocked.engine) as session:
        text = session.scalar(select(OUTBOX.c.envelope).where(OUTBOX.c.op_id == op_id))
    assert text is not None
    return msgspec.json.decode(text, type=Envelope)


def test_fault_17_a_command_names_the_unsettled_ones_that_share_a_record(
    centre: Centre, office: Office
) -> None:
    one, two = centre.file(1), centre.file(2)
    pc = office.pc(centre.clerk("周敏"), "a")
    pc.sync.run_once()
    first = pc.decider.decide(RefuseFiling(one, 1, "材料不实"), 1).op_id
    with writing(pc.unlocked.engine, durable=True) as session:
        note_subjects(session, sent(pc, first).device_seq, (two, two, ""))
    second = pc.decider.decide(RefuseFiling(two, 1, "材料不实"), 1).op_id
    assert sent(pc, first).after == ()
    assert sent(pc, second).after == (first,)
    pc.sync.run_once()
    with reading(pc.unlocked.engine) as session:
        assert predecessors(session, (one, two)) == ()
        assert session.execute(select(OUTBOX_SUBJECT)).all() == []


def test_fault_17_a_refused_decision_takes_its_dependent_with_it(centre: Centre, office: Office) -> None:
    """The first of two was decided by a colleague meanwhile; what builds on it comes back as well."""
    one, two = centre.file(1), centre.file(2)
    colleague = centre.clerk("李晓红")
    pc = office.pc(centre.clerk("周敏"), "a")
    pc.sync.run_once()
    first = pc.decider.decide(RefuseFiling(one, 1, "材料不实"), 1).op_id
    with writing(pc.unlocked.engine, durable=True) as session:
        note_subjects(session, sent(pc, first).device_seq, (two,))
    second = pc.decider.decide(RefuseFiling(two, 1, "材料不实"), 1).op_id
    centre.decide(RefuseFiling(one, 1, "公证书不符合要求"), colleague)
    state = pc.sync.run_once()
    assert (state.waiting, state.refused) == (0, 2)
    assert pc.rows() == centre.rows(WUCHANG)
    assert centre.ledger[second][1].code == "PREDECESSOR_REJECTED"
    again = pc.decider.decide(RefuseFiling(two, 1, "材料不实"), 1, supersedes=second)
    assert sent(pc, again.op_id).after == ()
    state = pc.sync.run_once()
    assert (state.waiting, state.refused) == (0, 1)
    assert again.op_id in centre.effects


def test_a_refusal_is_taken_off_the_facts_even_when_the_program_ends_before(
    centre: Centre, office: Office
) -> None:
    """Killed between the verdict and the next page: the effect goes at the next round, and nothing is
    decided on top of it before."""
    one = centre.file(1)
    clerk = centre.clerk("周敏")
    pc = office.pc(clerk, "a")
    pc.sync.run_once()
    pc.decider.decide(RefuseFiling(one, 1, "材料不实"), 1)
    centre.ledger.clear()
    real = centre._apply
    centre._apply = lambda envelope: _refused(envelope)  # type: ignore[method-assign]
    pc.sync._push()
    centre._apply = real  # type: ignore[method-assign]
    shown = pc.filing(one)
    assert shown is not None
    assert shown.state == CaseState.REFUSED
    pc.close()
    pc.open(clerk)
    with reading(pc.unlocked.engine) as session:
        assert overlay.turn_needed(session)
    decided = pc.decider.decide(RefuseFiling(one, 1, "公证书不符合要求"), 1)
    assert sent(pc, decided.op_id).after == ()
    state = pc.sync.run_once()
    assert (state.waiting, state.refused, state.problem) == (0, 1, None)
    with reading(pc.unlocked.engine) as session:
        assert not overlay.turn_needed(session)
    assert pc.rows() == centre.rows(WUCHANG)


def _refused(envelope: Envelope) -> object:
    from sync.protocol import Verdict

    return Verdict(envelope.op_id, "rejected", envelope.device_seq, code="NOT_ALLOWED", message="没有权限。")
