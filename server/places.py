"""Places in the feed: where scopes stand, and whether a PC's cursor lies on their chains."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, tuple_

from core.store.base import PUBLIC
from server.feed import START
from server.tables import FEED_MARK, HEAD
from sync.protocol import CursorValue, ShortCursor, read_cursor

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy.orm import Session

Place = tuple[int, str]
"""Sequence number and chain hash of a scope."""

BEGINNING: Place = (0, START)


def head_of(session: Session, scope: str) -> Place:
    """Give the newest number and chain hash of a scope."""
    return heads_of(session, (scope,))[scope]


def heads_of(session: Session, scopes: Iterable[str]) -> dict[str, Place]:
    """Give the newest number and chain hash of each scope."""
    wanted = list(scopes)
    rows = session.execute(select(HEAD.c.scope, HEAD.c.seq, HEAD.c.chain).where(HEAD.c.scope.in_(wanted)))
    return dict.fromkeys(wanted, BEGINNING) | {row.scope: (int(row.seq), row.chain) for row in rows}


def chains_at(session: Session, numbers: Mapping[str, int]) -> dict[str, str]:
    """Give the chain hash at a number of each scope; missing where no transaction ended there."""
    later = [(scope, seq) for scope, seq in numbers.items() if seq]
    found = {scope: START for scope, seq in numbers.items() if not seq}
    if later:
        here = tuple_(FEED_MARK.c.scope, FEED_MARK.c.seq).in_(later)
        rows = session.execute(select(FEED_MARK.c.scope, FEED_MARK.c.chain).where(here))
        found.update((row.scope, row.chain) for row in rows)
    return found


def place_of(
    session: Session, epoch: str, scopes: frozenset[str], cursor: str, *, public: bool
) -> dict[str, Place] | None:
    """Give the place of each scope that a cursor tells; `None` when the PC has to load anew.

    That is a cursor nobody can read, of another epoch, above a head, on another chain or of other scopes.
    What everybody may read is begun when the PC takes it (`public`) and its cursor does not hold it yet.
    """
    at = read_cursor(cursor)
    if isinstance(at, ShortCursor):
        at = _named(session, epoch, scopes, at)
    elif at is not None and not _on_chain(session, epoch, at):
        at = None
    if at is None or at.scopes.keys() - {PUBLIC} != scopes:
        return None
    return at.scopes | ({PUBLIC: BEGINNING} if public and PUBLIC not in at.scopes else {})


def _named(session: Session, epoch: str, scopes: frozenset[str], short: ShortCursor) -> CursorValue | None:
    """Give the place that a short cursor means, when its seal says that it is one of this history."""
    names = sorted(scopes | {PUBLIC} if len(short.numbers) > len(scopes) else scopes)
    if len(names) != len(short.numbers):
        return None
    numbers = dict(zip(names, short.numbers, strict=True))
    chains = chains_at(session, numbers)
    value = CursorValue(epoch, {name: (seq, chains.get(name, "")) for name, seq in numbers.items()})
    return value if value.seal() == short.seal else None


def _on_chain(session: Session, epoch: str, at: CursorValue) -> bool:
    chains = chains_at(session, {scope: seq for scope, (seq, _) in at.scopes.items()})
    return at.epoch == epoch and chains == {scope: chain for scope, (_, chain) in at.scopes.items()}
