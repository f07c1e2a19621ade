"""报送版: the facts behind are kept whole, and every later difference has a record that explains it."""

from __future__ import annotations

import io
from datetime import date
from random import Random
from typing import TYPE_CHECKING, Any
from uuid import UUID

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.domain.dictionaries import load_dictionaries
from core.domain.errors import KnownError
from core.domain.figures import Figure
from core.domain.filenames import XLSX
from core.domain.reports import FIGURES_MAX, ReportFilter, ReportKind, is_canonical
from core.domain.values import ApprenticeshipState as State
from core.files.images import MAX_BYTES
from core.files.papers import inspect_file
from core.reports.frozen import (
    FigureLine,
    collect,
    facts_workbook,
    figures_json,
    read_facts,
    read_figures,
)
from core.reports.frozen_changes import record_changes
from core.reports.frozen_compare import Comparison, compare, figure_name
from core.reports.frozen_counts import Place, Question, units
from core.reports.frozen_lines import figure_lines
from core.reports.stat import StatColumn, StatTable
from core.store.codec import columns_of, insert_sql
from core.store.derived import begin_load
from tests.core.store.conftest import migrated_file, store  # noqa: F401 - fixtures
from tests.core.store.samples import add_apprenticeship, add_filing, add_score, filing, score

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine

HERE, THERE = "420106", "420111"
BUREAUS = (HERE, THERE, "420102")
DAY = date(2026, 11, 20)
DICTIONARIES = load_dictionaries()
TYPES = [one.code for one in DICTIONARIES.assessment_types]
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


@pytest.fixture
def connection(store: Engine) -> Iterator[Connection]:  # noqa: F811
    with store.connect() as made:
        yield made
        made.rollback()


def question(kind: ReportKind, bureaus: tuple[str, ...] = (HERE,), year: int = 0, type: str = "") -> Question:
    filtered = ReportFilter(bureaus, year, type)
    return Question(kind, filtered, DAY, DICTIONARIES.assessment_types, 4)


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
            "teacher_id": f"t{chance.randint(0, 4)}",
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


def numbers(lines: tuple[FigureLine, ...]) -> dict[Place, int]:
    return {
        Place(line.bureau, line.year, line.type, figure): value
        for line in lines
        for figure, value in line.values.items()
    }


QUESTIONS = st.builds(
    question,
    st.sampled_from(list(ReportKind)),
    st.sampled_from([(HERE,), BUREAUS]),
    st.sampled_from([0, 2024, 2026]),
    st.sampled_from(["", *TYPES]),
)
SUPPRESSED = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@settings(max_examples=150, deadline=None, suppress_health_check=SUPPRESSED)
@given(chance=st.randoms(use_true_random=False), asked=QUESTIONS)
def test_frozen_facts_give_the_frozen_figures_and_explain_every_difference(
    connection: Connection, chance: Random, asked: Question
) -> None:
    """The SQL's figures equal those counted from the workbook; each changed one names a changed record."""
    with connection.begin_nested() as here:
        office = Office(connection, chance)
        lines = figure_lines(connection, asked, DICTIONARIES)
        before = read_facts(facts_workbook(connection, asked.kind, asked.filtered, TABLE))
        counted = units(asked, before)
        wanted = {place: len(counted.get(place, ())) for place in numbers(lines)}
        assert wanted == numbers(lines)

        office.later()
        now = collect(connection, asked.kind, asked.filtered)
        after = figure_lines(connection, asked, DICTIONARIES)
        found = compare(asked, before, now, lines, after)
        here.rollback()
    assert found.proved
    changed = {place for place, value in numbers(after).items() if value != numbers(lines).get(place, 0)}
    changed |= {place for place, value in numbers(lines).items() if value != numbers(after).get(place, 0)}
    assert {Place(one.bureau, one.year, one.type, one.figure) for one in found.cells} == changed
    assert found.unexplained == ()
    known = {one.id for one in found.records}
    assert all(set(one.records) <= known for one in found.cells)


# one by one


def compared(connection: Connection, asked: Question, before: Any) -> Comparison:
    facts, lines = before
    now = collect(connection, asked.kind, asked.filtered)
    return compare(asked, facts, now, lines, figure_lines(connection, asked, DICTIONARIES))


def frozen(connection: Connection, asked: Question) -> Any:
    facts = read_facts(facts_workbook(connection, asked.kind, asked.filtered, TABLE))
    return facts, figure_lines(connection, asked, DICTIONARIES)


def active(connection: Connection, number: int, **changes: Any) -> None:
    values = {"state": "active", "filed_on": "2026-03-01", "notarised_on": "2020-01-01"} | changes
    add_apprenticeship(connection, number, **values)
    add_filing(connection, number, bureau=values.get("bureau", HERE))


def words(found: Comparison) -> dict[str, tuple[str, str]]:
    return {one.id: (one.what, one.detail) for one in found.records}


def test_nothing_happened_nothing_differs(connection: Connection) -> None:
    asked = question(ReportKind.YEARS)
    active(connection, 1)
    found = compared(connection, asked, frozen(connection, asked))
    assert (found.cells, found.records, found.proved) == ((), (), True)


def test_what_happened_is_named_in_words(connection: Connection) -> None:
    asked = question(ReportKind.YEARS, year=2026)
    for number in range(6):
        active(connection, number, student_id=f"s{number}")
    add_apprenticeship(connection, 6, state="pending", student_id="s6")
    add_score(connection, 5, student_id="s5", state="published", assessed_on="2026-10-01", result="pass")
    before = frozen(connection, asked)

    active(connection, 1, student_id="s1", state="dissolved", ended_on="2026-10-01")
    active(connection, 2, student_id="s2", state="terminated", ended_on="2026-10-01")
    active(connection, 3, student_id="s3", filed_on="2025-12-31")
    connection.exec_driver_sql("DELETE FROM apprenticeship WHERE id = 'a000004'")
    add_apprenticeship(connection, 6, state="active", filed_on="2026-11-19", student_id="s6")
    active(connection, 7, student_id="s7")
    corrects = {"corrects": "c000005", "state": "published", "assessed_on": "2026-10-01", "result": "fail"}
    add_score(connection, 9, apprenticeship_id="a000005", student_id="s5", **corrects)

    found = compared(connection, asked, before)
    assert words(found) == {
        "a000001": ("已解除", "在教 → 已解除；结束日期 （空） → 2026-10-01"),
        "a000002": ("强制解除", "在教 → 强制解除；结束日期 （空） → 2026-10-01"),
        "a000003": ("备案日期变更", "备案日期 2026-03-01 → 2025-12-31"),
        "a000004": ("转出本区", "本机已没有这条记录"),
        "a000006": ("新备案", "待备案 → 在教；备案日期 （空） → 2026-11-19"),
        "a000007": ("新备案", "2026-03-01 备案，现为“在教”"),
        "c000009": ("成绩更正", "合格（2026-10-01） → 不合格（2026-10-01）"),
    }
    cells = {(one.year, one.figure): one for one in found.cells}
    passed = cells[2026, Figure.PASSED]
    assert (passed.before, passed.now, passed.difference, passed.records) == (1, 0, -1, ("c000009",))
    assert (2026, Figure.FILED) not in cells, "two came, two went"
    before_that = cells[2025, Figure.FILED]
    assert (before_that.before, before_that.now, before_that.records) == (0, 1, ("a000003",))
    assert found.unexplained == ()


def test_a_teacher_full_by_another_district_is_explained_by_it(connection: Connection) -> None:
    asked = question(ReportKind.TEACHERS)
    for number in range(3):
        active(connection, number, teacher_id="t", student_id=f"s{number}")
    before = frozen(connection, asked)
    active(connection, 3, teacher_id="t", student_id="s3", bureau=THERE)
    (cell,) = compared(connection, asked, before).cells
    assert (cell.figure, cell.before, cell.now, cell.records) == (
        Figure.FULL_TEACHERS,
        0,
        1,
        ("a000003",),
    )


def test_figures_that_do_not_fit_the_records_are_not_proved(connection: Connection) -> None:
    asked = question(ReportKind.PASSES)
    facts, _ = frozen(connection, asked)
    forged = (FigureLine(HERE, 0, TYPES[0], {"passed": 3, "people": 3}),)
    found = compared(connection, asked, (facts, forged))
    assert not found.proved
    assert found.unexplained == found.cells


def test_figures_have_names(connection: Connection) -> None:
    assert figure_name("filed", DICTIONARIES) == "当年备案数"
    assert figure_name("people", DICTIONARIES, TYPES[0]).endswith("合格人数")
    assert figure_name("new", DICTIONARIES) == "new"


# the workbook


def test_the_workbook_opens_elsewhere_with_ids_as_text_and_no_formula(connection: Connection) -> None:
    active(connection, 1, filing_no="=HYPERLINK(1)", student_name="𠮷" * 40, teacher_name="A&<B>\x01")
    add_score(connection, 1, state="published")
    data = facts_workbook(connection, ReportKind.YEARS, ReportFilter((HERE,), 2026), TABLE)
    assert inspect_file(data) == XLSX
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["数据", "师承关系", "成绩"]
    studies = list(book["师承关系"].iter_rows(values_only=True))
    assert studies[0][0] == "记录编号"
    row = dict(zip(studies[0], studies[1], strict=True))
    assert (row["备案号"], row["学生"], row["老师"]) == ("=HYPERLINK(1)", "𠮷" * 40, "A&<B>")
    assert (row["状态"], row["备案日期"]) == ("在教", "2026-03-01")
    assert book["师承关系"]["C2"].data_type == "s"
    assert "420106199002021256" not in str(studies), "no id numbers"
    table = [[cell for cell in row if cell is not None] for row in book["数据"].iter_rows(values_only=True)]
    assert table[0] == ["各区年度备案情况"]
    assert ["武昌区", 12, "85.7%"] in table
    assert ["=1+1", 0, "—"] in table


def test_reading_back_gives_the_same_facts(connection: Connection) -> None:
    for number in range(5):
        active(connection, number)
        add_score(connection, number, state="published", corrects="c000000" if number == 4 else "")
    filtered = ReportFilter((HERE,))
    data = facts_workbook(connection, ReportKind.YEARS, filtered, TABLE)
    facts = collect(connection, ReportKind.YEARS, filtered)
    assert (len(facts.studies), len(facts.scores)) == (5, 5)
    assert read_facts(data) == facts
    assert record_changes(read_facts(data), facts) == {}


def test_an_empty_district_gives_a_whole_workbook(connection: Connection) -> None:
    data = facts_workbook(connection, ReportKind.YEARS, ReportFilter((HERE,)), TABLE)
    assert read_facts(data) == ((), ())


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"%PDF-1.7"])
def test_what_is_no_workbook_is_said(data: bytes) -> None:
    with pytest.raises(KnownError, match="数据明细") as caught:
        read_facts(data)
    assert caught.value.code == "BOOK_DAMAGED"


def test_writing_tells_progress_and_stops(connection: Connection) -> None:
    for number in range(3):
        active(connection, number)
    told: list[tuple[int, int]] = []
    facts_workbook(
        connection, ReportKind.YEARS, ReportFilter((HERE,)), TABLE, progress=lambda *a: told.append(a)
    )
    assert told == [(0, 3)]
    with pytest.raises(KnownError, match="已停止") as caught:
        facts_workbook(connection, ReportKind.YEARS, ReportFilter((HERE,)), TABLE, stopped=lambda: True)
    assert caught.value.code == "STOPPED"


def test_too_many_records_are_said_before_anything_is_kept(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.reports.frozen.MAX_BYTES", 1000)
    active(connection, 1)
    with pytest.raises(KnownError, match="20 MB") as caught:
        facts_workbook(connection, ReportKind.YEARS, ReportFilter((HERE,)), TABLE)
    assert caught.value.code == "REPORT_FACTS_TOO_LARGE"


def test_a_hundred_thousand_records_fit_and_come_back(connection: Connection) -> None:
    """A whole city of ten years in one workbook, below the limit of an upload."""
    chance = Random(1)
    filed = {"state": "active", "filed_on": "2026-03-01", "notarised_on": "2020-01-01"}
    begin_load(connection)
    studies = [filing(n, id=unlike(chance), student_id=unlike(chance), **filed) for n in range(100_000)]
    scores = [
        score(n, id=unlike(chance), apprenticeship_id=one["id"], student_id=one["student_id"])
        | {"state": "published"}
        for n, one in enumerate(studies[:60_000])
    ]
    for kind, rows in (("apprenticeship", studies), ("assessment", scores)):
        connection.exec_driver_sql(insert_sql(kind, "?"), [body(kind, row) for row in rows])
    told: list[tuple[int, int]] = []
    data = facts_workbook(
        connection, ReportKind.YEARS, ReportFilter((HERE,)), TABLE, progress=lambda *a: told.append(a)
    )
    assert len(data) < MAX_BYTES
    assert inspect_file(data) == XLSX
    assert told[0] == (0, 160_000)
    assert len(told) == 80
    facts = read_facts(data)
    assert (len(facts.studies), len(facts.scores)) == (100_000, 60_000)


def unlike(chance: Random) -> str:
    return str(UUID(int=chance.getrandbits(128)))


def body(kind: str, values: dict[str, Any]) -> tuple[Any, ...]:
    integers = ("version", "tenths", "unpublished_scores")
    return tuple(values.get(name, 0 if name in integers else "") for name in columns_of(kind))


def test_a_list_too_long_for_the_command_is_cut_and_says_so() -> None:
    rows = tuple((f"老师{number}", number, None) for number in range(20_000))
    lines = [FigureLine(HERE, 0, "", {"active": 3})]
    text = figures_json(StatTable(**{**_values(TABLE), "rows": rows}), lines)
    kept = read_figures(text)
    assert len(text.encode()) <= FIGURES_MAX
    assert is_canonical(text)
    assert len(kept.table.rows) + kept.left_out == 20_000
    assert kept.left_out
    assert kept.lines == tuple(lines)
    assert read_figures(figures_json(TABLE, lines)).table == TABLE


def test_figures_of_a_later_program_are_said() -> None:
    with pytest.raises(KnownError, match="升级程序"):
        read_figures('{"table":{}}')


def _values(table: StatTable) -> dict[str, Any]:
    return {name: getattr(table, name) for name in table.__struct_fields__}
