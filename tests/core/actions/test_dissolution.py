"""S4 and D3: what a student and a reviewer can and cannot do with a dissolution (G8)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from core.actions import Actor
from core.applications.tables import CaseDecision
from core.apprenticeship.actions.facts import content_at
from core.apprenticeship.commands.filing import (
    ApproveDissolution,
    ApproveFiling,
    RefuseFiling,
    ResubmitDissolution,
    ResubmitFiling,
    ReturnFiling,
    UpdateStudent,
    UpdateTeacher,
    WithdrawFiling,
)
from core.apprenticeship.tables import Apprenticeship, Filing, Student
from core.apprenticeship.words.kinds import DIPLOMA, OF_FILING
from core.apprenticeship.words.roles import STUDENT
from core.apprenticeship.words.values import DissolutionData
from core.domain.errors import Refused
from core.domain.values import CaseState, ReturnItem, Role
from core.store.tables import Document
from tests.kit import HONGSHAN, WUCHANG, World, proofs, ref

if TYPE_CHECKING:
    from core.domain.commands.base import Command

REFUSAL = "解除证明不符合要求，不予解除。"


def active(world: World, sequence: int = 1, teacher: Actor | None = None) -> tuple[Apprenticeship, Actor]:
    """An apprenticeship that is 在教, with its student."""
    filing_id, student = world.filed(sequence, teacher)
    return world.session.get_one(Apprenticeship, world.approve(filing_id)), student


def asked(world: World) -> tuple[Filing, Apprenticeship, Actor]:
    """A dissolution that waits for review."""
    row, student = active(world)
    return world.session.get_one(Filing, world.dissolve(student, row.id)), row, student


def approval(filing: Filing, **changes: Any) -> ApproveDissolution:
    values: dict[str, Any] = {"revision": filing.revision, "paper_seen": True, **changes}
    return ApproveDissolution(filing.id, **values)


def refusal(world: World, command: Command, actor: Actor) -> Refused:
    with pytest.raises(Refused) as refused:
        world.run(command, actor)
    return refused.value


def test_g8_an_approved_dissolution_ends_the_apprenticeship_on_its_day(world: World) -> None:
    filing, row, _ = asked(world)
    assert (filing.filing_no, filing.due_on, filing.scope) == ("WC-J-2026-0001", "2026-12-18", WUCHANG)
    assert (filing.student_name, filing.notarised_on) == (row.student_name, row.notarised_on)
    world.clock.advance(days=3)
    world.run(approval(filing, opinion=" 同意 "), world.reviewer())
    assert (row.state, row.ended_on) == ("dissolved", "2026-11-20")
    assert filing.state == CaseState.APPROVED
    last = world.session.query(CaseDecision).filter_by(case_id=filing.id).one()
    assert (last.opinion, last.outcome) == ("同意", "approved")


def test_numbers_of_dissolutions_are_counted_apart(world: World) -> None:
    one, first = active(world, 1)
    two, second = active(world, 2)
    ids = [world.dissolve(first, one.id), world.dissolve(second, two.id)]
    numbers = [world.session.get_one(Filing, id_).filing_no for id_ in ids]
    assert numbers == ["WC-J-2026-0001", "WC-J-2026-0002"]
    assert [one.filing_no, two.filing_no] == ["WC-2026-0001", "WC-2026-0002"]


def test_g2_the_seat_is_free_again(world: World) -> None:
    teacher = world.teacher()
    rows = [active(world, number, teacher) for number in range(1, 5)]
    with pytest.raises(Refused):
        world.filed(5, teacher)
    filing_id = world.dissolve(rows[0][1], rows[0][0].id)
    world.run(approval(world.session.get_one(Filing, filing_id)), world.reviewer())
    world.filed(6, teacher)


@pytest.mark.parametrize(
    ("day", "code"),
    [
        ("2026-09-01", ""),
        ("2026-11-20", ""),
        ("2026-11-21", "G8_DATE_FUTURE"),
        ("2026-08-31", "G8_DATE_BEFORE_START"),
        ("", "G8_DATE_MISSING"),
        ("2026-02-30", "G8_DATE_MISSING"),
    ],
)
def test_g8_the_day_lies_between_teaching_start_and_today(world: World, day: str, code: str) -> None:
    row, student = active(world)
    command = world.dissolution(row.id, dissolution=DissolutionData(day))
    if not code:
        assert [one.code for one in world.run(command, student).findings] == ["G8_OK"]
    else:
        assert code in {one.code for one in refusal(world, command, student).findings}
        assert world.session.query(Filing).filter_by(kind="dissolve").count() == 0


def test_g8_a_proof_is_needed(world: World) -> None:
    row, student = active(world)
    found = refusal(world, world.dissolution(row.id, proofs=()), student)
    assert (found.code, found.message) == ("DISSOLUTION_FORBIDDEN", "请上传师承关系解除证明")
    assert refusal(world, world.dissolution(row.id, proofs=proofs(11)), student)
    wrong = (ref(DIPLOMA, "x"),)
    assert refusal(world, world.dissolution(row.id, proofs=wrong), student)


def test_a_reason_that_is_too_long_is_refused_with_its_length(world: World) -> None:
    row, student = active(world)
    data = DissolutionData("2026-11-20", "长" * 2001)
    assert "2001 字" in refusal(world, world.dissolution(row.id, dissolution=data), student).message


def test_g8_only_what_is_taught_is_dissolved(world: World) -> None:
    filing_id, student = world.filed()
    row = world.session.get_one(Apprenticeship, world.session.get_one(Filing, filing_id).apprenticeship_id)
    assert "待备案" in refusal(world, world.dissolution(row.id), student).message
    world.approve(filing_id)
    for state in ("passed", "dissolved", "terminated"):
        row.state = state
        assert refusal(world, world.dissolution(row.id), student).code == "DISSOLUTION_FORBIDDEN"


def test_g8_one_dissolution_at_a_time_a_returned_one_counts(world: World) -> None:
    filing, row, student = asked(world)
    assert "不能重复提交" in refusal(world, world.dissolution(row.id), student).message
    back = ReturnFiling(filing.id, 1, (ReturnItem("dissolution.dissolution_proof", "缺页"),))
    world.run(back, world.reviewer())
    assert "不能重复提交" in refusal(world, world.dissolution(row.id), student).message
    world.run(WithdrawFiling(filing.id, 1), student)
    world.dissolve(student, row.id)


def test_returned_refused_and_withdrawn_ones_leave_the_apprenticeship(world: World) -> None:
    row, student = active(world)
    for end in (
        lambda id_: world.run(RefuseFiling(id_, 1, REFUSAL), world.reviewer()),
        lambda id_: world.run(WithdrawFiling(id_, 1), student),
        lambda id_: world.run(
            ReturnFiling(id_, 1, (ReturnItem("dissolution.reason", "不清楚"),)), world.reviewer()
        ),
    ):
        end(world.dissolve(student, row.id))
        assert (row.state, row.ended_on) == ("active", "")


def test_g8_an_unpublished_score_is_told_to_the_reviewer_only(world: World) -> None:
    row, student = active(world)
    row.unpublished_scores = 1
    command = world.dissolution(row.id)
    outcome = world.run(command, student)
    assert [one.code for one in outcome.findings] == ["G8_OK"]
    filing = world.session.get_one(Filing, command.filing_id)
    found = refusal(world, approval(filing), world.reviewer())
    assert found.code == "FINDINGS_NOT_CONFIRMED"
    world.run(approval(filing, confirmed=("G8_UNPUBLISHED_SCORE",)), world.reviewer())
    assert row.state == "dissolved"


def test_g8_is_judged_again_when_it_is_approved(world: World) -> None:
    filing, row, _ = asked(world)
    row.state = "terminated"
    found = refusal(world, approval(filing), world.reviewer())
    assert "强制解除" in found.message
    world.run(RefuseFiling(filing.id, 1, "师承关系已不在教，不予解除。"), world.reviewer())
    assert row.state == "terminated"


def test_only_the_proofs_must_have_been_seen(world: World) -> None:
    filing, row, _ = asked(world)
    found = refusal(world, approval(filing, paper_seen=False), world.reviewer())
    assert found.code == "DOCUMENTS_NOT_SEEN"
    assert "解除证明" in found.message
    assert "身份证" not in found.message
    shown = tuple(one.sha256 for one in proofs(2))
    assert refusal(world, approval(filing, paper_seen=False, documents_shown=shown[:1]), world.reviewer())
    world.run(approval(filing, paper_seen=False, documents_shown=shown), world.reviewer())
    assert row.state == "dissolved"


def test_a_command_of_the_other_kind_is_refused(world: World) -> None:
    filing, _, student = asked(world)
    wrong = ApproveFiling(filing.id, 1, paper_seen=True)
    found = refusal(world, wrong, world.reviewer())
    assert (found.code, "解除申请" in found.message) == ("FILING_KIND", True)
    assert refusal(world, ResubmitFiling(filing.id, 1), student).code == "FILING_KIND"
    other, owner = world.filed(2)
    wrong_way = ApproveDissolution(other, 1, paper_seen=True)
    assert refusal(world, wrong_way, world.reviewer()).code == "FILING_KIND"
    assert refusal(world, ResubmitDissolution(other, 1), owner).code == "FILING_KIND"


def test_g15_only_items_of_the_dissolution_are_returned(world: World) -> None:
    filing, _, _ = asked(world)
    wrong = ReturnFiling(filing.id, 1, (ReturnItem("student.diploma", "不清楚"),))
    assert refusal(world, wrong, world.reviewer()).findings[0].code == "G15_ITEM_UNKNOWN"
    other, _ = world.filed(2)
    item = ReturnItem("dissolution.reason", "不清楚")
    assert refusal(world, ReturnFiling(other, 1, (item,)), world.reviewer())
    empty = refusal(world, RefuseFiling(filing.id, 1, " "), world.reviewer())
    assert empty.message.startswith("不予解除须填写")


def test_g15_a_resubmission_changes_what_was_returned_and_nothing_else(world: World) -> None:
    filing, _, student = asked(world)
    world.run(
        ReturnFiling(filing.id, 1, (ReturnItem("dissolution.dissolution_proof", "缺页"),)), world.reviewer()
    )
    locked = ResubmitDissolution(filing.id, 1, dissolution=DissolutionData("2026-11-01", "双方协商一致"))
    assert refusal(world, locked, student).code == "ITEM_LOCKED"
    world.clock.advance(days=4)
    world.run(ResubmitDissolution(filing.id, 1, proofs=proofs(1, "again")), student)
    assert (filing.state, filing.revision, filing.decided_at) == (CaseState.PENDING, 2, "")
    assert filing.due_on > "2026-12-18"
    rows = world.session.query(Document).filter_by(owner_id=filing.id, owner_kind=OF_FILING).all()
    assert [(one.page, one.sha256, one.scope) for one in rows] == [(1, proofs(1, "again")[0].sha256, WUCHANG)]
    stale = refusal(world, approval(filing, revision=1), world.reviewer())
    assert stale.code == "FILING_CHANGED"
    world.run(approval(filing), world.reviewer())


def test_what_was_filed_first_stands_beside_the_proofs(world: World) -> None:
    row, student = active(world)
    person = world.session.get_one(Student, student.person_id)
    before = person.email
    world.run(UpdateStudent(person.id, 1, "new@example.com", person.born_on, person.education), student)
    filing = world.session.get_one(Filing, world.dissolve(student, row.id))
    content = content_at(world.session, filing)
    assert content.student.email == before
    assert content.dissolution == DissolutionData("2026-11-20", "双方协商一致")
    assert [key for key, _ in content.documents()][:2] == ["dissolution.dissolution_proof"] * 2


def test_an_apprenticeship_carried_over_from_paper_is_dissolved_with_what_is_registered(world: World) -> None:
    row, student = active(world)
    world.session.query(Filing).filter_by(apprenticeship_id=row.id).delete()
    filing = world.session.get_one(Filing, world.dissolve(student, row.id))
    assert content_at(world.session, filing).student.name == row.student_name


def test_g7_the_bureau_stays_when_the_teacher_moves(world: World) -> None:
    teacher = world.teacher()
    row, student = active(world, 1, teacher)
    moved = msgspec.structs.replace(world.people[teacher.person_id], district=HONGSHAN)
    world.run(UpdateTeacher(teacher.person_id, 1, moved), teacher)
    filing = world.session.get_one(Filing, world.dissolve(student, row.id))
    assert (filing.bureau, filing.scope) == (WUCHANG, WUCHANG)
    assert refusal(world, approval(filing), world.reviewer(HONGSHAN)).code == "FILING_NOT_FOUND"
    world.run(approval(filing), world.reviewer())


def test_nobody_dissolves_for_another(world: World) -> None:
    row, _ = active(world)
    _, stranger = active(world, 2)
    found = refusal(world, world.dissolution(row.id), stranger)
    assert found.code == "APPRENTICESHIP_NOT_FOUND"
    missing = refusal(world, world.dissolution("nothing"), stranger)
    assert (missing.code, missing.message) == (found.code, found.message)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.DISTRICT_REVIEWER])
def test_only_a_reviewer_decides(world: World, role: Role) -> None:
    filing, _, _ = asked(world)
    actor = Actor("x", "某人", role, frozenset({WUCHANG, "420100"}))
    for command in (approval(filing), RefuseFiling(filing.id, 1, REFUSAL)):
        assert refusal(world, command, actor).code == "NOT_ALLOWED"


@pytest.mark.parametrize("role", [role for role in Role if role is not STUDENT])
def test_only_a_student_submits(world: World, role: Role) -> None:
    row, student = active(world)
    actor = Actor("x", "某人", role, frozenset({WUCHANG}), student.person_id)
    assert refusal(world, world.dissolution(row.id), actor).code == "NOT_ALLOWED"
    assert refusal(world, ResubmitDissolution("any", 1), actor).code == "NOT_ALLOWED"


def test_the_second_decision_is_told_who_decided_first(world: World) -> None:
    filing, _, student = asked(world)
    late = approval(filing)
    world.run(RefuseFiling(filing.id, 1, REFUSAL), world.reviewer(name="李晓红"))
    found = refusal(world, late, world.reviewer())
    assert found.code == "ALREADY_DECIDED"
    assert "李晓红" in found.message
    again = world.session.get_one(Filing, world.dissolve(student, filing.apprenticeship_id))
    world.run(WithdrawFiling(again.id, 1), student)
    assert "撤回" in refusal(world, approval(again), world.reviewer()).message
