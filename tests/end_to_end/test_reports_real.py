"""报送版 from a district's PC over the centre to the city's, with the real server (issue 4, item 4)."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from core.apprenticeship.words.figures import Figure
from core.commons.tables import Report
from core.domain.errors import KnownError
from core.domain.reports import ReportKind
from core.store.tables import Document
from sync.fates import overview
from sync.tables import OUTGOING
from sync.transactions import reading
from tests.end_to_end.city import COMMISSION, NEIGHBOUR, OFFICE, REVIEWER, CityServer
from tests.end_to_end.real import ROOT
from tests.end_to_end.reporting import LastingPc, Reports
from tests.kit import WUCHANG

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.end_to_end.city import Clerk

    MakePc = Callable[[Clerk], Reports]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[CityServer]:
    made = CityServer(tmp_path / "server")
    made.clerks(OFFICE, COMMISSION, REVIEWER, NEIGHBOUR)
    made.start()
    yield made
    made.close()


@pytest.fixture
def make(server: CityServer, tmp_path: Path) -> Iterator[MakePc]:
    made: list[LastingPc] = []

    def pc(clerk: Clerk) -> Reports:
        made.append(LastingPc(tmp_path / f"pc-{len(made)}", server, clerk.username))
        return Reports(made[-1])

    yield pc
    for one in made:
        one.close()


def stored(server: CityServer) -> list[Report]:
    with server.centre.reading() as session:
        return list(session.scalars(select(Report)))


def test_frozen_offline_pushed_once_and_reprinted_by_the_city_byte_for_byte(
    server: CityServer, make: MakePc
) -> None:
    server.trainees(5)
    district, city, neighbour = make(REVIEWER), make(OFFICE), make(NEIGHBOUR)
    year = server.centre.clock.now().year
    report = district.freeze(year=year)
    paper = district.paper(report)
    assert paper.startswith(b"%PDF-")
    assert [(one.id, one.waiting, one.office) for one in district.list()] == [(report, True, WUCHANG)]
    assert stored(server) == []
    with reading(district.pc.unlocked.engine) as session:
        (entry,) = overview(session)
    assert (entry.what, entry.state) == (f"生成报送版：武昌区年度备案情况（{year} 年）", "waiting")
    assert (entry.target, entry.record_id) == ("reports", report)

    district.pc.client.faults = ["ok", "silent"]
    district.pc.sync.run_once()
    district.sync()
    (row,) = stored(server)
    assert (row.id, row.scope, row.settled_at != "") == (report, WUCHANG, True)
    assert [one.status for one in server.verdicts("FreezeReport")] == ["applied"]
    assert not district.list()[0].waiting

    city.sync()
    assert [(one.id, one.made_by_name, one.waiting) for one in city.list()] == [(report, "周敏", False)]
    assert city.paper(report) == paper
    verified = city.kept.verify(report)
    assert (verified.right, [state for _, state in verified.files]) == (True, ["ok", "ok"])
    again = make(COMMISSION)
    assert again.paper(report) == paper

    neighbour.sync()
    assert neighbour.list() == []
    for document in documents(server):
        with pytest.raises(KnownError) as caught:
            neighbour.images.fetch(document.sha256)
        assert caught.value.code == "BLOB_MISSING", "another district's report does not exist"


def documents(server: CityServer) -> list[Document]:
    with server.centre.reading() as session:
        return list(session.scalars(select(Document).where(Document.owner_kind == "report")))


def test_what_changed_since_is_named_at_both_ends(server: CityServer, make: MakePc) -> None:
    ended, passed, corrected = server.trainees(3)
    with server.world() as world:
        score = world.score(corrected.study, 860)
        world.publish(score)
    district, city = make(REVIEWER), make(OFFICE)
    district.sync()
    report = district.freeze()
    district.sync()
    assert district.compare(report).found.cells == ()

    (came,) = server.trainees(1, first=50)
    with server.world() as world:
        world.terminate(ended.study)
        world.publish(world.score(passed.study, 900))
        world.publish(world.score(corrected.study, 500, corrects=score))
    for pc in (district, city):
        pc.sync()
        found = pc.compare(report).found
        assert found.proved
        assert found.unexplained == ()
        words = {one.student_name: one.what for one in found.records if one.kind == "apprenticeship"}
        assert words[ended.name] == "强制解除"
        assert words[came.name] == "新备案"
        assert words[passed.name] == "已出师"
        assert {one.what for one in found.records if one.kind == "assessment"} == {"新公布成绩", "成绩更正"}
        cells = {one.figure: one for one in found.cells}
        assert cells[Figure.FILED].difference == 1
        assert cells[Figure.ASSESSED].difference == 1


@pytest.mark.parametrize("kind", list(ReportKind))
def test_the_city_freezes_every_statistic_and_no_district_sees_it(
    server: CityServer, make: MakePc, kind: ReportKind
) -> None:
    server.trainees(2)
    city, district = make(COMMISSION), make(REVIEWER)
    report = city.freeze(kind)
    city.sync()
    district.sync()
    assert [one.scope for one in stored(server)] == ["420100"]
    assert district.list() == []
    assert city.compare(report).found.proved


def test_a_file_that_was_changed_at_the_server_is_never_shown(server: CityServer, make: MakePc) -> None:
    server.trainees(1)
    district, city = make(REVIEWER), make(OFFICE)
    report = district.freeze()
    district.sync()
    city.sync()
    for document in documents(server):
        (path,) = (one for one in server.config.blobs.rglob("*") if document.sha256 in str(one))
        path.write_bytes(path.read_bytes()[:-1] + b"?")
    for read in (city.paper, city.compare):
        with pytest.raises(KnownError):
            read(report)
    verified = city.kept.verify(report)
    assert (verified.hash_right, [state for _, state in verified.files]) == (True, ["absent", "absent"])


def test_wrong_bytes_on_the_wire_are_never_shown(server: CityServer, make: MakePc) -> None:
    server.trainees(1)
    district, city = make(REVIEWER), make(OFFICE)
    report = district.freeze()
    paper = district.paper(report)
    district.sync()
    city.sync()
    city.pc.client.blob = lambda sha256: paper[:-1] + b"?"
    for read in (city.paper, city.compare):
        with pytest.raises(KnownError) as caught:
            read(report)
        assert caught.value.code == "BLOB_BROKEN"
    assert not city.kept.verify(report).right


def test_a_sealed_file_damaged_on_the_pc_is_fetched_anew(server: CityServer, make: MakePc) -> None:
    server.trainees(1)
    district = make(REVIEWER)
    report = district.freeze()
    paper = district.paper(report)
    district.sync()
    for path in district.pc.unlocked.profile.blobs_folder.rglob("*"):
        if path.is_file():
            data = bytearray(path.read_bytes())
            data[len(data) // 2] ^= 1
            path.write_bytes(bytes(data))
    assert district.paper(report) == paper


@pytest.mark.parametrize("moment", ["kept", "before_commit", "after_commit"])
def test_killed_while_freezing_it_is_there_once_or_not_at_all(
    server: CityServer, make: MakePc, moment: str
) -> None:
    server.trainees(2)
    district = make(REVIEWER)
    folder = district.pc.folder
    district.pc.close()
    words = ["-m", "tests.end_to_end.report_child", str(folder), REVIEWER.username, moment]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"}
    child = subprocess.run(
        [sys.executable, *words], cwd=ROOT, env=env, capture_output=True, text=True, timeout=90, check=False
    )
    assert child.returncode in (-9, 9), child.stderr

    district.pc._take(district.pc.log_in(server, REVIEWER.username))
    after = Reports(district.pc)
    there = moment == "after_commit"
    assert [one.waiting for one in after.list()] == [True] * there
    after.sync()
    assert len(stored(server)) == there
    with reading(after.pc.unlocked.engine) as session:
        waiting = list(session.execute(select(OUTGOING)))
    assert len(waiting) == (0 if there else 2), "files of nothing are dropped later, never sent"
    if there:
        (row,) = after.list()
        assert not row.waiting
        assert hashlib.sha256(after.paper(row.id)).hexdigest() in {one.sha256 for one in documents(server)}
    else:
        again = after.freeze()
        after.sync()
        assert [one.id for one in after.list()] == [again]
