"""Charts: exact values by pointer and keyboard, every bar opens what is behind it, series differ in grey."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.widgets.chart_fills import FILLS, paint_fill
from desktop.widgets.charts import (
    ChartData,
    GroupedBars,
    LyingBars,
    ScrolledChart,
    Series,
    length,
    nice_top,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from desktop.widgets.chart_base import Chart

YEARS = ("2024", "2025", "2026")
DISTRICTS = (
    "江岸区", "江汉区", "硚口区", "汉阳区", "武昌区", "青山区", "洪山区", "东西湖区", "汉南区", "蔡甸区",
    "江夏区", "黄陂区", "新洲区", "东湖新技术开发区", "武汉经济技术开发区", "东湖生态旅游风景区", "长江新区",
)  # fmt: skip
FILED = Series("备案", (190, 0, 163), ("f24", "f25", "f26"), "件", 0)
PASSED = Series("合格", (52, 0, 1), ("p24", "", "p26"), "人次", 2)
DATA = ChartData(YEARS, (FILED, PASSED), "年")


def shown(qtbot: QtBot, chart: Chart, data: ChartData, width: int = 600, height: int = 240) -> Chart:
    qtbot.addWidget(chart)
    chart.resize(width, height)
    chart.show_data(data)
    chart.show()
    chart.activateWindow()
    qtbot.waitUntil(chart.isActiveWindow)
    chart.clearFocus()
    return chart


@pytest.fixture(params=[GroupedBars, LyingBars], ids=["upright", "lying"])
def chart(request: pytest.FixtureRequest, qtbot: QtBot) -> Chart:
    return shown(qtbot, request.param("sample", "历年备案"), DATA)


def middle(chart: Chart, category: int, series: int) -> QPoint:
    """Where one would point at a bar: in its ground, so that a bar of 0 has a place too."""
    return chart.bar(category, series).ground.center().toPoint()


def test_the_pointer_shows_the_exact_value(chart: Chart) -> None:
    QTest.mouseMove(chart, middle(chart, 0, 0))
    assert chart.value_text() == "2024年　备案 190 件"
    QTest.mouseMove(chart, middle(chart, 1, 1))
    assert chart.value_text() == "2025年　合格 0 人次"


def test_a_bar_that_opens_something_shows_a_hand(chart: Chart) -> None:
    QTest.mouseMove(chart, middle(chart, 0, 1))
    assert chart.cursor().shape() is Qt.CursorShape.PointingHandCursor
    QTest.mouseMove(chart, middle(chart, 1, 1))
    assert chart.cursor().shape() is Qt.CursorShape.ArrowCursor


@pytest.mark.parametrize(("category", "series"), [(0, 0), (0, 1), (1, 0), (2, 1)])
def test_a_click_says_which_bar(qtbot: QtBot, chart: Chart, category: int, series: int) -> None:
    with qtbot.waitSignal(chart.opened) as opened:
        qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=middle(chart, category, series))
    one = DATA.series[series]
    assert opened.args == [YEARS[category], one.name, one.keys[category]]


def test_a_press_that_ends_elsewhere_opens_nothing(qtbot: QtBot, chart: Chart) -> None:
    with qtbot.assertNotEmitted(chart.opened):
        QTest.mousePress(chart, Qt.MouseButton.LeftButton, pos=middle(chart, 0, 0))
        QTest.mouseRelease(chart, Qt.MouseButton.LeftButton, pos=middle(chart, 2, 0))
        qtbot.mouseClick(chart, Qt.MouseButton.RightButton, pos=middle(chart, 0, 0))
        qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=middle(chart, 1, 1))


def test_the_keyboard_walks_from_bar_to_bar_and_opens(qtbot: QtBot, chart: Chart) -> None:
    chart.setFocus(Qt.FocusReason.TabFocusReason)
    assert chart.value_text() == "2024年　备案 190 件"
    qtbot.keyClick(chart, Qt.Key.Key_Left)
    assert chart.value_text() == "2024年　备案 190 件"
    qtbot.keyClick(chart, Qt.Key.Key_Right)
    assert chart.value_text() == "2024年　合格 52 人次"
    qtbot.keyClick(chart, Qt.Key.Key_End)
    assert chart.value_text() == "2026年　合格 1 人次"
    qtbot.keyClick(chart, Qt.Key.Key_Right)
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Space):
        with qtbot.waitSignal(chart.opened) as opened:
            qtbot.keyClick(chart, key)
        assert opened.args == ["2026", "合格", "p26"]
    qtbot.keyClick(chart, Qt.Key.Key_Home)
    assert chart.value_text() == "2024年　备案 190 件"
    qtbot.keyClick(chart, Qt.Key.Key_Right)
    chart.clearFocus()
    assert chart.value_text() == ""
    chart.setFocus(Qt.FocusReason.BacktabFocusReason)
    assert chart.value_text() == "2024年　合格 52 人次"


def test_all_values_are_spoken_and_the_marked_one_first(qtbot: QtBot, chart: Chart) -> None:
    whole = "2024年 备案 190 件，合格 52 人次；2025年 备案 0 件，合格 0 人次；2026年 备案 163 件，合格 1 人次"
    assert chart.accessibleName() == "历年备案"
    assert chart.accessibleDescription() == whole
    chart.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(chart, Qt.Key.Key_End)
    assert chart.accessibleDescription() == f"2026年　合格 1 人次。{whole}"


def test_a_refresh_keeps_the_mark_at_its_bar(qtbot: QtBot, chart: Chart) -> None:
    chart.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(chart, Qt.Key.Key_End)
    chart.show_data(DATA._replace(series=(FILED, PASSED._replace(values=(52, 0, 2)))))
    assert chart.value_text() == "2026年　合格 2 人次"
    chart.show_data(ChartData(("2026",), (FILED._replace(values=(163,), keys=("f26",)),), "年"))
    assert chart.value_text() == ""
    assert chart.bar(0, 0).box.height() > 0


def test_a_year_without_anything_has_its_place_and_its_zeros(chart: Chart) -> None:
    bars = [chart.bar(1, series) for series in (0, 1)]
    assert all(min(bar.box.width(), bar.box.height()) == 1 for bar in bars)
    assert min(chart.bar(2, 1).box.width(), chart.bar(2, 1).box.height()) >= 3


def test_without_data_a_sentence_stands_there_and_nothing_can_be_focused(qtbot: QtBot) -> None:
    chart = shown(qtbot, GroupedBars("sample", "历年备案", "还没有备案。"), ChartData())
    assert chart.accessibleDescription() == "还没有备案。"
    assert chart.focusPolicy() == Qt.FocusPolicy.NoFocus
    QTest.mouseMove(chart, QPoint(50, 50))
    qtbot.mouseClick(chart, Qt.MouseButton.LeftButton)
    qtbot.keyClick(chart, Qt.Key.Key_Return)
    assert chart.value_text() == ""


@pytest.mark.parametrize(("width", "height"), [(160, 100), (420, 130), (1200, 500)])
@pytest.mark.parametrize("kind", [GroupedBars, LyingBars])
def test_bars_stay_inside_and_apart_at_any_size(
    qtbot: QtBot, kind: Callable[..., Chart], width: int, height: int
) -> None:
    years = tuple(str(year) for year in range(2007, 2027))
    series = tuple(
        Series(name, tuple(range(0, 20 * 49_999, 49_999))) for name in ("提交", "备案", "考核", "合格")
    )
    chart = kind("sample", "历年")
    height = max(height, chart.minimumSizeHint().height())
    chart = shown(qtbot, chart, ChartData(years, series, "年"), width, height)
    chart.resize(width, max(height, chart.minimumSizeHint().height()))
    bars = chart.bars()
    room = QRectF(chart.rect())
    assert len(bars) == 80
    assert all(room.contains(bar.box) for bar in bars)
    assert all(not one.box.intersects(other.box) for one, other in combinations(bars, 2))
    chart.grab()


def test_seventeen_districts_with_long_names_and_six_digits_can_be_scrolled(
    qtbot: QtBot, picture: Callable[..., None]
) -> None:
    holder = QWidget()
    holder.setStyleSheet("background: white")
    chart = LyingBars("sample", "各区备案总数")
    area = ScrolledChart(chart)
    QVBoxLayout(holder).addWidget(area)
    values = tuple(999_999 - 60_000 * at for at in range(17))
    chart.show_data(ChartData(DISTRICTS, (Series("备案总数", values, DISTRICTS, "件"),)))
    qtbot.addWidget(holder)
    holder.resize(420, 200)
    holder.show()
    holder.activateWindow()
    qtbot.waitUntil(holder.isActiveWindow)
    assert not area.horizontalScrollBar().isVisible()
    chart.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(chart, Qt.Key.Key_End)
    assert chart.value_text() == "长江新区　备案总数 39,999 件"
    place = chart.bar(16, 0).box.toRect()
    assert area.viewport().rect().contains(place.translated(chart.pos()))
    picture(holder, "charts-scrolled")
    holder.resize(420, 600)
    qtbot.waitUntil(lambda: not area.verticalScrollBar().isVisible())


def test_no_name_of_a_district_is_left_out_below_upright_bars(
    qtbot: QtBot, picture: Callable[..., None]
) -> None:
    values = Series("备案", tuple(range(17)), unit="件")
    chart = shown(qtbot, GroupedBars("sample", "各区备案"), ChartData(DISTRICTS, (values,)), 900, 200)
    assert max(bar.box.bottom() for bar in chart.bars()) <= chart.height() - 30, "room for two lines"
    chart.show_data(ChartData(YEARS, (Series("备案", (1, 2, 3)),)))
    assert max(bar.box.bottom() for bar in chart.bars()) > chart.height() - 30
    chart.show_data(ChartData(DISTRICTS, (values,)))
    picture(chart, "charts-districts")


def test_shares_are_measured_against_all(qtbot: QtBot) -> None:
    rates = ChartData(YEARS, (Series("合格率", (850, 0, 500)),), "年", percent=True)
    chart = shown(qtbot, GroupedBars("sample", "合格率"), rates)
    QTest.mouseMove(chart, middle(chart, 0, 0))
    assert chart.value_text() == "2024年　合格率 85.0%"
    assert rates.top() == 1000
    assert chart.bar(0, 0).box.height() == pytest.approx(chart.bar(2, 0).box.height() * 1.7, rel=0.02)


def grey(at: int) -> QImage:
    """A bar as a printer without colours sets it."""
    image = QImage(16, 60, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_fill(painter, QRectF(1, 1, 14, 58), at)
    painter.end()
    return image.convertToFormat(QImage.Format.Format_Grayscale8)


def tone(image: QImage) -> float:
    """The mean grey of a bar, edges left out: 0 black, 255 white."""
    inner = [QColor(image.pixel(x, y)).lightness() for x in range(3, 13) for y in range(3, 57)]
    return sum(inner) / len(inner)


def strokes(image: QImage) -> tuple[bool, bool]:
    """Whether the grey changes from top to bottom, and from left to right."""
    down = {QColor(image.pixel(6, y)).lightness() // 40 for y in range(10, 50)}
    across = {QColor(image.pixel(x, 32)).lightness() // 40 for x in range(3, 13)}
    return len(down) > 1, len(across) > 1


@pytest.mark.parametrize(("one", "other"), [*combinations(range(len(FILLS)), 2)])
def test_two_series_differ_in_a_grey_print(one: int, other: int) -> None:
    first, second = grey(one), grey(other)
    assert abs(tone(first) - tone(second)) > 40 or strokes(first) != strokes(second)


@pytest.mark.parametrize(("value", "top"), [(0, 4), (4, 4), (231, 240), (1032, 1200), (87_000, 120_000)])
def test_scales_end_round(value: int, top: int) -> None:
    assert nice_top(value) == top
    assert nice_top(value) >= value


def test_a_bar_is_never_invisible() -> None:
    assert (length(0, 100, 50), length(1, 100_000, 50), length(50, 100, 50)) == (1, 3, 25)
