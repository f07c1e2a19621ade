"""G14: who is told of a decision, and when; sending again (A3)."""

from __future__ import annotations

import pytest
from sqlalchemy import event, select

from core.actions import Actor, execute
from core.apprenticeship.actions.notices import Told, notify, notify_all
from core.apprenticeship.commands.filing import ApproveFiling, RefuseFiling, ReturnFiling, WithdrawFiling
from core.apprenticeship.tables import Apprenticeship, Assessment, Filing, Student, Teacher
from core.apprenticeship.words import notices as causes
from core.commons.commands import RetryNotice
from core.commons.tables import Notice
from core.domain.errors import Refused
from core.domain.notices import RETRY_WAITS
from core.domain.values import NoticeState, ReturnItem, Role
from tests.kit import HONGSHAN, WUCHANG, World, student_data, teacher_data

CITY = Actor("city", "市中医处", Role.CITY_OFFICE, frozenset({WUCHANG, HONGSHAN, "420100"}))


def notices(world: World) -> dict[str, Notice]:
    return {row.recipient_role: row for row in world.session.scalars(select(Notice))}


def failed(world: World, state: NoticeState = NoticeState.FAILED) -> Notice:
    filing_id, _ = world.filed()
    world.run(RefuseFiling(filing_id, 1, "公证书不符合要求"), world.reviewer())
    row = notices(world)["student"]
    row.state, row.reason, row.attempts, row.ended_at = state, "关机", 5, world.clock.now().isoformat()
    world.session.flush()
    return row


@pytest.mark.parametrize(
    ("cause", "words"), [("approved", "已通过审核"), ("returned", "学生学历证书"), ("refused", "不予备案")]
)
def test_g14_student_and_teacher_are_told(world: World, cause: str, words: str) -> None:
    filing_id, student = world.filed()
    commands = {
        "approved": ApproveFiling(filing_id, revision=1, paper_seen=True),
        "returned": ReturnFiling(filing_id, 1, (ReturnItem("student.diploma", "不清楚"),)),
        "refused": RefuseFiling(filing_id, 1, "公证书不符合要求"),
    }
    world.run(commands[cause], world.reviewer())
    found = notices(world)
    assert set(found) == {"student", "teacher"}
    filing = world.session.get_one(Filing, filing_id)
    for role, row in found.items():
        assert row.template == cause
        assert words in row.text
        assert row.state == NoticeState.WAITING
        assert (row.cause_kind, row.cause_id) == ("filing", filing_id)
        assert (row.subject_id, row.bureau, row.scope) == (
            filing.apprenticeship_id,
            WUCHANG,
            WUCHANG,
        )
        assert row.filing_no == "WC-2026-0001"
        assert row.recipient_name == {"student": "陈亦舟", "teacher": "刘景和"}[role]
    assert found["student"].phone == student_data().phone
    assert found["teacher"].phone == teacher_data().phone
    assert student.person_id


def test_g14_a_pc_writes_none_and_the_centre_one_set_with_the_same_ids(world: World) -> None:
    filing_id, _ = world.filed()
    command = RefuseFiling(filing_id, 1, "公证书不符合要求")
    local = world.context(world.reviewer(), settles=False)
    with world.session.begin_nested() as savepoint:
        execute(world.session, command, local)
        assert not notices(world)
        savepoint.rollback()
    ids = []
    for _ in range(2):
        context = world.context(world.reviewer())
        object.__setattr__(context, "op_id", local.op_id)
        with world.session.begin_nested() as savepoint:
            execute(world.session, command, context)
            ids.append({row.id for row in notices(world).values()})
            savepoint.rollback()
    assert ids[0] == ids[1]
    assert len(ids[0]) == 2


def test_g14_a_withdrawal_is_not_told(world: World) -> None:
    filing_id, student = world.filed()
    world.run(WithdrawFiling(filing_id, 1), student)
    assert not notices(world)


def test_the_phone_of_now_counts_and_a_missing_one_is_never_silent(world: World) -> None:
    filing_id, _ = world.filed()
    world.session.scalars(select(Student)).one().phone = "13911112222"
    world.session.scalars(select(Teacher)).one().phone = ""
    world.run(RefuseFiling(filing_id, 1, "公证书不符合要求"), world.reviewer())
    found = notices(world)
    assert found["student"].phone == "13911112222"
    assert found["teacher"].state == NoticeState.FAILED
    assert found["teacher"].reason == "没有发送：请填写手机号。"
    assert found["teacher"].ended_at


def test_a_person_who_is_not_there_is_never_silent(world: World) -> None:
    filing_id, _ = world.filed()
    world.session.delete(world.session.scalars(select(Teacher)).one())
    world.session.flush()
    filing = world.session.get_one(Filing, filing_id)
    row = world.session.get_one(Apprenticeship, filing.apprenticeship_id)
    notify(world.session, world.context(CITY), causes.TERMINATED, row, basis="文", reason="因")
    told = notices(world)["teacher"]
    assert (told.state, told.recipient_name) == (NoticeState.FAILED, "刘景和")
    assert "没有找到" in told.reason


def test_the_city_sees_what_the_city_decided_and_signs_it(world: World) -> None:
    world.filed()
    row = world.session.scalars(select(Apprenticeship)).one()
    notify(world.session, world.context(CITY), causes.TERMINATED, row, basis="武卫〔2026〕12号", reason="因")
    told = notices(world)["student"]
    assert told.scope == f"420100,{WUCHANG}"
    assert told.text.startswith("【武汉市卫生健康委员会】")
    assert (told.cause_kind, told.cause_id) == ("apprenticeship", row.id)


def test_a_day_is_written_as_people_write_it(world: World) -> None:
    world.filed()
    row = world.session.scalars(select(Apprenticeship)).one()
    notify(world.session, world.context(world.reviewer()), causes.DISSOLVED, row, date="2026-03-05")
    assert "解除日期2026年3月5日" in notices(world)["teacher"].text


def test_many_scores_are_told_with_a_few_queries(world: World) -> None:
    world.filed()
    row = world.session.scalars(select(Apprenticeship)).one()
    facts = {"type": "出师考核", "score": "86", "result": "合格"}
    scores = [Assessment(id=f"s{number:04d}") for number in range(500)]
    seen: list[str] = []
    engine = world.session.get_bind()
    event.listen(engine, "before_cursor_execute", lambda *given: seen.append(given[2]))
    context = world.context(CITY)
    notify_all(world.session, context, causes.PUBLISHED, [Told(row, one, facts) for one in scores])
    world.session.flush()
    assert len(seen) <= 4
    assert len(set(world.session.scalars(select(Notice.id)))) == 1000


@pytest.mark.parametrize("state", [NoticeState.FAILED, NoticeState.GIVEN_UP])
@pytest.mark.parametrize("role", [Role.DISTRICT_REVIEWER, Role.CITY_OFFICE, Role.CITY_COMMISSION])
def test_a_failed_message_is_queued_again(world: World, state: NoticeState, role: Role) -> None:
    row = failed(world, state)
    world.session.scalars(select(Student)).one().phone = "13911112222"
    outcome = world.run(RetryNotice(row.id, 1), Actor("a", "周敏", role, frozenset({WUCHANG})))
    assert (outcome.kind, outcome.id) == ("notice", row.id)
    assert (row.state, row.reason, row.ended_at) == (NoticeState.WAITING, "", "")
    assert row.attempts == 5, "what was tried stays known"
    assert row.phone == "13911112222", "the phone of now"


def test_on_a_pc_a_retry_says_that_it_waits(world: World) -> None:
    row = failed(world)
    world.session.delete(world.session.scalars(select(Student)).one())
    execute(world.session, RetryNotice(row.id, 1), world.context(world.reviewer(), settles=False))
    assert (row.state, row.reason) == (NoticeState.WAITING, RETRY_WAITS)
    assert row.phone == student_data().phone, "a PC that does not know the person keeps the number"


@pytest.mark.parametrize("state", [NoticeState.WAITING, NoticeState.SENT, NoticeState.DELIVERED])
def test_only_failed_ones_are_sent_again(world: World, state: NoticeState) -> None:
    row = failed(world, state)
    with pytest.raises(Refused, match=state.label) as refused:
        world.run(RetryNotice(row.id, 1), world.reviewer())
    assert refused.value.code == "NOTICE_NOT_FAILED"


@pytest.mark.parametrize(
    "role", [one for one in Role if not one.startswith("city") and one is not Role.DISTRICT_REVIEWER]
)
def test_who_may_not_send_again(world: World, role: Role) -> None:
    row = failed(world)
    with pytest.raises(Refused) as refused:
        world.run(RetryNotice(row.id, 1), Actor("a", "某人", role, frozenset({WUCHANG})))
    assert refused.value.code == "NOT_ALLOWED"
    assert row.state == NoticeState.FAILED


def test_another_district_finds_no_message(world: World) -> None:
    row = failed(world)
    for actor, notice_id in ((world.reviewer(HONGSHAN), row.id), (world.reviewer(), "nothing")):
        with pytest.raises(Refused) as refused:
            world.run(RetryNotice(notice_id, 1), actor)
        assert refused.value.code == "NOTICE_NOT_FOUND"


def test_without_a_usable_phone_nothing_is_queued(world: World) -> None:
    row = failed(world)
    world.session.scalars(select(Student)).one().phone = "12345"
    with pytest.raises(Refused, match="更正手机号") as refused:
        world.run(RetryNotice(row.id, 1), world.reviewer())
    assert refused.value.code == "NOTICE_NO_PHONE"
