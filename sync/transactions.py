"""Short reading and writing transactions of the PC's store, and its errors as sentences."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import select

from core.store.engine import STORE_ERRORS, reading_factory, session_factory, store_error
from sync.tables import META

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine
    from sqlalchemy.orm import Session


@contextmanager
def writing(engine: Engine, *, durable: bool) -> Iterator[Session]:
    """One transaction that holds the store's write lock from its first moment (BEGIN IMMEDIATE).

    `durable` waits for the disk at commit (decisions); without it a power cut may lose the last pages
    pulled, which the server gives again, but never tears one. Store errors become `KnownError`.
    """
    try:
        with session_factory(engine, durable=durable).begin() as session:
            yield session
    except STORE_ERRORS as error:
        raise store_error(error) from error


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A session that sees one moment and hinders nobody."""
    try:
        with reading_factory(engine)() as session:
            yield session
    except STORE_ERRORS as error:
        raise store_error(error) from error


def get_meta(session: Session, name: str, default: str = "") -> str:
    """Read a single value of the PC."""
    value = session.scalar(select(META.c.value).where(META.c.name == name))
    return default if value is None else value


def set_meta(session: Session, name: str, value: str) -> None:
    session.connection().exec_driver_sql(
        "INSERT INTO sync_meta (name, value) VALUES (?, ?) "
        "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (name, value),
    )
