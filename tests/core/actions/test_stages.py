"""A case that two offices review one after the other, and several decisions on one revision."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest
from sqlalchemy import select

from core.applications.deciding import refuse, return_, step_on, waiting
from core.applications.form import Stage
from core.applications.revisions import returned_items
from core.applications.tables import CaseDecision, CaseRevision
from core.apprenticeship.commands.filing import ResubmitFiling
from core.apprenticeship.tables import Filing
from core.apprenticeship.words.content import FORMS
from core.apprenticeship.words.kinds import DIPLOMA
from core.apprenticeship.words.values import FilingKind
from core.domain.errors import Refused
from core.domain.values import CaseState, OfficeKind, ReturnItem
from core.store.base import scopes_of
from tests.kit import CITY, HONGSHAN, WUCHANG, World, ref, student_data

if TYPE_CHECKING:
    from core.actions import Actor

KNOWN = {"student.diploma": "学生 · 学历证书", "student.name": "学生 · 姓名"}
BLURRED = (ReturnItem("student.diploma", "不清楚。"),)


@pytest.fixture(autouse=True)
def _two_stages(monkeypatch: pytest.MonkeyPatch) -> None:
    stages = (Stage("first", OfficeKind.DISTRICT, "初审"), Stage("second", OfficeKind.CITY, "复审", days=5))
    form = FORMS[FilingKind.ESTABLISH]
    values = {name: getattr(form, name) for name in type(form).__slots__}
    monkeypatch.setitem(FORMS, FilingKind.ESTABLISH, type(form)(**{**values, "stages": stages}))


def passed(world: World, filing_id: str, actor: Actor, revision: int = 1) -> Filing:
    """Pass the filing where it lies, by an office."""
    context = world.context(actor)
    filing = waiting(world.session, Filing, filing_id, revision, context)
    step_on(world.session, context, filing, opinion="齐全")
    world.session.flush()
    return filing


def returned(world: World, filing_id: str, actor: Actor) -> Filing:
    context = world.context(actor)
    filing = waiting(world.session, Filing, filing_id, 1, context)
    return_(world.session, context, filing, BLURRED, "", KNOWN)
    world.session.flush()
    return filing


def decisions(world: World) -> list[tuple[str, str, int]]:
    rows = world.session.scalars(select(CaseDecision).order_by(CaseDecision.id))
    return [(row.stage, row.outcome, row.revision) for row in rows]


def test_a_case_goes_from_stage_to_stage_until_it_is_approved(world: World) -> None:
    filing_id, _ = world.filed()
    filing = world.session.get_one(Filing, filing_id)
    assert (filing.state, filing.stage) == (CaseState.PENDING, "first")
    due = filing.due_on
    passed(world, filing_id, world.reviewer())
    assert (filing.state, filing.stage) == (CaseState.PENDING, "second")
    assert filing.due_on < due
    passed(world, filing_id, world.city())
    assert filing.state == CaseState.APPROVED
    assert decisions(world) == [("first", "approved", 1), ("second", "approved", 1)]


def test_the_next_office_sees_what_reaches_it_for_ever(world: World) -> None:
    filing_id, _ = world.filed()
    filing = world.session.get_one(Filing, filing_id)
    assert scopes_of(filing) == (WUCHANG,)
    passed(world, filing_id, world.reviewer())
    rows = [
        filing,
        *world.session.scalars(select(CaseRevision)),
        *world.session.scalars(select(CaseDecision)),
    ]
    assert {scopes_of(row) for row in rows} == {(CITY, WUCHANG)}


@pytest.mark.parametrize("stage", ["first", "second"])
def test_only_the_office_of_the_stage_decides(world: World, stage: str) -> None:
    filing_id, _ = world.filed()
    if stage == "second":
        passed(world, filing_id, world.reviewer())
    right, other = world.reviewer(), world.city()
    if stage == "second":
        right, other = other, right
    with pytest.raises(Refused):
        passed(world, filing_id, other)
    with pytest.raises(Refused) as refused:
        passed(world, filing_id, world.reviewer(HONGSHAN))
    assert refused.value.code == "FILING_NOT_FOUND"
    passed(world, filing_id, right)


def test_an_office_that_passed_a_case_is_told_that_it_did(world: World) -> None:
    filing_id, _ = world.filed()
    passed(world, filing_id, world.reviewer(name="李晓红"))
    with pytest.raises(Refused, match="李晓红") as refused:
        passed(world, filing_id, world.reviewer())
    assert refused.value.code == "ALREADY_DECIDED"


def test_what_a_later_stage_returns_may_be_corrected_and_begins_at_the_first(world: World) -> None:
    """Two decisions on one revision: the return counts, not the pass before it."""
    filing_id, student = world.filed()
    passed(world, filing_id, world.reviewer())
    filing = returned(world, filing_id, world.city())
    assert decisions(world) == [("first", "approved", 1), ("second", "returned", 1)]
    assert returned_items(world.session, filing) == BLURRED
    renamed = msgspec.structs.replace(student_data(1), name="陈一舟")
    with pytest.raises(Refused) as refused:
        world.run(ResubmitFiling(filing_id, 1, student=renamed), student)
    assert refused.value.code == "ITEM_LOCKED"
    world.run(ResubmitFiling(filing_id, 1, student_documents=(ref(DIPLOMA, "new"),)), student)
    assert (filing.state, filing.stage, filing.revision) == (CaseState.PENDING, "first", 2)
    passed(world, filing_id, world.reviewer(), revision=2)
    assert filing.stage == "second"


def test_a_later_stage_refuses_for_good(world: World) -> None:
    filing_id, _ = world.filed()
    passed(world, filing_id, world.reviewer())
    context = world.context(world.city())
    filing = waiting(world.session, Filing, filing_id, 1, context)
    with pytest.raises(Refused, match="不予备案须填写审核意见"):
        refuse(world.session, context, filing, " ")
    refuse(world.session, context, filing, "老师不具备带教资格")
    assert (filing.state, filing.stage) == (CaseState.REFUSED, "second")
