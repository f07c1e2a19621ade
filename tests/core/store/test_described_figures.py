"""A described statistic counts the same on SQLite and PostgreSQL; each number is its list's length."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from core.apprenticeship.tables import Apprenticeship
from core.commons.notices import NOTICES, NoticeQuery
from core.commons.tables import Notice
from core.domain.clock import instant, parse_instant
from core.figures.cells import Heading
from core.figures.columns import Place
from core.figures.counts import counts
from core.figures.proof import prove
from core.figures.table import Chart, Figure, Table, YearQuery
from core.store.engine import open_url
from core.store.lists import one_of
from core.store.migrations import migrate
from tests.core.store.samples import add_apprenticeship, add_notice
from tests.kit import HONGSHAN, WUCHANG

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine

    from core.figures.table import Behind

OFFICES = {WUCHANG: "武昌区", HONGSHAN: "洪山区"}
LIST = replace(NOTICES, filters={**NOTICES.filters, "bureau": one_of("bureau")}, kept=None)
TABLE = Table(
    "messages_by_year",
    "各年短信",
    columns=(
        Figure("messages", "短信数", "条", "当年登记的短信。", counts(Notice, day="created_at", opens=LIST)),
        Figure(
            "failed",
            "失败数",
            "条",
            "当年登记、没有送达的短信。",
            counts(Notice, day="created_at", state=("failed", "given_up"), opens=LIST),
        ),
    ),
    charts=(Chart("各年短信", ("messages", "failed")),),
    offices="区",
)
FIRST = "2023-12-31T15:00:00.000Z"
"""An hour before the new year in Wuhan."""
STATES = ("failed", "delivered", "given_up", "waiting", "delivered")
HEADING = Heading("武汉市", "全部年度", "全部", "2026-11-20", "2026-11-20 09:42", "周敏")


def moment(number: int) -> str:
    return instant(parse_instant(FIRST) + timedelta(minutes=45) * number)


@pytest.fixture(params=["sqlite", "postgresql"])
def connection(request: pytest.FixtureRequest) -> Iterator[Connection]:
    """Messages around a new year in Wuhan, of three offices, in every state."""
    if request.param == "sqlite":
        engine: Engine = request.getfixturevalue("store")
    else:
        engine = open_url(request.getfixturevalue("postgres_url"))
        migrate(engine)
    with engine.begin() as made:
        for number in range(30):
            bureau = (WUCHANG, HONGSHAN, "420103")[number % 3]
            add_notice(made, number, bureau=bureau, state=STATES[number % 5], created_at=moment(number))
        for number, day in enumerate(("2023-12-31", "2024-01-01", "2024-12-31", "")):
            add_apprenticeship(made, number, filed_on=day, bureau=WUCHANG)
        yield made
    engine.dispose()


def year_in_wuhan(number: int) -> int:
    return (parse_instant(moment(number)) + timedelta(hours=8)).year


def test_records_are_counted_by_year_in_wuhan_and_office(connection: Connection) -> None:
    found = counts(Notice, day="created_at", state=("failed", "given_up")).by_place(connection, OFFICES)
    plain: dict[tuple[str, int], int] = {}
    for number in range(30):
        bureau = (WUCHANG, HONGSHAN, "420103")[number % 3]
        if bureau in OFFICES and STATES[number % 5] in ("failed", "given_up"):
            place = bureau, year_in_wuhan(number)
            plain[place] = plain.get(place, 0) + 1
    assert found == plain
    assert {year for _, year in plain} == {2023, 2024}
    whole = counts(Notice, day="created_at").by_place(connection)
    assert sum(whole.values()) == 30
    assert {office for office, _ in whole} == {WUCHANG, HONGSHAN, "420103"}


def test_days_are_counted_by_their_year_and_none_where_there_is_none(connection: Connection) -> None:
    filed = counts(Apprenticeship, day="filed_on")
    assert filed.by_place(connection) == {(WUCHANG, 2023): 1, (WUCHANG, 2024): 2}
    assert filed.ids(connection, Place((WUCHANG,), 2024)) == ["a000001", "a000002"]
    assert filed.ids(connection, Place((HONGSHAN,))) == []


def test_every_number_is_that_of_its_records(connection: Connection) -> None:
    for year in (0, 2023, 2024, 2026):
        statistic = TABLE.read(connection, YearQuery(year), OFFICES, 2026).statistic
        cells = [cell for line in (*statistic.rows, statistic.total) for cell in line[1:]]
        assert all(cell.number == len(ids(connection, cell.behind)) for cell in cells)
        proofs = prove(statistic.totals, lambda behind: len(ids(connection, behind)))
        assert all(one.agrees for one in proofs)
    table = TABLE.read(connection, YearQuery(2023), OFFICES, 2026).statistic.printed(HEADING, proofs)
    assert [column.title for column in table.columns] == ["区", "短信数", "失败数"]
    assert [line[0] for line in (*table.rows, table.total)] == ["武昌区", "洪山区", "合计"]
    assert table.charts[0].series[0].values == tuple(line[1] for line in table.rows)
    assert table.definitions[0] == "短信数：当年登记的短信。"


def test_one_office_has_a_row_for_each_year(connection: Connection) -> None:
    found = TABLE.read(connection, YearQuery(), {WUCHANG: "武昌区"}, 2026)
    assert list(found.years) == [2026, 2025, 2024, 2023]
    table = found.statistic.printed(HEADING)
    assert [line[0] for line in (*table.rows, table.total)] == [
        *("2026 年", "2025 年", "2024 年", "2023 年"),
        "合计",
    ]
    assert table.charts[0].categories == ("2023 年", "2024 年", "2025 年", "2026 年")
    nothing = TABLE.read(connection, YearQuery(2025), OFFICES, 2026).statistic
    assert (nothing.rows, nothing.total, nothing.charts) == ((), (), ())


def ids(connection: Connection, behind: Behind) -> list[str]:
    return TABLE.figure(behind.figure).counts.ids(connection, behind.place)


def test_the_list_that_a_number_opens_is_as_long_as_it(store: Engine) -> None:
    with store.begin() as connection:
        for number in range(30):
            bureau = (WUCHANG, HONGSHAN, "420103")[number % 3]
            add_notice(connection, number, bureau=bureau, state=STATES[number % 5], created_at=moment(number))
        for year in (0, 2023, 2024):
            statistic = TABLE.read(connection, YearQuery(year), OFFICES, 2026).statistic
            for line in (*statistic.rows, statistic.total):
                for cell in line[1:]:
                    query = TABLE.figure(cell.behind.figure).counts.query(cell.behind.place)
                    assert sorted(LIST.ids(connection, query)) == ids(connection, cell.behind)
    assert query == NoticeQuery(
        state="failed,given_up",
        bureau=f"{WUCHANG},{HONGSHAN}",
        created_from="2024-01-01",
        created_to="2024-12-31",
    )


def test_a_list_that_cannot_be_asked_for_it_is_refused_when_it_is_described() -> None:
    with pytest.raises(TypeError, match="NoticeQuery has no fields sent_from, sent_to"):
        counts(Notice, day="sent_at", opens=LIST)
    assert counts(Notice, day="sent_at").query(Place()) is None
