"""Every figure equals plain Python over the raw records, and the count of the list behind it."""

from __future__ import annotations

import atexit
import contextlib
import shutil
import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.apprenticeship.commands.filing import (
    ApproveDissolution,
    ApproveFiling,
    RefuseFiling,
    ReturnFiling,
    UpdateTeacher,
    WithdrawFiling,
)
from core.apprenticeship.figures.behind import BEHIND
from core.apprenticeship.figures.figures import one_by_one, pass_lines, pass_total, year_lines
from core.apprenticeship.figures.models import BehindQuery, TeacherQuery
from core.apprenticeship.lists.teachers import (
    TEACHERS,
    teacher_lines,
)
from core.apprenticeship.tables import Apprenticeship, Assessment, Filing, Teacher
from core.apprenticeship.words.figures import Figure
from core.apprenticeship.words.roles import STUDENT
from core.domain.dictionaries import load_dictionaries
from core.domain.errors import Refused
from core.domain.values import ReturnItem
from core.store.derived import wrong_counts
from core.store.engine import open_sqlite
from core.store.migrations import migrate
from sync.migrations import PC_VERSIONS
from tests.core.store.plain_figures import (
    YEARS_OF,
    Records,
    by_place,
    pass_figures,
    teacher_figures,
    teacher_line,
    year_figures,
)
from tests.core.store.samples import given_on
from tests.core.store.year_totals import totals
from tests.kit import HONGSHAN, WUCHANG, World, teacher_data

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from core.apprenticeship.figures.models import YearLine

DICTIONARIES = load_dictionaries()
ALL = tuple(one.code for one in DICTIONARIES.districts)
LIMIT = 4
GIVEN = given_on(date(2026, 11, 20))
DAYS = ("2017-02-28", "2018-06-01", "2020-02-28", "2020-02-29", "2020-12-31", "2021-01-01", "2023-01-10")
ACTS = {
    "submit": 3,
    "approve": 3,
    "return": 1,
    "refuse": 1,
    "withdraw": 1,
    "dissolve": 1,
    "end_dissolution": 1,
    "terminate": 1,
    "enter": 4,
    "correct": 3,
    "publish": 5,
    "move": 1,
    "again": 1,
    "later": 3,
}
"""What happens, and how often."""
NAMES = [name for name, often in ACTS.items() for _ in range(often)]
STEPS = st.lists(
    st.tuples(st.sampled_from(NAMES), st.integers(0, 11), st.sampled_from([599, 600, 1000])),
    min_size=10,
    max_size=50,
)


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(STEPS, st.booleans())
def test_figures_of_any_history_equal_plain_python(steps: list[tuple[str, int, int]], settles: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        engine = open_sqlite(_copied(Path(folder)))
        with Session(engine) as session:
            history = History(session, settles=settles)
            for step in steps:
                with contextlib.suppress(Refused):
                    history.act(*step)
                session.expire_all()
            session.commit()
            connection = session.connection()
            assert wrong_counts(connection) == []
            today = history.world.today
            for bureaus in (ALL, (WUCHANG,), (HONGSHAN,), (WUCHANG, HONGSHAN)):
                agree(connection, bureaus, today)
            agree(connection, ALL, date(2021, 6, 1))
        engine.dispose()


class History:
    """Random acts of residents, bureaus and the city; what a rule refuses changes nothing."""

    def __init__(self, session: Session, *, settles: bool) -> None:
        self.world = Provisional(session)
        self.world.settles = settles
        self.world.clock.set("2019-12-30T15:59:59.000Z")
        self.teachers = [self.world.teacher(1), self.world.teacher(2, district=HONGSHAN)]
        for number, day in enumerate(("2014-12-30", "2016-02-29", "2016-12-31", "2017-01-01")):
            self.world.active(100 + number, self.teachers[number % 2], day)
        self.people = 0

    def act(self, name: str, number: int, tenths: int) -> None:
        getattr(self, f"_{name}")(number, tenths)

    def _later(self, number: int, tenths: int) -> None:
        """Mostly a year, at times into the minutes around new year in Wuhan."""
        if number < 2:
            year = self.world.today.year
            self.world.clock.set(f"{year}-12-31T15:59:{59 if number else 60 - 1}.000Z")
            self.world.clock.advance(seconds=number)
        elif self.world.today.year < 2028:
            self.world.clock.advance(days=(3, 28, 200, 366)[number % 4])

    def _submit(self, number: int, tenths: int) -> None:
        self.people += 1
        days = [one for one in DAYS if one < self.world.today.isoformat()] or ["2017-02-28"]
        teacher = self.teachers[number % 2]
        self.world.submit(self.world.student(teacher, self.people, days[number % len(days)]))

    def _filing(self, number: int, *states: str) -> Filing:
        wanted = select(Filing).where(Filing.state.in_(states)).order_by(Filing.id)
        found = list(self.world.session.scalars(wanted))
        if not found:
            raise Refused("NONE", "")
        return found[number % len(found)]

    def _study(self, number: int, state: str = "active") -> Apprenticeship:
        wanted = select(Apprenticeship).where(Apprenticeship.state == state).order_by(Apprenticeship.id)
        found = list(self.world.session.scalars(wanted))
        if not found:
            raise Refused("NONE", "")
        return found[number % len(found)]

    def _approve(self, number: int, tenths: int) -> None:
        filing = self._filing(number, "pending")
        command = ApproveFiling if filing.kind == "establish" else ApproveDissolution
        everything = command(filing.id, filing.revision, paper_seen=True, confirmed=("G6_TERMINATED",))
        self.world.run(everything, self.world.reviewer(filing.bureau))

    def _return(self, number: int, tenths: int) -> None:
        filing = self._filing(number, "pending")
        item = ReturnItem(
            "student.education" if filing.kind == "establish" else "dissolution.reason", "请补正"
        )
        command = ReturnFiling(filing.id, filing.revision, (item,))
        self.world.run(command, self.world.reviewer(filing.bureau))

    def _refuse(self, number: int, tenths: int) -> None:
        filing = self._filing(number, "pending")
        command = RefuseFiling(filing.id, filing.revision, "材料不真实，不予备案。")
        self.world.run(command, self.world.reviewer(filing.bureau))

    def _student(self, student_id: str) -> object:
        from core.actions import Actor

        return Actor("r-s", "", STUDENT, person_id=student_id)

    def _withdraw(self, number: int, tenths: int) -> None:
        filing = self._filing(number, "pending", "returned")
        command = WithdrawFiling(filing.id, filing.revision)
        self.world.run(command, self._student(filing.student_id))  # type: ignore[arg-type]

    def _dissolve(self, number: int, tenths: int) -> None:
        study = self._study(number)
        self.world.dissolve(self._student(study.student_id), study.id)  # type: ignore[arg-type]

    def _end_dissolution(self, number: int, tenths: int) -> None:
        wanted = select(Filing).where(Filing.kind == "dissolve", Filing.state == "pending")
        for filing in self.world.session.scalars(wanted):
            command = ApproveDissolution(filing.id, filing.revision, paper_seen=True)
            self.world.run(command, self.world.reviewer(filing.bureau))

    def _terminate(self, number: int, tenths: int) -> None:
        if number < 4:
            self.world.terminate(self._study(number).id, confirmed=("G9_UNPUBLISHED_SCORES",))

    def _enter(self, number: int, tenths: int) -> None:
        kind = "specialty" if number % 3 == 0 else "graduation"
        self.world.score(self._study(number).id, tenths, type=kind)

    def _scores(self, state: str) -> Sequence[Assessment]:
        wanted = select(Assessment).where(Assessment.state == state).order_by(Assessment.id)
        found = list(self.world.session.scalars(wanted))
        if not found:
            raise Refused("NONE", "")
        return found

    def _correct(self, number: int, tenths: int) -> None:
        found = self._scores("published")
        one = found[number % len(found)]
        earlier = (date.fromisoformat(one.assessed_on) - timedelta(days=number)).isoformat()
        self.world.score(one.apprenticeship_id, tenths, type=one.type, corrects=one.id, assessed_on=earlier)

    def _publish(self, number: int, tenths: int) -> None:
        self.world.publish(*(one.id for one in self._scores("unpublished")[: number % 3 + 1]))

    def _move(self, number: int, tenths: int) -> None:
        """G7: the open apprenticeships stay with their bureau, new ones go to the new."""
        actor = self.teachers[number % 2]
        row = self.world.session.get_one(Teacher, actor.person_id)
        data = teacher_data(number % 2 + 1, district=HONGSHAN if row.district == WUCHANG else WUCHANG)
        self.world.people[actor.person_id] = data
        self.world.run(UpdateTeacher(actor.person_id, row.version, data), actor)

    def _again(self, number: int, tenths: int) -> None:
        ended = "dissolved" if number % 2 else "terminated"
        self.world.again(self._study(number, ended).student_id, "2020-02-29", self.teachers[number % 2])


class Provisional(World):
    """With `settles` off, as a PC that has not reported its decisions yet."""

    settles = True

    def context(self, actor, *, settles: bool = True):  # type: ignore[no-untyped-def]
        return super().context(actor, settles=self.settles)


_MIGRATED: list[Path] = []


def _copied(folder: Path) -> Path:
    """An empty store of a PC, migrated once."""
    if not _MIGRATED:
        path = Path(tempfile.mkdtemp()) / "store.db"
        atexit.register(shutil.rmtree, path.parent, ignore_errors=True)
        engine = open_sqlite(path)
        migrate(engine, [PC_VERSIONS])
        engine.dispose()
        _MIGRATED.append(path)
    return Path(shutil.copy(_MIGRATED[0], folder / "store.db"))


def agree(connection: Connection, bureaus: tuple[str, ...], today: date) -> None:
    """Compare all figures with plain Python and with their lists."""
    records = Records.read(connection)
    lines = agree_years(connection, records, bureaus, today)
    for line in totals(lines):
        agree_lists(connection, line, bureaus, "")
    agree_teachers(connection, records, bureaus)
    agree_passes(connection, records, bureaus, {line.year for line in lines} | {0})


def agree_years(
    connection: Connection, records: Records, bureaus: tuple[str, ...], today: date
) -> tuple[YearLine, ...]:
    for type_ in ("", *YEARS_OF):
        lines = year_lines(connection, bureaus, today, DICTIONARIES, type=type_)
        found = by_place(lines)
        assert found == year_figures(records, bureaus, today, type_)
        assert len(lines) == len(found)
        for line in lines:
            if any(found[line.bureau, line.year]) and bureaus == ALL:
                agree_lists(connection, line, (line.bureau,), type_)
    return year_lines(connection, bureaus, today, DICTIONARIES)


def agree_lists(connection: Connection, line: YearLine, bureaus: tuple[str, ...], type_: str) -> None:
    for figure in (
        Figure.SUBMITTED,
        Figure.FILED_TOTAL,
        Figure.ELIGIBLE,
        Figure.FILED,
        Figure.ASSESSED,
        Figure.PASSED,
    ):
        query = BehindQuery(figure, bureaus, line.year, line.as_of, type_)
        number = getattr(line, figure.value)
        ids = BEHIND[query.figure].ids(connection, query, given=GIVEN)
        assert (
            BEHIND[query.figure].count(connection, query, given=GIVEN) == len(ids) == len(set(ids)) == number
        )
        if not number:
            continue
        assert one_by_one(connection, query, GIVEN) == number
        rows = BEHIND[query.figure].rows(connection, ids, query, given=GIVEN)
        assert [row.id for row in rows] == ids
        assert BEHIND[query.figure].first_page(connection, query, 3, given=GIVEN) == rows[:3]


def agree_teachers(connection: Connection, records: Records, bureaus: tuple[str, ...]) -> None:
    query = TeacherQuery(bureaus)
    expected = teacher_figures(records, bureaus)
    ids = TEACHERS.ids(connection, query, given=GIVEN)
    rows = TEACHERS.rows(connection, ids, query, given=GIVEN)
    assert [row.id for row in rows] == ids
    assert TEACHERS.first_page(connection, query, 1, given=GIVEN) == rows[:1]
    assert TEACHERS.count(connection, query, given=GIVEN) == len(ids)
    found = {row.id: (row.pending, row.active, row.graduated, row.ended, row.open_everywhere) for row in rows}
    assert found == expected
    assert all(row.seats_left == max(0, LIMIT - row.open_everywhere) for row in rows)
    lines, total = teacher_lines(connection, query, LIMIT)
    assert [line.bureau for line in lines] == list(bureaus)
    for line in lines:
        assert _numbers(line) == teacher_line(teacher_figures(records, (line.bureau,)), LIMIT)
    assert _numbers(total) == teacher_line(expected, LIMIT)
    # Filtered lines do not come from the kept counts.
    assert teacher_lines(connection, msgspec.structs.replace(query, teacher="刘景和"), LIMIT) == (
        lines,
        total,
    )
    for line in (*lines, total):
        where = (line.bureau,) if line.bureau else bureaus
        for figure, number in (
            (Figure.TEACHERS, line.teachers),
            (Figure.FULL_TEACHERS, line.full_teachers),
            (Figure.ACTIVE, line.active),
            (Figure.GRADUATED, line.graduated),
        ):
            behind = BehindQuery(figure, where)
            assert BEHIND[behind.figure].count(connection, behind, given=GIVEN) == number
            assert one_by_one(connection, behind, GIVEN) == number


def _numbers(line: object) -> tuple[int, ...]:
    return msgspec.structs.astuple(line)[1:]  # type: ignore[arg-type]


def agree_passes(connection: Connection, records: Records, bureaus: tuple[str, ...], years: set[int]) -> None:
    for year in years:
        query = BehindQuery(Figure.PASSED, bureaus, year)
        lines = pass_lines(connection, query)
        found = {(one.bureau, one.type): (one.passed, one.people, one.assessed) for one in lines}
        assert found == pass_figures(records, bureaus, year)
        assert [bureaus.index(line.bureau) for line in lines] == sorted(
            bureaus.index(line.bureau) for line in lines
        )
        total = pass_total(connection, query)
        assert total.passed == sum(one.passed for one in lines)
        assert total.assessed == sum(one.assessed for one in lines)
        for line in lines:
            behind = BehindQuery(Figure.PASSED, (line.bureau,), year, type=line.type)
            assert BEHIND[behind.figure].count(connection, behind, given=GIVEN) == line.passed
