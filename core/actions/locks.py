"""Turns for things that have no row yet: people about to be registered, a bureau's register."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

_TAKE = text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))")


def one_at_a_time(session: Session, *keys: Iterable[str]) -> None:
    """Wait until no other transaction acts on one of the keys; to be taken before any row is locked.

    Each group is taken in the order of its keys. On SQLite nothing is to be done: it has one writer.
    """
    if session.get_bind().dialect.name != "postgresql":
        return
    for group in keys:
        for key in sorted(set(group)):
            session.execute(_TAKE, {"key": key})
