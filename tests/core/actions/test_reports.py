"""报送版: what is frozen, for whom, and what is refused (D5-D7, C5-C7; issue 4, item 4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from sqlalchemy import select

from core.actions import execute
from core.apprenticeship.words.kinds import DIPLOMA, PASSES, TEACHERS, YEARS
from core.apprenticeship.words.roles import STUDENT, TEACHER
from core.commons.report_actions import facts_of
from core.commons.report_commands import FreezeReport
from core.commons.tables import Report
from core.domain.clock import instant
from core.domain.errors import Refused
from core.domain.reports import FIGURES_MAX, ReportFilter, canonical, report_hash
from core.domain.values import DocumentKind, DocumentRef, PolicyFile, Role
from core.store.tables import Document, LogEntry
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


def frozen(world: World, actor: Actor, **changes: Any) -> FreezeReport:
    """A whole command with the right hash, unless `hash` is among the changes."""
    office = WUCHANG if actor.role is Role.DISTRICT_REVIEWER else CITY
    bureaus = changes.pop("bureaus", (WUCHANG,))
    command = FreezeReport(
        report_id=world.ids.new(),
        kind=YEARS,
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


def refused(world: World, command: FreezeReport, actor: Actor) -> Refused:
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


@pytest.mark.parametrize("role", [Role.DISTRICT_VIEWER, Role.AUDITOR, Role.SYSTEM_ADMIN, TEACHER, STUDENT])
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
        {"kind": PASSES},
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
        ({"as_of": "2026-13-01"}, "REPORT_DAY"),
        ({"data_at": "gestern"}, "REPORT_INCOMPLETE"),
        ({"made_at": "2026-11-20"}, "REPORT_INCOMPLETE"),
        ({"files": files()[:1]}, "REPORT_INCOMPLETE"),
        ({"files": (files()[1], files()[0])}, "REPORT_FILE"),
        ({"files": (*files(), file("报表二.pdf", 3, PDF))}, "REPORT_FILE"),
        ({"files": (*files(), file("数据二.xlsx", 4, XLSX))}, "REPORT_FILE"),
        ({"files": (files()[0], *(file(f"{n}.xlsx", n, XLSX) for n in range(2, 33)))}, "REPORT_INCOMPLETE"),
        ({"files": (file("报表.exe", 1, PDF), files()[1])}, "REPORT_FILE"),
        ({"files": (file("a/报表.pdf", 1, PDF), files()[1])}, "REPORT_FILE"),
        ({"files": (file("报表.pdf", 2, PDF), files()[1])}, "REPORT_FILE"),
        ({"files": (PolicyFile("报表.pdf", ref(DIPLOMA, "x")), files()[1])}, "REPORT_FILE"),
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


def years(year: int, type: str = "") -> str:
    return canonical(ReportFilter((WUCHANG,), year, type))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"filtered": years(1899)}, "REPORT_YEAR"),
        ({"filtered": years(-1)}, "REPORT_YEAR"),
        ({"filtered": years(2027)}, "REPORT_YEAR"),
        ({"filtered": years(99_999)}, "REPORT_YEAR"),
        ({"as_of": "2026-11-19"}, "REPORT_DAY"),
        ({"as_of": "2026-11-21"}, "REPORT_DAY"),
        ({"as_of": "2026-12-31"}, "REPORT_DAY"),
        ({"filtered": years(2025)}, "REPORT_DAY"),
        ({"filtered": years(0), "as_of": "2025-12-31"}, "REPORT_DAY"),
        ({"filtered": years(2026, "unheard")}, "REPORT_INCOMPLETE"),
        ({"filtered": canonical(ReportFilter((WUCHANG, WUCHANG), 2026))}, "REPORT_INCOMPLETE"),
        ({"kind": TEACHERS}, "REPORT_INCOMPLETE"),
    ],
)
def test_year_and_day_follow_from_the_moment(world: World, changes: dict[str, Any], code: str) -> None:
    """A year that has not come, a day of another year, a filter that the statistic does not know."""
    actor = world.reviewer()
    assert refused(world, frozen(world, actor, **changes), actor).code == code


@pytest.mark.parametrize(
    ("now", "year", "as_of"),
    [
        ("2026-12-31T15:59:59.999Z", 2026, "2026-12-31"),
        ("2026-12-31T16:00:00.000Z", 2026, "2026-12-31"),
        ("2026-12-31T16:00:00.000Z", 2027, "2027-01-01"),
        ("2026-12-31T16:00:00.000Z", 0, "2027-01-01"),
        ("2026-11-20T15:59:59.999Z", 0, "2026-11-20"),
        ("2026-11-20T16:00:00.000Z", 0, "2026-11-21"),
        ("2028-02-28T16:00:00.000Z", 2028, "2028-02-29"),
    ],
)
def test_the_day_is_that_of_wuhan(world: World, now: str, year: int, as_of: str) -> None:
    world.clock.set(now)
    actor = world.reviewer()
    wrong = now[:10] if now[:10] != as_of else "2026-11-19"
    changes = {"filtered": years(year), "data_at": ""}
    assert refused(world, frozen(world, actor, as_of=wrong, **changes), actor).code == "REPORT_DAY"
    world.run(frozen(world, actor, as_of=as_of, **changes), actor)


def judged(world: World, actor: Actor, command: FreezeReport, *, settles: bool, **changes: Any) -> None:
    """Run a command whose PC has a clock of its own."""
    context = replace(world.context(actor, settles=settles), **changes)
    execute(world.session, command, context)


YEAR = timedelta(days=365)


@pytest.mark.parametrize("off", [YEAR, -YEAR, timedelta(days=1), timedelta(days=-1)])
def test_a_measured_wrong_clock_does_no_harm(world: World, off: timedelta) -> None:
    """The PC corrects what it says of the moment; the decision keeps the time of the device."""
    actor, now = world.reviewer(), world.clock.now()
    surroundings = {"decided_at": instant(now + off), "skew_ms": -off // timedelta(milliseconds=1)}
    for settles in (False, True):
        judged(world, actor, frozen(world, actor, files=files(settles)), settles=settles, **surroundings)


def test_a_clock_that_nobody_measured_is_found_at_the_centre_when_it_is_ahead(world: World) -> None:
    """As of a day that has not come nothing is counted."""
    actor, ahead = world.reviewer(), world.clock.now() + timedelta(days=1)
    command = frozen(world, actor, made_at=instant(ahead), as_of="2026-11-21")
    with pytest.raises(Refused, match="时钟") as caught:
        judged(world, actor, command, settles=True, decided_at=instant(ahead))
    assert caught.value.code == "REPORT_CLOCK"
    judged(world, actor, command, settles=True, decided_at=instant(ahead), now=ahead)


def test_a_clock_behind_the_data_is_found_at_once(world: World) -> None:
    actor, behind = world.reviewer(), world.clock.now() - YEAR
    command = frozen(world, actor, made_at=instant(behind), as_of="2025-11-20", filtered=years(2025))
    for settles in (False, True):
        with pytest.raises(Refused, match="上次同步") as caught:
            judged(world, actor, command, settles=settles, decided_at=instant(behind), now=behind)
        assert caught.value.code == "REPORT_CLOCK"


@pytest.mark.parametrize("moment", ["9999-12-31T23:59:59.999Z", "0001-01-01T00:00:00.000Z"])
def test_moments_at_the_end_of_the_calendar_are_refused(world: World, moment: str) -> None:
    actor = world.reviewer()
    for skew_ms in (2**52, -(2**52), 0):
        command = frozen(world, actor, made_at=moment, data_at="")
        with pytest.raises(Refused):
            judged(world, actor, command, settles=True, decided_at=moment, skew_ms=skew_ms)


def test_a_large_workbook_comes_in_parts(world: World) -> None:
    actor = world.commission()
    parts = (*files(), *(file(f"数据{page}.xlsx", page, XLSX) for page in range(3, 32)))
    command = frozen(world, actor, files=parts)
    world.run(command, actor)
    kept = world.session.scalars(select(Document).where(Document.owner_id == command.report_id)).all()
    assert sorted(one.page for one in kept) == list(range(1, 32))
