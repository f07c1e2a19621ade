"""报送版 at the centre, on both databases: it stays as it is, and nobody freezes another office's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from core.apprenticeship.words.kinds import YEARS
from core.commons.report_actions import sealed
from core.commons.report_commands import FreezeReport
from core.commons.tables import Report
from core.domain.clock import parse_instant
from core.domain.filenames import PDF, XLSX
from core.domain.reports import ReportFilter, canonical
from core.domain.values import DocumentKind, DocumentRef, PolicyFile, Role
from core.store.tables import Document, LogEntry
from tests.kit import CITY, HONGSHAN, WUCHANG, digest
from tests.server.kit import Pc, account

if TYPE_CHECKING:
    from tests.live_server import LiveServer

STATEMENTS = (
    "UPDATE report SET figures = '{}' WHERE id = :id",
    "UPDATE report SET hash = 'x' WHERE id = :id",
    "UPDATE report SET settled_at = '' WHERE id = :id",
    "UPDATE report SET id = 'another' WHERE id = :id",
    "DELETE FROM report WHERE id = :id",
    "INSERT INTO report SELECT * FROM report WHERE id = :id ON CONFLICT (id) DO UPDATE SET title = 'x'",
)
OF_A_DATABASE = {
    "sqlite": "INSERT OR REPLACE INTO report SELECT * FROM report WHERE id = :id",
    "postgresql": "TRUNCATE report",
}


def file(name: str, page: int, media_type: str, content: str) -> PolicyFile:
    sha256 = digest(content)
    kind = DocumentKind.REPORT_FILE
    return PolicyFile(name, DocumentRef(kind, sha256, sha256, page, size=1000, media_type=media_type))


def frozen(server: LiveServer, pc: Pc, office: str = WUCHANG, **changes: Any) -> FreezeReport:
    new = server.centre.ids.new()
    values: dict[str, Any] = {
        "report_id": new,
        "kind": YEARS,
        "title": "武昌区年度备案情况",
        "office": office,
        "filtered": canonical(ReportFilter((WUCHANG if office == CITY else office,))),
        "as_of": "2026-11-20",
        "data_at": "",
        "figures": canonical({"rows": []}),
        "files": (file("a.pdf", 1, PDF, f"{new}1"), file("b.xlsx", 2, XLSX, f"{new}2")),
        "made_at": server.centre.now,
        "hash": "",
    }
    assert parse_instant(values["made_at"])
    return sealed(FreezeReport(**values | changes), pc.session.actor_id)


def count(server: LiveServer, table: type[Any]) -> int:
    with server.centre.reading() as session:
        return int(session.scalar(select(func.count()).select_from(table)) or 0)


def test_a_frozen_report_cannot_be_changed_by_sql(server: LiveServer, pc: Pc) -> None:
    command = frozen(server, pc)
    assert pc.decide(command).status == "applied"
    with server.centre.reading() as session:
        dialect = session.get_bind().dialect.name
    for statement in (*STATEMENTS, OF_A_DATABASE[dialect]):
        with (
            pytest.raises(DBAPIError, match="a frozen report never changes"),
            server.centre.writing() as session,
        ):
            session.execute(text(statement), {"id": command.report_id} if ":id" in statement else {})
    with server.centre.reading() as session:
        assert session.get_one(Report, command.report_id).figures == command.figures


def test_a_repeat_is_answered_and_a_second_one_of_the_same_id_is_refused(server: LiveServer, pc: Pc) -> None:
    command = frozen(server, pc)
    envelope = pc.envelope(command)
    first, again = pc.push(envelope)[0], pc.push(envelope)[0]
    assert first == again
    assert first.status == "applied"
    other = frozen(server, pc, report_id=command.report_id)
    assert pc.decide(other).code == "REPORT_EXISTS"
    assert count(server, Report) == 1


def test_another_offices_report_is_refused_and_leaves_nothing(server: LiveServer, pc: Pc) -> None:
    """A forged command of a clerk who signs with the own key: another district, the city, all districts."""
    wide = canonical(ReportFilter((WUCHANG, HONGSHAN)))
    for command in (
        frozen(server, pc, HONGSHAN),
        frozen(server, pc, CITY),
        frozen(server, pc, filtered=wide),
        frozen(server, pc, filtered=canonical(ReportFilter((HONGSHAN,)))),
    ):
        verdict = pc.decide(command)
        assert (verdict.status, verdict.code) == ("rejected", "REPORT_OFFICE")
    assert count(server, Report) == 0
    with server.centre.reading() as session:
        wanted = select(Document.id).where(Document.owner_kind == "report")
        assert session.scalars(wanted).all() == []
        refused = session.scalars(select(LogEntry).where(LogEntry.action == "FreezeReport")).all()
    assert [(one.ok, one.code) for one in refused] == [(0, "REPORT_OFFICE")] * 4


@pytest.mark.parametrize("role", [Role.DISTRICT_VIEWER, Role.SYSTEM_ADMIN, Role.AUDITOR])
def test_nobody_else_freezes(server: LiveServer, role: Role) -> None:
    account(server, "leser", role, *([WUCHANG] if role is Role.DISTRICT_VIEWER else []))
    pc = Pc(server, "leser")
    assert pc.decide(frozen(server, pc)).status == "rejected"
    assert count(server, Report) == 0


def test_changed_on_its_way_it_is_refused(server: LiveServer, pc: Pc) -> None:
    command = msgspec.structs.replace(frozen(server, pc), figures=canonical({"rows": [["武昌区", 999]]}))
    assert pc.decide(command).code == "REPORT_HASH"


def test_naming_the_digest_of_anothers_file_opens_nothing(server: LiveServer, pc: Pc) -> None:
    """Rule 10: access goes by a visible record, not by knowing a digest."""
    command = frozen(server, pc)
    pc.decide(command)
    account(server, "maohong", Role.DISTRICT_REVIEWER, HONGSHAN)
    neighbour = Pc(server, "maohong")
    stolen = frozen(server, neighbour, HONGSHAN, files=command.files)
    assert neighbour.decide(stolen).code == "REPORT_FILE"
    for one in command.files:
        assert neighbour.get(f"/v1/blobs/{one.document.sha256}").status_code == 404
