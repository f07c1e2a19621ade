"""Fault 9 with a real PostgreSQL: whatever the database does, it is `retry`, and nothing is left behind."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from sqlalchemy import func, select
from sqlalchemy.engine import make_url

from core import audit
from core.applications.tables import CaseDecision
from core.apprenticeship.commands.filing import RefuseFiling
from server.tables import LEDGER
from tests.end_to_end.real import wait_until
from tests.kit import WUCHANG
from tests.server.kit import Pc, filed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sync.protocol import Envelope, Verdict
    from tests.live_server import LiveServer

WAITING = "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"


@pytest.fixture(autouse=True)
def only_postgresql(request: pytest.FixtureRequest) -> None:
    if "postgresql" not in request.node.name:
        pytest.skip("SQLite has one writer and no server that could go away")


class Outsider:
    """Another connection to the database, which holds what a command needs."""

    def __init__(self, server: LiveServer) -> None:
        url = make_url(server.config.database_url)
        values: dict[str, Any] = {"host": url.query.get("host") or url.host, "user": url.username}
        values["port"] = url.query.get("port") or url.port
        values["dbname"] = url.database
        self.holder = psycopg.connect(**values)
        self.watcher = psycopg.connect(**values, autocommit=True)

    def hold(self, statement: str, *values: object) -> None:
        self.holder.execute(statement, values)

    def blocked(self) -> list[int]:
        return [int(pid) for (pid,) in self.watcher.execute(WAITING).fetchall()]

    def close(self) -> None:
        self.holder.close()
        self.watcher.close()


@pytest.fixture
def outsider(server: LiveServer) -> Iterator[Outsider]:
    made = Outsider(server)
    yield made
    made.close()


class Push(threading.Thread):
    """Pushes one command on a thread of its own."""

    def __init__(self, pc: Pc, envelope: Envelope) -> None:
        super().__init__()
        self._pc, self._envelope = pc, envelope
        self.verdict: Verdict | None = None

    def run(self) -> None:
        (self.verdict,) = self._pc.push(self._envelope)


def rows(server: LiveServer) -> tuple[int, int]:
    with server.centre.reading() as session:
        decisions = session.scalar(select(func.count()).select_from(CaseDecision))
        ledger = session.scalar(select(func.count()).select_from(LEDGER))
        assert audit.verify_store(session) == []
    return int(decisions or 0), int(ledger or 0)


def holds_the_head(outsider: Outsider) -> None:
    outsider.hold("SELECT * FROM head WHERE scope = %s FOR UPDATE", WUCHANG)


def settles_afterwards(server: LiveServer, pc: Pc, envelope: Envelope, before: tuple[int, int]) -> None:
    """Nothing was left behind; the same command is applied once the database is well again."""
    assert rows(server) == before
    assert pc.push(envelope)[0].status == "applied"
    assert rows(server) == (before[0] + 1, before[1] + 1)


def test_fault_9_the_connection_is_ended_in_the_middle(
    server: LiveServer, pc: Pc, outsider: Outsider
) -> None:
    filing_id, _ = filed(server)
    before = rows(server)
    envelope = pc.envelope(RefuseFiling(filing_id, 1, "材料不实。"))
    holds_the_head(outsider)
    push = Push(pc, envelope)
    push.start()
    wait_until(outsider.blocked)
    (pid,) = outsider.blocked()
    outsider.watcher.execute("SELECT pg_terminate_backend(%s)", (pid,))
    push.join()
    outsider.holder.rollback()
    assert push.verdict is not None
    assert (push.verdict.status, push.verdict.code) == ("retry", "SERVER_BUSY")
    settles_afterwards(server, pc, envelope, before)


def test_fault_9_a_lock_is_not_given_in_time(server: LiveServer, pc: Pc, outsider: Outsider) -> None:
    filing_id, _ = filed(server)
    before = rows(server)
    name = server.centre.engine.url.database
    outsider.watcher.execute(f"ALTER DATABASE \"{name}\" SET lock_timeout = '200ms'")
    server.centre.engine.dispose()
    envelope = pc.envelope(RefuseFiling(filing_id, 1, "材料不实。"))
    holds_the_head(outsider)
    verdict = pc.push(envelope)[0]
    assert verdict.status == "retry"
    outsider.holder.rollback()
    settles_afterwards(server, pc, envelope, before)


def test_fault_9_a_deadlock(server: LiveServer, pc: Pc, outsider: Outsider) -> None:
    """The command holds its filing and waits for the head; the other holds the head and wants the filing."""
    filing_id, _ = filed(server)
    before = rows(server)
    envelope = pc.envelope(RefuseFiling(filing_id, 1, "材料不实。"))
    outsider.hold("SET LOCAL deadlock_timeout = '60s'")
    holds_the_head(outsider)
    push = Push(pc, envelope)
    push.start()
    wait_until(outsider.blocked)
    outsider.hold("SELECT * FROM filing WHERE id = %s FOR UPDATE", filing_id)
    push.join()
    outsider.holder.rollback()
    assert push.verdict is not None
    assert push.verdict.status == "retry"
    settles_afterwards(server, pc, envelope, before)


def test_fault_9_others_go_on_while_one_waits(server: LiveServer, pc: Pc, outsider: Outsider) -> None:
    """A batch ends at the command that has to be tried again; none behind it is judged before it."""
    first, second = filed(server, 1)[0], filed(server, 2)[0]
    name = server.centre.engine.url.database
    outsider.watcher.execute(f"ALTER DATABASE \"{name}\" SET lock_timeout = '200ms'")
    server.centre.engine.dispose()
    envelopes = [pc.envelope(RefuseFiling(one, 1, "材料不实。")) for one in (first, second)]
    outsider.hold("SELECT * FROM filing WHERE id = %s FOR UPDATE", first)
    assert [one.status for one in pc.push(*envelopes)] == ["retry"]
    outsider.holder.rollback()
    assert [one.status for one in pc.push(*envelopes)] == ["applied", "applied"]
