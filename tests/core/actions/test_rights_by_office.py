"""Rights come from the stage, the office and the role; what somebody may read decides nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.actions import Actor
from core.actions.authority import may_decide, visible
from core.apprenticeship.commands.filing import RefuseFiling
from core.apprenticeship.tables import Filing
from core.domain.errors import Refused
from core.domain.offices import load_offices
from core.domain.values import OfficeKind, Role
from core.store.base import PUBLIC, Record, scope_for
from core.store.tables import Document
from tests.kit import CITY, HONGSHAN, WUCHANG, World
from tests.support.provincial import PROVINCE

TREE = load_offices()
EVERYWHERE = frozenset({PUBLIC, PROVINCE, CITY, *(one.code for one in TREE.of_kind(OfficeKind.DISTRICT))})


def actor(role: Role, *scopes: str) -> Actor:
    return Actor("a", "", role, frozenset(scopes))


@pytest.mark.parametrize(
    ("who", "stage", "office", "may"),
    [
        (actor(Role.DISTRICT_REVIEWER, WUCHANG), OfficeKind.DISTRICT, WUCHANG, True),
        (actor(Role.DISTRICT_REVIEWER, WUCHANG), OfficeKind.DISTRICT, HONGSHAN, False),
        (actor(Role.DISTRICT_REVIEWER, WUCHANG, HONGSHAN), OfficeKind.DISTRICT, HONGSHAN, True),
        (actor(Role.DISTRICT_REVIEWER, WUCHANG), OfficeKind.CITY, WUCHANG, False),
        (actor(Role.CITY_OFFICE, *EVERYWHERE), OfficeKind.CITY, WUCHANG, True),
        (actor(Role.CITY_OFFICE, *EVERYWHERE), OfficeKind.DISTRICT, WUCHANG, False),
        (actor(Role.CITY_OFFICE, *EVERYWHERE), OfficeKind.PROVINCE, WUCHANG, False),
        (actor(Role.SYSTEM_ADMIN, *EVERYWHERE), OfficeKind.CITY, CITY, False),
        (actor(Role.DISTRICT_REVIEWER, *EVERYWHERE), OfficeKind.SITE, WUCHANG, False),
        (actor(Role.DISTRICT_REVIEWER, *EVERYWHERE), OfficeKind.DISTRICT, "999999", False),
    ],
)
def test_a_case_lies_with_one_office(who: Actor, stage: OfficeKind, office: str, may: bool) -> None:
    assert may_decide(who, stage, office, TREE) is may


def test_a_province_decides_at_its_stage_with_one_scope(province_office: Role) -> None:
    who = actor(province_office, PROVINCE)
    assert who.offices(TREE) == (PROVINCE,)
    assert may_decide(who, OfficeKind.PROVINCE, WUCHANG, TREE)
    assert not may_decide(who, OfficeKind.CITY, WUCHANG, TREE)


def test_who_sees_below_reads_what_lies_there(world: World, province_office: Role) -> None:
    filing = world.session.get_one(Filing, world.filed()[0])
    for role, scope, seen in (
        (province_office, PROVINCE, True),
        (Role.DISTRICT_VIEWER, WUCHANG, True),
        (Role.DISTRICT_VIEWER, HONGSHAN, False),
        (Role.AUDITOR, PROVINCE, False),
    ):
        assert visible(world.context(actor(role, scope)), filing) is seen
    filing.scope = PUBLIC
    assert visible(world.context(actor(Role.DISTRICT_VIEWER, HONGSHAN)), filing)


@pytest.mark.parametrize("scope", [PUBLIC, f"{HONGSHAN},{WUCHANG}"])
def test_reading_a_case_gives_no_right_to_decide_it(world: World, scope: str) -> None:
    filing_id = world.filed()[0]
    world.session.get_one(Filing, filing_id).scope = scope
    neighbour = world.reviewer(HONGSHAN, "王强")
    with pytest.raises(Refused) as refused:
        world.run(RefuseFiling(filing_id, 1, "材料不实。"), neighbour)
    assert refused.value.code == "FILING_NOT_FOUND"
    world.run(RefuseFiling(filing_id, 1, "材料不实。"), world.reviewer())


def test_a_kind_says_which_higher_offices_see_its_records() -> None:
    class Loan(Record):
        __abstract__ = True
        seen_above = (OfficeKind.PROVINCE, OfficeKind.NATION)

    assert scope_for(Loan, WUCHANG, TREE) == f"100000,{PROVINCE},{WUCHANG}"
    assert scope_for(Loan, PROVINCE, TREE) == f"100000,{PROVINCE}"
    assert scope_for(Document, WUCHANG, TREE) == WUCHANG


def test_chains_of_the_centre_are_those_of_the_offices(world: World) -> None:
    filing = world.session.get_one(Filing, world.filed()[0])
    city = world.context(world.city())
    both = replace(world.reviewer(), scopes=frozenset({WUCHANG, HONGSHAN}))
    student = actor(Role("student"))
    assert world.context(world.reviewer()).chain(None) == f"centre:{WUCHANG}"
    assert city.chain(filing) == f"centre:{CITY}"
    assert world.context(both).chain(filing) == world.context(student).chain(filing) == f"centre:{WUCHANG}"
    assert world.context(student).chain(None).startswith("centre/")
    assert world.context(world.reviewer(), settles=False).chain(filing) == "device-1"
