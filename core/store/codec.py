"""The one generic codec between a row and its body on the wire: the table's own columns, in order."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import inspect

from core.store.base import KINDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.store.base import Record

Body = tuple[Any, ...]
"""Values of one record in the order of `columns_of(kind)`: texts and integers."""


@cache
def columns_of(kind: str) -> tuple[str, ...]:
    """Give the column names of a kind in the order of its bodies, as plain texts that msgspec encodes."""
    return tuple(str(column.name) for column in KINDS[kind].__table__.columns)


@cache
def attributes_of(kind: str) -> tuple[str, ...]:
    """Give the names under which a row has its columns, in the same order; a few differ from the column's."""
    mapper = inspect(KINDS[kind])
    return tuple(mapper.get_property_by_column(column).key for column in mapper.local_table.columns)


def body_of(row: Record) -> Body:
    """Give the wire body of a loaded record."""
    return tuple(getattr(row, name) for name in attributes_of(row.__tablename__))


@cache
def insert_sql(kind: str, mark: str) -> str:
    """Give the driver's INSERT of a body; `mark` is the driver's parameter mark (`?` or `%s`)."""
    names = ", ".join(f'"{name}"' for name in columns_of(kind))
    return f'INSERT INTO "{kind}" ({names}) VALUES ({", ".join([mark] * len(columns_of(kind)))})'


@cache
def upsert_sql(kind: str, mark: str) -> str:
    """Give the driver's INSERT … ON CONFLICT (id) DO UPDATE of a body; same on SQLite and PostgreSQL."""
    changes = ", ".join(f'"{name}" = excluded."{name}"' for name in columns_of(kind) if name != "id")
    return f"{insert_sql(kind, mark)} ON CONFLICT (id) DO UPDATE SET {changes}"


def reorder(body: Sequence[Any], theirs: Sequence[str], kind: str) -> Body:
    """Bring a body with the sender's columns into our order; columns we do not know are dropped.

    A column the sender does not know gets the empty text or zero.
    """
    ours = columns_of(kind)
    if tuple(theirs) == ours:
        return tuple(body)
    values = dict(zip(theirs, body, strict=True))
    table = KINDS[kind].__table__
    return tuple(values.get(name, 0 if table.c[name].type.python_type is int else "") for name in ours)
