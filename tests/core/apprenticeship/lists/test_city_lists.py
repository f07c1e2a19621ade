"""Lists of scores, eligible people, notices and policies against plain Python over the same rows."""

from __future__ import annotations

import random
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.apprenticeship.lists.eligible import ELIGIBLE, EligibleQuery
from core.apprenticeship.lists.scores import SCORES, ScoreQuery
from core.apprenticeship.words.dictionaries import of
from core.apprenticeship.words.values import ApprenticeshipState
from core.commons.log import LOG
from core.commons.notices import NOTICES, NoticeQuery
from core.commons.policies import POLICIES
from core.domain.clock import full_months, full_years, local_date
from core.domain.dictionaries import load_dictionaries
from core.domain.errors import KnownError
from core.domain.values import NoticeState
from core.store.derived import wrong_counts
from core.store.engine import open_sqlite, reading
from core.store.migrations import migrate
from sync.migrations import PC_VERSIONS
from tests.core.store.samples import add_apprenticeship, add_notice, add_score, given_on

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection, Engine

TODAY = date(2026, 11, 20)
WORDS = load_dictionaries()
GIVEN = given_on(TODAY)
COUNT = 240
BUREAUS = ("420106", "420111")
TYPES = ("graduation", "specialty")
PEOPLE = (
    ("陈亦舟", "chen yi zhou", "42010619900202125X"),
    ("李青禾", "li qing he", "420106198512031230"),
    ("王陈", "wang chen", "420106199911112222"),
)
TEACHERS = (("周明远", "zhou ming yuan", "420106195501011239"), ("陈平", "chen ping", "420106196001011238"))

Row = dict[str, Any]


def fill(connection: Connection) -> None:
    """Two scores of every second apprenticeship, some of them corrections, and a notice of each."""
    luck = random.Random(11)
    for number in range(COUNT):
        student, teacher = luck.choice(PEOPLE), luck.choice(TEACHERS)
        person = {
            "student_name": student[0],
            "student_pinyin": student[1],
            "student_id_number": student[2],
            "teacher_name": teacher[0],
            "teacher_pinyin": teacher[1],
            "bureau": luck.choice(BUREAUS),
            "practice_place": luck.choice(["武昌区中医医院", "洪山区中医馆"]),
            "notarised_on": f"20{luck.randint(19, 24)}-{luck.choice(['11-19', '11-20', '11-21', '02-28'])}",
        }
        add_apprenticeship(
            connection,
            number,
            state=str(luck.choice([*ApprenticeshipState, *[ApprenticeshipState.ACTIVE] * 8])),
            teacher_id_number=teacher[2],
            **person,
        )
        if number % 2:
            scores(connection, luck, number, person)
        at = f"2026-11-{luck.randint(1, 19):02d}T{luck.randint(0, 23):02d}:30:00.000Z"
        add_notice(
            connection,
            number,
            state=str(luck.choice(list(NoticeState))),
            template=luck.choice(["approved", "returned", "published"]),
            bureau=person["bureau"],
            recipient_name=student[0],
            phone=f"138{luck.randint(0, 99999999):08d}",
            text=f"{student[0]}您好，您的申请已处理，请于{luck.randint(1, 9)}日内查看。",
            created_at=at,
            sent_at=luck.choice(["", at]),
            attempts=luck.randint(0, 5),
        )


def scores(connection: Connection, luck: random.Random, number: int, person: Row) -> None:
    """A score, and sometimes a correction of it or an unpublished one."""
    made = {
        **person,
        "type": luck.choice(TYPES),
        "result": luck.choice(["pass", "fail"]),
        "state": luck.choice(["published", "published", "unpublished"]),
        "assessed_on": f"2026-11-{luck.randint(1, 19):02d}",
        "tenths": luck.randint(0, 1000),
        "entered_at": f"2026-11-{luck.randint(1, 19):02d}T02:00:00.000Z",
        "settled_at": luck.choice(["", "2026-11-20T00:00:00.000Z"]),
    }
    add_score(connection, number, **made)
    if made["state"] == "published" and luck.random() < 0.5:
        add_score(
            connection,
            number,
            **{
                **made,
                "id": f"d{number:06d}",
                "corrects": f"c{number:06d}",
                "result": luck.choice(["pass", "fail"]),
                "state": luck.choice(["published", "unpublished"]),
            },
        )


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    engine = open_sqlite(tmp_path_factory.mktemp("city") / "store.db")
    migrate(engine, [PC_VERSIONS])
    with engine.begin() as connection:
        fill(connection)
    yield engine
    engine.dispose()


def table(connection: Connection, name: str) -> dict[str, Row]:
    return {row["id"]: dict(row) for row in connection.exec_driver_sql(f"SELECT * FROM {name}").mappings()}


def in_order(rows: list[Row], keys: tuple[str, ...], descending: bool) -> list[str]:
    ordered = sorted(rows, key=lambda row: (*(row[key] for key in keys), row["id"]), reverse=descending)
    return [row["id"] for row in ordered]


def named(text: str, *pairs: tuple[str, str]) -> bool:
    """Whether a name, or its initials, is found; the oracle for the few texts that the tests use."""
    return any(
        text in name or "".join(part[0] for part in pinyin.split()).find(text) >= 0 for name, pinyin in pairs
    )


def score_wanted(query: ScoreQuery, row: Row) -> bool:
    student = (row["student_name"], row["student_pinyin"])
    teacher = (row["teacher_name"], row["teacher_pinyin"])
    return (
        all(getattr(query, name) in ("", row[name]) for name in ("type", "state", "result", "bureau"))
        and (not query.assessed_from or row["assessed_on"] >= query.assessed_from)
        and (not query.assessed_to or row["assessed_on"] <= query.assessed_to)
        and (not query.student or named(query.student, student))
        and (not query.teacher or named(query.teacher, teacher))
        and (not query.text or named(query.text, student, teacher))
    )


score_queries = st.builds(
    ScoreQuery,
    student=st.sampled_from(["", "", "陈", "亦舟", "cyz"]),
    teacher=st.sampled_from(["", "", "陈", "明", "zmy"]),
    text=st.sampled_from(["", "", "陈", "cp"]),
    type=st.sampled_from(["", *TYPES]),
    state=st.sampled_from(["", "published", "unpublished"]),
    result=st.sampled_from(["", "pass", "fail"]),
    bureau=st.sampled_from(["", *BUREAUS]),
    assessed_from=st.sampled_from(["", "2026-11-05"]),
    assessed_to=st.sampled_from(["", "2026-11-15"]),
    sort=st.sampled_from(list(SCORES.sorts)),
    descending=st.booleans(),
)
notice_queries = st.builds(
    NoticeQuery,
    text=st.sampled_from(["", "", "陈", "您好，您的申请", "3日内", "李青禾您好"]),
    state=st.sampled_from(["", "sent", "failed,given_up"]),
    template=st.sampled_from(["", "approved"]),
    created_from=st.sampled_from(["", "2026-11-05"]),
    created_to=st.sampled_from(["", "2026-11-15"]),
    bureau=st.sampled_from(["", *BUREAUS]),
    sort=st.sampled_from(list(NOTICES.sorts)),
    descending=st.booleans(),
)
eligible_queries = st.builds(
    EligibleQuery,
    type=st.sampled_from(TYPES),
    student=st.sampled_from(["", "", "陈", "cyz"]),
    teacher=st.sampled_from(["", "", "陈", "zmy"]),
    bureau=st.sampled_from(["", *BUREAUS]),
    notarised_from=st.sampled_from(["", "2020-11-20"]),
    notarised_to=st.sampled_from(["", "2022-11-20"]),
    sort=st.sampled_from(list(ELIGIBLE.sorts)),
    descending=st.booleans(),
)
over_a_store = settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def paged(page: Callable[[str], list[Any]]) -> list[str]:
    """Ids of all pages, one after the other."""
    found: list[str] = []
    while rows := page(found[-1] if found else ""):
        found += [row.id for row in rows]
    return found


@given(query=score_queries)
@over_a_store
def test_scores_are_those_of_the_filter_in_order(city: Engine, query: ScoreQuery) -> None:
    with reading(city) as connection:
        rows = [row for row in table(connection, "assessment").values() if score_wanted(query, row)]
        ids = SCORES.ids(connection, query)
        assert ids == in_order(rows, SCORES.sorts[query.sort], query.descending)
        assert SCORES.count(connection, query) == len(ids)
        assert paged(lambda last: SCORES.page(connection, query, after_id=last, limit=17)) == ids


@given(query=notice_queries)
@over_a_store
def test_notices_are_those_of_the_filter_in_order(city: Engine, query: NoticeQuery) -> None:
    """A3: days are those of Wuhan."""
    with reading(city) as connection:
        rows = [
            row
            for row in table(connection, "notice").values()
            if (not query.state or row["state"] in query.state.split(","))
            and query.template in ("", row["template"])
            and query.bureau in ("", row["bureau"])
            and query.text in row["text"]
            and (not query.created_from or str(local_date(row["created_at"])) >= query.created_from)
            and (not query.created_to or str(local_date(row["created_at"])) <= query.created_to)
        ]
        ids = NOTICES.ids(connection, query)
        assert ids == in_order(rows, NOTICES.sorts[query.sort], query.descending)
        assert NOTICES.count(connection, query) == len(ids)
        assert paged(lambda last: NOTICES.page(connection, query, after_id=last, limit=17)) == ids


def may_be_assessed(row: Row, scores: list[Row], type_: str) -> bool:
    """G10 as of today, in Python."""
    corrected = {one["corrects"] for one in scores if one["state"] == "published"}
    passed = any(
        (one["student_id"], one["type"], one["state"], one["result"])
        == (row["student_id"], type_, "published", "pass")
        and one["id"] not in corrected
        for one in scores
    )
    years = full_years(date.fromisoformat(row["notarised_on"]), TODAY)
    return row["state"] == "active" and years >= of(WORDS).assessment_type(type_).years and not passed


@given(query=eligible_queries)
@over_a_store
def test_g10_eligible_people_are_those_of_the_rule_in_order(city: Engine, query: EligibleQuery) -> None:
    with reading(city) as connection:
        scores = list(table(connection, "assessment").values())
        rows = [
            row
            for row in table(connection, "apprenticeship").values()
            if may_be_assessed(row, scores, query.type)
            and query.bureau in ("", row["bureau"])
            and (not query.notarised_from or row["notarised_on"] >= query.notarised_from)
            and (not query.notarised_to or row["notarised_on"] <= query.notarised_to)
            and (not query.student or named(query.student, (row["student_name"], row["student_pinyin"])))
            and (not query.teacher or named(query.teacher, (row["teacher_name"], row["teacher_pinyin"])))
        ]
        ids = ELIGIBLE.ids(connection, query, given=GIVEN)
        descending = query.descending != (query.sort == "months")
        assert ids == in_order(rows, ELIGIBLE.sorts[query.sort], descending)
        assert ELIGIBLE.count(connection, query, given=GIVEN) == len(ids)
        pages = paged(lambda last: ELIGIBLE.page(connection, query, after_id=last, limit=9, given=GIVEN))
        assert pages == ids
        unpublished = {
            one["student_id"]: (one["id"], one["version"], one["tenths"])
            for one in scores
            if (one["type"], one["state"]) == (query.type, "unpublished")
        }
        for row in ELIGIBLE.rows(connection, ids, query, given=GIVEN):
            shown = (row.unpublished_id, row.unpublished_version, row.unpublished_tenths)
            assert shown == unpublished.get(row.student_id, ("", 0, -1))
            assert row.months == full_months(date.fromisoformat(row.notarised_on), TODAY)


@pytest.mark.parametrize(
    ("notarised_on", "today", "eligible"),
    [
        ("2023-11-20", date(2026, 11, 20), True),
        ("2023-11-21", date(2026, 11, 20), False),
        ("2020-02-29", date(2023, 2, 28), False),
        ("2020-02-29", date(2023, 3, 1), True),
        ("2021-02-28", date(2024, 2, 29), True),
        ("2021-03-01", date(2024, 2, 29), False),
        ("", date(2026, 11, 20), False),
    ],
)
def test_g10_counts_full_years_to_the_day(
    store: Engine, notarised_on: str, today: date, eligible: bool
) -> None:
    with store.begin() as connection:
        add_apprenticeship(connection, 1, state="active", notarised_on=notarised_on)
        found = ELIGIBLE.first_page(connection, EligibleQuery("graduation"), given=given_on(today))
    assert bool(found) == eligible


def test_g10_a_corrected_pass_does_not_count_and_a_corrected_fail_that_passed_does(store: Engine) -> None:
    query = EligibleQuery("graduation")
    with store.begin() as connection:
        add_apprenticeship(connection, 1, state="active", notarised_on="2020-01-01")
        add_score(connection, 1, state="published")
        assert ELIGIBLE.count(connection, query, given=GIVEN) == 0
        assert ELIGIBLE.count(connection, EligibleQuery("specialty"), given=GIVEN) == 1
        correction = {"id": "later", "corrects": "c000001", "result": "fail"}
        add_score(connection, 1, **correction)
        assert ELIGIBLE.count(connection, query, given=GIVEN) == 0
        add_score(connection, 1, **correction, state="published")
        assert ELIGIBLE.count(connection, query, given=GIVEN) == 1
        assert [row.corrected_by for row in SCORES.rows(connection, ["c000001", "later"])] == ["later", ""]
        add_score(connection, 1, id="last", corrects="later", result="pass", state="published")
        assert ELIGIBLE.count(connection, query, given=GIVEN) == 0


def test_an_eligible_list_needs_a_type(store: Engine) -> None:
    with reading(store) as connection:
        for type_ in ("", "unknown"):
            with pytest.raises(KnownError):
                ELIGIBLE.ids(connection, EligibleQuery(type_), given=GIVEN)


def test_a_score_says_whether_it_waits_and_what_became_of_the_apprenticeship(store: Engine) -> None:
    with store.begin() as connection:
        add_apprenticeship(connection, 1, state="terminated")
        add_score(connection, 1, settled_at="")
        add_score(connection, 2)
        first, second = SCORES.rows(connection, ["c000001", "c000002"])
    assert (first.waiting, first.apprenticeship_state) == (True, ApprenticeshipState.TERMINATED)
    assert (second.waiting, second.student_name, second.tenths) == (False, "陈亦舟", 800)


def test_a_page_is_found_near_or_far_in_the_order_of_the_sort(
    city: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A filter without an index of the sort: looked for near the start first, else everywhere."""
    query = ScoreQuery(state="published", type="graduation", sort="teacher_name")
    with reading(city) as connection:
        ids = SCORES.ids(connection, query)
        for walk in (1, 20, 1000):
            monkeypatch.setattr("core.store.listing.WALK", walk)
            assert paged(lambda last: SCORES.page(connection, query, after_id=last, limit=5)) == ids


def test_lists_walk_indexes_and_counts_stay_right(city: Engine) -> None:
    tables = {"assessment": SCORES.sorts, "apprenticeship": ELIGIBLE.sorts, "notice": NOTICES.sorts}
    with reading(city) as connection:
        assert wrong_counts(connection) == []
        for name, sorts in {**tables, "policy_notice": POLICIES.sorts, "log_line": LOG.sorts}.items():
            for sort, keys in sorts.items():
                order = ", ".join([*keys, "id"])
                plan = connection.exec_driver_sql(
                    f"EXPLAIN QUERY PLAN SELECT * FROM {name} ORDER BY {order} LIMIT 50"
                ).all()
                assert all("USING INDEX" in row[3] for row in plan), (name, sort, plan)
