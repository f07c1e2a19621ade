"""The desk: what every page is given. One object a session, over the clerk's own store.

A page asks with `read`, decides through `desktop.decision.Decision`, and knows neither the store's engine nor
the network. `desktop.bootstrap.desk` makes the one there is; tests make it over a copy of a real store.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar

from desktop.views.lists.export_runs import UnderWay
from desktop.views.lists.ports import list_port
from desktop.views.papers.jobs import papers_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from datetime import date, datetime

    from sqlalchemy import Connection
    from sqlalchemy.orm import Session

    from core.actions import Setting
    from core.commons.notices import NoticeRow
    from core.domain.commands.base import Command
    from core.domain.dictionaries import Dictionaries
    from core.domain.errors import KnownError
    from core.domain.values import Parameters
    from core.domain.workdays import Remaining
    from core.store.horizon import Horizon
    from core.store.lists import Given, Listed
    from desktop.ports import Centre
    from desktop.prompts import Prompter
    from desktop.settings import UiSettings
    from desktop.tasks import Lane, Lanes, Token
    from desktop.views.commons.report_making import Reporting
    from desktop.views.lists.export_ports import ExportPorts
    from desktop.views.lists.ports import ListPort
    from desktop.views.lists.rows_table import RowsTable
    from desktop.views.papers.paper_ports import Papers
    from desktop.widgets.buttons import Button
    from sync.attachments import Attachments
    from sync.outbox import Decided
    from sync.uploads import Outgoing

T = TypeVar("T")
Q = TypeVar("Q")
R = TypeVar("R")

FIGURES, FILES = "figures", "files"
"""Lanes of their own: records are counted for long and files are slow, and no list waits for either."""


class DataState(NamedTuple):
    """How fresh the data of this PC are: the instant of the last pull (empty: none yet), own decisions
    that wait, decisions the centre refused, and how far the server's clock is ahead as last measured.
    """

    data_at: str
    waiting: int
    refused: int
    off: timedelta = timedelta()


class RecordActions(Protocol):
    """The menu of a list's row: `button` opens it, `wanted(kind, id of the row)` is emitted."""

    wanted: Any

    @property
    def button(self) -> Button: ...


class Facts(Protocol):
    """Who works here, what day it is, and the log of what is no command. All but `note` and `reveal` are
    quick; those two write and run on a lane.
    """

    def now(self) -> datetime: ...
    def today(self) -> date: ...
    def moment(self) -> str: ...
    def horizon(self) -> Horizon: ...
    def remaining(self, due_on: str) -> Remaining | None: ...
    def remaining_words(self, due_on: str) -> tuple[str, str]: ...
    def person(self) -> str: ...
    def user(self) -> str: ...
    def office(self) -> str: ...
    def bureaus(self) -> tuple[str, ...]: ...
    def made_by(self, moment: str = "") -> str: ...
    def file_name(self, what: str, ending: str = "xlsx") -> str: ...
    def reveal(self, what: str, reason: str) -> None: ...
    def note(self, action: str, subject: str) -> None: ...


@dataclass(frozen=True, kw_only=True)
class Desk(ABC):
    """One clerk's session as the pages see it.

    `setting` holds dictionaries, calendar and parameters; `memory` what the window remembers between two
    days; `decide(command, base_version, supersedes="")` runs on the writer lane and is called by `Decision`
    only; `new_id()` gives an id for a record that a command makes; `images` fetches documents by digest,
    `outgoing` keeps files that a decision attaches. `role` is the id of product.md section 1: ask `may`
    instead wherever a command is what matters. `districts` are the codes of the districts whose figures count
    here, in the order of the dictionary. `centre`
    is what 同步中心 reads and does, `exports` are those under way.
    """

    facts: Facts
    setting: Setting
    lanes: Lanes
    prompts: Prompter
    memory: UiSettings
    decide: Callable[..., Decided]
    new_id: Callable[[], str]
    images: Attachments
    outgoing: Outgoing
    role: str
    districts: tuple[str, ...]
    centre: Centre
    exports: UnderWay = field(default_factory=UnderWay)

    # the store

    @abstractmethod
    def reading(self) -> AbstractContextManager[Connection]:
        """A connection that sees one moment and hinders nobody; only in what runs on a lane."""

    @abstractmethod
    def session(self) -> AbstractContextManager[Session]:
        """The same as a session, for records as objects; store errors become KnownErrors."""

    def read(
        self,
        work: Callable[[Connection], T],
        then: Callable[[T], Any],
        failed: Callable[[KnownError], Any] | None = None,
        *,
        key: str = "",
        lane: Lane | None = None,
    ) -> Token:
        """Run `work` with a fresh connection on the reader lane, then `then` in the window's thread.

        A question with the same `key` that has not arrived is dropped: the newest wins. `then` and `failed`
        are bound methods of QObjects; they are not called once those are gone or the token is cancelled.
        `lane` is another lane than the reader, such as `figures`.
        """

        def ask() -> T:
            with self.reading() as source:
                return work(source)

        return (lane or self.lanes.reader).run(ask, then, failed, key=key)

    def read_records(
        self,
        work: Callable[[Session], T],
        then: Callable[[T], Any],
        failed: Callable[[KnownError], Any] | None = None,
        *,
        key: str = "",
        lane: Lane | None = None,
    ) -> Token:
        """`read` for work that takes a session."""

        def ask() -> T:
            with self.session() as session:
                return work(session)

        return (lane or self.lanes.reader).run(ask, then, failed, key=key)

    @abstractmethod
    def given(self) -> Given:
        """What lists are told besides their query: the day, dictionaries, parameters."""

    def list_port(self, of: Listed[Q, R], narrowed: Callable[[Q], Q] | None = None) -> ListPort[Q, R]:
        """The port of a list; `narrowed(query)` limits what is ever asked, such as to the own bureaus."""
        return list_port(of, self.reading, self.lanes.reader, self.given, self.exporting, narrowed)

    @property
    def figures(self) -> Lane:
        """The lane on which records are counted."""
        return self.lanes.more(FIGURES)

    @property
    def files(self) -> Lane:
        """The lane for chosen and saved files."""
        return self.lanes.more(FILES)

    @abstractmethod
    def data_state(self) -> DataState:
        """How fresh the data are; reads the store, so on a lane."""

    @property
    @abstractmethod
    def reporting(self) -> Reporting:
        """How the statistics of the programmes are frozen and compared."""

    # rights and words

    @property
    @abstractmethod
    def reachable(self) -> frozenset[str]:
        """Keys of the pages the clerk has."""

    def may(self, command: type[Command]) -> bool:
        """Whether the clerk's role may give a command; the judging end judges again."""
        return self.role in command.roles

    @property
    def words(self) -> Dictionaries:
        return self.setting.dictionaries

    @property
    def parameters(self) -> Parameters:
        return self.setting.parameters

    # paper and files

    @property
    @abstractmethod
    def exporting(self) -> ExportPorts:
        """What 导出 needs."""

    @cached_property
    def papers(self) -> Papers:
        """The papers of records: `job(paper, target)` and the ports of the preview."""
        return papers_of(self)

    @abstractmethod
    def record_actions(self, name: str, rows: RowsTable[Any, Any], papers: Any = None) -> RecordActions:
        """What a row of a list offers besides: the programme's record windows, as menu and button."""

    @abstractmethod
    def cause_of(self, notice: NoticeRow) -> Callable[[Session], tuple[str, str]]:
        """What finds page and record that a text message tells of; two empty texts when there is none."""

    # facts

    def now(self) -> datetime:
        """The moment by the PC's clock (aware)."""
        return self.facts.now()

    def today(self) -> date:
        """The day in Wuhan."""
        return self.facts.today()

    def moment(self) -> str:
        """The present moment as an instant text."""
        return self.facts.moment()

    def horizon(self) -> Horizon:
        """What day it is for queries with limits."""
        return self.facts.horizon()

    def remaining(self, due_on: str) -> Remaining | None:
        """Working days left until a day text; None without a limit."""
        return self.facts.remaining(due_on)

    @property
    def office(self) -> str:
        """Name of the clerk's bureau or of the city's office."""
        return self.facts.office()

    def bureaus(self) -> tuple[str, ...]:
        """Codes of the bureaus whose records are worked on here; none for the city: all."""
        return self.facts.bureaus()

    def reveal(self, what: str, reason: str) -> None:
        """Log that a full number is looked at (A7); raises KnownError when it may not be shown."""
        self.facts.reveal(what, reason)

    def note(self, action: str, subject: str) -> None:
        """Log an act that is no command; writes, so on a lane."""
        self.facts.note(action, subject)
