"""The PC's program is killed in a real process (sync.md faults 1, 2, 11), and its disk fills up."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest

from core import audit
from core.domain.errors import KnownError
from core.domain.values import CaseState
from sync.cursor import place
from sync.fates import overview
from sync.transactions import reading
from tests.kit import WUCHANG
from tests.sync.test_decide_and_settle import approve

if TYPE_CHECKING:
    from tests.sync.conftest import Office
    from tests.sync.fake import Centre, Pc

ROOT = Path(__file__).parents[2]


@pytest.fixture
def pc(centre: Centre, office: Office) -> Pc:
    made = office.pc(centre.clerk("周敏"), "a")
    made.sync.run_once()
    return made


def killed(pc: Pc, moment: str, what: str) -> None:
    """Run the program on this PC's profile until it is killed, then start it again."""
    clerk = pc.unlocked.actor
    pc.close()
    child = subprocess.run(
        [sys.executable, "-m", "tests.sync.crash_child", str(pc.profile.folder), clerk.id, moment, what],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert child.returncode in (-9, 9), child.stderr
    pc.open(clerk)


def test_fault_01_crash_before_the_outbox_commit(centre: Centre, pc: Pc) -> None:
    filing_id = centre.file(1)
    pc.sync.run_once()
    before = pc.rows()
    killed(pc, "before_commit", filing_id)
    assert pc.rows() == before
    with reading(pc.unlocked.engine) as session:
        assert overview(session) == ()
        assert audit.verify_store(session) == []
    pc.decider.decide(approve(filing_id), 1)
    pc.sync.run_once()
    assert sum(centre.effects.values()) == 1


def test_fault_02_power_cut_right_after_the_commit(centre: Centre, pc: Pc) -> None:
    filing_id = centre.file(1)
    pc.sync.run_once()
    killed(pc, "after_commit", filing_id)
    filing = pc.filing(filing_id)
    assert filing is not None
    assert filing.state == CaseState.APPROVED
    with reading(pc.unlocked.engine) as session:
        (entry,) = overview(session)
        assert audit.verify_store(session) == []
    assert entry.state == "waiting"
    pc.sync.run_once()
    pc.sync.run_once()
    assert centre.effects == {entry.op_id: 1}
    assert pc.rows() == centre.rows(WUCHANG)


def test_fault_11_killed_in_mid_page(centre: Centre, pc: Pc, tmp_path: Path) -> None:
    centre.file(1)
    pc.sync.run_once()
    first = pc.filing(centre.file(2))
    assert first is None
    with reading(pc.unlocked.engine) as session:
        here = place(session)
    assert here is not None
    page = tmp_path / "page.json"
    page.write_bytes(msgspec.json.encode(pc.wire.changes(here.cursor, 0)))
    before = pc.rows()
    killed(pc, "mid_page", str(page))
    with reading(pc.unlocked.engine) as session:
        assert place(session) == here
    assert pc.rows() == before
    pc.sync.run_once()
    assert pc.rows() == centre.rows(WUCHANG)


def test_fault_37_a_full_disk_keeps_the_old_and_says_so(centre: Centre, pc: Pc) -> None:
    """The decision is not shown as saved, the cursor does not move, and both work once there is room."""
    filing_id = centre.file(1)
    pc.sync.run_once()
    full(pc, True)
    before = pc.rows()
    with pytest.raises(KnownError) as refused:
        pc.decider.decide(approve(filing_id), 1, blobs=("x" * 200_000,))
    assert refused.value.code == "DISK_FULL"
    assert "磁盘" in refused.value.message
    assert pc.rows() == before
    for number in range(2, 12):
        centre.file(number)
    with reading(pc.unlocked.engine) as session:
        here = place(session)
    state = pc.sync.run_once()
    assert state.problem is not None
    assert state.problem.code == "DISK_FULL"
    with reading(pc.unlocked.engine) as session:
        moved = place(session)
    assert moved is not None
    assert here is not None
    full(pc, False)
    pc.decider.decide(approve(filing_id), 1)
    pc.sync.run_once()
    pc.sync.run_once()
    assert pc.rows() == centre.rows(WUCHANG)


def full(pc: Pc, is_full: bool) -> None:
    """Let the store's file not grow any more, as on a full disk."""
    from sqlalchemy import event

    engine = pc.unlocked.engine
    engine.dispose()
    if is_full:
        event.listen(engine, "connect", _no_more_pages)
    else:
        event.remove(engine, "connect", _no_more_pages)


def _no_more_pages(driver: object, _: object) -> None:
    driver.execute("PRAGMA max_page_count = 1")  # type: ignore[attr-defined]
