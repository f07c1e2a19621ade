"""How far the feed was read: the cursor, and whether a first load is needed before it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import func, select
from sqlalchemy.dialects.sqlite import insert as upsert

from core.store.base import PUBLIC
from sync.protocol import CursorValue, read_cursor
from sync.tables import CURSOR, SNAPSHOT
from sync.troubles import WireError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Place:
    """How far the feed was read: the opaque cursor and, per scope, the sequence number."""

    cursor: str = ""
    positions: dict[str, int] = field(default_factory=dict)


def place(session: Session) -> Place | None:
    """Give where the feed stands; `None` before the first load is complete."""
    row = session.execute(select(CURSOR.c.cursor, CURSOR.c.positions)).first()
    if row is None:
        return None
    return Place(row.cursor, msgspec.json.decode(row.positions, type=dict[str, int]))


def needs_snapshot(session: Session, scopes: Iterable[str]) -> bool:
    """True without a complete first load, while one is under way, or when the districts changed."""
    here = place(session)
    under_way = session.scalar(select(func.count()).select_from(SNAPSHOT))
    return here is None or bool(under_way) or here.positions.keys() - {PUBLIC} != set(scopes)


def move(session: Session, cursor: str, positions: Mapping[str, int]) -> None:
    """Set the cursor, in the transaction that wrote its rows."""
    values = {"cursor": cursor, "positions": msgspec.json.encode(dict(positions)).decode()}
    session.execute(
        upsert(CURSOR).values(id=1, **values).on_conflict_do_update(index_elements=["id"], set_=values)
    )


def decode_cursor(text: str) -> CursorValue:
    """Look into the cursor of a snapshot; `FEED_GAP` when it is not one."""
    value = read_cursor(text)
    if not isinstance(value, CursorValue):
        raise gap("cursor")
    return value


def gap(what: str) -> WireError:
    """The page does not continue where we stand; it is dropped and fetched again."""
    return WireError("FEED_GAP", f"收到的数据与本机进度不连续（{what}），已丢弃，稍后会重新获取。")
