"""A list follows from its two frozen values: shown with a table of instruments that no programme has."""

from __future__ import annotations

import random
from enum import StrEnum
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine

from core.domain.errors import KnownError
from core.domain.values import Value
from core.store.kept import Kept, KeptClosed
from core.store.lists import ListOf, one_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection


class State(StrEnum):
    FREE = "free"
    LENT = "lent"


class Part(Value, frozen=True):
    name: str


class InstrumentQuery(Value, frozen=True):
    state: str = ""
    kind: str = ""
    bought_from: str = ""
    bought_to: str = ""
    seen_from: str = ""
    seen_to: str = ""
    bureaus: tuple[str, ...] = ()
    sort: str = "name"
    descending: bool = False


class InstrumentRow(Value, frozen=True):
    id: str
    name: str
    state: State
    parts: tuple[Part, ...]
    bought_on: str
    seen_at: str
    kept: bool
    left: int


INSTRUMENTS = ListOf(
    "instrument",
    InstrumentQuery,
    InstrumentRow,
    sorts={"name": ("name",), "bought_on": ("bought_on", "name")},
    columns={"left": "total - used"},
    filters={"kind": one_of("kind"), "bureaus": lambda where, codes, _: where.one_of("bureau", codes)},
    kept=Kept("instrument", ("state", "kind")),
)
COUNT = 60


@pytest.fixture
def source() -> Iterator[Connection]:
    engine = create_engine("sqlite://")
    luck = random.Random(1)
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "CREATE TABLE instrument"
            " (id, name, state, parts, kind, bureau, bought_on, seen_at, kept, total, used)"
        )
        connection.exec_driver_sql("CREATE TABLE tally (figure, bureau, part, year, count)")
        for number in range(COUNT):
            connection.exec_driver_sql(
                "INSERT INTO instrument VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 9, 2)",
                (
                    f"i{number:02d}",
                    luck.choice("abc"),
                    luck.choice(list(State)).value,
                    '[{"name":"lens"}]' if number % 2 else "",
                    luck.choice(["small", "big", "odd"]),
                    luck.choice(["1", "2"]),
                    f"2026-11-{luck.randint(1, 28):02d}",
                    f"2026-11-{luck.randint(1, 28):02d}T16:00:00.000Z",
                    number % 3 == 0,
                ),
            )
        connection.exec_driver_sql(
            "INSERT INTO tally SELECT 'instrument', bureau, state || '/' || kind, 0, count(*)"
            " FROM instrument GROUP BY bureau, state, kind"
        )
        yield connection
    engine.dispose()


def everything(source: Connection) -> list[dict[str, object]]:
    return [dict(row._mapping) for row in source.exec_driver_sql("SELECT * FROM instrument")]


def test_rows_are_made_of_their_columns(source: Connection) -> None:
    first, second = INSTRUMENTS.rows(source, ["i03", "gone", "i02"])
    assert (first.state in State, type(first.state)) == (True, State)
    assert (first.parts, second.parts) == ((Part("lens"),), ())
    assert (first.kept, second.kept, first.left) == (True, False, 7)


@pytest.mark.parametrize(
    ("query", "fulfils"),
    [
        (InstrumentQuery(), lambda row: True),
        (InstrumentQuery(state="lent"), lambda row: row["state"] == "lent"),
        (InstrumentQuery(kind="small,odd"), lambda row: row["kind"] != "big"),
        (
            InstrumentQuery(kind="big", state="free"),
            lambda row: (row["kind"], row["state"]) == ("big", "free"),
        ),
        (
            InstrumentQuery(bought_from="2026-11-05", bought_to="2026-11-20"),
            lambda row: "2026-11-05" <= row["bought_on"] <= "2026-11-20",
        ),
        # 16:00 UTC is the next day in Wuhan.
        (InstrumentQuery(seen_from="2026-11-10"), lambda row: row["seen_at"][:10] >= "2026-11-09"),
        (InstrumentQuery(seen_to="2026-11-10"), lambda row: row["seen_at"][:10] <= "2026-11-09"),
        (
            InstrumentQuery(bureaus=("2",), sort="bought_on", descending=True),
            lambda row: row["bureau"] == "2",
        ),
    ],
)
def test_a_field_means_what_its_name_says(
    source: Connection, query: InstrumentQuery, fulfils: object
) -> None:
    assert callable(fulfils)
    keys = (*INSTRUMENTS.sorts[query.sort], "id")
    found = [row for row in everything(source) if fulfils(row)]
    found.sort(key=lambda row: [str(row[key]) for key in keys], reverse=query.descending)
    ids = INSTRUMENTS.ids(source, query)
    assert ids == [row["id"] for row in found]
    assert len(ids) > 0
    assert INSTRUMENTS.count(source, query) == len(ids)
    assert [row.id for row in INSTRUMENTS.first_page(source, query, 7)] == ids[:7]
    after = INSTRUMENTS.page(source, query, after_id=ids[2], limit=5)
    assert [row.id for row in after] == ids[3:8]


@pytest.mark.parametrize(
    "kept",
    [
        Kept("instrument", ("state", "kind")),
        KeptClosed("instrument", {"state": State, "kind": ("small", "big", "odd")}),
    ],
)
@pytest.mark.parametrize("query", [InstrumentQuery(), InstrumentQuery(state="lent", kind="odd")])
def test_what_is_kept_is_not_counted_again(source: Connection, kept: Kept, query: InstrumentQuery) -> None:
    listed = ListOf("instrument", InstrumentQuery, InstrumentRow, INSTRUMENTS.sorts, kept=kept)
    number = len(INSTRUMENTS.ids(source, query))
    assert listed.count(source, query) == number
    source.exec_driver_sql("UPDATE tally SET count = count + 1")
    assert listed.count(source, query) > number, "from the kept counts"
    narrowed = InstrumentQuery(state=query.state, bought_from="2026-11-10")
    assert listed.count(source, narrowed) == len(listed.ids(source, narrowed)), "by counting"


def test_an_unknown_sort_is_refused(source: Connection) -> None:
    with pytest.raises(KnownError, match="UNKNOWN_SORT"):
        INSTRUMENTS.ids(source, InstrumentQuery(sort="phone"))
