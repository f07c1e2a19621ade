"""Fault 17: what builds on a refused decision is refused and not run; older PCs are still believed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from sqlalchemy import func, select

from core.applications.tables import CaseDecision
from core.apprenticeship.commands.filing import RefuseFiling
from core.domain.values import Role
from server import ledger
from sync.protocol import SIGNED_CONTEXT, Envelope, canonical
from tests.kit import HONGSHAN
from tests.server.kit import Pc, account, filed

if TYPE_CHECKING:
    from tests.live_server import LiveServer


def decisions(server: LiveServer) -> int:
    with server.centre.reading() as session:
        return int(session.scalar(select(func.count()).select_from(CaseDecision)) or 0)


def test_fault_17_a_dependent_of_a_refused_command_is_refused_and_not_run(server: LiveServer, pc: Pc) -> None:
    first, second = filed(server, 1)[0], filed(server, 2)[0]
    outdated = pc.envelope(RefuseFiling(first, 7, "材料不实。"))
    dependent = pc.envelope(RefuseFiling(second, 1, "材料不实。"), after=(outdated.op_id,))
    third = pc.envelope(RefuseFiling(first, 1, "材料不实。"), after=(dependent.op_id,))
    verdicts = pc.push(outdated, dependent, third)
    assert [one.code for one in verdicts] == [
        "FILING_CHANGED",
        "PREDECESSOR_REJECTED",
        "PREDECESSOR_REJECTED",
    ]
    assert "“不予备案”" in verdicts[1].message
    assert "申请人已重新提交" in verdicts[1].message
    assert decisions(server) == 0
    again = pc.envelope(RefuseFiling(second, 1, "材料不实。"), supersedes=dependent.op_id)
    assert pc.push(again)[0].status == "applied"


def test_fault_17_an_accepted_predecessor_hinders_nobody(server: LiveServer, pc: Pc) -> None:
    first, second = filed(server, 1)[0], filed(server, 2)[0]
    before = pc.envelope(RefuseFiling(first, 1, "材料不实。"))
    after = pc.envelope(RefuseFiling(second, 1, "材料不实。"), after=(before.op_id,))
    assert [one.status for one in pc.push(before, after)] == ["applied", "applied"]


def test_a_refusal_of_somebody_else_is_no_predecessor(server: LiveServer, pc: Pc) -> None:
    """Naming another office's op_id tells nothing about it."""
    account(server, "wangqiang", Role.DISTRICT_REVIEWER, HONGSHAN)
    stranger = Pc(server, "wangqiang")
    filing_id, _ = filed(server)
    refused = stranger.envelope(RefuseFiling(filing_id, 1, "材料不实。"))
    assert stranger.push(refused)[0].status == "rejected"
    verdict = pc.push(pc.envelope(RefuseFiling(filing_id, 1, "不实。"), after=(refused.op_id,)))[0]
    assert verdict.status == "applied"


@pytest.mark.expects_log("attempt . failed: ValueError")
def test_fault_17_a_dependent_of_a_quarantined_command_waits_with_it(
    server: LiveServer, pc: Pc, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, other, free = (filed(server, number)[0] for number in (1, 2, 3))
    real = ledger.execute

    def broken(session: Any, command: Any, context: Any) -> Any:
        if command.subject == bad:
            raise ValueError("a bug")
        return real(session, command, context)

    monkeypatch.setattr(ledger, "execute", broken)
    first = pc.envelope(RefuseFiling(bad, 1, "材料不实。"))
    second = pc.envelope(RefuseFiling(other, 1, "材料不实。"), after=(first.op_id,))
    third = pc.envelope(RefuseFiling(free, 1, "材料不实。"))
    verdicts = pc.push(first, second, third)
    assert [one.status for one in verdicts] == ["quarantined", "quarantined", "applied"]
    assert verdicts[1].code == "WAITS_BEHIND_QUARANTINED"


def test_an_older_pc_signs_without_the_field_and_is_believed(server: LiveServer, pc: Pc) -> None:
    filing_id, _ = filed(server)
    envelope = pc.envelope(RefuseFiling(filing_id, 1, "材料不实。"))
    values = msgspec.to_builtins(envelope)
    del values["after"], values["proof"]
    older = b"\x01" + SIGNED_CONTEXT + msgspec.json.encode(values, order="sorted")
    assert canonical(envelope) == older
    body = {"ops": [{**values, "proof": envelope.proof}]}
    answer = pc.post("/v1/ops", data=msgspec.json.encode(body))
    assert answer.json()["verdicts"][0]["status"] == "applied"


def test_the_predecessors_are_signed(server: LiveServer, pc: Pc) -> None:
    filing_id, _ = filed(server)
    envelope = pc.envelope(RefuseFiling(filing_id, 1, "材料不实。"), after=("op-1",))
    without = msgspec.structs.replace(envelope, after=())
    assert pc.push(without)[0].code == "BAD_PROOF"


def test_too_many_predecessors_are_no_command(server: LiveServer, pc: Pc) -> None:
    envelope: Envelope = pc.envelope(RefuseFiling("x", 1, "不实。"), after=("op",) * 1001)
    assert pc.send(envelope).status_code == 400
