"""Stores of an older version, opened, upgraded and synchronised both ways by the program of today."""

from __future__ import annotations

import hashlib
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from core.apprenticeship.commands.filing import ApproveFiling
from core.domain.clock import FixedClock, SystemClock
from server.cli import main
from sync.accounts.account import unlock
from sync.accounts.keyring_port import FileKeyring
from sync.accounts.profile import Profile
from sync.accounts.slots import CHEAP_FOR_TESTS
from tests.end_to_end.real import RealServer
from tests.golden.meeting import Office, buckets, config_of, open_office, unpacked
from tests.golden.pcs import Pc
from tests.golden.versions import CITY, DISTRICT, SERVER, Version
from tests.live_server import LiveServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from core.domain.clock import Clock


@contextmanager
def opened(version: Version, folder: Path, url: str, clock: Clock) -> Iterator[Office]:
    office = open_office(version, folder, url, clock)
    yield office
    office.close()


@pytest.fixture
def server(version: Version, tmp_path: Path) -> Iterator[LiveServer]:
    clock = FixedClock(version.about["moments"]["opened"])
    with LiveServer(config_of(version, tmp_path / SERVER), clock=clock) as made:
        yield made


@pytest.fixture
def office(version: Version, tmp_path: Path, server: LiveServer) -> Iterator[Office]:
    with opened(version, tmp_path, server.url, server.centre.clock) as made:
        yield made


def check_agreement(office: Office) -> None:
    """Both PCs hold exactly what the server gives to their scopes, body by body."""
    for pc in (office.district, office.city):
        rows = pc.rows()
        for scope in sorted(pc.unlocked.actor.scopes):
            digest = pc.client.digest(scope)
            assert buckets(pc, scope) == {
                name: (one.count, one.digest) for name, one in digest.buckets.items()
            }
            after, more = "", True
            while more:
                page = pc.client.snapshot(scope, after)
                assert [rows[row.kind, row.id] for row in page.rows] == [row.body for row in page.rows]
                after = page.after
                more = bool(after)


def check_verdicts(office: Office, expected: dict[str, Any]) -> None:
    """Each decision that waited got one verdict at the server, and the PC shows its fate."""
    for name, pc in ((DISTRICT, office.district), (CITY, office.city)):
        assert {key: fate for key, fate in pc.fates().items() if key in expected[name]} == expected[name]
        told = pc.client.changes("", 0).verdicts
        assert set(Counter(one.op_id for one in told).values()) == {1}
        states = {"applied": "applied", "rejected": "refused"}
        assert {one.op_id: states[one.status] for one in told}.items() >= {
            key: fate["state"] for key, fate in expected[name].items()
        }.items()


def test_what_waits_on_an_old_pc_is_there_without_the_network(version: Version, tmp_path: Path) -> None:
    expected, about = version.read("expected")["before"], version.about
    for name, clerk in about["clerks"].items():
        folder = unpacked(version, name, tmp_path / name)
        keyring = FileKeyring(folder / "keyring.json")
        unlocked = unlock(Profile(folder), keyring, clerk, about["password"], kdf=CHEAP_FOR_TESTS)
        pc = Pc(unlocked, FixedClock(about["moments"]["opened"]))
        try:
            assert not unlocked.needs_snapshot, "it goes on from where it was"
            assert pc.fates() == expected[name]
            assert pc.engine.state.waiting == sum(
                one["state"] == "waiting" for one in expected[name].values()
            )
        finally:
            pc.close()


def test_old_stores_meet(version: Version, server: LiveServer, office: Office) -> None:
    """What waited arrives once with the verdict it had then; what is new comes; both ends agree."""
    unknown = {
        row.id for row in office.district.client.snapshot("420106", "").rows if row.kind == "filing"
    } - {key[1] for key in office.district.rows()}
    assert unknown, "somebody filed meanwhile"
    office.meet()
    check_verdicts(office, version.read("expected")["after"])
    check_agreement(office)
    assert unknown <= {key[1] for key in office.district.rows()}
    before = [pc.rows() for pc in (office.district, office.city)]
    office.meet()
    assert [pc.rows() for pc in (office.district, office.city)] == before
    assert main(["verify-audit", "--data", str(server.config.data)]) == 0


def test_a_decision_of_today_joins_the_old_ones(version: Version, office: Office) -> None:
    pc = office.district
    row = pc.row("filing", version.about["cases"]["due_in_6"])
    new = pc.decide(ApproveFiling(row.id, row.revision, "同意备案。", paper_seen=True), row.version)
    office.meet()
    check_verdicts(office, version.read("expected")["after"])
    assert pc.fates()[new] == {"state": "applied", "code": ""}
    assert pc.row("filing", row.id).settled_at
    check_agreement(office)


def test_files_are_whole(version: Version, server: LiveServer, office: Office) -> None:
    """Those that the server had, its sealed originals, and those that waited on the PC."""
    office.meet()
    files = version.about["files"]
    documents = office.city.records("document")
    reports = {one["sha256"] for one in documents if one["owner_kind"] == "report"}
    assert len(reports - set(files["copies"])) == 2, "the second report came from the PC"
    for sha256 in {*reports, *files["copies"]}:
        assert hashlib.sha256(office.city.client.blob(sha256)).hexdigest() == sha256
    for sha256 in files["originals"]:
        data = server.centre.sealer.read(server.config.originals, sha256)
        assert hashlib.sha256(data).hexdigest() == sha256


def test_a_further_pc_loads_the_same(
    version: Version, tmp_path: Path, server: LiveServer, office: Office
) -> None:
    about = version.about
    new = Pc.new(
        tmp_path / "new", server.url, about["clerks"][DISTRICT], about["password"], server.centre.clock
    )
    try:
        office.meet()
        new.sync()
        assert new.rows() == office.district.rows()
    finally:
        new.close()


def test_old_stores_meet_in_real_processes(version: Version, tmp_path: Path) -> None:
    """By the machine's own clock, with the server killed and started again in between."""
    config = config_of(version, tmp_path / SERVER)
    server = RealServer(config.data)
    try:
        server.start()
        with opened(version, tmp_path, server.url, SystemClock()) as office:
            office.city.sync()
            server.kill()
            server.restart()
            office.meet()
            check_verdicts(office, version.read("expected")["after"])
            check_agreement(office)
    finally:
        server.close()
