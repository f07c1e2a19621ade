"""What every table has: names of constraints, columns that are texts and integers, id, version, scope."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, TypeVar

import msgspec
from sqlalchemy import MetaData, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from core.domain.acts import OBJECTS
from core.domain.values import OfficeKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.domain.offices import Offices

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {str: Text()}  # noqa: RUF012 - SQLAlchemy reads it as declared


class Record(Base):
    """What every business table has.

    `seen_above` are the kinds of higher offices that see the records of the offices below them.
    """

    __abstract__ = True
    seen_above: ClassVar[tuple[OfficeKind, ...]] = ()

    id: Mapped[str] = mapped_column(primary_key=True, sort_order=-3)
    version: Mapped[int] = mapped_column(default=1, sort_order=-2)
    scope: Mapped[str] = mapped_column(default="", sort_order=-1)


R = TypeVar("R", bound=Record)
D = TypeVar("D", bound=msgspec.Struct)

KINDS: dict[str, type[Record]] = {}
"""Kinds of records that travel, in the order in which a snapshot gives them; append only."""

_PLACES: dict[int, type[Record]] = {}


def travels(place: int, word: str = "") -> Callable[[type[R]], type[R]]:
    """Make a table a kind of record that travels; `place` is its place in a snapshot, for ever.

    `word` is what the log calls a record of the kind.
    """

    def put(table: type[R]) -> type[R]:
        if _PLACES.setdefault(place, table) is not table:
            raise TypeError(f"place {place} is that of {_PLACES[place].__tablename__}")
        KINDS.clear()
        KINDS.update((one.__tablename__, one) for _, one in sorted(_PLACES.items()))
        if word:
            OBJECTS[table.__tablename__] = word
        return table

    return put


@dataclass(frozen=True, slots=True)
class Final:
    """When no record of a kind may change any more: SQL that a trigger of the store checks too.

    `columns` tell whether the server has another one than this PC.
    """

    columns: tuple[str, ...]
    when: str


FINAL: dict[str, Final] = {}
"""By kind, of kinds whose settled records never change."""


def final(*columns: str, when: str) -> Callable[[type[R]], type[R]]:
    """Make settled records of a kind unchangeable (the migration makes the trigger)."""

    def put(table: type[R]) -> type[R]:
        FINAL[table.__tablename__] = Final(columns, when)
        return table

    return put


PUBLIC = "*"
"""The scope of what everybody may read, whatever the office; it has a feed of its own."""


def scopes_of(row: Record) -> tuple[str, ...]:
    """Give the scopes that see a record, sorted; empty when only the central server does."""
    return tuple(row.scope.split(",")) if row.scope else ()


def scope_for(table: type[Record], office: str, tree: Offices) -> str:
    """Give the scope of an office's record: the office, and those above it whose kinds the table names."""
    above = (tree.at(office, kind) for kind in table.seen_above)
    return ",".join(sorted({office, *(one.code for one in above if one is not None)}))


def widen(row: Record, *districts: str) -> None:
    """Let further offices see a record."""
    row.scope = ",".join(sorted({*scopes_of(row), *districts}))


def data_of(row: Record, kind: type[D]) -> D:
    """Give the values of a row as a frozen value whose fields are columns."""
    return msgspec.convert({name: getattr(row, name) for name in kind.__struct_fields__}, kind)
