"""G12 and fault 16 at the centre, on both databases: what is published stays, and who comes first wins."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from core.apprenticeship.commands.assessment import PublishScores, RecordScore, RemoveScore
from core.apprenticeship.tables import Apprenticeship, Assessment
from core.domain.values import Role, SeenRecord
from server import ledger
from tests.kit import World
from tests.server.kit import Pc, account

if TYPE_CHECKING:
    from core.apprenticeship.commands.termination import ForceTerminate
    from tests.live_server import LiveServer

CITY_STATEMENTS = {
    "sqlite": ("INSERT OR REPLACE INTO assessment SELECT * FROM assessment WHERE id = :id",),
    "postgresql": ("TRUNCATE assessment",),
}
STATEMENTS = (
    "UPDATE assessment SET tenths = 1000 WHERE id = :id",
    "UPDATE assessment SET state = 'unpublished' WHERE id = :id",
    "UPDATE assessment SET settled_at = '' WHERE id = :id",
    "UPDATE assessment SET id = 'another' WHERE id = :id",
    "DELETE FROM assessment WHERE id = :id",
    "INSERT INTO assessment SELECT * FROM assessment WHERE id = :id"
    " ON CONFLICT (id) DO UPDATE SET tenths = 1000",
)


@pytest.fixture
def study(server: LiveServer) -> str:
    """An apprenticeship old enough to be assessed."""
    with server.centre.writing() as session:
        return World(session).active()


def clerk(server: LiveServer, username: str, role: Role) -> Pc:
    account(server, username, role)
    return Pc(server, username)


def scored(server: LiveServer, pc: Pc, study: str) -> str:
    with server.centre.reading() as session:
        entry = World(session).entry(study)
    command = RecordScore(server.centre.ids.new(), entry)
    assert pc.decide(command).status == "applied"
    return command.assessment_id


def publication(server: LiveServer, score_id: str) -> PublishScores:
    return PublishScores(server.centre.ids.new(), (SeenRecord(score_id, 1),))


def termination(server: LiveServer, study: str) -> ForceTerminate:
    with server.centre.reading() as session:
        return World(session).termination(study, confirmed=("G9_UNPUBLISHED_SCORES",))


def states(server: LiveServer, study: str, score_id: str) -> tuple[str, str]:
    with server.centre.reading() as session:
        found = session.get_one(Apprenticeship, study), session.get_one(Assessment, score_id)
        return found[0].state, found[1].state


def test_g12_a_published_score_cannot_be_changed_by_sql(server: LiveServer, study: str) -> None:
    pc = clerk(server, "hejing", Role.CITY_OFFICE)
    score_id = scored(server, pc, study)
    assert pc.decide(publication(server, score_id)).status == "applied"
    with server.centre.reading() as session:
        dialect = session.get_bind().dialect.name
    for statement in (*STATEMENTS, *CITY_STATEMENTS[dialect]):
        with (
            pytest.raises(DBAPIError, match="a published score never changes"),
            server.centre.writing() as session,
        ):
            session.execute(text(statement), {"id": score_id} if ":id" in statement else {})
    with server.centre.reading() as session:
        assert session.get_one(Assessment, score_id).tenths == 860


def test_g12_a_published_score_cannot_be_changed_by_command(server: LiveServer, study: str) -> None:
    pc = clerk(server, "hejing", Role.CITY_OFFICE)
    score_id = scored(server, pc, study)
    pc.decide(publication(server, score_id))
    with server.centre.reading() as session:
        entry = World(session).entry(study, 500)
    for command in (RecordScore(score_id, entry, seen_version=2), RemoveScore(score_id, 2)):
        verdict = pc.decide(command)
        assert (verdict.status, verdict.code) == ("rejected", "SCORE_PUBLISHED")


@pytest.mark.parametrize("termination_first", [True, False])
def test_fault_16_the_first_to_arrive_wins(server: LiveServer, study: str, termination_first: bool) -> None:
    """Two PCs decided offline; whoever reaches the centre first is applied, the other is told why."""
    office = clerk(server, "hejing", Role.CITY_OFFICE)
    commission = clerk(server, "lianghong", Role.CITY_COMMISSION)
    score_id = scored(server, office, study)
    publish = office.envelope(publication(server, score_id))
    terminate = commission.envelope(termination(server, study))
    if termination_first:
        assert commission.push(terminate)[0].status == "applied"
        loser = office.push(publish)[0]
        assert "师承关系已结束，成绩不能公布" in loser.message
        assert states(server, study, score_id) == ("terminated", "unpublished")
    else:
        assert office.push(publish)[0].status == "applied"
        loser = commission.push(terminate)[0]
        assert "目前是“已出师”" in loser.message
        assert states(server, study, score_id) == ("passed", "published")
    assert loser.status == "rejected"


def test_fault_16_at_the_same_moment_exactly_one_wins(server: LiveServer, study: str) -> None:
    office = clerk(server, "hejing", Role.CITY_OFFICE)
    commission = clerk(server, "lianghong", Role.CITY_COMMISSION)
    score_id = scored(server, office, study)
    envelopes = (
        office.envelope(publication(server, score_id)),
        commission.envelope(termination(server, study)),
    )
    with ThreadPoolExecutor(2) as pool:
        verdicts = list(pool.map(lambda one: ledger.settle(server.centre, one), envelopes))
    assert sorted(one.status for one in verdicts) == ["applied", "rejected"]
    assert states(server, study, score_id) in {("terminated", "unpublished"), ("passed", "published")}


def test_g12_two_publications_of_one_score_at_the_same_moment(server: LiveServer, study: str) -> None:
    pcs = [clerk(server, name, Role.CITY_OFFICE) for name in ("hejing", "liuqian")]
    score_id = scored(server, pcs[0], study)
    envelopes = [pc.envelope(publication(server, score_id)) for pc in pcs]
    with ThreadPoolExecutor(2) as pool:
        verdicts = list(pool.map(lambda one: ledger.settle(server.centre, one), envelopes))
    assert sorted(one.status for one in verdicts) == ["applied", "rejected"]
    with server.centre.reading() as session:
        assert session.get_one(Apprenticeship, study).unpublished_scores == 0
