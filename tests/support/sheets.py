"""Workbooks put together by hand, as odd producers write them."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def worksheet(rows: str, after: str = "") -> str:
    return f'<?xml version="1.0"?><worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{after}</worksheet>'


def text_row(*texts: str, number: int = 0) -> str:
    """A row of inline strings without references, or with them when it has a number."""
    cells = "".join(
        f'<c{f" r={chr(34)}{chr(65 + at)}{number}{chr(34)}" if number else ""} t="inlineStr">'
        f"<is><t>{text}</t></is></c>"
        for at, text in enumerate(texts)
    )
    return f'<row r="{number}">{cells}</row>' if number else f"<row>{cells}</row>"


def handmade(
    path: Path,
    sheet: str,
    *,
    target: str = "worksheets/sheet1.xml",
    properties: str = "",
    more: Mapping[str, str | bytes] | None = None,
) -> Path:
    """Write a workbook of one sheet with nothing that is not needed: no styles, no shared strings."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("_rels/.rels", _relation("officeDocument", "xl/workbook.xml"))
        archive.writestr(
            "xl/workbook.xml",
            f'<?xml version="1.0"?><workbook xmlns="{MAIN}" xmlns:r="{_RELATIONS}">{properties}'
            '<sheets><sheet name="成绩" sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        archive.writestr("xl/_rels/workbook.xml.rels", _relation("worksheet", target))
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
        for name, data in (more or {}).items():
            archive.writestr(name, data)
    return path


def _relation(kind: str, target: str) -> str:
    return (
        f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="rId1" Type="{_RELATIONS}/{kind}"'
        f' Target="{target}"/></Relationships>'
    )
