"""The three statistics as neutral tables: rows, totals, rates, changes, words; total and detail agree."""

from __future__ import annotations

import msgspec
import pytest

from core.apprenticeship.figures.models import BehindQuery, PassLine, TeacherLine, TeacherRow, YearLine
from core.apprenticeship.figures.passes import passes_statistic
from core.apprenticeship.figures.teachers import districts_statistic, teachers_statistic
from core.apprenticeship.figures.years import years_statistic
from core.apprenticeship.words.figures import DEFINITIONS, Figure
from core.domain.dictionaries import load_dictionaries
from core.figures.cells import Heading
from core.figures.columns import signed
from core.figures.proof import Proof, proof_line
from core.figures.stat import StatTable, cell_text
from tests import kit

WORDS = load_dictionaries()
HEADING = Heading(
    "武昌区卫生健康局", "2026 年", "考核类型：全部类型", "2026-11-20", "2026-11-20 09:42", "周敏"
)


def years_table(lines: list[YearLine], year: int = 0) -> StatTable:
    return years_statistic(lines, WORDS, year=year).printed(HEADING)


def passes_table(lines: list[PassLine], *bureaus: str) -> StatTable:
    return passes_statistic(lines, BehindQuery(Figure.PASSED, bureaus), WORDS).printed(HEADING)


def line(bureau: str, year: int, filed: int = 0, passed: int = 0, assessed: int = 0) -> YearLine:
    as_of = "2026-11-20" if year == 2026 else f"{year}-12-31"
    return YearLine(bureau, year, as_of, filed * 10, filed, filed, filed, assessed, passed)


def test_a_district_has_a_row_per_year_with_change_rate_and_a_total_of_events_only() -> None:
    lines = [line(kit.WUCHANG, 2026, 9, 2, 3), line(kit.WUCHANG, 2025), line(kit.WUCHANG, 2024, 12)]
    table = years_table(lines)
    assert [row[0] for row in table.rows] == ["2026 年", "2025 年", "2024 年"]
    assert [row[-1] for row in table.rows] == ["+9", "−12", None]
    assert [row[-2] for row in table.rows] == [667, None, None]
    assert table.total == ("合计", None, None, 21, 21, 3, 2, 667, None)
    assert "2025 年没有提交、备案和考核。" in table.definitions
    assert table.charts[0].categories == ("2024", "2025", "2026")
    assert any("2026 年只到 2026-11-20" in one for one in table.definitions)
    alone = years_table(lines, 2025)
    assert (len(alone.rows), alone.total) == (1, ()), "one row needs no total"


def test_the_city_has_a_row_per_district_and_a_total_that_equals_them() -> None:
    codes = (kit.WUCHANG, kit.HONGSHAN)
    lines = [line(code, year, 3 + place, 1, 2) for year in (2026, 2025) for place, code in enumerate(codes)]
    table = years_table(lines, 2026)
    assert [row[0] for row in table.rows] == ["武昌区", "洪山区"]
    assert table.total == ("合计", 70, 7, 7, 7, 4, 2, 500, "0")
    whole = years_table(lines)
    assert whole.total == ("合计", 70, 7, 14, 14, 8, 4, 500)
    assert "历年备案数" in [column.title for column in whole.columns]
    assert len(whole.charts) == 2


def test_nothing_at_all_is_said_in_words() -> None:
    assert years_table([]).empty == "还没有备案。"
    table = passes_table([], kit.WUCHANG)
    assert (table.rows, table.total, table.charts) == ((), (), ())
    nobody = TeacherLine("", 0, 0, 0, 0, 0, 0)
    assert teachers_statistic([], [], nobody, WORDS, (kit.WUCHANG,)).empty == "没有符合条件的带教老师。"


def test_teachers_by_name_and_by_district() -> None:
    one = TeacherRow("t1", "刘" * 40, "主任医师", "武昌区中医医院", kit.WUCHANG, 1, 2, 3, 0, 3, 1)
    total = TeacherLine("", 1, 0, 1, 2, 3, 0)
    named = teachers_statistic([one], [], total, WORDS, (kit.WUCHANG,)).printed(HEADING)
    assert named.rows[0] == ("刘" * 40, "主任医师", "武昌区中医医院", "武昌区", 2, 3, 1, 0, 1)
    both = [msgspec.structs.replace(total, bureau=code) for code in (kit.WUCHANG, kit.HONGSHAN)]
    table = districts_statistic(both, total, WORDS).printed(HEADING)
    assert table.total == ("合计", 1, 0, 2, 3, 1, 0)
    assert "相加为 2 人，合计为 1 人" in table.definitions[0]


def test_passes_by_type_of_one_bureau_and_by_bureau_of_several() -> None:
    lines = [PassLine(kit.WUCHANG, "graduation", 2, 2, 3), PassLine(kit.HONGSHAN, "specialty", 1, 1, 2)]
    own = passes_table(lines, kit.WUCHANG)
    assert own.rows == (("出师考核", 3, 2, 667), ("确有专长考核", 0, 0, None))
    assert own.total == ("合计", 3, 2, 667)
    city = passes_table(lines, kit.WUCHANG, kit.HONGSHAN)
    assert city.rows == (("武昌区", 3, 2, 0, 2, 667), ("洪山区", 2, 0, 1, 1, 500))
    assert city.total == ("合计", 5, 2, 1, 3, 600)


def test_every_cell_has_its_column_and_every_chart_its_values() -> None:
    lines = [line(code, 2026, 1) for code in (kit.WUCHANG, kit.HONGSHAN)]
    for table in (years_table(lines), years_table(lines, 2026)):
        assert {len(row) for row in (*table.rows, table.total)} == {len(table.columns)}
        for chart in table.charts:
            assert {len(one.values) for one in chart.series} == {len(chart.categories)}
        for row in table.rows:
            assert all(cell_text(cell, one.kind) for cell, one in zip(row, table.columns, strict=True))


@pytest.mark.parametrize(("change", "said"), [(12, "+12"), (-1234, "−1,234"), (0, "0"), (None, None)])
def test_a_change_carries_its_sign(change: int | None, said: str | None) -> None:
    assert signed(change) == said


def test_the_line_below_says_that_they_agree_or_what_to_do() -> None:
    agrees = Proof(DEFINITIONS[Figure.PASSED].name, 1234, 1234)
    assert proof_line([agrees]) == "合计 1,234 与逐条核对的明细 1,234 条一致。"
    wrong = proof_line([agrees, Proof(DEFINITIONS[Figure.FILED].name, 7, 6)])
    assert "当年备案数合计 7，明细 6 条" in wrong
    assert "请先不要报送" in wrong
    assert proof_line([]) == ""


def test_the_sentences_below_are_those_of_the_definitions() -> None:
    table = years_table([line(kit.WUCHANG, 2026, 1)])
    for figure in (Figure.FILED_TOTAL, Figure.ELIGIBLE, Figure.SUBMITTED, Figure.FILED, Figure.PASSED):
        assert f"{DEFINITIONS[figure].name}：{DEFINITIONS[figure].counts}" in table.definitions
