"""A store and a random city behind frozen reports, for the tests of their facts and of comparing them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from core.apprenticeship.figures.frozen_places import Question
from core.apprenticeship.figures.frozen_tables import proved
from core.apprenticeship.words.dictionaries import of
from core.apprenticeship.words.values import ApprenticeshipState as State
from core.domain.dictionaries import load_dictionaries
from core.domain.reports import ReportFilter, ReportKind
from core.figures.cells import Heading
from core.figures.stat import StatColumn, StatTable
from tests.core.store.samples import add_apprenticeship, add_filing, add_score

if TYPE_CHECKING:
    from random import Random

    from sqlalchemy import Connection

HERE, THERE = "420106", "420111"
BUREAUS = (HERE, THERE, "420102")
DAY = date(2026, 11, 20)
DICTIONARIES = load_dictionaries()
TYPES = [one.code for one in of(DICTIONARIES).assessment_types]
TABLE = StatTable(
    title="各区年度备案情况",
    office="武昌区卫生健康局",
    period="2026 年",
    filtered="武昌区",
    as_of="2026-11-20",
    data_at="2026-11-20 10:20",
    made_by="周敏 2026-11-20 10:21",
    columns=(StatColumn("区", "text"), StatColumn("当年备案数"), StatColumn("合格率", "percent")),
    rows=(("武昌区", 12, 857), ("=1+1", 0, None)),
    total=("合计", 12, 857),
    definitions=("当年备案数：备案日期在当年的师承关系。",),
    proof="合计与明细一致。",
)


HEADING = Heading("武昌区卫生健康局", "", "", "2026-11-20", "", "")


def question(kind: ReportKind, bureaus: tuple[str, ...] = (HERE,), year: int = 0, type: str = "") -> Question:
    filtered = ReportFilter(bureaus, year, type)
    return Question(kind, filtered, DAY, of(DICTIONARIES).assessment_types, 4)


def shown(connection: Connection, asked: Question) -> StatTable:
    """The statistic as it would be frozen now."""
    statistic, proofs = proved(connection, asked, DICTIONARIES)
    return statistic.printed(HEADING, proofs)


def active(connection: Connection, number: int, **changes: Any) -> None:
    values = {"state": "active", "filed_on": "2026-03-01", "notarised_on": "2020-01-01"} | changes
    add_apprenticeship(connection, number, **values)
    add_filing(connection, number, bureau=values.get("bureau", HERE))


class Office:
    """A random city: apprenticeships in every state, scores, corrections; and what may happen later."""

    def __init__(self, connection: Connection, chance: Random) -> None:
        self._connection = connection
        self._chance = chance
        self._studies: dict[int, dict[str, Any]] = {}
        self._scores: dict[int, dict[str, Any]] = {}
        for number in range(chance.randint(0, 12)):
            self._study(number)
        for number in range(chance.randint(0, 10) if self._studies else 0):
            self._score(number)

    def later(self) -> None:
        """Some days pass."""
        for _ in range(self._chance.randint(0, 5)):
            act = self._chance.choice((self._come, self._end, self._redate, self._correct, self._leave))
            act()

    def _day(self, first: int = 2019, last: int = 2027) -> str:
        chance = self._chance
        return date(chance.randint(first, last), chance.randint(1, 12), chance.randint(1, 28)).isoformat()

    def _study(self, number: int, **changes: Any) -> None:
        chance = self._chance
        state = chance.choice(list(State))
        filed = state not in (State.PENDING, State.REFUSED, State.WITHDRAWN)
        notarised = self._day(2017, 2025)
        values = {
            "student_id": f"s{chance.randint(0, 8)}",
            "teacher_id": (teacher := f"t{chance.randint(0, 4)}"),
            "teacher_name": f"老师{teacher}",
            "bureau": chance.choice(BUREAUS),
            "state": str(state),
            "notarised_on": notarised,
            "filed_on": self._day(2020, 2026) if filed else "",
            "ended_on": self._day(2021, 2026) if state not in (State.PENDING, State.ACTIVE) else "",
        } | changes
        self._studies[number] = values
        add_apprenticeship(self._connection, number, **values)
        if chance.random() < 0.8:
            submitted = f"{self._day(2020, 2026)}T17:00:00.000Z"
            add_filing(self._connection, number, bureau=values["bureau"], first_submitted_at=submitted)

    def _score(self, number: int, **changes: Any) -> None:
        chance = self._chance
        of = chance.choice(list(self._studies))
        study = self._studies[of]
        values = {
            "apprenticeship_id": f"a{of:06d}",
            "student_id": study["student_id"],
            "bureau": study["bureau"],
            "type": chance.choice(TYPES),
            "assessed_on": self._day(2021, 2026),
            "result": chance.choice(("pass", "fail")),
            "state": "published" if chance.random() < 0.8 else "unpublished",
            "corrects": "",
        } | changes
        self._scores[number] = values
        add_score(self._connection, number, **values)

    def _come(self) -> None:
        self._study(max(self._studies, default=0) + 100)

    def _end(self) -> None:
        for number, study in self._studies.items():
            if study["state"] == State.ACTIVE:
                state = self._chance.choice((State.PASSED, State.DISSOLVED, State.TERMINATED))
                study |= {"state": str(state), "ended_on": self._day(2025, 2026)}
                add_apprenticeship(self._connection, number, **study)
                return

    def _redate(self) -> None:
        for number, study in self._studies.items():
            if study["filed_on"] and self._chance.random() < 0.5:
                study |= {"filed_on": self._day(2020, 2026)}
                add_apprenticeship(self._connection, number, **study)
                return

    def _correct(self) -> None:
        corrected = {one["corrects"] for one in self._scores.values()}
        for number, one in list(self._scores.items()):
            id_ = f"c{number:06d}"
            if one["state"] == "published" and id_ not in corrected:
                changes = {**one, "corrects": id_, "result": self._chance.choice(("pass", "fail"))}
                self._score(max(self._scores, default=0) + 200, **changes)
                return

    def _leave(self) -> None:
        if self._studies:
            number = self._chance.choice(list(self._studies))
            self._connection.exec_driver_sql("DELETE FROM apprenticeship WHERE id = ?", (f"a{number:06d}",))
            self._connection.exec_driver_sql("DELETE FROM filing WHERE id = ?", (f"f{number:06d}",))
            gone = [n for n, one in self._scores.items() if one["apprenticeship_id"] == f"a{number:06d}"]
            for one in gone:
                self._connection.exec_driver_sql("DELETE FROM assessment WHERE id = ?", (f"c{one:06d}",))
                del self._scores[one]
            del self._studies[number]


def values_of(table: StatTable) -> dict[str, Any]:
    return {name: getattr(table, name) for name in table.__struct_fields__}
