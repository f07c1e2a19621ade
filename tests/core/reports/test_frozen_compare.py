"""与现在比较: every number that differs is named, with the records because of which."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.apprenticeship.figures.frozen import FigureLine, FrozenFigures, collect, facts_workbooks, read_facts
from core.apprenticeship.figures.frozen_compare import CellChange, Comparison, compare, figure_name, numbers
from core.apprenticeship.figures.frozen_counts import units
from core.apprenticeship.figures.frozen_lines import figure_lines
from core.apprenticeship.figures.frozen_places import Place, Question
from core.apprenticeship.words.dictionaries import of
from core.apprenticeship.words.figures import AS_OF, Figure
from core.apprenticeship.words.kinds import PASSES, TEACHERS, YEARS
from core.domain.reports import ReportKind
from core.figures.cells import TOTAL
from core.figures.stat import StatTable
from tests.core.reports.frozen_office import (
    BUREAUS,
    DICTIONARIES,
    HERE,
    TABLE,
    THERE,
    TYPES,
    Office,
    active,
    question,
    shown,
    values_of,
)
from tests.core.store.samples import add_apprenticeship, add_score

if TYPE_CHECKING:
    from random import Random

    from sqlalchemy import Connection


QUESTIONS = st.builds(
    question,
    st.sampled_from(list(ReportKind)),
    st.sampled_from([(HERE,), BUREAUS]),
    st.sampled_from([0, 2024, 2026]),
    st.sampled_from(["", *TYPES]),
)
SUPPRESSED = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


def printed(table: StatTable) -> dict[tuple[str, str], int]:
    """The whole numbers on the paper by row and column; teachers are told apart by their names."""
    return {
        (str(row[0]), column.title): cell
        for row in (*table.rows, *((table.total,) if table.total else ()))
        for cell, column in zip(row, table.columns, strict=True)
        if isinstance(cell, int) and column.kind == "int"
    }


def in_table(asked: Question, one: CellChange) -> bool:
    """Whether a changed number stands in the table: others stand in its charts, or are behind 较上年."""
    if asked.kind is not YEARS:
        return one.figure != "people"
    if asked.filtered.year:
        return one.year == asked.filtered.year
    if len(asked.filtered.bureaus) == 1:
        return True
    return one.year == (asked.as_of.year if one.figure in AS_OF else 0)


def place_on_paper(asked: Question, one: CellChange) -> tuple[str, str]:
    """Where a changed number stands on the paper."""
    several, filtered = len(asked.filtered.bureaus) > 1, asked.filtered
    district = DICTIONARIES.district_name(one.bureau) if one.bureau else TOTAL
    name = figure_name(one.figure, DICTIONARIES, one.type)
    if asked.kind is TEACHERS:
        short = {"在教学生": "在教", "毕业学生": "毕业", "待备案学生": "待备案", "已结束师承关系": "已结束"}
        row = one.teacher or (district if several else TOTAL)
        return row, short.get(name, name)
    if asked.kind is YEARS:
        if several:
            return district, name if filtered.year else name.replace("当年", "历年")
        return f"{one.year} 年" if one.year else TOTAL, name
    counted = {"当年考核数": "考核人次", "当年合格数": "合格人次"}
    if several:
        type_ = of(DICTIONARIES).assessment_name(one.type) if one.type else ""
        plain = counted[figure_name(one.figure, DICTIONARIES)]
        whole = "" if one.type or one.figure == Figure.ASSESSED or len(TYPES) == 1 else "合计"
        return district, f"{type_}{plain}{whole}"
    return (
        of(DICTIONARIES).assessment_name(one.type) if one.type else TOTAL,
        counted[figure_name(one.figure, DICTIONARIES)],
    )


@settings(max_examples=150, deadline=None, suppress_health_check=SUPPRESSED)
@given(chance=st.randoms(use_true_random=False), asked=QUESTIONS)
def test_frozen_facts_give_the_frozen_figures_and_explain_every_difference(
    connection: Connection, chance: Random, asked: Question
) -> None:
    """The SQL's figures equal those counted from the workbook; each changed one names a changed record,
    and every whole number that another paper of today would print is among them.
    """
    with connection.begin_nested() as here:
        office = Office(connection, chance)
        lines, table = figure_lines(connection, asked, DICTIONARIES), shown(connection, asked)
        before = read_facts(facts_workbooks(connection, asked.kind, asked.filtered, TABLE))
        counted = units(asked, before)
        wanted = {place: len(counted.get(place, ())) for place in numbers(asked, lines)}
        assert wanted == numbers(asked, lines)

        office.later()
        now = collect(connection, asked.kind, asked.filtered)
        after, table_now = figure_lines(connection, asked, DICTIONARIES), shown(connection, asked)
        found = compare(asked, before, now, FrozenFigures(table, lines), after)
        here.rollback()
    assert found.proved
    were, are = numbers(asked, lines), numbers(asked, after)
    changed = {place for place in (*were, *are) if were.get(place, 0) != are.get(place, 0)}
    named = {Place(one.bureau, one.year, one.type, one.figure) for one in found.cells if not one.teacher}
    assert named == changed
    assert found.unexplained == ()
    known = {one.id for one in found.records}
    assert all(set(one.records) <= known for one in found.cells)
    on_paper = {
        place_on_paper(asked, one): (one.before, one.now) for one in found.cells if in_table(asked, one)
    }
    old, new = printed(table), printed(table_now)
    for place in old.keys() & new.keys():
        if old[place] != new[place]:
            assert on_paper[place] == (old[place], new[place]), place


# one by one


def compared(connection: Connection, asked: Question, before: Any) -> Comparison:
    facts, figures = before
    now = collect(connection, asked.kind, asked.filtered)
    return compare(asked, facts, now, figures, figure_lines(connection, asked, DICTIONARIES))


def frozen(connection: Connection, asked: Question) -> Any:
    facts = read_facts(facts_workbooks(connection, asked.kind, asked.filtered, TABLE))
    return facts, FrozenFigures(shown(connection, asked), figure_lines(connection, asked, DICTIONARIES))


def words(found: Comparison) -> dict[str, tuple[str, str]]:
    return {one.id: (one.what, one.detail) for one in found.records}


def test_nothing_happened_nothing_differs(connection: Connection) -> None:
    asked = question(YEARS)
    active(connection, 1)
    found = compared(connection, asked, frozen(connection, asked))
    assert (found.cells, found.records, found.proved) == ((), (), True)


def test_what_happened_is_named_in_words(connection: Connection) -> None:
    asked = question(YEARS, year=2026)
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
    asked = question(TEACHERS)
    for number in range(3):
        active(connection, number, teacher_id="t", student_id=f"s{number}")
    before = frozen(connection, asked)
    active(connection, 3, teacher_id="t", student_id="s3", bureau=THERE)
    cells = {one.figure: one for one in compared(connection, asked, before).cells}
    full = cells[Figure.FULL_TEACHERS]
    assert (full.before, full.now, full.records) == (0, 1, ("a000003",))
    seats = cells["seats"]
    assert (seats.teacher != "", seats.before, seats.now, seats.records) == (True, 1, 0, ("a000003",))
    assert len(cells) == 2, "the students here are the same"


def test_what_two_teachers_gain_and_lose_is_named_though_the_totals_are_the_same(
    connection: Connection,
) -> None:
    asked = question(TEACHERS)
    for number, teacher in enumerate("aab"):
        active(connection, number, teacher_id=teacher, teacher_name=f"老师{teacher}", student_id=f"s{number}")
    before = frozen(connection, asked)
    changes = {"student_id": "s1", "teacher_name": "老师a", "teacher_id": "a"}
    active(connection, 1, state="dissolved", ended_on="2026-11-19", **changes)
    active(connection, 3, teacher_id="b", teacher_name="老师b", student_id="s3")
    active(connection, 4, teacher_id="c", teacher_name="老师c", student_id="s4", state="pending", filed_on="")
    found = compared(connection, asked, before)
    told = {(one.teacher, one.figure): (one.before, one.now, one.records) for one in found.cells}
    assert told == {
        ("", Figure.TEACHERS): (2, 3, ("a000004",)),
        ("", Figure.PENDING): (0, 1, ("a000004",)),
        ("", Figure.ENDED): (0, 1, ("a000001",)),
        ("老师a", Figure.ACTIVE): (2, 1, ("a000001",)),
        ("老师a", Figure.ENDED): (0, 1, ("a000001",)),
        ("老师a", "seats"): (2, 3, ("a000001",)),
        ("老师b", Figure.ACTIVE): (1, 2, ("a000003",)),
        ("老师b", "seats"): (3, 2, ("a000003",)),
        ("老师c", Figure.PENDING): (0, 1, ("a000004",)),
    }
    assert found.proved


def test_a_row_that_does_not_fit_its_teachers_records_is_not_proved(connection: Connection) -> None:
    asked = question(TEACHERS)
    active(connection, 1)
    facts, figures = frozen(connection, asked)
    row = (*figures.table.rows[0][:-2], 7, 0)
    forged = FrozenFigures(StatTable(**{**values_of(figures.table), "rows": (row,)}), figures.lines)
    assert compared(connection, asked, (facts, figures)).proved
    assert not compared(connection, asked, (facts, forged)).proved


def test_what_the_office_of_a_report_could_not_see_is_not_called_new(connection: Connection) -> None:
    """The city compares a district's report: it knows a pass elsewhere that the district does not."""
    asked = question(YEARS, year=2026)
    active(connection, 1, student_id="s1")
    facts, figures = frozen(connection, asked)
    passed = {"type": TYPES[0], "assessed_on": "2025-01-01", "result": "pass", "bureau": THERE}
    add_score(connection, 1, student_id="s1", state="published", **passed)
    now, lines = (
        collect(connection, asked.kind, asked.filtered),
        figure_lines(connection, asked, DICTIONARIES),
    )
    for seen, what in (((HERE,), "其他区的记录"), ((), "新公布成绩")):
        (record,) = compare(asked, facts, now, figures, lines, seen=seen).records
        assert (record.what, record.bureau) == (what, THERE)


def test_figures_that_do_not_fit_the_records_are_not_proved(connection: Connection) -> None:
    asked = question(PASSES)
    facts, _ = frozen(connection, asked)
    forged = (FigureLine(HERE, 0, TYPES[0], {"passed": 3, "people": 3}),)
    found = compared(connection, asked, (facts, FrozenFigures(TABLE, forged)))
    assert not found.proved
    assert found.unexplained == found.cells


def test_figures_have_names(connection: Connection) -> None:
    assert figure_name("filed", DICTIONARIES) == "当年备案数"
    assert figure_name("people", DICTIONARIES, TYPES[0]).endswith("合格人数")
    assert figure_name("new", DICTIONARIES) == "new"
    assert figure_name("filed", DICTIONARIES, all_years=True) == "历年备案数"
