"""What the screens of the shell are given: plain values, and functions behind small protocols.

`desktop.bootstrap` fills them from `sync` and `core`; tests fill them with their own. Everything that is
called here may block and runs on a lane; expected failures are KnownErrors.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable

    from core.domain.errors import KnownError
    from desktop.pages import Group
    from desktop.prompts import Prompter
    from desktop.settings import KnownUser, UiSettings
    from desktop.tasks import Lanes
    from desktop.views.shell.page import Page


class SessionInfo(NamedTuple):
    """Who is working. `role` is the id of product.md section 1, `office` the bureau's or the city's name."""

    user_name: str
    display_name: str
    role: str
    role_label: str
    office: str


class Opened(NamedTuple):
    """An unlocked store: what the screens may know of it, and `inner` for the composition root only.

    `must_change`: the password was made by an administrator; the server gives no data until it is changed.
    """

    info: SessionInfo
    needs_snapshot: bool
    online: bool
    inner: Any
    must_change: bool = False


class Account(Protocol):
    """Log-in and first start (A1). All of it blocks."""

    def users(self) -> tuple[KnownUser, ...]:
        """Who can log in on this PC while offline; empty on a new PC."""
        ...

    def server_url(self) -> str:
        """The server this PC belongs to, empty on a new PC."""
        ...

    def proposed_server(self) -> str:
        """The address to fill in at the first start, empty when nobody named one."""
        ...

    def device_name(self) -> str:
        """A proposal for this PC's name."""
        ...

    def probe(self, url: str) -> str:
        """Ask a server who it is and give its address as it will be kept; KnownError with a sentence."""
        ...

    def first_login(self, url: str, user: str, password: str, device: str) -> Opened:
        """Log in online, enrol this PC when it is new, make the store."""
        ...

    def unlock(self, user: str, password: str) -> Opened:
        """Log in on this PC without the network; `NO_SLOT` when this user never logged in here."""
        ...

    def go_online(self, opened: Opened, password: str) -> Opened:
        """Get a session from the server for an opened store, after `unlock` or when one expired."""
        ...

    def change_password(self, opened: Opened, password: str, new_password: str) -> Opened:
        """Set a new password at the server and for this PC; goes on with a fresh session."""
        ...

    def snapshot(self, opened: Opened, progress: Callable[[int, int], None], stop: threading.Event) -> None:
        """Fetch the district's records; goes on from where it was cut. `STOPPED` when `stop` was set."""
        ...


class SyncView(NamedTuple):
    """The state of sync as the frame shows it. `last_sync` is an instant text, `skew_ms` server minus PC."""

    online: bool = False
    busy: bool = False
    waiting: int = 0
    refused: int = 0
    last_sync: str = ""
    problem: str = ""
    needs_login: bool = False
    skew_ms: int = 0
    done: int = 0
    total: int = 0


class CentreItem(NamedTuple):
    """One decision in 同步中心.

    `state`: waiting, sent, applied, refused, quarantined, closed. `what`, `reason`, `what_to_do`, `base`
    and `present` are Chinese sentences; `decided_at` is an instant text; `findings` are plain sentences.
    `about` is whom or what it is about: a person, 12 人, a notice's title. `target` is the key of the
    page that shows the record `record_id` (empty for a batch); `redo` is what the page opens to decide anew,
    empty when that makes no sense any more.
    """

    op_id: str
    state: str
    what: str
    target: str
    record_id: str
    filing_no: str
    about: str
    decided_at: str
    actor_name: str
    reason: str = ""
    what_to_do: str = ""
    base: str = ""
    present: str = ""
    findings: tuple[str, ...] = ()
    code: str = ""
    redo: str = ""


class Centre(Protocol):
    """What 同步中心 reads and does; `items` and `accept` run on lanes, `sync_now` returns at once."""

    def items(self) -> tuple[CentreItem, ...]: ...

    def accept(self, op_id: str) -> None:
        """Put a refused decision into history: somebody has read why."""
        ...

    def sync_now(self) -> None: ...


class Session(Protocol):
    """One clerk's work from log-in to log-out; built and used in the window's thread."""

    groups: tuple[Group, ...]
    """The navigation of the clerk's role."""
    synced: Any
    """Signal(SyncView)."""
    changed: Any
    """Signal(frozenset kinds, frozenset ids)."""
    counted: Any
    """Signal(dict page key -> badge)."""

    def page(self, key: str) -> Page:
        """The page of a key of the navigation, made when it is first wanted."""
        ...

    def start(self) -> None:
        """Begin to synchronise."""
        ...

    def open_record(self, kind: str, id_: str) -> None:
        """Open a record window (`Page.record_wanted`)."""
        ...

    def renewed(self, error: KnownError | None) -> None:
        """The log-in at the server succeeded, or failed with this error."""
        ...

    def close(self) -> None:
        """Stop the engine and close the store; blocks for seconds at most."""
        ...


class Parts(Protocol):
    """What the heavy part gives."""

    account: Account

    def redact(self, text: str) -> str:
        """Remove personal data from what goes into a log."""
        ...

    def open_session(
        self, opened: Opened, lanes: Lanes, prompts: Prompter, settings: UiSettings
    ) -> Session: ...
