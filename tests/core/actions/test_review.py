"""What a reviewer can and cannot do with a filing."""

from __future__ import annotations

import dataclasses

import msgspec
import pytest

from core import audit
from core.actions import Actor, execute
from core.applications.tables import CaseDecision, CaseRevision
from core.apprenticeship.commands.filing import (
    ApproveFiling,
    RefuseFiling,
    ResubmitFiling,
    ReturnFiling,
    UpdateTeacher,
    WithdrawFiling,
)
from core.apprenticeship.tables import Apprenticeship, Filing
from core.apprenticeship.words.dictionaries import of
from core.domain.errors import Refused
from core.domain.values import CaseState, ReturnItem, Role
from core.store.tables import AuditEntry
from tests.kit import HONGSHAN, World


def approve(world: World, filing_id: str, **changes: object) -> ApproveFiling:
    filing = world.session.get_one(Filing, filing_id)
    values = {"revision": filing.revision, "paper_seen": True, **changes}
    return ApproveFiling(filing_id, **values)  # type: ignore[arg-type]


def test_an_approved_filing_makes_the_apprenticeship_active(world: World) -> None:
    filing_id, _ = world.filed()
    world.run(approve(world, filing_id, opinion=" 材料齐全 "), world.reviewer())
    filing = world.session.get_one(Filing, filing_id)
    assert filing.state == CaseState.APPROVED
    assert filing.filing_no == "WC-2026-0001"
    assert filing.settled_at
    assert world.session.get_one(Apprenticeship, filing.apprenticeship_id).state == "active"
    assert world.session.query(CaseDecision).one().opinion == "材料齐全"


def test_two_filings_of_a_bureau_get_numbers_in_order(world: World) -> None:
    first, _ = world.filed(1)
    second, _ = world.filed(2)
    numbers = [world.session.get_one(Filing, one).filing_no for one in (first, second)]
    assert numbers == ["WC-2026-0001", "WC-2026-0002"]


def test_the_second_decision_is_told_who_decided_first(world: World) -> None:
    filing_id, _ = world.filed()
    late = approve(world, filing_id)
    world.run(RefuseFiling(filing_id, 1, "公证书不符合要求"), world.reviewer(name="李晓红"))
    with pytest.raises(Refused, match="李晓红") as refused:
        world.run(late, world.reviewer())
    assert refused.value.code == "ALREADY_DECIDED"
    assert world.session.get_one(Filing, filing_id).state == CaseState.REFUSED


def test_another_district_finds_nothing(world: World) -> None:
    filing_id, _ = world.filed()
    with pytest.raises(Refused) as refused:
        world.run(approve(world, filing_id), world.reviewer(HONGSHAN))
    assert refused.value.code == "FILING_NOT_FOUND"


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.DISTRICT_REVIEWER])
def test_only_a_reviewer_decides(world: World, role: Role) -> None:
    filing_id, _ = world.filed()
    actor = Actor("x", "某人", role, frozenset({"420106"}))
    for command in (
        approve(world, filing_id),
        RefuseFiling(filing_id, 1, "理由"),
        ReturnFiling(filing_id, 1, (ReturnItem("student.diploma", "不清楚"),)),
    ):
        with pytest.raises(Refused) as refused:
            world.run(command, actor)
        assert refused.value.code == "NOT_ALLOWED"


def test_documents_never_shown_need_the_paper(world: World) -> None:
    filing_id, _ = world.filed()
    with pytest.raises(Refused, match="职称证正面") as refused:
        world.run(approve(world, filing_id, paper_seen=False), world.reviewer())
    assert refused.value.code == "DOCUMENTS_NOT_SEEN"


def test_g2_the_teachers_seats_are_counted_again_at_approval(world: World) -> None:
    teacher = world.teacher()
    filings = [world.filed(number, teacher)[0] for number in range(1, 5)]
    for filing_id in filings:
        world.run(approve(world, filing_id), world.reviewer())
    with pytest.raises(Refused) as refused:
        world.filed(5, teacher)
    assert any(finding.rule == "G2" and finding.blocking for finding in refused.value.findings)


def test_g2_a_refused_or_withdrawn_filing_frees_the_seat(world: World) -> None:
    teacher = world.teacher()
    filings = [world.filed(number, teacher) for number in range(1, 5)]
    world.run(RefuseFiling(filings[0][0], 1, "理由"), world.reviewer())
    world.filed(5, teacher)
    world.run(WithdrawFiling(filings[1][0], 1), filings[1][1])
    world.filed(6, teacher)


def test_a_warning_must_have_been_seen(world: World) -> None:
    teacher = world.teacher()
    filing_id, _ = world.filed(1, teacher)
    filing = world.session.get_one(Filing, filing_id)
    other = Apprenticeship(
        **{
            column.name: getattr(world.session.get_one(Apprenticeship, filing.apprenticeship_id), column.name)
            for column in Apprenticeship.__table__.columns
        }
    )
    other.id, other.state, other.ended_on = world.ids.new(), "terminated", "2024-05-06"
    world.session.add(other)
    with pytest.raises(Refused) as refused:
        world.run(approve(world, filing_id), world.reviewer())
    assert refused.value.code == "FINDINGS_NOT_CONFIRMED"
    codes = tuple(finding.code for finding in refused.value.findings)
    world.run(approve(world, filing_id, confirmed=codes), world.reviewer())


def test_g15_a_return_names_items_and_the_rest_is_locked(world: World) -> None:
    filing_id, student = world.filed()
    with pytest.raises(Refused):
        world.run(ReturnFiling(filing_id, 1, ()), world.reviewer())
    world.run(
        ReturnFiling(filing_id, 1, (ReturnItem("student.education", "与学历证书不符"),)), world.reviewer()
    )
    data = world.people[student.person_id][0]
    codes = [one.code for one in of(world.setting.dictionaries).educations]
    locked = msgspec.structs.replace(data, phone="13900009999")
    with pytest.raises(Refused) as refused:
        world.run(ResubmitFiling(filing_id, 1, student=locked), student)
    assert refused.value.code == "ITEM_LOCKED"
    corrected = msgspec.structs.replace(data, education=codes[1])
    world.run(ResubmitFiling(filing_id, 1, student=corrected), student)
    filing = world.session.get_one(Filing, filing_id)
    assert (filing.state, filing.revision) == (CaseState.PENDING, 2)
    with pytest.raises(Refused) as stale:
        world.run(ApproveFiling(filing_id, 1, paper_seen=True), world.reviewer())
    assert stale.value.code == "FILING_CHANGED"


def test_g15_a_refusal_needs_a_reason(world: World) -> None:
    filing_id, _ = world.filed()
    with pytest.raises(Refused):
        world.run(RefuseFiling(filing_id, 1, "　 "), world.reviewer())
    assert world.session.get_one(Filing, filing_id).state == CaseState.PENDING


def test_an_opinion_of_5000_characters_is_refused_with_its_length(world: World) -> None:
    filing_id, _ = world.filed()
    with pytest.raises(Refused) as refused:
        world.run(RefuseFiling(filing_id, 1, "长" * 5000), world.reviewer())
    assert refused.value.code == "OPINION_TOO_LONG"


def test_g16_the_time_limit_counts_working_days(world: World) -> None:
    filing_id, _ = world.filed()
    assert world.session.get_one(Filing, filing_id).due_on == "2026-12-18"


def test_g7_the_bureau_is_that_of_the_day_of_submission(world: World) -> None:
    teacher = world.teacher()
    first, _ = world.filed(1, teacher)
    moved = msgspec.structs.replace(world.people[teacher.person_id], district=HONGSHAN)
    world.run(UpdateTeacher(teacher.person_id, 1, moved), teacher)
    second, _ = world.filed(2, teacher)
    one, two = (world.session.get_one(Filing, filing_id) for filing_id in (first, second))
    assert (one.bureau, two.bureau) == ("420106", HONGSHAN)
    assert one.scope == "420106"
    shared = world.session.get_one(Apprenticeship, one.apprenticeship_id)
    assert shared.scope == "420106,420111"


def test_every_settled_command_leaves_a_link_that_verifies(world: World) -> None:
    filing_id, _ = world.filed()
    world.run(approve(world, filing_id), world.reviewer())
    assert audit.verify_store(world.session) == []
    entry = world.session.query(AuditEntry).filter_by(action="ApproveFiling").one()
    entry.user = "somebody else"
    world.session.flush()
    assert [broken.seq for broken in audit.verify_store(world.session)] == [entry.seq]


@pytest.mark.parametrize(
    ("decided_at", "skew_ms", "filed_on"),
    [
        ("2026-11-20T02:20:00.000Z", 0, "2026-11-20"),
        ("2025-11-20T02:20:00.000Z", 0, "2026-11-20"),
        ("2025-11-22T02:20:00.000Z", 365 * 86_400_000, "2026-11-22"),
        ("2031-01-01T00:00:00.000Z", 0, "2026-11-25"),
        ("2026-11-22T16:30:00.000Z", 0, "2026-11-23"),
    ],
)
def test_a_wrong_clock_moves_no_filing_into_another_year(
    world: World, decided_at: str, skew_ms: int, filed_on: str
) -> None:
    filing_id, _ = world.filed()
    world.clock.advance(days=5)
    context = dataclasses.replace(world.context(world.reviewer()), decided_at=decided_at, skew_ms=skew_ms)
    execute(world.session, approve(world, filing_id), context)
    filing = world.session.get_one(Filing, filing_id)
    assert world.session.get_one(Apprenticeship, filing.apprenticeship_id).filed_on == filed_on
    assert filing.decided_at == decided_at


def test_a_filing_whose_content_is_still_on_its_way_waits(world: World) -> None:
    filing_id, _ = world.filed()
    revision = world.session.query(CaseRevision).one()
    world.session.delete(revision)
    world.session.flush()
    with pytest.raises(Refused, match="还没有全部同步到本机") as caught:
        world.run(ApproveFiling(filing_id, 1, paper_seen=True), world.reviewer())
    assert caught.value.code == "CONTENT_NOT_HERE"
