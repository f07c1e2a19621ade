"""What a PC's store keeps beside its tables: search indexes and counts, and how they survive a big load.

Whoever has a table says beside it what is searched and counted of it (`searched`, `keeps`).

Triggers keep them with every change. A first load of many rows is several times faster without triggers
and secondary indexes: `begin_load` puts them aside (in the store itself, so that a load that was cut goes
on later), `end_load` brings them back and fills them.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from core.store.base import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

V = TypeVar("V")

SEARCHED: dict[str, str] = {}
"""Tables with a search index, and the columns of it."""

KEPT: dict[str, tuple[str, str]] = {}
"""Key and amounts of each table of kept counts; a row whose first amount is 0 may be missing.

In the order in which they are filled: later ones are counted from earlier ones.
"""

_PLACES: dict[str, int] = {}

LOG = "log_line"
"""The table of the operation log, which triggers keep as well."""


def searched(place: int, table: str, columns: str) -> None:
    """Say that a table has a search index of these columns; `place` is its turn when indexes are filled."""
    _put(SEARCHED, place, table, columns)


def keeps(place: int, table: str, key: str, amounts: str) -> None:
    """Say that triggers keep counts in a table; `place` is its turn when counts are filled."""
    _put(KEPT, place, table, (key, amounts))


def _put(known: dict[str, V], place: int, table: str, what: V) -> None:
    known[table], _PLACES[table] = what, place
    for one in sorted(known, key=_PLACES.__getitem__):
        known[one] = known.pop(one)


keeps(3, "tally", "figure, bureau, part, year", "count")


def rebuild(connection: Connection) -> None:
    """Fill search indexes and counts anew from the tables (repair, after VACUUM, after a big load)."""
    _fill_log(connection)
    for table, columns in SEARCHED.items():
        index = f"{table}_fts"
        connection.exec_driver_sql(f"INSERT INTO {index}({index}) VALUES ('delete-all')")
        connection.exec_driver_sql(f"INSERT INTO {index}({index}, rank) VALUES ('secure-delete', 1)")
        connection.exec_driver_sql(f"INSERT INTO {index}(rowid, {columns}) SELECT * FROM {table}_tokens")
    with _without_triggers(connection, *KEPT):
        for table in KEPT:
            connection.exec_driver_sql(f"DELETE FROM {table}")
            connection.exec_driver_sql(f"INSERT INTO {table} SELECT * FROM {table}_counted")


def _fill_log(connection: Connection) -> None:
    """Without its triggers: they would take words out of a search index that may not hold them."""
    with _without_triggers(connection, LOG):
        connection.exec_driver_sql("DELETE FROM log_line")
        connection.exec_driver_sql("INSERT INTO log_line SELECT * FROM log_line_kept")


@contextmanager
def _without_triggers(connection: Connection, *tables: str) -> Iterator[None]:
    """What is filled as a whole is not kept row by row meanwhile."""
    names = ", ".join(f"'{table}'" for table in tables)
    statement = f"SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ({names})"
    found = connection.exec_driver_sql(statement).all()
    for name, _ in found:
        connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
    yield
    for _, created in found:
        connection.exec_driver_sql(created)


def wrong_counts(connection: Connection) -> list[tuple[str, ...]]:
    """Give the kept counts that differ from counting again; empty when all is well."""
    wrong: list[tuple[str, ...]] = []
    for table, (key, amounts) in KEPT.items():
        first = amounts.partition(",")[0]
        for one, other in ((table, f"{table}_counted"), (f"{table}_counted", table)):
            statement = (
                f"SELECT {key}, {amounts} FROM {one} WHERE {first} <> 0"
                f" EXCEPT SELECT {key}, {amounts} FROM {other}"
            )
            wrong += [(one, *map(str, row)) for row in connection.exec_driver_sql(statement)]
    return wrong


def is_loading(connection: Connection) -> bool:
    """Whether a big load was begun and not ended: lists are slow and search finds nothing meanwhile."""
    return connection.exec_driver_sql("SELECT 1 FROM put_aside LIMIT 1").first() is not None


def begin_load(connection: Connection) -> None:
    """Put triggers and secondary indexes of the business tables aside; again does nothing."""
    if is_loading(connection):
        return
    tables = ", ".join(f"'{table}'" for table in (*KINDS, *KEPT, LOG))
    statement = (
        "INSERT INTO put_aside (kind, name, statement) SELECT type, name, sql FROM sqlite_master"
        f" WHERE type IN ('index', 'trigger') AND sql IS NOT NULL AND tbl_name IN ({tables})"
    )
    connection.exec_driver_sql(statement)
    for kind, name in connection.exec_driver_sql("SELECT kind, name FROM put_aside").all():
        connection.exec_driver_sql(f'DROP {kind} "{name}"')


def end_load(connection: Connection) -> None:
    """Bring triggers and indexes back and fill search and counts; without `begin_load` does nothing.

    Takes seconds for 10⁵ filings; a larger page cache than the usual one helps (performance.md, Store).
    """
    put_aside = connection.exec_driver_sql(
        "SELECT statement FROM put_aside ORDER BY kind, name"  # indexes first, then triggers
    ).scalars()
    statements = list(put_aside)
    if not statements:
        return
    for statement in statements:
        connection.exec_driver_sql(statement)
    rebuild(connection)
    connection.exec_driver_sql("DELETE FROM put_aside")
