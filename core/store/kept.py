"""Reading the kept counts (`tally`): what a badge or an unfiltered list needs without counting rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.store.listing import fetch

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlalchemy.orm import Session


def kept_count(source: Connection | Session, figure: str, *parts: str, bureau: str = "") -> int:
    """Sum a figure over its parts (kept as `a/b/c`); empty means any, commas join several."""
    wanted = [frozenset(part.split(",")) if part else None for part in parts]
    rows = fetch(source, "SELECT bureau, part, count FROM tally WHERE figure = ?", [figure])
    return sum(
        count
        for of, part, count in rows
        if bureau in ("", of)
        and all(one is None or value in one for one, value in zip(wanted, part.split("/"), strict=True))
    )
