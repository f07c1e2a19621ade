"""What the screens read and do, as plain functions over one unlocked store; they run on lanes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.audit import append
from core.domain.clock import instant, local_text, parse_day, today
from core.domain.errors import KnownError
from core.domain.masking import redact
from core.store.engine import one_moment
from core.store.horizon import Horizon, horizon
from core.store.lists import Given
from desktop.bootstrap.account import office_of
from desktop.bootstrap.unfinished import Unfinished
from desktop.ports import CentreItem
from desktop.views.apprenticeship.figures.states import limit_tone
from sync import fates
from sync.accounts.second_person import colleagues, second_person
from sync.transactions import reading as reading_session
from sync.transactions import writing

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from datetime import date, datetime

    from core.actions import Actor, Setting
    from core.domain.clock import Clock
    from core.domain.workdays import Remaining
    from sync.accounts.unlocked import Unlocked
    from sync.fates import CentreEntry
    from sync.outbox import Decider


class Facts:
    """Reads for 同步中心 and the time limits; writes what the log must know (A7)."""

    def __init__(self, unlocked: Unlocked, setting: Setting, clock: Clock) -> None:
        self._unlocked = unlocked
        self._setting = setting
        self._clock = clock

    def now(self) -> datetime:
        """The moment, from the injected clock."""
        return self._clock.now()

    def person(self) -> str:
        """Who works here, as every paper names him."""
        return self._unlocked.actor.name

    def today(self) -> date:
        """The day in Wuhan."""
        return today(self._clock)

    def moment(self) -> str:
        """The present moment as an instant text."""
        return instant(self._clock.now())

    def user(self) -> str:
        """The account's id of the clerk in front of the PC."""
        return self._unlocked.actor.id

    def horizon(self) -> Horizon:
        """What day it is for queries."""
        return horizon(today(self._clock), self._setting.calendar, self._setting.parameters)

    def given(self) -> Given:
        """What lists are told besides their query."""
        return Given(self.horizon(), self._setting.dictionaries, self._setting.parameters)

    def remaining(self, due_on: str) -> Remaining | None:
        """Working days left until a day text; None when there is no limit."""
        due = parse_day(due_on)
        return self._setting.calendar.remaining(due, today(self._clock)) if due else None

    def remaining_words(self, due_on: str) -> tuple[str, str]:
        """Words and tone of a limit for a chip."""
        left = self.remaining(due_on)
        return ("—", "muted") if left is None else (left.text, limit_tone(left))

    def reveal(self, what: str, reason: str) -> None:
        """Log that a full number is looked at (A7); the reason is cleaned of numbers."""
        self.note("view_full_number", f"{what}：{redact(reason)}")

    def colleagues(self) -> tuple[str, ...]:
        """User names of the other clerks of this PC."""
        return colleagues(self._unlocked)

    def second_person(self, user: str, password: str) -> Actor:
        """Find the second clerk of an act that needs two; a failure is logged. KnownError says why."""
        try:
            return second_person(self._unlocked, user, password, self._clock)
        except KnownError as error:
            self.note("second_person_failed", error.code)
            raise

    def note(self, action: str, subject: str) -> None:
        """Log an act that is no command: `action` is a word of `core.domain.acts`, `subject` names nobody."""
        with writing(self._unlocked.engine, durable=True) as session:
            append(
                session,
                device=self._unlocked.device_id,
                time=instant(self._clock.now()),
                user=self._unlocked.actor.id,
                action=action,
                subject=subject,
            )

    def one_moment(self) -> AbstractContextManager[None]:
        """All lists read on this thread within it are those of one moment."""
        return one_moment(self._unlocked.engine)

    def unfinished(self) -> Unfinished:
        """The parts of files that are being written now, or were when the program died."""
        return Unfinished(self._unlocked.engine)

    def made_by(self, moment: str = "") -> str:
        """Who makes a sheet or an export, and when: `制表人：周敏　制表时间：2026-11-21 09:30:05`.

        `moment` is an instant text; the present one by the PC's clock when empty.
        """
        now = local_text(moment or self.moment(), seconds=True)
        return f"制表人：{self._unlocked.actor.name}　制表时间：{now}"

    def office(self) -> str:
        """Name of the clerk's bureau or of the city's office."""
        return office_of(self._unlocked.actor)

    def districts(self) -> tuple[str, ...]:
        """Codes of the districts whose figures count here: the own one, or all of the city's."""
        scopes = self._unlocked.actor.scopes
        return tuple(one.code for one in self._setting.dictionaries.districts if one.code in scopes)

    def bureaus(self) -> tuple[str, ...]:
        """Codes of those whose filings are worked on here; none for the city: all.

        A district's PC also holds filings of other bureaus, of people who are known in the district.
        """
        city = self._setting.dictionaries.city.code
        return () if city in self._unlocked.actor.scopes else self.districts()

    def file_name(self, what: str, ending: str = "xlsx") -> str:
        """Proposed name of a file: `武昌区_操作日志_20261121.xlsx`."""
        districts = sorted(self._unlocked.actor.scopes)
        place = self._setting.dictionaries.city.name
        if len(districts) == 1:
            place = self._setting.dictionaries.district_name(districts[0])
        return f"{place}_{what}_{self.today():%Y%m%d}.{ending}"


class CentrePort:
    """`desktop.ports.Centre` over the outbox."""

    def __init__(
        self, unlocked: Unlocked, decider: Decider, kick: Callable[[], None], accepted: Callable[[], None]
    ) -> None:
        """`accepted` is called after a refused decision went into history, on the same thread."""
        self._unlocked = unlocked
        self._decider = decider
        self._kick = kick
        self._accepted = accepted

    def items(self) -> tuple[CentreItem, ...]:
        with reading_session(self._unlocked.engine) as session:
            return tuple(centre_item(entry) for entry in fates.overview(session))

    def accept(self, op_id: str) -> None:
        self._decider.accept(op_id)
        self._accepted()

    def sync_now(self) -> None:
        self._kick()


UNSEEN = "办理时本机没有该事项的记录"


def centre_item(entry: CentreEntry) -> CentreItem:
    """Turn a read model of the outbox into what the page shows."""
    what = entry.what.partition("：")[0]
    return CentreItem(
        op_id=entry.op_id,
        state=entry.state,
        what=what,
        target=entry.target,
        record_id=entry.record_id,
        filing_no=entry.filing_no,
        about=entry.about,
        decided_at=entry.decided_at,
        actor_name=entry.actor_name,
        reason=entry.reason,
        what_to_do=entry.what_to_do,
        base=f"{entry.base or UNSEEN}；本机决定为“{what}”。" if entry.server_present else "",
        present=entry.server_present,
        findings=tuple(finding.message for finding in entry.findings),
        code=entry.code,
        redo=entry.redo,
    )
