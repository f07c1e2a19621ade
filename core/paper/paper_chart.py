"""Bar charts on paper: told apart by pattern as well as by colour, so that a grey print can be read.

Every bar has its number; the categories go on in a further chart where one would become too narrow to read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from reportlab.lib.colors import HexColor  # type: ignore[import-untyped]

from core.figures.stat import StatChart, StatSeries

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.paper.pdf import Box, Sheet

HEIGHT = 158.0
_SCALE, _HEAD, _FOOT = 34.0, 34.0, 30.0
_SMALL = 6.8
_NARROWEST = 9.5
"""Points for one bar: its number stands upright above it then."""
_LINES = 4
NOTHING = "没有可以画出的数据。"


class _Look(NamedTuple):
    """Fill of a series; `slopes` are the directions of its hatching, `apart` its distance in points."""

    colour: str
    slopes: tuple[int, ...]
    apart: float
    light: bool


_LOOKS = (
    _Look("#14695B", (), 0, light=True),
    _Look("#B9DAD3", (1,), 3.2, light=False),
    _Look("#F1E3C2", (-1, 1), 4.2, light=False),
    _Look("#2A62A8", (-1,), 3.2, light=True),
    _Look("#F4D3CF", (0,), 2.6, light=False),
)


def parts(chart: StatChart, width: float) -> Iterator[StatChart]:
    """The chart, divided where its bars would not be readable in this width (points)."""
    series = max(1, len(chart.series))
    most = max(1, int((width - _SCALE) / (series * _NARROWEST + 6)))
    count = -(-len(chart.categories) // most)
    if count <= 1:
        yield chart
        return
    each = -(-len(chart.categories) // count)
    for place in range(count):
        some = slice(place * each, (place + 1) * each)
        yield StatChart(
            f"{chart.title}（{place + 1}/{count}）",
            chart.categories[some],
            tuple(StatSeries(one.name, one.values[some]) for one in chart.series),
        )


def draw_chart(sheet: Sheet, box: Box, chart: StatChart) -> None:
    """One chart into its box (points)."""
    left, bottom, width, height = box
    _legend(sheet, left, bottom + height - 14, width, chart)
    if not chart.categories or not chart.series:
        empty = (left, bottom + height / 2 - 10, width, 20)
        sheet.fitted(empty, NOTHING, 10, name=chart.title, align="centre", grey=0.3)
        return
    pitch = (width - _SCALE - 4) / len(chart.categories)
    bar = min(30.0, (pitch - 6) / len(chart.series))
    longest = max(_length(sheet, value) for one in chart.series for value in one.values)
    upright = longest > bar - 0.5
    # Numbers on end need more room above the highest bar, or they would run into the legend.
    above = _HEAD + (max(0.0, longest - _HEAD / 2 + 4) if upright else 0)
    plot = (left + _SCALE, bottom + _FOOT, width - _SCALE - 4, height - above - _FOOT)
    top = nice_top(max(value for one in chart.series for value in one.values))
    _scale(sheet, plot, top)
    for place, name in enumerate(chart.categories):
        middle = plot[0] + pitch * (place + 0.5)
        box = (middle - pitch / 2 + 1, bottom, pitch - 2, _FOOT - 3)
        sheet.fitted(box, name, 8, name=f"{chart.title}：{name}", smallest=5.5, align="centre", top=True)
        start = middle - bar * len(chart.series) / 2
        for number, one in enumerate(chart.series):
            value = one.values[place]
            size = plot[3] * max(0, value) / top
            _bar(sheet, (start + bar * number + 0.5, plot[1], bar - 1, size), number)
            _number(sheet, start + bar * (number + 0.5), plot[1] + size, value, upright=upright)


def nice_top(most: int) -> int:
    """The end of the scale: a round number whose quarters are whole."""
    top, power = _LINES, 1
    while top < most:
        steps = [step * power for step in (4, 8, 12, 20, 32, 40) if step * power >= most]
        top, power = (steps[0] if steps else top), power * 10
    return top


def _legend(sheet: Sheet, left: float, y: float, width: float, chart: StatChart) -> None:
    sheet.fitted((left, y - 4, width * 0.5, 16), chart.title, 11, name=chart.title, bold=True)
    x = left + width - 4
    for number, one in reversed(list(enumerate(chart.series))):
        words = sheet.printable(one.name)
        x -= sheet.font.width(words) * 8.5
        sheet.line(x, y, words, 8.5)
        x -= 18
        _bar(sheet, (x, y - 1, 14, 9), number)
        x -= 12


def _scale(sheet: Sheet, plot: Box, top: int) -> None:
    canvas = sheet.canvas
    canvas.setLineWidth(0.3)
    for step in range(_LINES + 1):
        y = plot[1] + plot[3] * step / _LINES
        canvas.setStrokeGray(0.2 if step == 0 else 0.78)
        canvas.line(plot[0], y, plot[0] + plot[2], y)
        sheet.line(plot[0] - 5, y - 2.6, f"{top * step // _LINES:,}", _SMALL, align="right", grey=0.3)
    canvas.setLineWidth(0.6)


def _bar(sheet: Sheet, box: Box, number: int) -> None:
    if box[3] <= 0:
        return
    look, canvas = _LOOKS[number % len(_LOOKS)], sheet.canvas
    canvas.saveState()
    canvas.setFillColor(HexColor(look.colour))
    canvas.setStrokeGray(0.15)
    canvas.setLineWidth(0.5)
    path = canvas.beginPath()
    path.rect(*box)
    canvas.drawPath(path, stroke=1, fill=1)
    canvas.clipPath(path, stroke=0, fill=0)
    canvas.setStrokeGray(1 if look.light else 0.15)
    canvas.setLineWidth(0.6)
    canvas.lines([line for slope in look.slopes for line in _hatching(box, slope, look.apart)])
    canvas.restoreState()


def _hatching(box: Box, slope: int, apart: float) -> Iterator[tuple[float, float, float, float]]:
    left, bottom, width, height = box
    reach = width if slope else 0.0
    at = bottom - reach
    while at < bottom + height + reach:
        yield (left, at, left + width, at + slope * width)
        at += apart


def _length(sheet: Sheet, value: int) -> float:
    """Points that the number of a bar takes."""
    return sheet.font.width(f"{value:,}") * _SMALL


def _number(sheet: Sheet, x: float, y: float, value: int, *, upright: bool) -> None:
    """The value above its bar."""
    words = f"{value:,}"
    if not upright:
        sheet.line(x, y + 2, words, _SMALL, align="centre")
        return
    sheet.canvas.saveState()
    sheet.canvas.translate(x + _SMALL * 0.36, y + 2)
    sheet.canvas.rotate(90)
    sheet.line(0, 0, words, _SMALL)
    sheet.canvas.restoreState()
