"""Puts people and moments together: the means by which `scenario` tells its stories."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

import msgspec

from core.apprenticeship.words.dictionaries import of
from core.apprenticeship.words.roles import STUDENT, TEACHER
from core.apprenticeship.words.values import TitleLevel
from core.domain.clock import SHANGHAI, instant, parse_instant
from core.domain.dictionaries import load_dictionaries
from core.domain.values import DocumentKind, ReturnItem
from core.domain.workdays import load_calendar
from server.sample.apprenticeship import papers, steps
from server.sample.apprenticeship.people import Identity, People

if TYPE_CHECKING:
    from core.apprenticeship.words.values import NotarisationData, StudentData, TeacherData
    from server.sample.apprenticeship.papers import Paper

WUCHANG, HONGSHAN = "420106", "420111"
REVIEWERS = {WUCHANG: ("zhoumin", "zhoumin", "lixiaohong"), HONGSHAN: ("zhangwei",)}
SEATS = 4


@dataclass
class Master:
    """A teacher of the plan; `seats` counts the filings that name the teacher."""

    key: str
    who: Identity
    data: TeacherData
    registered_on: date
    seed: int
    seats: int = 0


@dataclass
class Pupil:
    """A student of the plan with the certificate in hand; `filing` is set once one is submitted."""

    key: str
    who: Identity
    data: StudentData
    master: Master
    notarisation: NotarisationData
    pages: tuple[Paper, ...]
    papers: tuple[Paper, ...]
    seed: int
    filing: str = ""
    submitted_on: date = field(default=date.min)


class Plotter:
    """Collects steps; every random choice comes from one generator, so a seed gives one plan."""

    def __init__(self, seed: int, now: datetime) -> None:
        self.random = Random(seed)
        self.now = now
        self.today = now.astimezone(SHANGHAI).date()
        self.calendar = load_calendar()
        self.opinions = of(load_dictionaries()).opinions
        self.unreachable: list[steps.Unreachable] = []
        self.people = People(self.random)
        self.masters: list[Master] = []
        self.residents: list[steps.Resident] = []
        self.steps: list[steps.Step] = []
        self.cases: dict[str, str] = {}
        self._filings = 0
        self._pupils = 0

    # -- moments --

    def moment(self, day: date, first: int = 8, last: int = 21) -> str:
        """An instant of a day in Wuhan between two hours; never one that is still to come."""
        at = datetime.combine(day, time(first), SHANGHAI) + timedelta(
            seconds=self.random.randrange((last - first) * 3600)
        )
        return instant(min(at, self.now - timedelta(minutes=self.random.randint(20, 90))))

    def later(self, at: str, low: int = 4, high: int = 25) -> str:
        """Some minutes later."""
        return instant(parse_instant(at) + timedelta(minutes=self.random.randint(low, high)))

    def office_day(self, start: date, low: int, high: int) -> date:
        """A working day, `low` to `high` working days after `start`."""
        return self.calendar.add_working_days(start, self.random.randint(low, high))

    def submitted_for(self, remaining: int) -> date:
        """The day of submission that leaves this many working days; the nearest there is on a free day."""
        days = [self.today - timedelta(back) for back in range(90)]
        worked = [day for day in days if self.calendar.is_working_day(day)]
        return min(worked, key=lambda day: (abs(self._remaining(day) - remaining), day))

    def _remaining(self, submitted_on: date) -> int:
        return self.calendar.remaining(self.calendar.deadline(submitted_on), self.today).days

    def ago(self, working_days: int) -> date:
        """The working day that lies so many working days back; 0 is the last one up to today."""
        day = self.today
        while not self.calendar.is_working_day(day):
            day -= timedelta(1)
        while working_days:
            day -= timedelta(1)
            working_days -= self.calendar.is_working_day(day)
        return day

    def day_in(self, year: int) -> date:
        """A working day of a year that leaves time for registration before and a decision after it."""
        first, last = date(year, 2, 20), min(date(year, 12, 5), self.today - timedelta(60))
        if last <= first:
            return self.day_in(year - 1)
        return self.office_day(first + timedelta(self.random.randint(0, (last - first).days - 1)), 0, 1)

    # -- people --

    @property
    def pupils(self) -> int:
        """Students so far."""
        return self._pupils

    def master(
        self,
        on: date,
        district: str = WUCHANG,
        level: TitleLevel | None = None,
        name: str = "",
        **changes: Any,
    ) -> Master:
        """A teacher who registers on a day."""
        chosen = level or self.random.choice((TitleLevel.ASSOCIATE, TitleLevel.ASSOCIATE, TitleLevel.SENIOR))
        who, data = self.people.teacher(chosen, on, district, name)
        master = self.unregistered(on, who, msgspec.structs.replace(data, **changes))
        self.register(master)
        return master

    def unregistered(self, on: date, who: Identity, data: TeacherData) -> Master:
        """A teacher with an account; the registration is left to the story."""
        key = f"t{len(self.masters) + 1}"
        master = Master(key, who, data, on, seed=self.random.randrange(10**6))
        self.masters.append(master)
        self.residents.append(steps.Resident(key, TEACHER, who.phone))
        return master

    def register(self, master: Master, refused_for: str = "", **changes: Any) -> None:
        """The teacher's registration with all attachments; `changes` are those of this attempt only."""
        data = msgspec.structs.replace(master.data, **changes)
        self.steps.append(
            steps.RegisterTeacher(
                at=self.moment(master.registered_on),
                who=master.key,
                teacher=data,
                papers=papers.teacher_papers(master.who, data, master.seed),
                refused_for=refused_for,
            )
        )

    def free_master(self, on: date, district: str) -> Master:
        """A teacher of the district with a free seat who had registered before; a new one when none is."""
        ready = [
            one
            for one in self.masters
            if one.data.district == district and one.seats < SEATS and one.registered_on < on - timedelta(30)
        ]
        return self.random.choice(ready) if ready else self.master(on - timedelta(45), district)

    def pupil(
        self,
        master: Master,
        submits_on: date,
        *,
        person: tuple[Identity, StudentData] | None = None,
        count: int = 3,
        years: int = 3,
        early: int = 0,
        name: str = "",
        notarised_on: date | None = None,
        **written: Any,
    ) -> Pupil:
        """A student with a certificate of `count` pages, made some weeks before the filing.

        Teaching begins `early` days before the certificate; `written` is what it says otherwise.
        """
        usual = max(submits_on - timedelta(self.random.randint(9, 30)), master.registered_on)
        notarised_on = notarised_on or usual
        who, data = person or self.people.student(submits_on, master.data.district, name)
        notarisation = self.people.notarisation(
            master.data, notarised_on, years=years, start=notarised_on - timedelta(early)
        )
        notarisation = msgspec.structs.replace(notarisation, **written)
        self._pupils += 1
        seed = self.random.randrange(10**6)
        key = f"s{self._pupils}"
        self.residents.append(steps.Resident(key, STUDENT, who.phone))
        master.seats += 1
        return Pupil(
            key=key,
            who=who,
            data=data,
            master=master,
            notarisation=notarisation,
            pages=papers.notarial_pages(notarisation, who, count, seed),
            papers=papers.student_papers(who, data, seed),
            seed=seed,
            submitted_on=submits_on,
        )

    # -- what students do --

    def registers(self, pupil: Pupil, *attempts: tuple[str, dict[str, Any]], at: str = "") -> str:
        """The student's registration, after attempts (code, what was otherwise) that must be refused."""
        moment = at or self.moment(pupil.submitted_on, 8, 19)
        right: dict[str, Any] = {
            "student": pupil.data,
            "papers": pupil.papers,
            "notarisation": pupil.notarisation,
            "pages": pupil.pages,
        }
        for code, wrong in attempts:
            step = steps.RegisterStudent(at=moment, who=pupil.key, refused_for=code, **{**right, **wrong})
            self.steps.append(step)
            moment = self.later(moment)
        self.steps.append(steps.RegisterStudent(at=moment, who=pupil.key, **right))
        return moment

    def submits(
        self,
        pupil: Pupil,
        after: str = "",
        refused_for: str = "",
        notarisation: NotarisationData | None = None,
        pages: tuple[Paper, ...] = (),
        master: Master | None = None,
    ) -> str:
        """The filing, some minutes after; gives its key."""
        key = self.new_filing()
        at = self.later(after, 2, 12) if after else self.moment(pupil.submitted_on)
        step = steps.SubmitFiling(
            at=at,
            who=pupil.key,
            filing=key,
            teacher=(master or pupil.master).key,
            notarisation=notarisation,
            pages=pages,
            refused_for=refused_for,
        )
        self.steps.append(step)
        if not refused_for:
            pupil.filing = key
        return at

    def files(self, pupil: Pupil, *attempts: tuple[str, dict[str, Any]], case: str = "") -> str:
        """Registration (after attempts) and filing on one day; gives the moment of filing."""
        at = self.submits(pupil, self.registers(pupil, *attempts))
        if case:
            self.cases[case] = pupil.filing
        return at

    def corrects(self, pupil: Pupil, on: date, refused_for: str = "", **changes: Any) -> None:
        """The resubmission; `changes` are fields of `steps.ResubmitFiling`."""
        step = steps.ResubmitFiling(
            at=self.moment(on), who=pupil.key, filing=pupil.filing, refused_for=refused_for, **changes
        )
        self.steps.append(step)

    def withdraws(self, pupil: Pupil, on: date) -> None:
        self.steps.append(steps.WithdrawFiling(at=self.moment(on), who=pupil.key, filing=pupil.filing))

    def studies(self, notarised_on: date, district: str = WUCHANG, *, years: int = 3) -> Pupil:
        """A student whose filing was approved some weeks after a certificate of that day."""
        day = self.office_day(notarised_on, 5, 14)
        master = self.free_master(notarised_on, district)
        pupil = self.pupil(master, day, years=years, notarised_on=notarised_on, count=2)
        self.files(pupil)
        self.approves(pupil, self.office_day(day, 2, 12))
        return pupil

    def new_filing(self) -> str:
        """The key of a filing to come."""
        self._filings += 1
        return f"f{self._filings}"

    # -- what clerks do --

    def clerk(self, pupil: Pupil) -> str:
        return self.random.choice(REVIEWERS[pupil.master.data.district])

    def decided_at(self, on: date) -> str:
        first = self.random.choice((9, 10, 14, 15))
        return self.moment(on, first, first + 2)

    def approves(self, pupil: Pupil, on: date, *confirmed: str) -> None:
        opinion = self.random.choice(self.opinions.approve)
        step = steps.ApproveFiling(
            at=self.decided_at(on),
            who=self.clerk(pupil),
            filing=pupil.filing,
            opinion=opinion,
            confirmed=confirmed,
        )
        self.steps.append(step)

    def returns(self, pupil: Pupil, on: date, items: dict[str, str], clerk: str = "") -> None:
        step = steps.ReturnFiling(
            at=self.decided_at(on),
            who=clerk or self.clerk(pupil),
            filing=pupil.filing,
            items=tuple(ReturnItem(key, reason) for key, reason in items.items()),
            opinion=self.random.choice(self.opinions.return_),
        )
        self.steps.append(step)

    def refuses(self, pupil: Pupil, on: date, opinion: str) -> None:
        step = steps.RefuseFiling(
            at=self.decided_at(on), who=self.clerk(pupil), filing=pupil.filing, opinion=opinion
        )
        self.steps.append(step)


def replaced(found: tuple[Paper, ...], kind: DocumentKind, flaw: str) -> tuple[Paper, ...]:
    """The papers, those of one kind spoiled."""
    return tuple(msgspec.structs.replace(one, flaw=flaw) if one.kind is kind else one for one in found)
