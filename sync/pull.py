"""Fetching pages of the feed, several at a time while decisions wait.

Applying a page that touches waiting decisions takes these off the facts and runs them again. A city PC with
forty big commands on the same records would do so with every page of a long pull; pages fetched ahead share
one such turn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sync.cursor import place
from sync.outbox import known_seq
from sync.overlay import has_pending
from sync.transactions import reading
from sync.troubles import WireError

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Engine

    from sync.client import Client
    from sync.protocol import Changes

AHEAD_ROWS = 2_000
"""From so many rows on nothing further is fetched before they are applied."""


class Fetched(NamedTuple):
    """Pages that follow one another; the first was asked for with the cursor `asked_at`."""

    asked_at: str
    pages: tuple[Changes, ...]


def fetch(engine: Engine, client: Client, stopped: Callable[[], bool]) -> Fetched | None:
    """Give the page after where we stand and, while decisions wait, those that follow it.

    `None` before the first load. What goes wrong after the first page ends the fetching: what came is
    applied, and the next fetch tells.
    """
    with reading(engine) as session:
        here, known, ahead = place(session), known_seq(session), has_pending(session)
    if here is None:
        return None
    pages = [client.changes(here.cursor, known)]
    rows = len(pages[0].rows)
    while ahead and pages[-1].more and not pages[-1].reset and rows < AHEAD_ROWS and not stopped():
        try:
            page = client.changes(pages[-1].cursor, known)
        except WireError:
            break
        if page.reset or page.cursor == pages[-1].cursor:
            break
        pages.append(page)
        rows += len(page.rows)
    return Fetched(here.cursor, tuple(pages))
