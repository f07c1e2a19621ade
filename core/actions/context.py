"""Who acts, where and when: everything an action may know besides the rows and the command."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from core import audit
from core.domain.clock import SHANGHAI, instant, parse_instant
from core.store.base import PUBLIC, scopes_of

if TYPE_CHECKING:
    from datetime import date, datetime

    from core.domain.dictionaries import Dictionaries
    from core.domain.offices import Offices
    from core.domain.values import Finding, Parameters, Role
    from core.domain.workdays import Calendar
    from core.store.base import Record


@dataclass(frozen=True, slots=True)
class Actor:
    """Who stands behind a command.

    `scopes` are the codes of the offices whose records the actor is given (a city role has all its districts,
    a province its own alone); `person_id` is the id of a resident's own record, or of the one about to be
    registered; empty for clerks.
    """

    id: str
    name: str
    role: Role
    scopes: frozenset[str] = frozenset()
    person_id: str = ""

    @property
    def reads(self) -> frozenset[str]:
        """The scopes whose records the actor is given: the own ones and what everybody may read."""
        return self.scopes | {PUBLIC}

    def offices(self, tree: Offices) -> tuple[str, ...]:
        """The offices at which the actor works, sorted: the own scopes at which the role may be held."""
        places = filter(None, map(tree.get, sorted(self.scopes)))
        return tuple(one.code for one in places if one.kind in self.role.held_by)

    def sees(self, scope: str, tree: Offices) -> bool:
        """Whether the actor may read what has this scope; some roles read all below their office."""
        if scope in self.scopes or scope == PUBLIC:
            return True
        return self.role.sees_below and any(tree.lies_below(scope, one) for one in self.offices(tree))


@dataclass(frozen=True, slots=True)
class Setting:
    """What is the same for all commands of one end: dictionaries, calendar, parameters."""

    dictionaries: Dictionaries
    calendar: Calendar
    parameters: Parameters

    @property
    def offices(self) -> Offices:
        """The tree of offices."""
        return self.dictionaries.offices


@dataclass(frozen=True, slots=True)
class Context:
    """One command's surroundings.

    `now` is the judging end's clock (aware UTC); `decided_at` the moment the actor decided, as an instant
    text, by the device's clock, and `skew_ms` what that clock was known to lack then (server minus device).
    `settles` is true at the central server: only there a decision is final
    and filing numbers are given. `audited` is false when a PC runs a waiting command again over newer facts.
    """

    actor: Actor
    setting: Setting
    now: datetime
    decided_at: str
    device_id: str
    op_id: str
    settles: bool
    audited: bool = True
    skew_ms: int = 0

    @property
    def today(self) -> date:
        """The day in Wuhan."""
        return self.now.astimezone(SHANGHAI).date()

    def decided_on(self, not_before: date) -> date:
        """The day in Wuhan the actor decided, as far as it can be known.

        A device's clock may be a year off: it is corrected by what it was known to lack, and the day can
        be neither before `not_before` (the submission) nor after the judging end's today.
        """
        return max(not_before, min(self.decided_moment.astimezone(SHANGHAI).date(), self.today))

    @property
    def decided_moment(self) -> datetime:
        """When the actor decided, by the server's clock as far as the device knew it."""
        return parse_instant(self.decided_at) + timedelta(milliseconds=self.skew_ms)

    def chain(self, record: Record | None) -> str:
        """The audit chain a command about a record goes into: the PC's own, at the centre that of an office.

        That is the actor's only office, else the lowest one that sees the record: neither offices nor their
        residents wait for each other.
        """
        if not self.settles:
            return self.device_id
        own = self.actor.offices(self.setting.offices)
        seen = [scope for scope in scopes_of(record) if scope != PUBLIC] if record is not None else []
        return audit.chain_of(own[0] if len(own) == 1 else ["", *seen][-1], self.actor.id)

    @property
    def now_text(self) -> str:
        return instant(self.now)

    @property
    def settled_at(self) -> str:
        """Instant text at the central server, empty on a PC, where every decision is provisional."""
        return self.now_text if self.settles else ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a command: the record it was about, with its version then, and the findings seen."""

    kind: str
    id: str
    findings: tuple[Finding, ...] = ()
