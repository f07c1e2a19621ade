"""Audit chains at the centre: offices and residents do not wait for each other, and old chains still hold."""

from __future__ import annotations

import tracemalloc
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert, select, text, update

from core import audit
from core.apprenticeship.commands.filing import RefuseFiling
from core.domain.values import Role
from core.store.tables import AuditEntry, AuditHead
from server import ledger
from server.cli import main
from tests.kit import CITY, HONGSHAN, WUCHANG, World, teacher_data
from tests.server.kit import PASSWORD, Pc, Phone, account, filed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.live_server import LiveServer

WAIT = "1500ms"


def chains(server: LiveServer) -> dict[str, int]:
    with server.centre.reading() as session:
        return {head.device: head.seq for head in session.scalars(select(AuditHead))}


def verify(server: LiveServer) -> list[str]:
    return ["verify-audit", "--data", str(server.config.data), "--database", server.config.database]


@contextmanager
def judging(server: LiveServer, pc: Pc, filing_id: str) -> Iterator[None]:
    """A transaction in which a command was carried out and that has not ended yet."""
    with server.centre.write() as session:
        envelope = pc.envelope(RefuseFiling(filing_id, 1, "材料不实。"))
        assert ledger.judge(session, server.centre, envelope).status == "applied"
        yield
        session.rollback()


@pytest.fixture
def impatient(server: LiveServer) -> None:
    """Whoever would have to wait is told at once, so that the test does not hang."""
    with server.centre.engine.begin() as connection:
        name = connection.scalar(text("SELECT current_database()"))
        connection.execute(text(f"ALTER DATABASE \"{name}\" SET lock_timeout = '{WAIT}'"))
    server.centre.engine.dispose()


@pytest.mark.parametrize("config", ["postgresql"], indirect=True)
@pytest.mark.usefixtures("impatient")
def test_offices_and_residents_do_not_wait_for_each_other(server: LiveServer, pc: Pc) -> None:
    """While an office's command is not committed, another's, residents of other bureaus and log-ins go on."""
    mine, _ = filed(server, 1)
    theirs, _ = filed(server, 2, district=HONGSHAN)
    account(server, "wangqiang", Role.DISTRICT_REVIEWER, HONGSHAN)
    account(server, "songyuan", Role.CITY_OFFICE)
    neighbour = Pc(server, "wangqiang")
    phones = [Phone(server, teacher_data(number).phone) for number in (3, 4)]
    with judging(server, pc, mine):
        assert neighbour.decide(RefuseFiling(theirs, 1, "材料不实。")).status == "applied"
        assert Pc(server, "songyuan").session.scopes
        data = teacher_data(3, district=HONGSHAN)
        assert phones[0].register_teacher(data).status_code == 201
    with server.centre.write() as session:
        World(session, server.centre.clock).teacher(5)  # type: ignore[arg-type]
        session.flush()
        assert phones[1].register_teacher(teacher_data(4, district="420102")).status_code == 201
        session.rollback()
    assert (
        main(["verify-audit", "--data", str(server.config.data), "--database", server.config.database]) == 0
    )


def test_each_act_stands_in_the_chain_of_its_office(server: LiveServer, pc: Pc) -> None:
    mine, _ = filed(server, 1)
    account(server, "songyuan", Role.CITY_OFFICE)
    account(server, "wurui", Role.SYSTEM_ADMIN)
    before = chains(server)
    assert before[f"centre:{WUCHANG}"] > 0, "what its residents did"
    assert "centre" not in before
    pc.decide(RefuseFiling(mine, 1, "材料不实。"))
    pc.decide(RefuseFiling(mine, 1, "材料不实。"))
    Pc(server, "songyuan")
    Pc(server, "wurui")
    answer = pc.http.post(
        pc.url("/v1/sessions"),
        json={"username": "nobody", "password": PASSWORD, "device_id": pc.device_id, "public_key": ""},
    )
    assert answer.status_code == 401
    grown = {name for name, seq in chains(server).items() if seq > before.get(name, 0)}
    assert {name for name in grown if "/" not in name} == {f"centre:{WUCHANG}", f"accounts:{CITY}"}
    assert len(grown) in (3, 4), "administrators and strangers, by who they are"


def test_chains_of_older_versions_are_checked_too(server: LiveServer) -> None:
    with server.centre.writing() as session:
        for number in range(3):
            audit.append(
                session,
                device="centre",
                time=server.centre.now,
                user="r",
                action="SubmitFiling",
                subject=f"filing:{number}",
            )
    assert main(verify(server)) == 0
    with server.centre.engine.begin() as connection:
        connection.execute(update(AuditHead).where(AuditHead.device == "centre").values(seq=4))
    with server.centre.reading() as session:
        assert [one.reason for one in audit.verify_store(session)] == ["末尾的记录被删除过"]


def links(count: int, device: str = "centre:x") -> list[dict[str, object]]:
    rows, prev = [], audit.START
    for seq in range(1, count + 1):
        link = audit.Link(device, seq, "2026-11-20T02:20:00.000Z", "u", "A", f"filing:{seq}", 1, prev)
        prev = link.hash()
        rows.append({name: getattr(link, name) for name in link.__struct_fields__} | {"hash": prev})
    return rows


@pytest.mark.parametrize("config", ["sqlite"], indirect=True)
def test_a_long_chain_is_checked_in_little_memory(server: LiveServer) -> None:
    rows = links(20_000)
    with server.centre.writing() as session:
        session.execute(insert(AuditEntry), rows)
        session.execute(insert(AuditHead).values(device="centre:x", seq=len(rows), hash=rows[-1]["hash"]))
    peaks = []
    for count in (len(rows) // 10, len(rows)):
        with server.centre.writing() as session:
            head = rows[count - 1]["hash"]
            session.execute(
                update(AuditHead).where(AuditHead.device == "centre:x").values(seq=count, hash=head)
            )
        with server.centre.reading() as session:
            tracemalloc.start()
            found = audit.verify_store(session)
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
        assert [one.seq for one in found] == ([count] if count < len(rows) else [])
    assert peaks[1] < 3 * peaks[0], "whatever its length"


@pytest.mark.parametrize(("fault", "seq"), [("cut out", 3), ("bent", 3), ("cut off", 5), ("none", 0)])
def test_what_was_cut_out_or_bent_is_found(server: LiveServer, fault: str, seq: int) -> None:
    rows = links(5)
    head = rows[-1]["hash"]
    if fault == "bent":
        rows[2]["user"] = "somebody else"
    elif fault != "none":
        del rows[seq - 1]
    with server.centre.writing() as session:
        session.execute(insert(AuditEntry), rows)
        session.execute(insert(AuditHead).values(device="centre:x", seq=5, hash=head))
    with server.centre.reading() as session:
        assert [(one.device, one.seq) for one in audit.verify_store(session)] == (
            [("centre:x", seq)] if seq else []
        )
