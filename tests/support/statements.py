"""One cache of compiled SQL for all engines of a process.

SQLAlchemy keeps what it compiled for each engine apart. A test that opens a store of its own would compile
every statement anew, which takes longer than running it. Dialects of one kind on one driver compile alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import Engine
from sqlalchemy.util import LRUCache

if TYPE_CHECKING:
    from sqlalchemy import Dialect

KINDS = (SQLiteDialect_pysqlite, PGDialect_psycopg)
STATEMENTS = 3000


class SharedStatements:
    """What stands at `Engine._compiled_cache`: whoever sets a cache gets the common one."""

    def __init__(self) -> None:
        self._common: LRUCache[Any, Any] = LRUCache(STATEMENTS)

    def __set__(self, engine: Engine, own: LRUCache[Any, Any] | None) -> None:
        shares = own is not None and isinstance(engine.dialect, KINDS)
        vars(engine)["_compiled_cache"] = self._common if shares else own

    def __get__(self, engine: Engine, owner: type[Engine]) -> LRUCache[Any, Any] | None:
        found: LRUCache[Any, Any] | None = vars(engine)["_compiled_cache"]
        return found


def install() -> None:
    """Share what is compiled from now on; statements are looked up by dialect, so dialects become equal."""
    for kind in KINDS:
        kind.__eq__ = _alike  # type: ignore[assignment,method-assign]
        kind.__hash__ = _number  # type: ignore[assignment,method-assign]
    Engine._compiled_cache = SharedStatements()  # type: ignore[assignment]


def _traits(dialect: Dialect) -> tuple[object, ...]:
    return type(dialect), dialect.dbapi, dialect.paramstyle


def _alike(self: Dialect, other: object) -> bool:
    return self is other or (isinstance(other, KINDS) and _traits(self) == _traits(other))


def _number(self: Dialect) -> int:
    return hash(_traits(self))
