"""The rows of a list that somebody filled in with Excel: the right sheet, its header, what its cells say."""

from __future__ import annotations

import re
from operator import itemgetter
from typing import TYPE_CHECKING
from unicodedata import normalize

from core.domain.errors import KnownError
from core.files.workbooks import MAX_COLUMNS, Flaw, WorkbookError, column_letters
from core.imports.checked import REMEMBERED, GivenRow
from core.imports.headers import EXAMPLE, find_header, missing_words
from core.imports.words import bare, cell_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from core.files.workbooks import Cell, Sheet, Workbook
    from core.imports.columns import Layout
    from core.imports.headers import Header

AT_ONCE = 500
"""Rows that are looked up together."""
_HEADER_ROWS = 4
_FLAW_WORDS = {
    Flaw.FORMULA: "{field}（单元格 {cell}）是公式，请改为直接填写的值",
    Flaw.ERROR: "{field}（单元格 {cell}）是错误值，请重新填写",
    Flaw.MERGED: "{field}（单元格 {cell}）是合并单元格，请取消合并后每行单独填写",
}
_NOTE = re.compile(
    r"(?:合计|总计|小计|共计|总人数|附?注|备注|(?:填表)?说明|(?:制表|填表|填报|经办|审核|复核|负责|联系)(?:人|单位|日期|时间)?"
    r"|单位(?:负责人|盖章)?|盖章|日期|联系电话)[0-9]*(?:$|[:(,、.])|第[0-9]+页|共[0-9]+[人条件页]"
)
"""How rows below a list begin that are no entries: 合计, 注：…, 制表人：…"""


def choose(book: Workbook, layout: Layout) -> tuple[Sheet, Header]:
    """Give the first visible sheet whose header is whole; else say what the best one lacks."""
    best: tuple[Sheet, Header] | None = None
    for name in book.sheets:
        sheet = book.sheet(name)
        header = find_header(sheet.rows(), layout)
        if header is None:
            continue
        if not header.missing and not header.double:
            return sheet, header
        if best is None or len(header.columns) > len(best[1].columns):
            best = sheet, header
    if best is None:
        first = "、".join(field.label for field in layout.fields[:3])
        raise WorkbookError(
            "WORKBOOK_NO_HEADER",
            f"没有找到表头。请下载模板，把数据填在模板的表头（{first}……）下面。",
        )
    sheet, header = best
    if header.missing:
        raise WorkbookError(
            "WORKBOOK_HEADERS_MISSING",
            f"表“{sheet.name}”第 {header.row} 行的表头缺少 {missing_words(header)}，请按模板补上后重新选择。",
        )
    twice = "、".join(f"“{one.label}”" for one in header.double)
    raise WorkbookError(
        "WORKBOOK_HEADERS_DOUBLE",
        f"表“{sheet.name}”第 {header.row} 行的表头有重复的列：{twice}。请只保留一列后重新选择。",
    )


def unread(book: Workbook, layout: Layout, chosen: Sheet) -> tuple[str, ...]:
    """Give the names of the other visible sheets that hold such a list: a register may have one a year."""
    return tuple(name for name in book.sheets if name != chosen.name and _holds_list(book, layout, name))


def _holds_list(book: Workbook, layout: Layout, name: str) -> bool:
    try:
        sheet = book.sheet(name)
    except WorkbookError:
        return False
    header = find_header(sheet.rows(), layout)
    if header is None or header.missing:
        return False
    return next(_given(sheet, header, layout), None) is not None


def groups(
    sheet: Sheet,
    header: Header,
    layout: Layout,
    progress: Callable[[int, int], None],
    stopped: Callable[[], bool],
    notes: list[int],
) -> Iterator[list[GivenRow]]:
    """Give the rows in groups that are looked up together; `progress(rows done, rows)` after each.

    Rows that are no entries are added to `notes`. KnownError STOPPED; WorkbookError WORKBOOK_NO_ROWS at the
    end when there were none.
    """
    some = False
    for group in _in_groups(_given(sheet, header, layout, notes)):
        if stopped():
            raise KnownError("STOPPED", "已停止读取，没有导入任何数据。")
        some = True
        yield group
        progress(group[-1].number, sheet.height)
    if not some:
        raise WorkbookError(
            "WORKBOOK_NO_ROWS", f"表“{sheet.name}”的表头下面没有{layout.what}，请填写后重新选择。"
        )


def _given(
    sheet: Sheet, header: Header, layout: Layout, notes: list[int] | None = None
) -> Iterator[GivenRow]:
    """Give the rows below the header that say something, without the template's example.

    Nor the header once more (lists that were made for printing have it on every page); what stands in a few
    cells below a list and begins with a word like 合计 or 制表人 is added to `notes`.
    """
    columns = layout.in_order(header.columns)
    pick, text_of = itemgetter(*columns), _Texts()
    # A file without one of the columns takes the slower way.
    last = max(columns) if min(columns) >= 0 else MAX_COLUMNS
    for number, cells in sheet.rows():
        if number <= header.row or not (any(cells) or number in sheet.flaws):
            continue
        picked = pick(cells) if len(cells) > last else _picked(cells, columns)
        texts = tuple([one if one.__class__ is str and one.isalnum() else text_of(one) for one in picked])
        flaws = _flaw_words(sheet, number, columns, layout) if number in sheet.flaws else ()
        if not any(texts) and _is_header_below(sheet, number, header):
            continue
        if (any(texts) or flaws) and EXAMPLE not in texts[0][:4]:
            if not all(texts) and _is_short(texts, layout) and _is_note(cells):
                notes = [] if notes is None else notes
                notes.append(number)
            elif not _is_header(texts, layout):
                yield GivenRow(number, picked, texts, flaws)


def _is_header_below(sheet: Sheet, number: int, header: Header) -> bool:
    """Whether a row is only the lower part of a header that spans some rows."""
    flaws = sheet.flaws.get(number, {})
    near = number - header.row < _HEADER_ROWS
    return near and bool(flaws) and set(flaws.values()) == {Flaw.MERGED}


def _is_short(texts: tuple[str, ...], layout: Layout) -> bool:
    """Whether less than half of what a row must say is there."""
    filled = {field for text, field in zip(texts, layout.fields, strict=True) if text}
    return 2 * len(filled.intersection(layout.required)) < len(layout.required)


def _is_note(cells: list[Cell]) -> bool:
    first = next((cell for cell in cells if cell != ""), "")
    return isinstance(first, str) and _NOTE.match("".join(normalize("NFKC", first).split())) is not None


def _is_header(texts: tuple[str, ...], layout: Layout) -> bool:
    """Whether a row says what its columns are called."""
    if not (texts[0] and layout.headers.get(bare(texts[0])) is layout.fields[0]):
        return False
    own = zip(texts, layout.fields, strict=True)
    return sum(layout.headers.get(bare(text)) is field for text, field in own if text) >= len(layout.required)


def _picked(cells: list[Cell], columns: tuple[int, ...]) -> tuple[Cell, ...]:
    width = len(cells)
    return tuple(cells[place] if 0 <= place < width else "" for place in columns)


class _Texts:
    """What cells say; a file repeats few days, scores and words."""

    def __init__(self) -> None:
        self._known: dict[tuple[type, Cell], str] = {}

    def __call__(self, cell: Cell) -> str:
        key = (cell.__class__, cell)
        text = self._known.get(key)
        if text is None:
            text = cell_text(cell)
            if len(self._known) < REMEMBERED:
                self._known[key] = text
        return text


def _flaw_words(sheet: Sheet, number: int, columns: tuple[int, ...], layout: Layout) -> tuple[str, ...]:
    found = sheet.flaws[number]
    words = []
    for place, column in zip(layout.fields, columns, strict=True):
        flaw = found.get(column)
        if flaw is not None:
            words.append(
                _FLAW_WORDS[flaw].format(cell=f"{column_letters(column)}{number}", field=place.label)
            )
    return tuple(words)


def _in_groups(rows: Iterator[GivenRow]) -> Iterator[list[GivenRow]]:
    group: list[GivenRow] = []
    for row in rows:
        group.append(row)
        if len(group) == AT_ONCE:
            yield group
            group = []
    if group:
        yield group
