"""A statistic as a workbook (D5-D7, C5-C7): the table with its definitions, native charts, the people behind.

The charts are Excel's own and refer to cells, so that a clerk can change and copy them; patterns and borders
keep the bars apart on grey paper.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from xlsxwriter.utility import xl_range  # type: ignore[import-untyped]

from core.files.saving import saving
from core.workbooks.list_sheet import ListWriter, sheet_name
from core.workbooks.sheet_book import (
    HEADER,
    INDENT,
    SheetHead,
    Styles,
    begin_sheet,
    height_of,
    lines_of,
    look,
    plain,
    put_line,
    said,
    set_paper,
    writing_book,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from xlsxwriter import Workbook  # type: ignore[import-untyped]

    from core.figures.stat import Kind, StatCell, StatChart, StatColumn, StatTable
    from core.workbooks.list_sheet import Given, SheetColumn

CHARTS = "图表"
MARK = "—"
"""What cannot be said."""
_NUMBERS: dict[Kind, str] = {"text": "@", "int": "#,##0_ ", "percent": "0.0%_ "}
_FILLS: tuple[tuple[str, str], ...] = (
    ("#14695B", ""),
    ("#7FB8AC", "wide_upward_diagonal"),
    ("#E3C88A", ""),
    ("#2A62A8", "wide_downward_diagonal"),
    ("#B3382C", "dark_horizontal"),
)
"""Colours of the screen's series; apart on grey paper by lightness and pattern."""
_INK, _RULE = "#1D2B28", "#DDE3E1"
_PAGE = 110
"""Digits across a page; a narrow table is widened to it."""
_CHART_PIXELS = (760, 330)
_CHART_ROWS = 18
_LABELLED = 30
"""Bars up to which each has its number."""


@dataclass(frozen=True, slots=True)
class Detail:
    """The records behind a statistic, as a list on a sheet called `name`; the rows may come as they are read.

    They are what the clerk may read on the screen: numbers are masked by whoever gives them (A7).
    """

    name: str
    head: SheetHead
    columns: Sequence[SheetColumn]
    rows: Iterable[Sequence[Given]]


def write_stat(
    path: Path,
    table: StatTable,
    details: Sequence[Detail] = (),
    *,
    progress: Callable[[int], None] | None = None,
    stopped: Callable[[], bool] | None = None,
    written: Callable[[int], None] | None = None,
    part: Path | None = None,
) -> int:
    """Write a statistic with its charts and the records behind; give how many rows the table has.

    The others as in `write_list`, `progress` tells of the records. KnownError as `saving` raises, and
    `STOPPED`.
    """
    with saving(path, part) as part:
        with writing_book(part, stopped) as book:
            styles = Styles(book)
            _put_table(book, styles, table)
            charts = [chart for chart in table.charts if chart.categories and chart.series]
            if charts:
                _put_charts(book, styles, charts, table.made_by)
            for one in details:
                writer = ListWriter(book, one.head, one.columns, name=one.name, styles=styles)
                writer.add_all(one.rows, progress=progress, stopped=stopped)
        look(stopped)
        if written is not None:
            written(len(table.rows))
    return len(table.rows)


def _put_table(book: Workbook, styles: Styles, table: StatTable) -> None:
    sheet = book.add_worksheet(sheet_name(table.title))
    widths = _widths(table)
    begin_sheet(sheet, styles, _head(table), [column.title for column in table.columns], widths)
    columns = tuple(zip(table.columns, widths, strict=True))
    line = HEADER + 1
    for row in table.rows:
        _put_row(sheet, styles, columns, line, row)
        line += 1
    last = len(table.columns) - 1
    if not table.rows:
        put_line(sheet, line, last, table.empty, styles.cell("@", "center"))
        line += 1
    if table.total:
        _put_row(sheet, styles, columns, line, table.total, bold=True)
        line += 1
    # Years and codes are texts; Excel would mark each of them as a mistake.
    sheet.ignore_errors({"number_stored_as_text": xl_range(HEADER + 1, 0, line, last)})
    room = sum(widths)
    for text in (table.proof, "口径：" if table.definitions else "", *table.definitions):
        if text:
            sheet.set_row(line, height_of(lines_of(text, room)))
            put_line(sheet, line, last, text, styles.note)
            line += 1


def _head(table: StatTable) -> SheetHead:
    """The head of the sheets; the day and the state of the data stand beside the filter."""
    words = (
        said("条件", table.filtered),
        said("统计日", table.as_of),
        said("数据截止", table.data_at),
    )
    return SheetHead(
        title=table.title,
        office=table.office,
        made=said("制表人", table.made_by),
        period=table.period,
        filtered="　".join(one for one in words if one),
    )


def _widths(table: StatTable) -> list[float]:
    widths = [max(column.width * 1.2, 2 * len(column.title) + 3) for column in table.columns]
    scale = max(1.0, _PAGE / sum(widths))
    return [width * scale for width in widths]


def _put_row(
    sheet: Any,
    styles: Styles,
    columns: Sequence[tuple[StatColumn, float]],
    line: int,
    row: Sequence[StatCell],
    *,
    bold: bool = False,
) -> None:
    """One row; `columns` with their widths in digits."""
    high = 1
    for place, ((column, width), cell) in enumerate(zip(columns, row, strict=True)):
        if isinstance(cell, int):
            # Tenths of a percent are thousandths of one.
            number = cell / 1000 if column.kind == "percent" else cell
            sheet.write_number(line, place, number, styles.cell(_NUMBERS[column.kind], "right", bold=bold))
        else:
            align = "left" if column.kind == "text" else "right"
            words = MARK if cell is None else plain(cell)
            sheet.write_string(line, place, words, styles.cell("@", align, bold=bold))
            high = max(high, lines_of(words, width - INDENT))
    if high > 1:
        # Not every program makes a row as high as its text.
        sheet.set_row(line, height_of(high))


def _put_charts(book: Workbook, styles: Styles, charts: Sequence[StatChart], made: str) -> None:
    """Each chart beside the cells that it shows."""
    sheet = book.add_worksheet(CHARTS)
    set_paper(sheet, said("制表人", made))
    widest = max(len(chart.series) for chart in charts)
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, widest, 11)
    line, breaks = 0, []
    for number, chart in enumerate(charts):
        if number and number % 2 == 0:
            breaks.append(line)
        _put_cells(sheet, styles, chart, line)
        drawn = _drawn(book, chart, line)
        sheet.insert_chart(line, widest + 2, drawn, {"object_position": 2})
        line += max(len(chart.categories) + 2, _CHART_ROWS) + 1
    sheet.set_h_pagebreaks(breaks)


def _put_cells(sheet: Any, styles: Styles, chart: StatChart, line: int) -> None:
    put_line(sheet, line, len(chart.series), chart.title, styles.head)
    sheet.write_string(line + 1, 0, "", styles.head)
    for place, series in enumerate(chart.series, 1):
        sheet.write_string(line + 1, place, plain(series.name), styles.head)
    for down, category in enumerate(chart.categories):
        if all(one.isdecimal() for one in chart.categories):
            # Years: the library says of such categories that they are numbers, so they have to be.
            sheet.write_number(line + 2 + down, 0, int(category), styles.cell("0", "left"))
        else:
            sheet.write_string(line + 2 + down, 0, plain(category), styles.cell("@", "left"))
        for place, series in enumerate(chart.series, 1):
            sheet.write_number(line + 2 + down, place, series.values[down], styles.cell("#,##0_ ", "right"))


def _drawn(book: Workbook, chart: StatChart, line: int) -> Any:
    """Excel's own chart over the cells that begin at a row."""
    drawn = book.add_chart({"type": "column"})
    first, last = line + 2, line + 1 + len(chart.categories)
    few = len(chart.categories) * len(chart.series) <= _LABELLED
    for place in range(1, len(chart.series) + 1):
        drawn.add_series(
            {
                "name": [CHARTS, line + 1, place],
                "categories": [CHARTS, first, 0, last, 0],
                "values": [CHARTS, first, place, last, place],
                # What the cells hold: in constant memory the library does not know it any more.
                "categories_data": list(chart.categories),
                "values_data": list(chart.series[place - 1].values),
                "gap": 60,
                "overlap": 0,
                "border": {"color": _INK, "width": 0.75},
                **_fill(place - 1),
                **({"data_labels": {"value": True, "font": {"size": 8}}} if few else {}),
            }
        )
    drawn.set_title({"name": plain(chart.title), "name_font": {"size": 12, "color": _INK}, "overlay": False})
    drawn.set_legend({"position": "bottom"} if len(chart.series) > 1 else {"none": True})
    drawn.set_y_axis(
        {"num_format": "#,##0", "min": 0, "major_gridlines": {"visible": True, "line": {"color": _RULE}}}
    )
    drawn.set_x_axis({"num_font": {"size": 9}})
    drawn.set_size({"width": _CHART_PIXELS[0], "height": _CHART_PIXELS[1]})
    return drawn


def _fill(place: int) -> dict[str, Any]:
    colour, pattern = _FILLS[place % len(_FILLS)]
    if not pattern:
        return {"fill": {"color": colour}}
    return {"pattern": {"pattern": pattern, "fg_color": "#FFFFFF", "bg_color": colour}}
