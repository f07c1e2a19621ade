"""How sync stands, as the engine tells it (sync.md section 2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from core.domain.errors import KnownError

Phase = Literal["idle", "connecting", "pushing", "pulling", "loading", "uploading", "prefetching"]


@dataclass(frozen=True, slots=True)
class SyncState:
    """How sync stands. `last_sync` is an instant text of the last complete round, empty before the first.

    `waiting` counts decisions without a verdict, `refused` those that a person has to look at. `skew_ms` is
    server minus PC time. `progress` is (records done, in all) during the first load.
    """

    online: bool = False
    phase: Phase = "idle"
    waiting: int = 0
    refused: int = 0
    last_sync: str = ""
    problem: KnownError | None = None
    needs_login: bool = False
    skew_ms: int = 0
    progress: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class SyncEvent:
    """The state, and which kinds and ids look different since the last event (`outbox` is a kind too)."""

    state: SyncState
    kinds: frozenset[str] = frozenset()
    ids: frozenset[str] = frozenset()
