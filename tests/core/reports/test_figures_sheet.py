"""Statistics as workbooks (D5-D7, C5-C7): the table, native charts over cells, the lists behind."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import openpyxl
import pytest

from core.domain.errors import KnownError
from core.figures.stat import StatChart, StatColumn, StatSeries, StatTable
from core.workbooks.figures_sheet import write_stat
from tests.support.workbooks import converted, dump, text_of

if TYPE_CHECKING:
    from openpyxl.chart.bar_chart import BarChart

GOLDEN = Path(__file__).parent / "golden"
YEARS = ("2024", "2025", "2026")
TABLE = StatTable(
    title="各区年度备案情况",
    office="武汉市中医处",
    period="2024 年至 2026 年",
    filtered="全部考核类型",
    as_of="2026-11-21",
    data_at="2026-11-21 09:00，已同步",
    made_by="制表人：何静　制表时间：2026-11-21 09:30:05",
    columns=(
        StatColumn("年度", "text", 10),
        StatColumn("区", "text", 14),
        StatColumn("备案总数"),
        StatColumn("合格率", "percent"),
    ),
    rows=(("2026", "武昌区", 1284, 857), ("2025", "武昌区", 231, 1000), ("2024", "=武昌区", 0, None)),
    total=("合计", "", 1515, 905),
    charts=(
        StatChart("备案与考核", YEARS, (StatSeries("备案", (0, 231, 1284)), StatSeries("考核", (0, 20, 44)))),
        StatChart("在教", ("江岸", "江汉"), (StatSeries("在教", (3, 4)),)),
    ),
    definitions=("备案总数：截至统计日已备案的师承关系数。", "合格率：合格人次除以考核人次。"),
    proof="核对：明细 1,515 条，合计 1,515 条，一致。",
)


def series_of(chart: BarChart) -> list[tuple[str, str, str]]:
    """Names, categories and values of a chart, as references to cells."""
    return [(one.tx.strRef.f, (one.cat.strRef or one.cat.numRef).f, one.val.numRef.f) for one in chart.series]


def read(reference: str, book: Any) -> list[Any]:
    """The values of the cells that a reference names."""
    sheet, _, area = reference.partition("!")
    found = book[sheet.strip("'")][area.replace("$", "")]
    return [cell.value for row in found for cell in row] if isinstance(found, tuple) else [found.value]


def test_the_structure_is_as_agreed(tmp_path: Path) -> None:
    path = tmp_path / "stat.xlsx"
    write_stat(path, TABLE)
    assert "\n".join(dump(path)) + "\n" == (GOLDEN / "figures_sheet.txt").read_text(encoding="utf-8")


def test_rates_are_real_percentages_and_unknown_ones_a_dash(tmp_path: Path) -> None:
    path = tmp_path / "stat.xlsx"
    write_stat(path, TABLE)
    sheet = openpyxl.load_workbook(path).worksheets[0]
    rates = [sheet.cell(row, 4) for row in (5, 6, 7, 8)]
    assert [cell.value for cell in rates] == [0.857, 1, "—", 0.905]
    assert rates[0].number_format.strip("_ ") == "0.0%"
    assert sheet["B7"].data_type == "s"


def test_a_long_name_has_a_row_high_enough(tmp_path: Path) -> None:
    path, name = tmp_path / "stat.xlsx", "阿卜杜热合曼买买提吐尔逊江艾合麦提" * 2 + "努尔麦麦提依"
    write_stat(path, msgspec.structs.replace(TABLE, rows=(("2026", name, 1, 2), TABLE.rows[0])))
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert sheet["B5"].value == name
    assert sheet.row_dimensions[5].height > 30
    assert sheet.row_dimensions[6].height is None


def test_charts_are_excels_own_and_refer_to_cells(tmp_path: Path) -> None:
    path = tmp_path / "stat.xlsx"
    write_stat(path, TABLE)
    book = openpyxl.load_workbook(path)
    charts = book["图表"]._charts
    assert len(charts) == len(TABLE.charts)
    for drawn, asked in zip(charts, TABLE.charts, strict=True):
        for (name, categories, values), one in zip(series_of(drawn), asked.series, strict=True):
            assert read(name, book) == [one.name]
            assert [str(value) for value in read(categories, book)] == list(asked.categories)
            assert read(values, book) == list(one.values)


def test_bars_differ_on_grey_paper(tmp_path: Path) -> None:
    path = tmp_path / "stat.xlsx"
    write_stat(path, TABLE)
    with zipfile.ZipFile(path) as book:
        chart = book.read("xl/charts/chart1.xml").decode()
    assert chart.count("<a:pattFill") == 1
    assert chart.count("<c:ser>") == 2


def test_every_number_and_sentence_is_on_paper(tmp_path: Path) -> None:
    path = tmp_path / "stat.xlsx"
    write_stat(path, TABLE)
    pages = ["".join(text.split()) for text in text_of(converted(path))]
    for words in (
        "1,284",
        "85.7%",
        TABLE.definitions[0],
        TABLE.proof,
        "统计日：2026-11-21",
        "单位：武汉市中医处",
    ):
        assert "".join(words.split()) in pages[0]
    assert "备案与考核" in pages[1]


def test_a_statistic_without_rows_says_why(tmp_path: Path) -> None:
    path = tmp_path / "stat.xlsx"
    words = "2026 年还没有考核合格人员。"
    write_stat(path, msgspec.structs.replace(TABLE, rows=(), total=(), charts=(), empty=words))
    book = openpyxl.load_workbook(path)
    assert len(book.worksheets) == 1
    assert book.worksheets[0]["A5"].value == words


def test_a_folder_that_is_gone_says_so(tmp_path: Path) -> None:
    with pytest.raises(KnownError, match="文件夹不存在"):
        write_stat(tmp_path / "没有" / "stat.xlsx", TABLE)
