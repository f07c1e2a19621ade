"""台账导入 between the real server process and real PCs: offline, at once, killed; SQLite and PostgreSQL."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from core.apprenticeship.tables import Apprenticeship, Filing, Student
from core.domain.values import Role
from core.imports.checked import Verdict
from server.accounts import Passwords, create_account
from sync.accounts.account import log_in_again
from sync.accounts.keyring_port import FileKeyring
from sync.fates import overview
from sync.transactions import reading
from tests.end_to_end.real import PASSWORD, ROOT, RealPc, RealServer, wait_until
from tests.end_to_end.register_pc import checked, imported
from tests.postgres import postgres_cluster, postgres_url  # noqa: F401
from tests.register_books import book, row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sync.fates import CentreEntry

ROWS = 130


@pytest.fixture(params=["sqlite", "postgresql"])
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RealServer]:
    database = request.getfixturevalue("postgres_url") if request.param == "postgresql" else ""
    made = RealServer(tmp_path / "server", database)
    made.account("zhoumin", "周敏")
    made.account("lixiaohong", "李晓红")
    made.start()
    yield made
    made.close()


@pytest.fixture
def make_pc(server: RealServer, tmp_path: Path) -> Iterator[Callable[[str], RealPc]]:
    made: list[RealPc] = []

    def make(username: str) -> RealPc:
        made.append(RealPc(tmp_path / username, server, username))
        return made[-1]

    yield make
    for pc in made:
        pc.close()


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """Some rows have a number, some get one."""
    rows = (row(n, FILING_NO="" if n % 3 == 0 else f"WC-2023-{n:04d}") for n in range(1, ROWS + 1))
    return book(tmp_path / "台账.xlsx", rows)


def sync(pc: RealPc) -> None:
    """Until nothing waits and nothing is new."""
    for _ in range(10):
        state = pc.sync.run_once()
        assert state.problem is None, state.problem
    assert state.waiting == 0


def verdicts(pc: RealPc, workbook: Path) -> dict[Verdict, int]:
    found = checked(pc, workbook)
    return {verdict: len(found.of(verdict)) for verdict in Verdict if found.of(verdict)}


def entries(pc: RealPc) -> tuple[CentreEntry, ...]:
    with reading(pc.unlocked.engine) as session:
        return overview(session)


def counts(server: RealServer) -> tuple[int, ...]:
    with server.centre.reading() as session:
        tables = (Student, Apprenticeship, Filing)
        return tuple(int(session.scalar(select(func.count()).select_from(one)) or 0) for one in tables)


def test_imported_offline_and_seen_by_the_second_pc_and_the_city(
    server: RealServer, make_pc: Callable[[str], RealPc], workbook: Path, tmp_path: Path
) -> None:
    a, b = make_pc("zhoumin"), make_pc("lixiaohong")
    assert len(imported(a, workbook).saved) == ROWS
    assert [one.state for one in entries(a)] == ["waiting", "waiting"]
    assert entries(a)[1].what == "导入台账：100 件，陈亦舟、陈亦舟、陈亦舟等"
    assert counts(server) == (0, 0, 0)
    assert verdicts(a, workbook) == {Verdict.SAME: ROWS}, "also before it is pushed"
    sync(a)
    assert counts(server) == (ROWS, ROWS, ROWS)
    sync(b)
    assert a.rows() == b.rows() == server.rows()
    assert verdicts(b, workbook) == {Verdict.SAME: ROWS}
    with server.centre.reading() as session:
        numbers = list(session.scalars(select(Filing.filing_no)))
    assert len(set(numbers)) == ROWS
    assert "" not in numbers
    create_account(
        server.centre,
        Passwords(server.config),
        username="hejing",
        display_name="何静",
        role=Role.CITY_OFFICE,
        districts=(),
        password=PASSWORD,
        must_change=False,
    )
    city = make_pc("hejing")
    assert sum(kind == "apprenticeship" for kind, _ in city.rows()) == ROWS


def test_two_pcs_import_the_same_file_offline(
    server: RealServer, make_pc: Callable[[str], RealPc], workbook: Path
) -> None:
    a, b = make_pc("zhoumin"), make_pc("lixiaohong")
    for pc in (a, b):
        assert len(imported(pc, workbook).saved) == ROWS
    sync(a)
    sync(b)
    assert counts(server) == (ROWS, ROWS, ROWS)
    assert a.rows().keys() - {one for one in a.rows() if one[0] == "log_entry"} == {
        one for one in b.rows() if one[0] != "log_entry"
    }
    refused = entries(b)
    assert [one.state for one in refused] == ["refused", "refused"]
    assert "台账 100 行中有 100 行不能导入，本次均未导入" in refused[1].reason
    assert "台账中已有这名学生与这位老师同一份公证书的备案（备案号 WC-2023-" in refused[1].reason
    assert "再次导入同一文件" in refused[1].what_to_do
    assert verdicts(b, workbook) == {Verdict.SAME: ROWS}
    for one in refused:
        b.decider.accept(one.op_id)
    assert [one.state for one in entries(b)] == ["closed", "closed"]
    sync(a)
    assert a.rows() == b.rows() == server.rows()


def test_partly_the_same_is_refused_whole_and_the_rest_goes_in_the_second_time(
    server: RealServer, make_pc: Callable[[str], RealPc], tmp_path: Path
) -> None:
    a, b = make_pc("zhoumin"), make_pc("lixiaohong")
    imported(a, book(tmp_path / "a.xlsx", [row(1), row(2)]))
    both = book(tmp_path / "b.xlsx", [row(2), row(3)])
    imported(b, both)
    sync(a)
    sync(b)
    (refused,) = entries(b)
    assert refused.code == "IMPORT_FORBIDDEN"
    assert "第 2 行（陈亦舟）" in refused.reason
    assert "其余的行没有问题，可以再次导入同一文件" in refused.reason
    assert verdicts(b, both) == {Verdict.SAME: 1, Verdict.GOOD: 1}
    imported(b, both)
    sync(b)
    assert counts(server) == (3, 3, 3)


def test_killed_in_the_middle_and_imported_again(server: RealServer, workbook: Path, tmp_path: Path) -> None:
    folder = tmp_path / "killed"
    folder.mkdir()
    words = ["-m", "tests.end_to_end.register_child", str(folder), server.url, "zhoumin", str(workbook)]
    with subprocess.Popen([sys.executable, *words], cwd=ROOT) as program:
        try:
            wait_until(lambda: program.poll() is not None or (folder / "kept").exists())
            assert program.poll() is None
        finally:
            program.kill()
    pc = RealPc.found(folder / "pc", FileKeyring(folder / "keys.json"), "zhoumin")
    try:
        assert verdicts(pc, workbook) == {Verdict.SAME: 100, Verdict.GOOD: ROWS - 100}
        assert len(imported(pc, workbook).saved) == ROWS - 100
        log_in_again(pc.unlocked, PASSWORD)
        pc.sync.logged_in()
        sync(pc)
        assert counts(server) == (ROWS, ROWS, ROWS)
        assert {one.state for one in entries(pc)} == {"applied"}
        assert pc.rows() == server.rows()
    finally:
        pc.close()
