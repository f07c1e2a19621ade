"""The plan of the sample data, judged by the rules of the centre without server or pictures."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from core.apprenticeship.rules import qualification_full_years
from core.apprenticeship.words.roles import STUDENT
from core.apprenticeship.words.values import StudentData, TeacherData, TitleLevel
from core.domain.clock import instant, local_date
from core.domain.idnumber import parse_id_number
from core.domain.values import CaseState, IdKind
from server.sample.apprenticeship import scenario, steps
from server.sample.apprenticeship.plotter import HONGSHAN, WUCHANG
from tests.kit import World
from tests.server.sample.rehearsal import NOW, TODAY, Rehearsal
from tests.support.stores import memory_store


def test_every_step_is_judged_as_promised(rehearsed: Rehearsal) -> None:
    assert rehearsed.wrong == []
    assert {
        "G1_QUALIFICATION_TOO_YOUNG",
        "G1_TITLE_TOO_LOW",
        "G2_FULL",
        "G3_BIRTH_DIFFERS",
        "G3_SEX_DIFFERS",
        "G3_ID_CHECK",
        "G4_END_NOT_AFTER_START",
        "G5_MISSING",
        "G5_PAGE_NUMBERS",
        "G5_TOO_MANY_PAGES",
        "G6_OPEN",
        "G15_LOCKED",
    } <= set(rehearsed.refused)


def test_the_same_seed_gives_the_same_plan(plan: steps.Plan) -> None:
    assert scenario.plan(20261120, NOW) == plan
    assert scenario.plan(7, NOW) != plan


def test_the_same_paper_gives_the_same_picture(plan: steps.Plan) -> None:
    step = next(one for one in plan.steps if isinstance(one, steps.RegisterStudent))
    assert [one.picture() for one in step.papers] == [one.picture() for one in step.papers]


def test_waiting_filings_are_near_and_past_the_limit(rehearsed: Rehearsal) -> None:
    calendar = rehearsed.world.setting.calendar

    def left(case: str) -> str:
        filing = rehearsed.filing(case)
        assert filing.state == CaseState.PENDING
        return calendar.remaining(date.fromisoformat(filing.due_on), TODAY).text

    assert left("due_in_1") == "剩 1 日"
    assert left("due_in_2") == "剩 2 日"
    assert left("due_in_6") == "剩 6 日"
    assert left("due_today") == "今日到期"
    assert left("overdue_3") == "已超期 3 日"
    assert left("overdue_11") == "已超期 11 日"


@pytest.mark.parametrize(
    ("case", "codes"),
    [
        ("early_start", {"G4_START_BEFORE_NOTARISATION"}),
        ("short_period", {"G4_TOO_SHORT"}),
        ("other_phone", {"G4_TEACHER_PHONE_DIFFERS"}),
        ("other_name", {"G4_TEACHER_NAME_DIFFERS"}),
        ("passport", {"G3_NOT_CHECKABLE"}),
        ("after_termination", {"G6_TERMINATED"}),
        ("corrected_after_move", {"G7_TEACHER_MOVED"}),
        ("after_refusal", set()),
        ("ten_pages", set()),
        ("qualified_15_years", set()),
        ("resubmitted", set()),
        ("due_in_1", set()),
    ],
)
def test_a_waiting_filing_shows_what_its_story_says(rehearsed: Rehearsal, case: str, codes: set[str]) -> None:
    assert rehearsed.hints(case) == codes


def test_g1_edges(plan: steps.Plan) -> None:
    """15 full years to the day, and one day less."""

    def years(case: str) -> int:
        step = next(one for one in plan.steps if one.who == plan.cases[case])
        assert isinstance(step, steps.RegisterTeacher)
        assert step.teacher.title_level is TitleLevel.MIDDLE
        registered_on = local_date(step.at)
        issued = date.fromisoformat(step.teacher.qualification_on)
        before = qualification_full_years(issued, registered_on - timedelta(1))
        assert before == qualification_full_years(issued, registered_on) - (case == "teacher_15_years")
        return qualification_full_years(issued, registered_on)

    assert years("teacher_15_years") == 15
    assert years("teacher_14_years") == 14


def test_g2_seats(rehearsed: Rehearsal) -> None:
    assert rehearsed.open_of("teacher_3") == 3
    assert rehearsed.open_of("teacher_4") == 4


def test_g7_bureaus(rehearsed: Rehearsal) -> None:
    assert rehearsed.filing("stays_with_bureau").bureau == WUCHANG
    assert rehearsed.filing("filed_after_move").bureau == HONGSHAN


def test_outcomes_and_years(rehearsed: Rehearsal) -> None:
    filings = rehearsed.filings()
    assert {one.state for one in filings} == set(CaseState)
    approved = {one.submitted_at[:4] for one in filings if one.state == CaseState.APPROVED}
    assert approved == {str(year) for year in range(2021, 2027)}
    assert sum(one.bureau == WUCHANG for one in filings) > len(filings) * 0.55
    assert rehearsed.filing("resubmitted").revision == 2
    assert all(one.submitted_at < instant(NOW) and one.decided_at < instant(NOW) for one in filings)


def test_persons_are_valid_and_impossible(plan: steps.Plan) -> None:
    """Sequence codes of centenarians on people who are none; phones of no operator; nobody twice."""
    numbers = set()
    for step in plan.steps:
        person = getattr(step, "student", None) or getattr(step, "teacher", None)
        if not isinstance(person, StudentData | TeacherData) or step.refused_for:
            continue
        numbers.add((step.who, person.id_number))
        assert re.fullmatch(r"1(54|63)\d{8}", person.phone)
        if person.id_kind is IdKind.RESIDENT:
            parsed = parse_id_number(person.id_number, TODAY)
            assert person.id_number[14:17] in {"996", "997", "998", "999"}
            assert (parsed.born_on.isoformat(), parsed.sex) == (person.born_on, person.sex)
    assert len({number for _, number in numbers}) == len({who for who, _ in numbers})


def test_rare_and_long_names_are_there(plan: steps.Plan) -> None:
    names = {step.student.name for step in plan.steps if isinstance(step, steps.RegisterStudent)}
    names |= {step.teacher.name for step in plan.steps if isinstance(step, steps.RegisterTeacher)}
    assert {"李𬭎", "郑喆", "马堃", "欧阳静雯"} <= names
    assert max(map(len, names)) == 40


@pytest.mark.parametrize("now", [datetime(2026, 2, 28, 15, tzinfo=UTC), datetime(2028, 2, 29, 1, tzinfo=UTC)])
def test_any_day_and_size(now: datetime) -> None:
    """A plan holds on the days around the ends of months and years, and grows."""
    engine = memory_store()
    with Session(engine) as session:
        rehearsal = Rehearsal(scenario.plan(3, now, 40, 130), World(session))
        rehearsal.run()
    engine.dispose()
    assert rehearsal.wrong == []
    assert sum(one.role is STUDENT for one in rehearsal.plan.residents) == 130
