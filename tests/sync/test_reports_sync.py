"""报送版 on PCs: a frozen report follows the server, also one that was restored (fault 23)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.apprenticeship.words.kinds import YEARS
from core.commons.report_actions import sealed
from core.commons.report_commands import FreezeReport
from core.commons.tables import Report
from core.domain.clock import instant
from core.domain.filenames import PDF, XLSX
from core.domain.reports import ReportFilter, canonical
from core.domain.values import DocumentKind, DocumentRef, PolicyFile
from sync.transactions import reading
from tests.kit import WUCHANG, digest

if TYPE_CHECKING:
    from core.actions import Actor
    from tests.sync.conftest import Office
    from tests.sync.fake import Centre, Pc


def freeze(pc: Pc, clerk: Actor) -> str:
    files = []
    for page, (name, media_type) in enumerate((("报表.pdf", PDF), ("数据.xlsx", XLSX)), start=1):
        sha256 = digest(name)
        ref = DocumentRef(DocumentKind.REPORT_FILE, sha256, sha256, page, size=1000, media_type=media_type)
        files.append(PolicyFile(name, ref))
    command = FreezeReport(
        report_id=pc.ids.new(),
        kind=YEARS,
        title="武昌区 2026 年度备案情况",
        office=WUCHANG,
        filtered=canonical(ReportFilter((WUCHANG,), 2026)),
        as_of="2026-11-20",
        data_at="",
        figures=canonical({"rows": [["武昌区", "3"]]}),
        files=tuple(files),
        made_at=instant(pc.clock.now()),
        hash="",
    )
    pc.decider.decide(sealed(command, clerk.id), 0)
    return command.report_id


def report(pc: Pc, report_id: str) -> Report | None:
    with reading(pc.unlocked.engine) as session:
        return session.get(Report, report_id)


def test_fault_23_a_frozen_report_follows_a_restored_server(centre: Centre, office: Office) -> None:
    """The server was restored and took the same report again, later; the trigger must not stop the load."""
    clerk = centre.clerk("周敏")
    pc = office.pc(clerk, "a")
    pc.sync.run_once()
    report_id = freeze(pc, clerk)
    assert pc.sync.run_once().problem is None
    before = report(pc, report_id)
    assert before is not None
    assert before.settled_at
    connection = centre.session.connection()
    connection.exec_driver_sql("DROP TRIGGER report_frozen")
    connection.exec_driver_sql("UPDATE report SET settled_at = '2026-11-25T01:00:00.000Z'")
    centre.session.commit()
    centre.epoch = "epoch-2"
    assert pc.sync.run_once().problem is None
    after = report(pc, report_id)
    assert after is not None
    assert (after.settled_at, after.hash) == ("2026-11-25T01:00:00.000Z", before.hash)
    assert pc.rows() == centre.rows(WUCHANG)
