"""Taking refused decisions off the screen, in short transactions: a clerk decides meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync import overlay
from sync.footprints import concerned
from sync.transactions import reading, writing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from sqlalchemy import Engine

    from core.actions import Setting
    from core.store.recorder import Key


def turn_over(
    engine: Engine, setting: Callable[[], Setting], now: Callable[[], datetime]
) -> Iterator[set[Key]]:
    """Take what was refused off the facts, judge what waits again; gives the records after each commit."""
    with reading(engine) as session:
        if not overlay.turn_needed(session):
            return
    while True:
        with writing(engine, durable=False) as session:
            touched = overlay.take_off_refused(session, setting(), now())
        if not touched:
            break
        yield touched
    with reading(engine) as session:
        groups = list(overlay.turns(session))
    for group in groups:
        with writing(engine, durable=False) as session:
            touched = overlay.rebase(session, setting(), now(), concerned(session, (), group))
        yield touched
    with writing(engine, durable=False) as session:
        if not overlay.left_over(session):
            overlay.turned(session)
