"""报送版 in a store: the list, one report whole, and the trigger that keeps a settled one as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy.exc import DBAPIError

from core.apprenticeship.words.kinds import PASSES, YEARS
from core.commons.reports import REPORTS, ReportQuery, frozen_report
from core.domain.reports import canonical
from core.store.codec import columns_of, insert_sql, upsert_sql
from core.store.engine import open_url, reading
from core.store.migrations import migrate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from sqlalchemy import Engine

SETTLED = "2026-11-20T02:20:00.000Z"
FILES = canonical(
    [{"name": "a.pdf", "document": {"kind": "report_file", "sha256": "a", "original_sha256": "a"}}]
)
CHANGES = [(name, "another") for name in columns_of("report") if name not in ("version", "scope")]


def report(number: int = 1, **changes: Any) -> dict[str, Any]:
    values = dict.fromkeys(columns_of("report"), "") | {
        "id": f"r{number:03d}",
        "version": 1,
        "scope": "420106",
        "office": "420106",
        "kind": "years",
        "title": f"武昌区 {2020 + number} 年度备案情况",
        "as_of": f"{2020 + number}-12-31",
        "files": FILES,
        "made_at": f"2026-11-{number:02d}T01:00:00.000Z",
        "made_by": "u1",
        "made_by_name": "周敏",
        "hash": "f" * 64,
        "settled_at": SETTLED,
    }
    return values | changes


def body(values: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(values[name] for name in columns_of("report"))


def add(engine: Engine, *rows: dict[str, Any]) -> None:
    mark = "?" if engine.dialect.name == "sqlite" else "%s"
    with engine.begin() as connection:
        for row in rows:
            connection.exec_driver_sql(insert_sql("report", mark), body(row))


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """The tables of both ends: SQLite of a PC, PostgreSQL of the centre."""
    if request.param == "sqlite":
        yield request.getfixturevalue("store")
        return
    engine = open_url(request.getfixturevalue("postgres_url"))
    migrate(engine)
    yield engine
    engine.dispose()


@pytest.mark.parametrize(("column", "value"), CHANGES)
def test_a_settled_report_cannot_be_changed_by_sql(store: Engine, column: str, value: str) -> None:
    add(store, report())
    with pytest.raises(DBAPIError, match="never changes"), store.begin() as connection:
        connection.exec_driver_sql(f"UPDATE report SET {column} = '{value}'")


def test_the_same_on_either_database(either: Engine) -> None:
    add(either, report())
    for column, value in (("figures", "{}"), ("hash", "0"), ("settled_at", ""), ("id", "other")):
        with pytest.raises(DBAPIError, match="never changes"), either.begin() as connection:
            connection.exec_driver_sql(f"UPDATE report SET {column} = '{value}'")
    with either.begin() as connection:
        connection.exec_driver_sql("UPDATE report SET version = 2, scope = '420100,420106'")


def test_what_the_feed_brings_again_is_no_change(store: Engine) -> None:
    """The centre's answer to a waiting report sets `settled_at`; a page that comes twice changes nothing."""
    add(store, report(settled_at=""))
    for _ in range(2):
        with store.begin() as connection:
            connection.exec_driver_sql(upsert_sql("report", "?"), body(report()))
    with pytest.raises(DBAPIError, match="never changes"), store.begin() as connection:
        connection.exec_driver_sql(upsert_sql("report", "?"), body(report(figures="{}")))


def test_the_list_filters_sorts_and_pages(store: Engine) -> None:
    add(store, *(report(number) for number in range(1, 6)))
    add(store, report(6, office="420100", scope="420100", kind="passes", title="全市合格人员", settled_at=""))
    with reading(store) as source:
        everything = ReportQuery()
        assert REPORTS.ids(source, everything) == [f"r{number:03d}" for number in (6, 5, 4, 3, 2, 1)]
        assert REPORTS.count(source, ReportQuery(kind="years")) == 5
        assert REPORTS.ids(source, ReportQuery(office="420100")) == ["r006"]
        assert REPORTS.ids(source, ReportQuery(text="2023 年")) == ["r003"]
        assert REPORTS.ids(source, ReportQuery(text="%")) == []
        assert REPORTS.ids(source, ReportQuery(made_from="2026-11-02", made_to="2026-11-03")) == [
            "r003",
            "r002",
        ]
        first = REPORTS.first_page(source, everything, 2)
        assert [(one.id, one.kind, one.waiting) for one in first] == [
            ("r006", PASSES, True),
            ("r005", YEARS, False),
        ]
        assert [one.id for one in REPORTS.page(source, everything, after_id="r005", limit=2)] == [
            "r004",
            "r003",
        ]
        assert [one.id for one in REPORTS.rows(source, ["r002", "gone", "r001"])] == ["r002", "r001"]


def test_one_report_comes_whole(store: Engine) -> None:
    add(store, report(figures='{"a":1}', settled_at=""))
    with reading(store) as source:
        found = frozen_report(source, "r001")
        assert frozen_report(source, "r002") is None
    assert found is not None
    assert (found.facts.report_id, found.facts.figures, found.waiting) == ("r001", '{"a":1}', True)
    assert [one.name for one in found.facts.files] == ["a.pdf"]
    assert (found.facts.made_by, found.made_by_name, found.hash) == ("u1", "周敏", "f" * 64)
