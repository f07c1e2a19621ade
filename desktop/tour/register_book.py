"""The register of before that the tour imports: invented people, two right rows, one with a wrong number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openpyxl import Workbook  # type: ignore[import-untyped]

from core.apprenticeship.imports.register_columns import REQUIRED
from core.domain.idnumber import check_character

if TYPE_CHECKING:
    from pathlib import Path


def register_book(path: Path) -> Path:
    """Write the workbook with the headings of the template."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([field.label for field in REQUIRED])
    for row, (name, number) in enumerate(
        (
            ("岳小满", _number("19950312001")),
            ("涂秋白", _number("19961104002")),
            ("卜知夏", "42010619970101003X"),
        ),
        1,
    ):
        teacher = ("桑远志", _number("19700509003"), "主任医师", "武昌区样例中医门诊部")
        certificate = f"（2021）鄂样例证字第 90{row} 号"
        days = ("2021-03-01", "2021-03-05", "2026-03-04", "2021-04-12")
        sheet.append([name, number, *teacher, certificate, *days])
    book.save(path)
    return path


def _number(tail: str) -> str:
    first = f"420106{tail}"
    return first + check_character(first)
