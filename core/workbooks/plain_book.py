"""A workbook of plain texts and whole numbers, written sheet by sheet into memory, and read back.

Written by hand and not with XlsxWriter: that one keeps its rows in a temporary file while it streams, and
names must not lie in the open on a PC's disk (security.md, row 26). Only the packed bytes stay in memory, so
100,000 rows need about as much as the finished file.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

import python_calamine

from core.domain.errors import KnownError
from core.files.papers import FileRefused, inspect_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Cell = str | int | None

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML cannot hold."""
_LIKE_CODE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
"""Begins what a reader would take for the code of a sign (ECMA-376 part 1, 22.9.2.19)."""
_RETURN = {"\r": "&#13;"}
"""A bare one would be read as a line feed."""
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/><name val="Microsoft YaHei"/>'
    '</font><font><b/><sz val="11"/><name val="Microsoft YaHei"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
_LYING = '<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/>'
_CLOSING = f"</sheetData>{_LYING}</worksheet>"
FLUSH = 2000
"""Rows packed in one go."""


class BookWriter:
    """Writes one sheet after another; `finish` gives the bytes, `close` drops what was not finished."""

    def __init__(self) -> None:
        self._stream = io.BytesIO()
        self._zip = zipfile.ZipFile(self._stream, "w", zipfile.ZIP_DEFLATED, compresslevel=6)
        self._names: list[str] = []

    @property
    def size(self) -> int:
        """Bytes packed so far."""
        return self._stream.tell()

    def sheet(self, name: str, widths: Sequence[int], rows: Iterable[Sequence[Cell]], *, head: int) -> None:
        """Write a sheet: the first `head` rows are bold and stay in view; None is an empty cell."""
        self._names.append(name)
        part = zipfile.ZipInfo(f"xl/worksheets/sheet{len(self._names)}.xml", (1980, 1, 1, 0, 0, 0))
        part.compress_type = zipfile.ZIP_DEFLATED
        with self._zip.open(part, "w", force_zip64=True) as out:
            out.write(_opening(widths, head).encode())
            some: list[str] = []
            for number, row in enumerate(rows, 1):
                some.append(_row(number, row, bold=number <= head))
                if len(some) >= FLUSH:
                    out.write("".join(some).encode())
                    some = []
            out.write(("".join(some) + _CLOSING).encode())

    def finish(self) -> bytes:
        """Close the workbook."""
        count = len(self._names)
        for name, text in (
            ("[Content_Types].xml", _types(count)),
            ("_rels/.rels", _relations({"officeDocument": "xl/workbook.xml"})),
            ("xl/workbook.xml", _workbook(self._names)),
            ("xl/_rels/workbook.xml.rels", _sheet_relations(count)),
            ("xl/styles.xml", _STYLES),
        ):
            self._zip.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), text)
        self.close()
        return self._stream.getvalue()

    def close(self) -> None:
        """End the writing, finished or not; again does nothing."""
        self._zip.close()


def read_sheets(data: bytes, names: Sequence[str]) -> Iterator[list[list[Any]]]:
    """Give the rows of the named sheets; KnownError BOOK_DAMAGED when one is not there or cannot be read."""
    try:
        inspect_file(data)
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        for name in names:
            yield book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except FileRefused as refused:
        raise _damaged() from refused
    except BaseException as error:
        # The reader is a library of another language; its panics are not Exceptions.
        foreign = isinstance(error, python_calamine.CalamineError) or type(error).__name__ == "PanicException"
        if not foreign:
            raise
        raise _damaged() from error


def _damaged() -> KnownError:
    return KnownError("BOOK_DAMAGED", "报送版的数据明细无法读取，不能与现在比较。报表本身不受影响。")


def _opening(widths: Sequence[int], head: int) -> str:
    columns = "".join(
        f'<col min="{place}" max="{place}" width="{width}" customWidth="1"/>'
        for place, width in enumerate(widths, 1)
    )
    pane = f'<pane ySplit="{head}" topLeftCell="A{head + 1}" activePane="bottomLeft" state="frozen"/>'
    return (
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<sheetViews><sheetView workbookViewId="0">{pane}</sheetView>'
        f"</sheetViews><cols>{columns}</cols><sheetData>"
    )


def _row(number: int, cells: Sequence[Cell], *, bold: bool) -> str:
    style = 1 if bold else 0
    made = [f'<row r="{number}">']
    for cell in cells:
        if cell is None or cell == "":
            made.append("<c/>")
        elif isinstance(cell, int):
            made.append(f"<c><v>{cell}</v></c>")
        else:
            text = escape(_LIKE_CODE.sub("_x005F_", _UNSEEN.sub("", cell)), _RETURN)
            made.append(f'<c s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>')
    made.append("</row>")
    return "".join(made)


def _types(count: int) -> str:
    sheets = "".join(
        f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{_KIND}.worksheet+xml"/>'
        for number in range(1, count + 1)
    )
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_KIND}.styles+xml"/>{sheets}</Types>'
    )


def _workbook(names: Sequence[str]) -> str:
    sheets = "".join(
        f'<sheet name="{escape(name)}" sheetId="{number}" r:id="rId{number}"/>'
        for number, name in enumerate(names, 1)
    )
    return f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{sheets}</sheets></workbook>'


def _relations(targets: dict[str, str]) -> str:
    found = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets.items(), 1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{found}</Relationships>'


def _sheet_relations(count: int) -> str:
    found = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in range(1, count + 1)
    )
    style = f'<Relationship Id="rId{count + 1}" Type="{_OFFICE}/styles" Target="styles.xml"/>'
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{found}{style}</Relationships>'
