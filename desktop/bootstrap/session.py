"""One clerk's session: the sync engine, the pages, and what runs between them."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from core.domain.clock import SystemClock
from core.domain.ids import IdSource
from desktop.bootstrap.desk import StoreDesk
from desktop.bootstrap.exports import LANE
from desktop.bootstrap.facts import CentrePort, Facts
from desktop.bootstrap.pages import groups_of, make_page
from desktop.ports import SyncView
from desktop.views.apprenticeship.figures.home_figures import read_queues
from desktop.views.apprenticeship.register.record_windows import RecordWindows
from sync.accounts.account import usual_setting
from sync.attachments import Attachments
from sync.engine import SyncEngine
from sync.outbox import Decider
from sync.uploads import Outgoing

if TYPE_CHECKING:
    from core.domain.commands.base import Command
    from core.domain.errors import KnownError
    from core.store.recorder import Key
    from desktop.ports import Opened
    from desktop.prompts import Prompter
    from desktop.settings import UiSettings
    from desktop.tasks import Lanes
    from desktop.views.apprenticeship.figures.home_figures import HomeView
    from desktop.views.shell.page import Page
    from sync.accounts.unlocked import Unlocked
    from sync.outbox import Decided
    from sync.state import SyncEvent, SyncState

COUNTED = frozenset({"filing", "assessment", "notice", "outbox", "*"})
"""Kinds of records on which the badges of the navigation depend; `*` is a first load."""
SYNC = frozenset({"sync"})
"""Not a kind of records: the data are of a later moment, nothing else changed."""


class DesktopSession(QObject):
    """Built and used in the window's thread; `desktop.ports.Session`."""

    synced = Signal(object)
    changed = Signal(object, object)
    counted = Signal(object)

    def __init__(self, opened: Opened, lanes: Lanes, prompts: Prompter, settings: UiSettings) -> None:
        super().__init__()
        unlocked: Unlocked = opened.inner
        self._unlocked = unlocked
        self._lanes = lanes
        self._renewing = not opened.online
        self._state: SyncState | None = None
        clock = SystemClock()
        setting = usual_setting()
        self._facts = Facts(unlocked, setting, clock)
        self._client = unlocked.client()
        self.engine = SyncEngine(
            unlocked, self._client, setting=setting, clock=clock, on_change=lanes.relay(self._synced)
        )
        ids = IdSource(clock, os.urandom)
        self._decider = Decider(unlocked, setting, clock, ids, self.engine.decided)
        self._decided = lanes.relay(self._announce)
        self._blobs = unlocked.client()
        images = Attachments(unlocked, self._blobs, clock)
        self.groups = groups_of(opened.info.role)
        self._pages: dict[str, Page] = {}
        self.desk = StoreDesk(
            engine=unlocked.engine,
            facts=self._facts,
            setting=setting,
            lanes=lanes,
            prompts=prompts,
            memory=settings,
            decide=self._decide,
            new_id=ids.new,
            images=images,
            outgoing=Outgoing(unlocked, self._blobs, clock),
            role=opened.info.role,
            districts=self._facts.districts(),
            centre=CentrePort(unlocked, self._decider, self.engine.kick, self.engine.recount),
        )
        self._exports = self.desk.exports
        home: Any = self.page("home")
        home.loaded.connect(self._count)
        self._records = RecordWindows(self.desk, self)
        self.changed.connect(self._records.refresh)
        self.changed.connect(self._reload_counts)
        # The end of an export is told by the frame, whichever page is shown then; any page speaks to it.
        self._exports.told.connect(home.told)
        self._exports.failed.connect(home.problem)

    def start(self) -> None:
        """Begin to synchronise; the state known so far is shown at once."""
        self._show(self.engine.state)
        self.engine.start()
        self._lanes.more(LANE).run(self._facts.unfinished().sweep)

    def page(self, key: str) -> Page:
        """The page of a key; it is made when it is first wanted."""
        if key not in self._pages:
            self._pages[key] = page = make_page(self.desk, key)
            self.synced.connect(page.show_sync)
            if self._state is not None:
                page.show_sync(self._view(self._state))
        return self._pages[key]

    def open_record(self, kind: str, id_: str) -> None:
        """Open the window of a teacher, student or certificate."""
        self._records.open(kind, id_)

    def renewed(self, error: KnownError | None) -> None:
        """The log-in at the server ended: with a fresh token, or as it was."""
        self._renewing = False
        if error is None:
            self.engine.logged_in()
        self._show(self.engine.state)

    def close(self) -> None:
        """Close the record windows, stop exports and engine, let running jobs of the store end, close it."""
        self._records.close_all()
        self._exports.close()
        self.engine.stop()
        self._client.close()
        self._blobs.close()
        self._unlocked.close()

    def _decide(self, command: Command, base_version: int, supersedes: str = "") -> Decided:
        """Take a decision (runs on the writer); the screens hear of it before it is pushed."""
        decided = self._decider.decide(command, base_version, supersedes=supersedes)
        self._decided(decided.keys)
        return decided

    def _announce(self, keys: frozenset[Key]) -> None:
        """Tell the screens which records look different; the counts follow from that."""
        self.changed.emit(
            frozenset({"outbox", *(kind for kind, _ in keys)}), frozenset(one for _, one in keys)
        )

    def _reload_counts(self, kinds: frozenset[str], ids: frozenset[str]) -> None:
        if kinds & COUNTED:
            self.desk.read(partial(read_queues, desk=self.desk), self._count, key="counts")

    def _count(self, view: HomeView) -> None:
        """Bring the badges to what the store holds. How many decisions wait is the engine's to say: what was
        read here is older than what it told meanwhile."""
        self.counted.emit(badges(view))

    def _synced(self, event: SyncEvent) -> None:
        self._show(event.state)
        if event.kinds:
            self.changed.emit(event.kinds, event.ids)

    def _show(self, state: SyncState) -> None:
        before, self._state = self._state, state
        self.synced.emit(self._view(state))
        if before is not None and before.last_sync != state.last_sync:
            self.changed.emit(SYNC, frozenset())

    def _view(self, state: SyncState) -> SyncView:
        done, total = state.progress or (0, 0)
        expired = getattr(state.problem, "status", 0) == 401
        return SyncView(
            online=state.online,
            busy=state.phase not in ("idle", "uploading", "prefetching"),
            waiting=state.waiting,
            refused=state.refused,
            last_sync=state.last_sync,
            problem=state.problem.message if state.problem else "",
            needs_login=state.needs_login and not self._renewing and (state.online or expired),
            skew_ms=state.skew_ms,
            done=done,
            total=total,
        )


def badges(view: HomeView) -> dict[str, int]:
    """Give the number beside each page of the navigation; pages that the role does not have are left out
    by the frame.
    """
    return {
        "filings": view.summary.pending,
        "dissolutions": view.summary.pending_dissolutions,
        "scores": view.summary.unpublished_scores,
        "notices": view.summary.failed_notices,
    }
