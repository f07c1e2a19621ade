"""A statistic on paper: every row once, head and foot on every page, charts that can be read in grey."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace
from PIL import ImageChops

from core.figures.stat import StatChart, StatColumn, StatSeries, StatTable
from core.files.fonts import find_fonts
from core.paper.figures_paper import render_stat
from core.paper.paper_chart import NOTHING, nice_top, parts
from tests.support.poppler import Poppler, flat, reader

if TYPE_CHECKING:
    from pathlib import Path

    from core.figures.stat import StatCell
    from core.paper.pdf import Rendered

COLUMNS = (
    StatColumn("区", "text", 16),
    StatColumn("备案总数"),
    StatColumn("当年合格数"),
    StatColumn("合格率", "percent", 8),
)
YEARS = StatChart(
    "历年备案与合格",
    ("2024", "2025", "2026"),
    (StatSeries("备案数", (1200, 980, 1431)), StatSeries("合格数", (0, 87, 765))),
)
DEFINITION = "备案总数：截至统计日已通过备案的师承关系。"


def rows(count: int) -> tuple[tuple[StatCell, ...], ...]:
    return tuple((f"第{at}区", 1000 + at, at % 7, None if at % 7 == 0 else 857) for at in range(1, count + 1))


def table(count: int, *, charts: tuple[StatChart, ...] = (YEARS,)) -> StatTable:
    return StatTable(
        title="各区年度备案情况",
        office="武汉市卫生健康委员会",
        period="2026 年",
        filtered="年度：2026 年",
        as_of="2026-11-21",
        data_at="2026-11-21 09:00:00（在线）",
        made_by="制表人：何静　制表时间：2026-11-21 09:30:05",
        columns=COLUMNS,
        rows=rows(count),
        total=("合计", 123456, 78, 1000) if count > 1 else (),
        charts=charts,
        definitions=(DEFINITION,),
        proof="合计与逐条核对的明细一致：备案总数 123,456。",
        empty="2026 年没有备案。",
    )


@pytest.fixture
def poppler(tmp_path: Path) -> Poppler:
    return reader(tmp_path)


def render(stat: StatTable) -> Rendered:
    return render_stat(stat, find_fonts().paper)


def check_feet(pages: list[str]) -> None:
    for number, page in enumerate(pages, 1):
        assert f"第{number}页共{len(pages)}页" in flat(page)
        assert "制表人：何静" in page
        assert "2026-11-21 09:30:05" in page
        assert "各区年度备案情况" in page


def test_a_page_says_all_that_the_table_says(poppler: Poppler) -> None:
    made = render(table(17))
    pages = poppler.pages(made.data)
    assert made.pages == len(pages)
    whole = flat("".join(pages))
    for words in (
        "单位：武汉市卫生健康委员会",
        "期间：2026年",
        "统计日：2026-11-21",
        "数据截止：2026-11-21 09:00:00（在线）",
        "条件：年度：2026年",
        "制表时间：2026-11-21 09:30:05",
        "123,456",
        "85.7%",
        "100.0%",
        DEFINITION,
        "合计与逐条核对的明细一致",
        "填表人：",
        "审核人：",
        "单位负责人（盖章）：",
    ):
        assert flat(words) in whole, words
    assert "—" in whole, "what cannot be said"
    assert "制表人：制表人" not in whole
    check_feet(pages)


def test_the_page_lies(poppler: Poppler) -> None:
    page = poppler.picture(render(table(3)).data)
    assert page.width > page.height


@pytest.mark.parametrize("count", [0, 1, 2, 19, 20, 21, 22, 23, 24, 47, 48, 49, 50, 300])
def test_every_row_is_there_once_under_a_head(poppler: Poppler, count: int) -> None:
    made = render(table(count, charts=()))
    pages = poppler.pages(made.data)
    whole = "".join(pages)
    for at in range(1, count + 1):
        assert whole.count(f"{1000 + at:,}") == 1
    for page in pages:
        if "区 " in page:
            assert "合格率" in page
    with_total = [page for page in pages if "123,456" in page.replace("：备案总数 123,456", "")]
    if count > 1:
        assert len(with_total) == 1
        assert "区 " in with_total[0], "the total never stands alone"
    check_feet(pages)
    assert made.shortened == ()


@pytest.mark.parametrize("count", range(15, 28))
def test_nothing_is_written_into_the_foot(poppler: Poppler, count: int) -> None:
    made = render(table(count))
    for number in range(1, made.pages + 1):
        page = poppler.picture(made.data, number, dots=72)
        free = page.crop((0, page.height - 51, page.width, page.height - 37))
        assert free.getextrema() == (255, 255), f"page {number}"


def test_no_rows_say_why(poppler: Poppler) -> None:
    whole = "".join(poppler.pages(render(table(0)).data))
    assert "2026 年没有备案。" in whole
    assert DEFINITION in whole


def test_ten_thousand_rows(poppler: Poppler) -> None:
    made = render(table(10_000))
    pages = poppler.pages(made.data)
    assert made.pages == len(pages) > 350
    assert flat("".join(pages)).count("85.7%") == sum(at % 7 != 0 for at in range(1, 10_001))
    check_feet(pages)


def test_long_texts_are_whole_and_their_rows_grow(poppler: Poppler) -> None:
    name = "阿卜杜热合曼买买提吐尔逊伊力哈木江玉素甫艾力克尤木阿不都拉热西提吾买尔江托合提库"
    columns = (StatColumn("区", "text", 8), *COLUMNS[1:], StatColumn("说明", "text", 30))
    some = tuple((f"{at}{name}", 1000 + at, 1, 1, "长" * 80) for at in range(60))
    made = render(replace(table(2), columns=columns, rows=some, total=("合计", 1, 1, 1, "")))
    text = poppler.text(made.data)
    assert made.shortened == ()
    assert sum(text.count(sign) for sign in set(name)) >= 60 * len(name)
    assert text.count("长") == 60 * 80
    for number in range(1, made.pages + 1):
        page = poppler.picture(made.data, number, dots=72)
        free = page.crop((0, page.height - 51, page.width, page.height - 37))
        assert free.getextrema() == (255, 255), f"page {number}"


def test_a_text_beyond_all_measure_is_cut_and_said(poppler: Poppler) -> None:
    made = render(replace(table(2), rows=(("江岸区", 1, 1, 1), ("很长的名称" * 300, 2, 2, 2))))
    assert made.shortened == ("第 2 行区",)
    assert "…" in poppler.text(made.data)


@pytest.mark.parametrize("value", [1_234_567_890, 99_999_999])
def test_a_huge_number_is_never_broken(poppler: Poppler, value: int) -> None:
    columns = (COLUMNS[0], *(StatColumn(f"第{at}项") for at in range(12)))
    made = render(
        replace(table(2), columns=columns, rows=(("区", *(value,) * 12),), total=("合计", *(value,) * 12))
    )
    assert "".join(poppler.pages(made.data)).count(f"{value:,}") == 24


def test_a_rare_name_in_a_cell_is_read_back(poppler: Poppler) -> None:
    made = render(replace(table(2), rows=(("陈𠮷舟", 1, 1, 1), ("江岸区", 2, 2, 2))))
    if not made.missing:
        assert "陈𠮷舟" in poppler.text(made.data)


def test_the_charts_name_their_numbers(poppler: Poppler) -> None:
    text = "".join(poppler.pages(render(table(1)).data))
    for words in ("历年备案与合格", "备案数", "合格数", "2024", "1,431", "765"):
        assert words in text


def test_bars_are_told_apart_in_grey(poppler: Poppler) -> None:
    """Each series has its own pattern: two bars of the same height never look the same."""
    looks = []
    for place in range(5):
        values = [(0,)] * 5
        values[place] = (4,)
        chart = StatChart("图", ("甲",), tuple(StatSeries("", value) for value in values))
        page = poppler.picture(render(replace(table(0), charts=(chart,), definitions=())).data, dots=72)
        column = [page.crop((x, 0, x + 12, page.height)) for x in range(0, page.width - 12, 4)]
        grey = min(column, key=lambda strip: sum(i * n for i, n in enumerate(strip.histogram())))
        looks.append(grey.tobytes())
    assert len(set(looks)) == 5


def test_many_categories_go_on_in_a_further_chart() -> None:
    chart = StatChart("各机构", tuple(str(n) for n in range(200)), (StatSeries("人", tuple(range(200))),) * 2)
    made = list(parts(chart, 770))
    assert len(made) > 3
    assert [name for one in made for name in one.categories] == list(chart.categories)
    assert [value for one in made for value in one.series[1].values] == list(range(200))
    assert made[0].title == f"各机构（1/{len(made)}）"
    assert list(parts(YEARS, 770)) == [YEARS]


@pytest.mark.parametrize(
    "chart",
    [StatChart("图", (), ()), StatChart("图", ("甲",), ()), StatChart("图", (), (StatSeries("数", ()),))],
)
def test_a_chart_without_data_says_so(poppler: Poppler, chart: StatChart) -> None:
    assert NOTHING in poppler.text(render(replace(table(2), charts=(chart,))).data)


def test_numbers_on_end_do_not_run_into_the_legend(poppler: Poppler) -> None:
    """The highest bar ends at the top of the scale; its number stands between it and the legend."""
    values = tuple(200_000 for _ in range(30))
    chart = StatChart("图", tuple(str(2000 + at) for at in range(30)), (StatSeries("数", values),) * 2)
    pictures = []
    for names in (("数", "数"), ("", "")):
        series = tuple(StatSeries(name, values) for name in names)
        made = render(replace(table(0), charts=(replace(chart, series=series),), definitions=(), proof=""))
        pictures.append(poppler.picture(made.data, dots=144))
    legend = ImageChops.difference(*pictures).getbbox()
    assert legend is not None
    strip = pictures[1].crop((legend[0] - 200, legend[1], legend[2], legend[3]))
    beside = pictures[1].crop((legend[2] - 400, legend[3] + 2, legend[2], legend[3] + 6))
    assert beside.getextrema()[0] == 255, "nothing between the legend and the numbers"
    assert strip.width > 200


@pytest.mark.parametrize("most", [0, 1, 4, 5, 9, 33, 41, 99, 1196, 54321, 99_999_999])
def test_the_scale_ends_above_the_highest_bar_with_whole_quarters(most: int) -> None:
    top = nice_top(most)
    assert top >= most
    assert top % 4 == 0
    assert top <= max(4, most * 2)


def test_empty_charts_do_no_harm() -> None:
    nothing = StatChart("空", (), ())
    zero = StatChart("零", ("甲",), (StatSeries("数", (0,)),))
    assert render(replace(table(1), charts=(nothing, zero))).pages == 1


def test_the_same_table_gives_the_same_bytes() -> None:
    assert render(table(60)).data == render(table(60)).data
