"""Workbooks of a register as a clerk fills them in, for the tests of its import."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import xlsxwriter  # type: ignore[import-untyped]

from core.apprenticeship.imports.register_columns import FIELDS, Field
from tests import kit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

Row = dict[Field, Any]


def row(sequence: int = 1, teacher: int = 0, **changes: Any) -> Row:
    """One line: student `sequence` of teacher `teacher`; `changes` by the field's name (`STATE="在教"`)."""
    who, student = kit.teacher_data(teacher or sequence), kit.student_data(sequence)
    values = {
        Field.STUDENT: student.name,
        Field.STUDENT_NUMBER: student.id_number,
        Field.STUDENT_PHONE: student.phone,
        Field.EDUCATION: "本科",
        Field.TEACHER: who.name,
        Field.TEACHER_NUMBER: who.id_number,
        Field.TEACHER_PHONE: who.phone,
        Field.TITLE: who.title,
        Field.PLACE: who.practice_place,
        Field.OFFICE: "湖北省武汉市楚信公证处",
        Field.CERTIFICATE: f"（2023）鄂武昌证字第 {sequence} 号",
        Field.NOTARISED_ON: "2023-01-10",
        Field.START: "2023-01-10",
        Field.END: "2026-01-10",
        Field.TEACHING_PLACE: who.practice_place,
        Field.FILING_NO: f"WC-2023-{sequence:04d}",
        Field.FILED_ON: "2023-02-01",
        Field.STATE: "在教",
    }
    return values | {Field[name]: value for name, value in changes.items()}


def book(
    path: Path,
    rows: Iterable[Mapping[Field, Any]],
    fields: Sequence[Field] = FIELDS,
    names: Mapping[Field, str] | None = None,
) -> Path:
    """Write a workbook; `names` are other headers for some fields."""
    with xlsxwriter.Workbook(path, {"constant_memory": True, "strings_to_formulas": False}) as made:
        sheet = made.add_worksheet("台账")
        sheet.write_row(0, 0, [(names or {}).get(field, field.label) for field in fields])
        for number, line in enumerate(rows, 1):
            sheet.write_row(number, 0, [line.get(field, "") for field in fields])
    return path
