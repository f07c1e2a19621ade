"""Who may give the city's commands: forged ones, rightly signed, of every role that may not (security.md 3).

A real server process and real envelopes; the windows of these roles offer none of it, so the commands are
made here as a changed program would make them.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import msgspec
import pytest
from sqlalchemy import select, update

from core.apprenticeship.commands.assessment import PublishScores, RecordScore, RecordScores, RemoveScore
from core.commons.commands import (
    PublishPolicyNotice,
    RemovePolicyNotice,
    RetryNotice,
    SavePolicyNotice,
    WithdrawPolicyNotice,
)
from core.domain.values import Role, SeenRecord
from core.store.tables import AuditEntry
from server.tables import ACCOUNT
from sync.protocol import Ops
from tests.end_to_end.city import (
    ADMINISTRATORS,
    COMMISSION,
    NEIGHBOUR,
    OFFICE,
    REVIEWER,
    VIEWER,
    CityCentre,
    CityServer,
    Clerk,
)
from tests.kit import CITY, WUCHANG, student_data
from tests.server.kit import Pc, Phone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from core.domain.commands.base import Command
    from sync.protocol import Verdict

SCORES = ("RecordScore", "RecordScores", "RemoveScore", "PublishScores")
COMMISSION_ONLY = (
    "ForceTerminate",
    "SavePolicyNotice",
    "PublishPolicyNotice",
    "WithdrawPolicyNotice",
    "RemovePolicyNotice",
)
NOBODYS = (VIEWER, *ADMINISTRATORS)
FORBIDDEN = [
    *((clerk, name) for clerk in (REVIEWER, NEIGHBOUR, *NOBODYS) for name in (*SCORES, *COMMISSION_ONLY)),
    *((OFFICE, name) for name in COMMISSION_ONLY),
    *((clerk, "RetryNotice") for clerk in NOBODYS),
]
DRAFT = "草稿公告"
NEITHER = ("RecordScore", "RemoveScore", "ForceTerminate", "SavePolicyNotice", "PublishPolicyNotice")


class Case:
    """The server with one record ready for each command, and a PC for each clerk."""

    def __init__(self, server: CityServer) -> None:
        self.server = server
        self.pcs: dict[str, Pc] = {}
        entered, ready, ended, fresh, other = server.trainees(5)
        with server.world() as world:
            self.unpublished = world.score(entered.study)
            self.publishable = world.score(ready.study)
            draft, published = (
                SavePolicyNotice(world.ids.new(), 0, title, "请各区遵照执行。")
                for title in (DRAFT, "已发布公告")
            )
            for command in (draft, published, PublishPolicyNotice(published.policy_id, 1)):
                world.run(command, world.commission())
            self.termination = world.termination(ended.study)
            self.entries = tuple(world.entry(one.study) for one in (fresh, other))
        self.draft, self.published = draft.policy_id, published.policy_id
        self.notice = server.failed_notice(entered.study)

    def pc(self, clerk: Clerk) -> Pc:
        if clerk.username not in self.pcs:
            self.pcs[clerk.username] = Pc(self.server, clerk.username)  # type: ignore[arg-type]
        return self.pcs[clerk.username]

    def command(self, name: str) -> Command:
        new, first = self.server.centre.ids.new, self.entries[0]
        made: dict[str, Callable[[], Command]] = {
            "RecordScore": lambda: RecordScore(new(), first),
            "RecordScores": lambda: RecordScores(new(), self.entries[1:]),
            "RemoveScore": lambda: RemoveScore(self.unpublished, 1),
            "PublishScores": lambda: PublishScores(new(), (SeenRecord(self.publishable, 1),)),
            "ForceTerminate": lambda: self.termination,
            "SavePolicyNotice": lambda: SavePolicyNotice(new(), 0, "伪造的公告", "正文"),
            "PublishPolicyNotice": lambda: PublishPolicyNotice(self.draft, 1),
            "WithdrawPolicyNotice": lambda: WithdrawPolicyNotice(self.published, 1, "撤回"),
            "RemovePolicyNotice": lambda: RemovePolicyNotice(self.draft, 1),
            "RetryNotice": lambda: RetryNotice(self.notice, 2),
        }
        return made[name]()

    def audited(self, op_id: str) -> list[tuple[str, str, int]]:
        """The audit chain's links about one command: action, user, whether it went well."""
        with self.server.centre.reading() as session:
            rows = session.scalars(select(AuditEntry).where(AuditEntry.object == f"op:{op_id}"))
            return [(row.action, row.user, row.ok) for row in rows]


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    server = CityServer(tmp_path_factory.mktemp("rights") / "server")
    server.clerks(OFFICE, COMMISSION, REVIEWER, VIEWER, NEIGHBOUR, *ADMINISTRATORS)
    server.start()
    yield Case(server)
    server.close()


@pytest.mark.parametrize(
    ("clerk", "name"), FORBIDDEN, ids=[f"{clerk.role}-{clerk.username}-{name}" for clerk, name in FORBIDDEN]
)
def test_a_command_the_role_may_not_give_changes_nothing_and_is_logged(
    case: Case, clerk: Clerk, name: str
) -> None:
    pc, before = case.pc(clerk), case.server.all_rows(log=False)
    logged = len(case.server.log(name))
    envelope = pc.envelope(case.command(name))
    (verdict,) = pc.push(envelope)
    assert (verdict.status, verdict.code) == ("rejected", "NOT_ALLOWED")
    assert clerk.role.label in verdict.message, "the sentence says as whom they acted"
    assert verdict.findings == ()
    assert case.server.all_rows(log=False) == before
    assert pc.push(envelope) == (verdict,), "sent again it is not judged again"
    assert case.audited(envelope.op_id) == [(f"{name}:NOT_ALLOWED", pc.session.actor_id, 0)]
    entries = case.server.log(name)[logged:]
    if clerk in ADMINISTRATORS:
        assert entries == [], "they belong to no office; the audit chain has it"
        return
    (entry,) = entries
    assert (entry.ok, entry.code, entry.user_name) == (0, "NOT_ALLOWED", clerk.name)
    assert entry.scope == (",".join(clerk.districts) or CITY), "their own office reads it"
    if clerk is not OFFICE:
        assert entry.label != DRAFT, "a district is not told of a draft"
        assert clerk is not NEIGHBOUR or "WC-" not in entry.label, "nor of another district's filing"


@pytest.mark.parametrize("name", SCORES)
@pytest.mark.parametrize(
    "clerk", [REVIEWER, VIEWER, NEIGHBOUR, *ADMINISTRATORS], ids=lambda one: one.username
)
def test_g13_a_refusal_tells_nothing_of_an_unpublished_score(case: Case, clerk: Clerk, name: str) -> None:
    verdict = case.pc(clerk).decide(case.command(name))
    assert verdict.status == "rejected"
    assert verdict.current_version == 0
    assert student_data().name not in verdict.message
    assert "86" not in verdict.message


@pytest.mark.parametrize("clerk", [REVIEWER, OFFICE], ids=["district", "office"])
@pytest.mark.parametrize("name", NEITHER)
def test_acting_in_the_name_of_the_commission_fails_by_the_signature(
    case: Case, clerk: Clerk, name: str
) -> None:
    pc, before = case.pc(clerk), case.server.all_rows(log=False)
    other = case.pc(COMMISSION).session.actor_id
    (verdict,) = pc.push(pc.envelope(case.command(name), actor_id=other))
    assert (verdict.status, verdict.code) == ("rejected", "BAD_PROOF")
    assert case.server.all_rows(log=False) == before


def test_a_district_retries_its_own_messages_only(case: Case) -> None:
    before = case.server.all_rows(log=False)
    verdict = case.pc(NEIGHBOUR).decide(case.command("RetryNotice"))
    assert (verdict.status, verdict.code) == ("rejected", "NOTICE_NOT_FOUND")
    assert case.server.all_rows(log=False) == before


def test_a_score_of_another_role_is_refused_after_the_right_was_withdrawn(case: Case) -> None:
    """A clerk of the city moved to a district: the command signed as the city's is refused now (fault 28)."""
    clerk = Clerk("moved", "调任", Role.CITY_OFFICE)
    case.server.clerk(clerk)
    pc = case.pc(clerk)
    envelope = pc.envelope(case.command("RecordScore"))
    with case.server.centre.writing() as session:
        session.execute(
            update(ACCOUNT)
            .where(ACCOUNT.c.username == clerk.username)
            .values(role=Role.DISTRICT_REVIEWER.value, districts=WUCHANG)
        )
    before = case.server.all_rows(log=False)
    (verdict,) = pc.push(envelope)
    assert (verdict.status, verdict.code) == ("rejected", "NOT_ALLOWED")
    assert case.server.all_rows(log=False) == before


def applied(verdict: Verdict) -> None:
    assert (verdict.status, verdict.code) == ("applied", ""), verdict.message


def test_the_same_commands_of_those_who_may_are_applied(tmp_path_factory: pytest.TempPathFactory) -> None:
    """So it was the role and nothing else that refused them above."""
    server = CityServer(tmp_path_factory.mktemp("allowed") / "server")
    server.clerks(OFFICE, COMMISSION, REVIEWER)
    server.start()
    try:
        case = Case(server)
        for name in SCORES:
            applied(case.pc(OFFICE).decide(case.command(name)))
        applied(case.pc(REVIEWER).decide(case.command("RetryNotice")))
        for name in COMMISSION_ONLY:
            if name != "RemovePolicyNotice":
                applied(case.pc(COMMISSION).decide(case.command(name)))
        written = SavePolicyNotice(server.centre.ids.new(), 0, "又一条", "正文")
        applied(case.pc(COMMISSION).decide(written))
        applied(case.pc(COMMISSION).decide(RemovePolicyNotice(written.policy_id, 1)))
    finally:
        server.close()


def test_a_residents_phone_has_no_way_to_the_commands_of_clerks(tmp_path: Path) -> None:
    server = CityCentre(tmp_path / "server")
    server.config = dataclasses.replace(server.config, gateway="recording")
    server.clerks(OFFICE, REVIEWER)
    server.start()
    try:
        case = Case(server)
        pc, phone = case.pc(OFFICE), Phone(server, student_data(1).phone)  # type: ignore[arg-type]
        before = server.all_rows(log=False)
        for name in (*SCORES, *COMMISSION_ONLY, "RetryNotice"):
            body = msgspec.json.encode(Ops((pc.envelope(case.command(name)),)))
            answer = phone.post("/v1/ops", data=body)
            assert (answer.status_code, answer.json()["code"]) == (403, "FORBIDDEN")
        assert server.all_rows(log=False) == before
        assert server.verdicts() == []
    finally:
        server.close()
