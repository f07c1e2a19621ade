"""强制解除 (C2, G9): who may, what it writes, what it leaves."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec
import pytest
from sqlalchemy import select

from core.actions import execute
from core.apprenticeship.tables import Termination
from core.apprenticeship.words.kinds import TERMINATION_BASIS
from core.apprenticeship.words.values import ApprenticeshipState
from core.domain.errors import Refused
from core.domain.values import Role
from core.store.base import scopes_of
from core.store.tables import Document
from tests.kit import CITY, WUCHANG, ref

if TYPE_CHECKING:
    from core.actions import Actor
    from core.apprenticeship.commands.termination import ForceTerminate
    from tests.kit import World


def refused(world: World, command: ForceTerminate, actor: Actor | None = None) -> Refused:
    with pytest.raises(Refused) as caught:
        world.run(command, actor or world.commission())
    return caught.value


def test_g9_it_ends_the_study_for_good_and_says_why(world: World) -> None:
    study = world.active()
    world.terminate(study)
    found = world.study(study)
    assert (found.state, found.ended_on) == ("terminated", "2026-11-20")
    kept = world.session.scalars(select(Termination)).one()
    assert (kept.apprenticeship_id, kept.reason_code) == (study, "false_materials")
    assert (kept.basis, kept.decided_by_name) == ("武卫医罚〔2026〕18 号", "梁宏")
    assert scopes_of(kept) == (CITY, WUCHANG)
    again = refused(world, world.termination(study))
    assert [one.code for one in again.findings] == ["G9_NOT_ACTIVE"]
    assert "目前是“强制解除”" in again.message


def test_g9_its_pages_are_documents_of_the_same_offices(world: World) -> None:
    pages = tuple(ref(TERMINATION_BASIS, "basis", page) for page in (1, 2))
    world.terminate(world.active(), documents=pages)
    kept = world.session.scalars(select(Termination)).one()
    wanted = select(Document).where(Document.owner_id == kept.id).order_by(Document.page)
    documents = world.session.scalars(wanted).all()
    assert [(one.kind, one.page, one.owner_kind) for one in documents] == [
        ("termination_basis", 1, "termination"),
        ("termination_basis", 2, "termination"),
    ]
    assert {scopes_of(one) for one in documents} == {(CITY, WUCHANG)}


def test_g9_it_frees_the_teachers_seat(world: World) -> None:
    teacher = world.teacher()
    studies = [world.active(number, teacher) for number in range(1, 5)]
    world.terminate(studies[0])
    world.submit(world.student(teacher, 5))


@pytest.mark.parametrize("role", [one for one in Role if one is not Role.CITY_COMMISSION])
def test_g9_no_other_role_may(world: World, role: Role) -> None:
    command = world.termination(world.active())
    error = refused(world, command, replace(world.commission(), role=role))
    assert error.code == "NOT_ALLOWED"
    assert "市卫健委" in error.message
    assert world.study(command.apprenticeship_id).state == "active"


def test_g9_a_wrong_name_refuses(world: World) -> None:
    study = world.active()
    error = refused(world, world.termination(study, typed_name="陈一舟"))
    assert (error.code, error.findings[0].code) == ("TERMINATION_FORBIDDEN", "G9_NAME_DIFFERS")
    assert world.study(study).state == "active"
    world.terminate(study, typed_name=" 陈亦舟 ")


@pytest.mark.parametrize("state", [one for one in ApprenticeshipState if one != "active"])
def test_g9_someone_dissolved_a_minute_ago_is_not_terminated(
    world: World, state: ApprenticeshipState
) -> None:
    study = world.active()
    command = world.termination(study)
    world.study(study).state = state
    world.session.flush()
    error = refused(world, command)
    assert [one.code for one in error.findings] == ["G9_NOT_ACTIVE"]
    assert state.label in error.message


def test_g9_unpublished_scores_are_confirmed_and_stay(world: World) -> None:
    study = world.active()
    command = world.termination(study)
    world.score(study)
    error = refused(world, command)
    assert error.code == "FINDINGS_NOT_CONFIRMED"
    assert "1 条尚未公布的考核成绩" in error.message
    world.terminate(study, confirmed=("G9_UNPUBLISHED_SCORES",))
    assert world.study(study).unpublished_scores == 1


def test_g9_another_version_alone_does_not_refuse(world: World) -> None:
    """What the commission saw still holds: the same two people, still 在教, no score in between."""
    study = world.active()
    world.terminate(study, seen_version=world.study(study).version + 5)
    assert world.study(study).state == "terminated"


def test_g9_what_is_not_there_or_not_visible_does_not_exist(world: World) -> None:
    study = world.active()
    command = world.termination(study)
    blind = replace(world.commission(), scopes=frozenset({"420111"}))
    hidden = refused(world, command, blind)
    absent = refused(world, msgspec.structs.replace(command, apprenticeship_id=world.ids.new()))
    assert (hidden.code, hidden.message) == (absent.code, absent.message)
    assert hidden.code == "APPRENTICESHIP_NOT_FOUND"


def test_g9_a_clock_that_is_a_year_off_does_not_move_the_day(world: World) -> None:
    study = world.active()
    for decided_at, day in (("2027-11-20T02:20:00.000Z", "2026-11-20"), ("2020-01-01T00:00:00.000Z", "")):
        with world.session.begin_nested() as nested:
            context = replace(world.context(world.commission()), decided_at=decided_at)
            execute(world.session, world.termination(study), context)
            assert world.study(study).ended_on == (day or world.study(study).filed_on)
            nested.rollback()
