"""Search: any characters, initials, numbers; and nothing a person types breaks it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.apprenticeship.lists.filings import FILINGS, FilingQuery
from core.apprenticeship.lists.register import REGISTER, RegisterQuery
from core.store.engine import open_sqlite, reading
from core.store.migrations import migrate
from sync.migrations import PC_VERSIONS
from tests.core.store.samples import add_apprenticeship, add_filing, given_on

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine

GIVEN = given_on(date(2026, 11, 20))
PEOPLE = {
    1: ("陈远志", "chen yuan zhi", "42010619900202125X", "WC-2026-1284", "武昌区中医医院"),
    2: ("欧阳清", "ou yang qing", "420111198512031230", "WC-2026-0012", "水果湖街2号社区卫生服务中心"),
    3: ("阿依古丽·买买提", "a yi gu li mai mai ti", "650102197001011234", "HS-2025-1284", "洪山区中医医院"),
    4: ("𠮷田远", "ji tian yuan", "420106199911112222", "", "东湖高新区㈱诊所"),
    5: ("Anna Smith", "anna smith", "E12345678", "WC-2026-0300", "武汉市第一医院"),
}


@pytest.fixture(scope="module")
def searched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    engine = open_sqlite(tmp_path_factory.mktemp("search") / "store.db")
    migrate(engine, [PC_VERSIONS])
    with engine.begin() as connection:
        for number, (name, pinyin, id_number, filing_no, place) in PEOPLE.items():
            values = {
                "student_name": name,
                "student_pinyin": pinyin,
                "student_id_number": id_number,
                "filing_no": filing_no,
                "practice_place": place,
                "teacher_name": "周明远",
                "teacher_pinyin": "zhou ming yuan",
            }
            add_filing(connection, number, **values)
            add_apprenticeship(connection, number, **values)
    yield engine
    engine.dispose()


def numbers(connection: Connection, **query: str) -> set[int]:
    return {int(one[1:]) for one in FILINGS.ids(connection, FilingQuery(**query), given=GIVEN)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("陈", {1}),
        ("远", {1, 4}),
        ("远志", {1}),
        ("陈远志", {1}),
        ("陈志", set()),
        ("志陈", set()),
        ("cyz", {1}),
        ("CYZ", {1}),
        ("ｃｙｚ", {1}),
        ("yz", {1}),
        ("oyq", {2}),
        ("ouyang", {2}),
        ("chenyuan", {1}),
        ("420106", {1, 4}),
        ("42010619900202125x", {1}),
        ("42010619900202125X", {1}),
        ("４２０１０６１９９００２", {1}),
        ("125X", {1}),
        ("02125x", {1}),
        ("1230", {2}),
        ("031230", {2}),
        ("WC-2026-1284", {1}),
        ("wc-2026-1284", {1}),
        ("ＷＣ－２０２６－１２８４", {1}),
        ("wc20261284", {1}),
        ("WC-2026", {1, 2, 5}),
        ("1284", {1, 3}),
        ("2026-1284", {1}),
        ("12", {1, 2, 3}),
        ("0012", {2}),
        ("买买提", {3}),
        ("古丽买", {3}),
        ("古丽·买买提", {3}),
        ("𠮷田", {4}),
        ("Smith", {5}),
        ("smith anna", {5}),
        ("E12345678", {5}),
        ("陈 1284", {1}),
        ("陈 远", {1}),
        ("·", set()),
        ("\"' OR 1=1 --", set()),
    ],
)
def test_applicants_are_found(searched: Engine, text: str, expected: set[int]) -> None:
    with reading(searched) as connection:
        assert numbers(connection, applicant=text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("中医", {1, 3}), ("湖", {2, 4}), ("街2号", {2}), ("２号", {2}), ("株", {4}), ("陈", set())],
)
def test_places_are_found(searched: Engine, text: str, expected: set[int]) -> None:
    with reading(searched) as connection:
        assert numbers(connection, place=text) == expected


def test_text_finds_teacher_place_and_student_together(searched: Engine) -> None:
    with reading(searched) as connection:
        assert numbers(connection, text="周明") == set(PEOPLE)
        assert numbers(connection, applicant="周明") == set()
        assert numbers(connection, text="zmy 洪山") == {3}
        assert numbers(connection, text="   ") == set(PEOPLE)
        found = REGISTER.ids(connection, RegisterQuery(text="陈远 中医医院"))
        assert found == ["a000001"]


def test_search_joins_the_other_filters(searched: Engine) -> None:
    with reading(searched) as connection:
        query = FilingQuery(applicant="远", place="中医", state="pending")
        assert numbers(connection, applicant="远", place="中医", state="pending") == {1}
        assert FILINGS.count(connection, query, given=GIVEN) == 1
        assert numbers(connection, applicant="远", place="中医", state="approved") == set()


@given(text=st.text(max_size=80), column=st.sampled_from(["applicant", "place", "text"]))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_breaks_the_search(searched: Engine, text: str, column: str) -> None:
    query = FilingQuery(**{column: text})
    with reading(searched) as connection:
        ids = FILINGS.ids(connection, query, given=GIVEN)
        assert FILINGS.count(connection, query, given=GIVEN) == len(ids)
        assert [row.id for row in FILINGS.first_page(connection, query, given=GIVEN)] == ids


@given(
    text=st.text(
        alphabet=st.sampled_from("\"'*()^:{}-+ANDORNOTNEAR陈远42x,. \0%_\\;"), min_size=1, max_size=30
    )
)
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_sign_of_the_query_language_breaks_the_search(searched: Engine, text: str) -> None:
    with reading(searched) as connection:
        assert set(FILINGS.ids(connection, FilingQuery(text=text), given=GIVEN)) <= {
            f"f{n:06d}" for n in PEOPLE
        }


@given(name=st.text(st.characters(categories=["L"]), min_size=1, max_size=6), data=st.data())
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_part_of_every_name_is_found(searched: Engine, name: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(name) - 1))
    end = data.draw(st.integers(start + 1, len(name)))
    with searched.connect() as connection:
        add_filing(connection, 77, student_name=name)
        assert 77 in numbers(connection, applicant=name[start:end])
        connection.rollback()
