"""Empty stores in memory with the tables of both ends, for tests that judge commands."""

from __future__ import annotations

import functools
import sqlite3
from typing import TYPE_CHECKING

from sqlalchemy import create_engine

from core.store.base import Base

if TYPE_CHECKING:
    from sqlalchemy import Engine


def memory_store() -> Engine:
    """A store of its own for each call; the tables are made once and copied."""
    return create_engine("sqlite://", creator=_copy)


def _copy() -> sqlite3.Connection:
    made = sqlite3.connect(":memory:", check_same_thread=False)
    made.deserialize(_tables())
    return made


@functools.cache
def _tables() -> bytes:
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    engine = create_engine("sqlite://", creator=lambda: connection)
    Base.metadata.create_all(engine)
    made = connection.serialize()
    engine.dispose()
    return made
