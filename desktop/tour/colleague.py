"""A second clerk on a second PC, without windows: decides and pushes through the same parts."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

from core.apprenticeship.commands.filing import RefuseFiling
from core.apprenticeship.lists.detail import filing_detail
from core.domain.clock import SystemClock
from core.domain.ids import IdSource
from core.store.engine import reading_factory
from sync.accounts.account import first_login, take_snapshot, usual_setting
from sync.accounts.keyring_port import MemoryKeyring
from sync.accounts.profile import Profile
from sync.engine import SyncEngine
from sync.outbox import Decider

if TYPE_CHECKING:
    from pathlib import Path

ROUNDS = 5
"""A busy server may say “later” a few times."""


def refuse_first(folder: Path, url: str, user: str, password: str, filing_id: str, opinion: str) -> None:
    """Refuse a filing as another clerk and push it; RuntimeError when the centre did not take it."""
    unlocked = first_login(Profile(folder, "demo"), MemoryKeyring(), url, user, password, "窗口 2 号")
    try:
        take_snapshot(unlocked, lambda done, total: None, threading.Event())
        clock = SystemClock()
        decider = Decider(unlocked, usual_setting(), clock, IdSource(clock, os.urandom))
        with reading_factory(unlocked.engine)() as session:
            detail = filing_detail(session, filing_id)
        if detail is None:
            raise RuntimeError("the colleague does not see the filing")
        decider.decide(RefuseFiling(filing_id, detail.row.revision, opinion), detail.version)
        client = unlocked.client()
        engine = SyncEngine(unlocked, client, prefetch=False)
        state = engine.run_once()
        for _ in range(ROUNDS):
            if not state.waiting and not state.problem:
                break
            state = engine.run_once()
        client.close()
        if state.waiting or state.problem:
            raise RuntimeError(f"the colleague's decision was not pushed: {state.problem}")
    finally:
        unlocked.close()
