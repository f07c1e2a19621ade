"""The sync engine: one thread per store that pushes, pulls and says how it stands (sync.md section 2)."""

from __future__ import annotations

import dataclasses
import logging
import random as random_module
import threading
import time
from datetime import timedelta
from typing import TYPE_CHECKING

from core.domain.clock import SystemClock, instant, parse_instant
from core.domain.errors import KnownError
from sync.accounts.account import check_versions, forget_token, usual_setting
from sync.attachments import MOST_BYTES, Attachments
from sync.backoff import Backoff
from sync.cursor import gap, needs_snapshot, place
from sync.feed import apply_pages
from sync.outbox import VerdictChange, counts
from sync.overlay import turn_over
from sync.pull import fetch
from sync.push import Pusher
from sync.single_flight import single_flight
from sync.snapshot import Loader
from sync.state import SyncEvent, SyncState
from sync.transactions import get_meta, reading, set_meta, writing
from sync.troubles import WireError
from sync.uploads import Outgoing

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from core.actions import Setting
    from core.domain.clock import Clock
    from core.store.recorder import Key
    from sync.accounts.unlocked import Unlocked
    from sync.client import Client
    from sync.protocol import Hello

log = logging.getLogger(__name__)

POLL_SECONDS = 30.0
"""Pause between two rounds when nothing happens."""

_SKEW_STEP_MS = 2000


class SyncEngine:
    """Runs rounds of push and pull. `on_change` is called on the engine's thread, or on that of `recount`.

    `kick` asks for a round now, `decided` also tells at once how many decisions wait, `stop` ends the thread,
    `run_once` makes one round on the caller's thread.
    `random` gives numbers in [0, 1) for the back-off.
    """

    def __init__(
        self,
        unlocked: Unlocked,
        client: Client,
        *,
        setting: Setting | None = None,
        clock: Clock | None = None,
        on_change: Callable[[SyncEvent], None] = lambda event: None,
        random: Callable[[], float] = random_module.random,
        monotonic: Callable[[], float] = time.monotonic,
        poll_seconds: float = POLL_SECONDS,
        prefetch: bool = True,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        self._unlocked = unlocked
        self._client = client
        self._engine = unlocked.engine
        self._setting = setting
        self._clock = clock or SystemClock()
        self._on_change = on_change
        self._backoff = Backoff(random, monotonic)
        self._poll_seconds = poll_seconds
        self._wake = threading.Condition()
        self._telling = threading.RLock()
        self._kicked = False
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._pusher = Pusher(self._engine, client)
        self._attachments = Attachments(unlocked, client, self._clock) if prefetch else None
        self._outgoing = Outgoing(unlocked, client, self._clock) if prefetch else None
        self._most_bytes = most_bytes
        self._prefetched_at: str | None = None
        self._first_prefetch = True
        self._state = self._first_state()

    @property
    def state(self) -> SyncState:
        return self._state

    def start(self) -> None:
        """Start the thread; the first round follows at once."""
        if self._thread is None:
            self._stop.clear()
            self._thread = threading.Thread(target=self._loop, name="sync", daemon=True)
            self._thread.start()

    def stop(self, timeout: float = 5.0) -> None:
        """End the thread; a request under way is cut off by closing its connection."""
        self._stop.set()
        with self._wake:
            self._wake.notify_all()
        if self._thread is not None:
            self._client.close()
            self._thread.join(timeout)
            self._thread = None

    def kick(self) -> None:
        """Ask for a round soon: something was decided, or a person pressed 同步."""
        with self._wake:
            self._kicked = True
            self._wake.notify_all()

    def decided(self) -> None:
        """A decision is on the disk: tell how many wait now, before anybody says that it is saved, and push.

        Called on the thread that wrote it; never raises, for the decision is kept whatever a count does.
        """
        self.recount()
        self.kick()

    def recount(self) -> None:
        """Tell how many decisions wait, or wait for a person, when the number is not what was told last."""
        try:
            self._become()
        except KnownError as error:
            log.info("not counted: %s", error.code)

    def logged_in(self) -> None:
        """Say that the clerk has a fresh token."""
        self._become(needs_login=False, problem=None)
        self._backoff.succeeded()
        self.kick()

    def now(self) -> datetime:
        """The present moment by the server's clock, as far as the difference is known."""
        return self._clock.now() + timedelta(milliseconds=self._state.skew_ms)

    def run_once(self) -> SyncState:
        """Make one round: push all, pull all, fetch attachments. Never raises for expected failures."""
        with single_flight(self._unlocked.profile.lock_path) as taken:
            if not taken:
                self._failed(KnownError("SYNC_ELSEWHERE", "本机另一个窗口正在同步，稍后会自动重试。"))
            else:
                self._round()
        self._become(phase="idle", progress=None)
        return self._state

    def _loop(self) -> None:
        while not self._stop.is_set():
            try:
                self.run_once()
            except Exception:
                log.exception("sync round failed unexpectedly")
                self._failed(KnownError("SYNC_FAILED", "同步时出现意外错误，稍后会自动重试；决定都已保留。"))
            self._pause()

    def _pause(self) -> None:
        with self._wake:
            wait = self._backoff.wait_seconds(self._poll_seconds, kicked=self._kicked)
            self._wake.wait_for(lambda: self._stop.is_set() or self._kicked, wait)
            # What the server asked to wait is waited in any case, and no more than that after a kick.
            self._wake.wait_for(self._stop.is_set, self._backoff.floor_seconds())
            self._kicked = False

    def _round(self) -> None:
        try:
            self._greet()
            if not self._unlocked.token:
                self._become(needs_login=True)
                return
            problem = self._push()
            self._turn_over()
            self._pull()
            self._turn_over()
            if problem is not None:
                raise problem
        except KnownError as error:
            self._turn_over_quietly()
            self._failed(error)
            return
        self._backoff.succeeded()
        now = instant(self._clock.now())
        with writing(self._engine, durable=False) as session:
            set_meta(session, "last_sync", now)
        self._become(problem=None, needs_login=False, last_sync=now)
        if self._upload():
            self._prefetch()

    def _greet(self) -> None:
        """Make sure that it is our server, once per connection: portals come and go."""
        if self._state.online and self._unlocked.token:
            return
        self._become(phase="connecting")
        hello = self._client.hello()
        self._measure(hello.server_time)
        check_versions(hello)
        self._take_scopes(hello)
        self._become(online=True, problem=None)

    def _take_scopes(self, hello: Hello) -> None:
        actor = self._unlocked.actor
        if hello.actor_id == actor.id and frozenset(hello.scopes) != actor.scopes:
            self._unlocked.actor = dataclasses.replace(actor, scopes=frozenset(hello.scopes))

    def _push(self) -> WireError | None:
        """Push what waits; a failure that leaves the way down open is given back for later (rule 6)."""
        with reading(self._engine) as session:
            if not counts(session)[0]:
                return None
        self._become(phase="pushing")
        try:
            self._pusher.push(self._batch_judged, self._stop.is_set)
        except WireError as error:
            if error.is_offline or error.status == 401:
                raise
            return error
        return None

    def _batch_judged(self, change: VerdictChange, server_time: str) -> None:
        self._measure(server_time)
        self._tell(frozenset({"outbox"}), change.all)

    def _turn_over(self) -> None:
        """Take refused decisions off the screen."""
        for touched in turn_over(self._engine, self._used_setting, self.now):
            self._tell_keys(touched)

    def _turn_over_quietly(self) -> None:
        try:
            self._turn_over()
        except KnownError as error:
            log.info("rebase failed: %s", error.code)

    def _pull(self) -> None:
        if self._must_load():
            self._load()
        self._become(phase="pulling")
        gaps = 0
        while not self._stop.is_set():
            fetched = fetch(self._engine, self._client, self._stop.is_set)
            if fetched is None:
                return
            asked_at, pages = fetched
            self._measure(pages[0].server_time)
            if pages[0].reset:
                gaps += 1
                if gaps > 2:
                    raise gap("reset")
                self._loader().restart(self._unlocked.actor.scopes)
                self._load()
                continue
            try:
                done = apply_pages(self._engine, pages, asked_at, self._used_setting(), self.now())
            except WireError:
                gaps += 1
                if gaps > 2:
                    raise
                continue
            self._tell(done.kinds, done.ids)
            self._prefetched_at = None if done.keys else self._prefetched_at
            if not done.more:
                return

    def _must_load(self) -> bool:
        with reading(self._engine) as session:
            return needs_snapshot(session, self._unlocked.actor.scopes)

    def _load(self) -> None:
        self._become(phase="loading")
        while not self._loader().load(self._unlocked.actor.scopes, self._loading, self._stop):
            if self._stop.is_set():
                return
        self._tell(frozenset({"*"}), frozenset())

    def _loader(self) -> Loader:
        return Loader(self._engine, self._client, self._used_setting(), self)

    def _loading(self, done: int, total: int) -> None:
        self._become(progress=(done, total))

    def _upload(self) -> bool:
        """Send files that decisions of this PC name; a decision never waits for them (rule 10)."""
        if self._outgoing is None or not self._outgoing.waiting():
            return True
        self._become(phase="uploading")
        try:
            sent = self._outgoing.push(lambda: not self._stop.is_set())
        except KnownError as error:
            self._failed(error)
            return False
        if sent:
            self._tell(frozenset({"blob"}), frozenset())
        return True

    def _prefetch(self) -> None:
        """Fetch documents of pending filings until a decision or a person asks for a round; make room."""
        with reading(self._engine) as session:
            here = place(session)
        if self._attachments is None or here is None or self._prefetched_at == here.cursor:
            return
        self._become(phase="prefetching")
        try:
            if self._first_prefetch:
                # What was missing or broken when the program ran last may be there today.
                self._attachments.forget_failures()
                self._first_prefetch = False
            came = self._attachments.prefetch(lambda: not (self._stop.is_set() or self._kicked))
            self._prefetched_at = None if self._kicked else here.cursor
            self._attachments.trim(self._most_bytes)
        except KnownError as error:
            self._failed(error)
            return
        if came:
            self._tell(frozenset({"blob"}), frozenset())

    def _failed(self, error: KnownError) -> None:
        wire = error if isinstance(error, WireError) else None
        self._backoff.failed(wire.retry_after if wire else None)
        if wire is not None and wire.status == 401:
            forget_token(self._unlocked)
            self._become(problem=error, needs_login=True, online=False)
            return
        offline = (wire is not None and wire.is_offline) or error.code == "OFFLINE"
        self._become(problem=error, online=self._state.online and not offline)

    def _measure(self, server_time: str) -> None:
        """Note server minus PC time; stored for the next decisions when it moved."""
        try:
            skew = parse_instant(server_time) - self._clock.now()
        except ValueError:
            return
        skew_ms = round(skew.total_seconds() * 1000)
        if abs(skew_ms - self._state.skew_ms) < _SKEW_STEP_MS:
            return
        with writing(self._engine, durable=False) as session:
            set_meta(session, "skew_ms", str(skew_ms))
        self._become(skew_ms=skew_ms)

    def _used_setting(self) -> Setting:
        if self._setting is None:
            self._setting = usual_setting()
        return self._setting

    def _first_state(self) -> SyncState:
        with reading(self._engine) as session:
            waiting, refused = counts(session)
            skew_ms = int(get_meta(session, "skew_ms", "0"))
            last = get_meta(session, "last_sync")
        return SyncState(
            waiting=waiting,
            refused=refused,
            skew_ms=skew_ms,
            last_sync=last,
            needs_login=not self._unlocked.token,
        )

    def _become(self, **changes: object) -> None:
        """Change the state; tell it only when it differs. What is told later was counted later."""
        with self._telling:
            new = dataclasses.replace(self._state, **changes)  # type: ignore[arg-type]
            new = self._counted(new)
            if new != self._state:
                self._state = new
                self._on_change(SyncEvent(new))

    def _tell(self, kinds: frozenset[str], ids: frozenset[str]) -> None:
        with self._telling:
            self._state = self._counted(self._state)
            if kinds or ids:
                self._on_change(SyncEvent(self._state, kinds, ids))

    def _tell_keys(self, keys: set[Key]) -> None:
        self._tell(frozenset(kind for kind, _ in keys) | {"outbox"}, frozenset(one for _, one in keys))

    def _counted(self, state: SyncState) -> SyncState:
        with reading(self._engine) as session:
            waiting, refused = counts(session)
        return dataclasses.replace(state, waiting=waiting, refused=refused)
