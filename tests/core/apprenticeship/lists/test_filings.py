"""Lists, home page, detail and history over a migrated store with a few hundred invented filings."""

from __future__ import annotations

import random
from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from sqlalchemy.orm import Session

from core.applications.content import encode_content
from core.apprenticeship.lists.detail import filing_detail
from core.apprenticeship.lists.filings import FILINGS, FilingQuery, next_pending
from core.apprenticeship.lists.history import joined, person_history
from core.apprenticeship.lists.home import HOME_LISTS, home_lists, home_summary
from core.apprenticeship.lists.register import REGISTER, RegisterQuery
from core.apprenticeship.lists.scores import SCORES, ScoreQuery
from core.apprenticeship.words.content import FilingContent
from core.apprenticeship.words.kinds import DIPLOMA
from core.apprenticeship.words.values import (
    ApprenticeshipState,
    NotarisationData,
    StudentData,
    TeacherData,
    TitleLevel,
)
from core.commons.notices import NOTICES, NoticeQuery
from core.domain.errors import KnownError
from core.domain.values import (
    CaseState,
    DocumentRef,
    Finding,
    Level,
    NoticeState,
    Parameters,
    ReturnItem,
    Sex,
)
from core.store.engine import open_sqlite, open_url, reading
from core.store.migrations import migrate
from sync.migrations import PC_VERSIONS
from tests.core.store.samples import (
    FILING,
    add_apprenticeship,
    add_filing,
    add_notice,
    add_score,
    filing,
    given_on,
    put,
)
from tests.kit import HONGSHAN, WUCHANG

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

TODAY = date(2026, 11, 20)
PARAMETERS = Parameters()
GIVEN = given_on(TODAY)
COUNT = 300
JIANGAN = "420102"
OLD = "2025-12-31T15:59:59.999Z"
"""The last moment of 2025 in Wuhan."""
NAMES = (("陈亦舟", "chen yi zhou"), ("李青禾", "li qing he"), ("王陈", "wang chen"), ("赵一", "zhao yi"))


def random_filing(luck: random.Random) -> dict[str, Any]:
    day = f"2026-{luck.randint(9, 12):02d}-{luck.randint(1, 28):02d}"
    state = luck.choice(["pending", "pending", "approved", "returned", "refused", "withdrawn"])
    name, pinyin = luck.choice(NAMES)
    decided = "" if state == "pending" else f"2026-11-{luck.randint(1, 19):02d}T01:00:00.000Z"
    return {
        "kind": luck.choice(["establish", "establish", "dissolve"]),
        "bureau": luck.choice([WUCHANG, WUCHANG, WUCHANG, HONGSHAN]),
        "state": state,
        "due_on": day,
        "submitted_at": f"2026-10-{luck.randint(1, 30):02d}T{luck.randint(0, 23):02d}:30:00.000Z",
        "student_name": name,
        "student_pinyin": pinyin,
        "practice_place": luck.choice(["武昌区中医医院", "洪山区中医医院"]),
        "decided_at": decided,
        "settled_at": decided if luck.random() < 0.8 else "",
    }


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    engine = open_sqlite(tmp_path_factory.mktemp("filled") / "store.db")
    migrate(engine, [PC_VERSIONS])
    luck = random.Random(7)
    with engine.begin() as connection:
        for number in range(COUNT):
            values = random_filing(luck)
            add_filing(connection, number, **values)
            add_apprenticeship(
                connection,
                number,
                state=str(luck.choice(list(ApprenticeshipState))),
                filed_on=luck.choice(["", "2026-10-01", "2026-11-02"]),
                teacher_id=f"t{number // 5}",
                student_name=values["student_name"],
                student_pinyin=values["student_pinyin"],
            )
            add_score(connection, number, state=luck.choice(["unpublished", "published"]))
            add_notice(connection, number, state=str(luck.choice(list(NoticeState))))
    yield engine
    engine.dispose()


def test_home_numbers_equal_the_lists_they_open(filled: Engine) -> None:
    with reading(filled) as connection:
        summary = home_summary(connection, GIVEN)
        for name, query in HOME_LISTS.items():
            if isinstance(query, FilingQuery):
                listed = len(FILINGS.ids(connection, query, given=GIVEN))
                counted = FILINGS.count(connection, query, given=GIVEN)
            elif isinstance(query, NoticeQuery):
                listed, counted = len(NOTICES.ids(connection, query)), NOTICES.count(connection, query)
            elif isinstance(query, ScoreQuery):
                listed, counted = len(SCORES.ids(connection, query)), SCORES.count(connection, query)
            else:
                listed = len(REGISTER.ids(connection, query))
                counted = REGISTER.count(connection, query)
            assert getattr(summary, name) == listed == counted, name
            assert listed > 0


@pytest.mark.parametrize("bureaus", [(WUCHANG,), (HONGSHAN,), (WUCHANG, HONGSHAN), (JIANGAN,)])
def test_queues_of_filings_are_those_of_the_own_bureau(filled: Engine, bureaus: tuple[str, ...]) -> None:
    """A district's PC holds filings of other bureaus too; there is nothing to do about them here."""
    with reading(filled) as connection:
        summary = home_summary(connection, GIVEN, bureaus)
        queues = {
            name: query for name, query in home_lists(bureaus).items() if isinstance(query, FilingQuery)
        }
        assert len(queues) == 6
        for name, query in queues.items():
            listed = FILINGS.rows(connection, FILINGS.ids(connection, query, given=GIVEN))
            assert {one.bureau for one in listed} <= set(bureaus)
            assert getattr(summary, name) == len(listed) == FILINGS.count(connection, query, given=GIVEN), (
                name
            )
            assert bool(listed) is (bureaus != (JIANGAN,))
        assert {one.bureau for one in summary.next_due} <= set(bureaus)
        overdue = FILINGS.ids(connection, queues["overdue"], given=GIVEN)
        first = FILINGS.rows(connection, overdue[:1])
        assert summary.first_overdue_no == (first[0].filing_no if first else "")
        assert bool(summary.earliest_due_on) is (bureaus != (JIANGAN,))
        every = FilingQuery(bureaus=bureaus)
        assert FILINGS.count(connection, every, given=GIVEN) == len(
            FILINGS.ids(connection, every, given=GIVEN)
        )
        assert FILINGS.count(connection, FilingQuery(), given=GIVEN) == COUNT


def test_home_page_names_what_is_due(filled: Engine) -> None:
    with reading(filled) as connection:
        summary = home_summary(connection, GIVEN)
        overdue = FILINGS.ids(connection, HOME_LISTS["overdue"], given=GIVEN)
        first = FILINGS.rows(connection, overdue[:1])[0]
        open_of: dict[str, int] = {}
        for teacher, state in connection.exec_driver_sql("SELECT teacher_id, state FROM apprenticeship"):
            open_of[teacher] = open_of.get(teacher, 0) + ApprenticeshipState(state).is_open
    assert summary.first_overdue_no == first.filing_no
    assert summary.earliest_due_on == first.due_on
    assert [row.due_on for row in summary.next_due] == sorted(row.due_on for row in summary.next_due)
    assert all(row.state is CaseState.PENDING for row in summary.next_due)
    assert summary.teachers == sum(number >= 1 for number in open_of.values())
    assert summary.full_teachers == sum(number >= 4 for number in open_of.values()) > 0


def test_home_page_counts_years_in_wuhan(store: Engine) -> None:
    with store.begin() as connection:
        add_filing(connection, 1, first_submitted_at=OLD)
        add_filing(connection, 2, first_submitted_at="2025-12-31T16:00:00.000Z")
        decided = "2026-01-05T00:00:00.000Z"
        add_filing(
            connection, 1, first_submitted_at="2025-12-31T15:59:59.999Z", state="approved", decided_at=decided
        )
        summary = home_summary(connection, GIVEN)
    assert [(line.year, line.submitted) for line in summary.years] == [(2026, 1), (2025, 1)]


def test_an_empty_store_has_an_empty_home_page(store: Engine) -> None:
    with reading(store) as connection:
        summary = home_summary(connection, GIVEN)
        assert next_pending(connection, "nobody", FilingQuery(), GIVEN) is None
    assert summary.pending == summary.teachers == summary.active_students == 0
    assert summary.next_due == summary.years == ()
    assert summary.earliest_due_on == summary.first_overdue_no == ""


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("sort", FILINGS.sorts)
@pytest.mark.parametrize("extra", [{}, {"state": "pending"}, {"applicant": "陈"}, {"applicant": "亦舟"}])
def test_pages_give_the_ids_in_order(
    filled: Engine, sort: str, descending: bool, extra: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both ways of searching (few hits fetched, many walked) give what the whole list gives."""
    monkeypatch.setattr("core.store.listing.RARE", 80)
    query = FilingQuery(sort=sort, descending=descending, **extra)
    with reading(filled) as connection:
        ids = FILINGS.ids(connection, query, given=GIVEN)
        paged: list[str] = []
        while rows := FILINGS.page(
            connection, query, after_id=paged[-1] if paged else "", limit=70, given=GIVEN
        ):
            paged += [row.id for row in rows]
        keys = connection.exec_driver_sql(f"SELECT id, {', '.join(FILINGS.sorts[sort])} FROM filing").all()
    key_of = {row[0]: (*row[1:], row[0]) for row in keys}
    assert paged == ids
    assert ids == sorted(ids, key=lambda one: key_of[one], reverse=descending)
    assert len(ids) == len(set(ids)) > 0


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("sort", REGISTER.sorts)
def test_register_pages_give_the_ids_in_order(filled: Engine, sort: str, descending: bool) -> None:
    query = RegisterQuery(sort=sort, descending=descending, state="active", filed_to="2026-11-30")
    with reading(filled) as connection:
        ids = REGISTER.ids(connection, query)
        first = REGISTER.first_page(connection, query, 5)
        rest = REGISTER.page(connection, query, after_id=first[-1].id, limit=COUNT)
        assert REGISTER.count(connection, query) == len(ids) > 5
        assert REGISTER.rows(connection, ids) == [*first, *rest]
    assert {row.state for row in first} == {"active"}
    assert all(row.filed_on for row in [*first, *rest])


def test_rows_come_in_the_asked_order_without_the_vanished(filled: Engine) -> None:
    with reading(filled) as connection:
        ids = FILINGS.ids(connection, FilingQuery(), given=GIVEN)[:40]
        mixed = [*reversed(ids), "gone"]
        assert [row.id for row in FILINGS.rows(connection, mixed)] == list(reversed(ids))
        assert [row.id for row in FILINGS.first_page(connection, FilingQuery(), 40, given=GIVEN)] == ids


def test_an_unknown_sort_or_day_is_refused(filled: Engine) -> None:
    with reading(filled) as connection:
        for query in (FilingQuery(sort="id; DROP TABLE filing"), FilingQuery(submitted_from="昨天")):
            with pytest.raises(KnownError):
                FILINGS.ids(connection, query, given=GIVEN)


def test_days_are_those_of_wuhan(store: Engine) -> None:
    with store.begin() as connection:
        add_filing(connection, 1, submitted_at="2026-11-01T15:59:59.999Z")
        add_filing(connection, 2, submitted_at="2026-11-01T16:00:00.000Z")
        for day, expected in (("2026-11-01", ["f000001"]), ("2026-11-02", ["f000002"])):
            query = FilingQuery(submitted_from=day, submitted_to=day)
            assert FILINGS.ids(connection, query, given=GIVEN) == expected
            assert FILINGS.count(connection, query, given=GIVEN) == 1


def test_due_filters_count_working_days(store: Engine) -> None:
    """G16: 20 November 2026 is a Friday; three working days later is Wednesday the 25th."""
    days = {1: "2026-11-19", 2: "2026-11-20", 3: "2026-11-25", 4: "2026-11-26"}
    with store.begin() as connection:
        for number, day in days.items():
            add_filing(connection, number, due_on=day)
        add_filing(connection, 5, due_on="2026-11-19", state="approved")
        overdue = FILINGS.ids(connection, FilingQuery(due="overdue"), given=GIVEN)
        soon = FILINGS.ids(connection, FilingQuery(due="soon"), given=GIVEN)
    assert overdue == ["f000001"]
    assert soon == ["f000002", "f000003"]


def test_waiting_means_decided_here_and_not_settled(store: Engine) -> None:
    decided = "2026-11-20T01:00:00.000Z"
    with store.begin() as connection:
        add_filing(connection, 1)
        add_filing(connection, 2, state="approved", decided_at=decided)
        add_filing(connection, 3, state="approved", decided_at=decided, settled_at=decided)
        rows = FILINGS.rows(connection, ["f000001", "f000002", "f000003"])
    assert [row.waiting for row in rows] == [False, True, False]


def test_the_next_record_opens_by_itself(store: Engine) -> None:
    with store.begin() as connection:
        for number, day in enumerate(["2026-11-21", "2026-11-22", "2026-11-23"]):
            add_filing(connection, number, due_on=day)
        add_filing(connection, 1, due_on="2026-11-22", state="approved")
        query = FilingQuery(state="pending")
        assert next_pending(connection, "f000000", query, GIVEN) == "f000002"
        assert next_pending(connection, "f000001", query, GIVEN) == "f000002"
        assert next_pending(connection, "f000002", query, GIVEN) == "f000000"
        backwards = FilingQuery(state="pending", descending=True)
        assert next_pending(connection, "f000001", backwards, GIVEN) == "f000000"
        assert next_pending(connection, "f000000", FilingQuery(applicant="王"), GIVEN) is None


def test_lists_use_indexes(filled: Engine) -> None:
    """Never scan or sort a table: decryption costs 8 µs a page (performance.md)."""
    with reading(filled) as connection:
        for sort, keys in FILINGS.sorts.items():
            order = ", ".join([*keys, "id"])
            for columns in ("id", "id, filing_no"):
                plan = connection.exec_driver_sql(
                    f"EXPLAIN QUERY PLAN SELECT {columns} FROM filing ORDER BY {order} LIMIT 50"
                ).all()
                assert all("USING" in row[3] and "INDEX" in row[3] for row in plan), (sort, plan)


def content(**student: str) -> FilingContent:
    """What a filing says; `student` changes the student's fields."""
    data = {
        "name": "陈亦舟",
        "sex": Sex.MALE,
        "id_number": FILING["student_id_number"],
        "phone": "13800000001",
        "education": "bachelor",
    }
    return FilingContent(
        teacher=TeacherData(
            "周明远", Sex.MALE, FILING["teacher_id_number"], "13800000002", "chief", TitleLevel.SENIOR,
            "2000-01-01", "Q1", "1990-01-01", "L1", "1990-01-01", "武昌区中医医院", "420106",
        ),
        teacher_registered_on="2026-01-01",
        teacher_documents=(),
        student=StudentData(**{**data, **student}),
        student_documents=(DocumentRef(DIPLOMA, "a" * 64, student.get("phone", "b") * 2),),
        notarisation=NotarisationData(
            "武汉公证处", "N1", "2026-09-01", "2026-09-02", "2029-09-02", "武昌", "周明远", "13800000002",
            FILING["teacher_id_number"],
        ),
        notarial_pages=(),
    )  # fmt: skip


@pytest.fixture
def reviewed(store: Engine) -> Engine:
    """A filing that was returned once and resubmitted, a teacher who moved, earlier apprenticeships."""
    with store.begin() as connection:
        add_filing(
            connection, 1, revision=2, teacher_id="t", student_id="s", submitted_at="2026-11-05T02:00:00.000Z"
        )
        add_apprenticeship(connection, 1, state="pending", teacher_id="t", student_id="s")
        add_apprenticeship(connection, 2, state="active", teacher_id="t", student_id="s2")
        add_apprenticeship(connection, 3, state="passed", teacher_id="t", student_id="s3")
        add_apprenticeship(connection, 4, state="terminated", teacher_id="t4", student_id="s")
        person = {"name": "周明远", "registered_at": "2026-01-01T00:00:00.000Z", "phone": "13800000002"}
        put(connection, "teacher", {"id": "t", "district": "420111", **person})
        person = {"name": "陈亦舟", "registered_at": "2026-02-01T00:00:00.000Z", "phone": "13800000001"}
        put(connection, "student", {"id": "s", **person, "id_number": FILING["student_id_number"]})
        revision = {"filing_id": "f000001"}
        put(connection, "filing_revision", {
            "id": "r1", **revision, "number": 1, "submitted_at": "2026-11-01T02:00:00.000Z",
            "content": encode_content(content(phone="13800000001")),
        })  # fmt: skip
        put(connection, "filing_revision", {
            "id": "r2", **revision, "number": 2, "submitted_at": "2026-11-05T02:00:00.000Z",
            "content": encode_content(content(phone="13800000009")),
        })  # fmt: skip
        items = (ReturnItem("student.phone", "电话无法接通"),)
        findings = (Finding("G5", "G5_OK", Level.PASS, "材料齐全。"),)
        put(connection, "filing_decision", {
            "id": "d1", **revision, "revision": 1, "outcome": "returned", "opinion": "请核对",
            "items": msgspec.json.encode(items).decode(), "findings": msgspec.json.encode(findings).decode(),
            "decided_by_name": "王科员", "decided_at": "2026-11-03T02:00:00.000Z",
            "settled_at": "2026-11-03T02:00:05.000Z",
        })  # fmt: skip
    return store


def test_detail_shows_everything_of_a_filing(reviewed: Engine) -> None:
    with Session(reviewed) as session:
        detail = filing_detail(session, "f000001")
        row = FILINGS.rows(session, ["f000001"])[0]
    assert detail is not None
    assert detail.row == row
    assert detail.content.student.phone == "13800000009"
    assert detail.previous is not None
    assert detail.previous.student.phone == "13800000001"
    assert [change.key for change in detail.changes] == ["student.phone", "student.diploma"]
    assert [one.id for one in detail.teacher_open] == ["a000002"]
    assert [one.id for one in detail.student_others] == ["a000004"]
    assert detail.teacher_district == "420111"
    assert detail.row.bureau == "420106"
    (decision,) = detail.decisions
    assert decision.outcome is CaseState.RETURNED
    assert decision.items == (ReturnItem("student.phone", "电话无法接通"),)
    assert decision.findings[0].level is Level.PASS
    assert decision.decided_by_name == "王科员"


def test_detail_of_what_is_not_here_is_none(reviewed: Engine) -> None:
    with reviewed.begin() as connection:
        put(connection, "filing", filing(9))
    with Session(reviewed) as session:
        assert filing_detail(session, "nobody") is None
        assert filing_detail(session, "f000009") is None


def test_history_of_a_student(reviewed: Engine) -> None:
    with reviewed.begin() as connection:
        put(connection, "filing_decision", {
            "id": "d2", "filing_id": "f000001", "revision": 2, "outcome": "approved", "opinion": "同意备案",
            "decided_by_name": "王科员", "decided_at": "2026-11-06T02:00:00.000Z",
        })  # fmt: skip
    with Session(reviewed) as session:
        history = person_history(session, "s")
        teacher = person_history(session, "t")
        assert person_history(session, "nobody") is None
    assert history is not None
    assert not history.is_teacher
    assert [(event.what, event.who, event.text) for event in history.events] == [
        ("学生注册", "陈亦舟", ""),
        ("提交备案申请", "陈亦舟", ""),
        ("退回补正", "王科员", "请核对；电话无法接通"),
        ("补正后重新提交", "陈亦舟", ""),
        ("通过备案（待上报，未生效）", "王科员", "同意备案"),
    ]
    assert [row.id for row in history.apprenticeships] == ["a000001", "a000004"]
    assert teacher is not None
    assert teacher.is_teacher
    assert [event.what for event in teacher.events][:2] == ["老师注册", "提交备案申请"]
    assert len(teacher.apprenticeships) == 3


def test_detail_and_history_on_postgresql(postgres_url: str) -> None:
    engine = open_url(postgres_url)
    migrate(engine)
    revision = {"id": "r", "filing_id": "f000001", "number": 1, "content": encode_content(content())}
    with engine.begin() as connection:
        put(connection, "filing", filing(1))
        put(connection, "filing_revision", revision)
        put(connection, "student", {"id": "s000001", "name": "陈亦舟"})
    with Session(engine) as session:
        detail = filing_detail(session, "f000001")
        history = person_history(session, "s000001")
    engine.dispose()
    assert detail is not None
    assert detail.content == content()
    assert history is not None
    assert [event.what for event in history.events] == ["学生注册", "提交备案申请"]


def test_reasons_of_a_return_stand_in_one_line_with_one_mark_between_them() -> None:
    assert joined(["部分材料需补正。", "照片模糊，请重新拍摄。", "请更正。"]) == (
        "部分材料需补正；照片模糊，请重新拍摄；请更正。"
    )
    assert (joined([]), joined(["材料齐全。"])) == ("", "材料齐全。")
