"""报送版: what is frozen, for whom, and what is refused (D5-D7, C5-C7; issue 4, item 4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from sqlalchemy import select

from core.actions.reports import facts_of
from core.domain import commands as c
from core.domain.clock import instant
from core.domain.errors import Refused
from core.domain.reports import FIGURES_MAX, ReportFilter, ReportKind, canonical, report_hash
from core.domain.values import DocumentKind, DocumentRef, PolicyFile, Role
from core.store.tables import Document, LogEntry, Report
from tests.kit import CITY, HONGSHAN, WUCHANG, digest, ref

if TYPE_CHECKING:
    from core.actions import Actor
    from tests.kit import World

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def file(name: str, page: int, media_type: str, content: str = "") -> PolicyFile:
    sha256 = digest(content or name)
    size = 1000 * page
    return PolicyFile(
        name,
        DocumentRef(DocumentKind.REPORT_FILE, sha256, sha256, page, size=size, media_type=media_type),
    )


def files(number: int = 1) -> tuple[PolicyFile, ...]:
    return file("报表.pdf", 1, PDF, f"paper{number}"), file("数据.xlsx", 2, XLSX, f"facts{number}")


def frozen(world: World, actor: Actor, **changes: Any) -> c.FreezeReport:
    """A whole command with the right hash, unless `hash` is among the changes."""
    office = WUCHANG if actor.role is Role.DISTRICT_REVIEWER else CITY
    bureaus = changes.pop("bureaus", (WUCHANG,))
    command = c.FreezeReport(
        report_id=world.ids.new(),
        kind=ReportKind.YEARS,
        title="武昌区 2026 年度备案情况",
        office=office,
        filtered=canonical(ReportFilter(bureaus, 2026)),
        as_of="2026-11-20",
        data_at="2026-11-20T01:00:00.000Z",
        figures=canonical({"rows": [["武昌区", 3]]}),
        files=files(),
        made_at=instant(world.clock.now()),
        hash="",
    )
    command = msgspec.structs.replace(command, **changes)
    if "hash" in changes:
        return command
    return msgspec.structs.replace(command, hash=report_hash(facts_of(command, actor.id)))


def refused(world: World, command: c.FreezeReport, actor: Actor) -> Refused:
    with pytest.raises(Refused) as caught:
        world.run(command, actor)
    return caught.value


def test_a_bureau_freezes_a_report_of_its_own_district(world: World) -> None:
    actor = world.reviewer()
    command = frozen(world, actor)
    world.run(command, actor)
    row = world.session.get_one(Report, command.report_id)
    assert (row.scope, row.office, row.made_by, row.made_by_name) == (WUCHANG, WUCHANG, actor.id, "周敏")
    assert (row.hash, row.figures, row.settled_at != "") == (command.hash, command.figures, True)
    kept = world.session.scalars(select(Document).where(Document.owner_id == row.id).order_by(Document.page))
    assert [(one.kind, one.scope, one.sha256) for one in kept] == [
        ("report_file", WUCHANG, one.document.sha256) for one in command.files
    ]


@pytest.mark.parametrize("role", [Role.CITY_OFFICE, Role.CITY_COMMISSION])
def test_the_city_freezes_reports_that_no_district_sees(world: World, role: Role) -> None:
    actor = world.city(role)
    command = frozen(world, actor, bureaus=(WUCHANG, HONGSHAN))
    world.run(command, actor)
    assert world.session.get_one(Report, command.report_id).scope == CITY


def test_the_log_names_the_report(world: World) -> None:
    actor = world.reviewer()
    world.run(frozen(world, actor), actor)
    entry = world.session.scalars(select(LogEntry).where(LogEntry.action == "FreezeReport")).one()
    assert (entry.label, entry.object.partition(":")[0]) == ("武昌区 2026 年度备案情况", "report")


@pytest.mark.parametrize(
    "role", [Role.DISTRICT_VIEWER, Role.AUDITOR, Role.SYSTEM_ADMIN, Role.TEACHER, Role.STUDENT]
)
def test_no_other_role_may(world: World, role: Role) -> None:
    actor = replace(world.reviewer(), role=role)
    assert refused(world, frozen(world, actor, office=WUCHANG), actor).code == "NOT_ALLOWED"


@pytest.mark.parametrize(
    "changes",
    [
        {"office": HONGSHAN, "bureaus": (HONGSHAN,)},
        {"bureaus": (HONGSHAN,)},
        {"bureaus": (WUCHANG, HONGSHAN)},
        {"bureaus": ()},
        {"office": CITY},
    ],
)
def test_another_districts_report_is_refused(world: World, changes: dict[str, Any]) -> None:
    actor = world.reviewer()
    assert refused(world, frozen(world, actor, **changes), actor).code == "REPORT_OFFICE"


def test_the_city_reports_as_the_city_on_districts_only(world: World) -> None:
    actor = world.commission()
    for changes in ({"office": WUCHANG}, {"bureaus": (CITY,)}, {"bureaus": ("999999",)}):
        assert refused(world, frozen(world, actor, **changes), actor).code == "REPORT_OFFICE"


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "武昌区 2025 年度备案情况"},
        {"figures": canonical({"rows": [["武昌区", 4]]})},
        {"filtered": canonical(ReportFilter((WUCHANG,), 2025))},
        {"as_of": "2026-11-19"},
        {"data_at": ""},
        {"kind": ReportKind.PASSES},
        {"files": files(2)},
        {"hash": "0" * 64},
    ],
)
def test_what_was_changed_after_hashing_is_refused(world: World, changes: dict[str, Any]) -> None:
    actor = world.reviewer()
    command = msgspec.structs.replace(frozen(world, actor), **changes)
    assert refused(world, command, actor).code == "REPORT_HASH"


def test_a_report_signed_by_another_clerk_is_refused(world: World) -> None:
    """The operator is part of the hash: nobody freezes in a colleague's name."""
    command = frozen(world, world.reviewer())
    assert refused(world, command, world.reviewer(name="孙平")).code == "REPORT_HASH"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": ""}, "REPORT_INCOMPLETE"),
        ({"title": "字" * 101}, "REPORT_INCOMPLETE"),
        ({"title": "报表\u202e"}, "REPORT_INCOMPLETE"),
        ({"filtered": "{}"}, "REPORT_INCOMPLETE"),
        ({"filtered": '{"bureaus": ["420106"]}'}, "REPORT_INCOMPLETE"),
        ({"figures": "{'a': 1}"}, "REPORT_INCOMPLETE"),
        ({"figures": '{"b":1,"a":2}'}, "REPORT_INCOMPLETE"),
        ({"figures": canonical("字" * FIGURES_MAX)}, "REPORT_TOO_LARGE"),
        ({"as_of": "2026-13-01"}, "REPORT_INCOMPLETE"),
        ({"data_at": "gestern"}, "REPORT_INCOMPLETE"),
        ({"made_at": "2026-11-20"}, "REPORT_INCOMPLETE"),
        ({"files": files()[:1]}, "REPORT_INCOMPLETE"),
        ({"files": (files()[1], files()[0])}, "REPORT_FILE"),
        ({"files": (file("报表.exe", 1, PDF), files()[1])}, "REPORT_FILE"),
        ({"files": (file("a/报表.pdf", 1, PDF), files()[1])}, "REPORT_FILE"),
        ({"files": (file("报表.pdf", 2, PDF), files()[1])}, "REPORT_FILE"),
        ({"files": (PolicyFile("报表.pdf", ref(DocumentKind.DIPLOMA, "x")), files()[1])}, "REPORT_FILE"),
    ],
)
def test_what_is_missing_or_too_much_is_said(world: World, changes: dict[str, Any], code: str) -> None:
    actor = world.reviewer()
    error = refused(world, frozen(world, actor, **changes), actor)
    assert error.code == code
    assert error.message.endswith("。")


def test_figures_of_another_moment_are_refused(world: World) -> None:
    """What is frozen was counted just now, not kept ready since yesterday or dated ahead."""
    actor = world.reviewer()
    for step in (timedelta(hours=-2), timedelta(minutes=1)):
        command = frozen(world, actor, made_at=instant(world.clock.now() + step))
        assert refused(world, command, actor).code == "REPORT_INCOMPLETE"


def test_a_report_is_made_once_and_never_changed(world: World) -> None:
    actor = world.reviewer()
    command = frozen(world, actor)
    world.run(command, actor)
    again = frozen(world, actor, report_id=command.report_id, files=files(2), title="另一份")
    for one in (command, again):
        assert refused(world, one, actor).code == "REPORT_EXISTS"


def test_the_digest_of_another_document_opens_nothing(world: World) -> None:
    """Access goes by the visible record: a report must not name another district's scan or report."""
    world.student(world.teacher(), 1)
    theirs = world.session.scalars(select(Document)).first()
    assert theirs is not None
    actor = world.reviewer(HONGSHAN)
    paper, facts = files()
    stolen = msgspec.structs.replace(paper.document, sha256=theirs.sha256, original_sha256=theirs.sha256)
    command = frozen(
        world, actor, office=HONGSHAN, bureaus=(HONGSHAN,), files=(PolicyFile(paper.name, stolen), facts)
    )
    assert refused(world, command, actor).code == "REPORT_FILE"
    own = world.reviewer()
    world.run(frozen(world, own), own)
    copied = frozen(world, actor, office=HONGSHAN, bureaus=(HONGSHAN,))
    assert refused(world, copied, actor).code == "REPORT_FILE"
