"""P17: an Excel import of 10⁵ rows with all checks, against openpyxl's read-only reading alone.

The rows are right ones of as many students, with days as Excel keeps them; the store is an encrypted one that
holds these students and their apprenticeships.
"""

from __future__ import annotations

import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl  # type: ignore[import-untyped]
import xlsxwriter  # type: ignore[import-untyped]
from sqlalchemy import insert

from benchmarks.measure import pairs, row, seconds
from core.apprenticeship.imports.score_columns import FIELDS
from core.apprenticeship.imports.scores import SCORE_IMPORT
from core.apprenticeship.tables import Apprenticeship, Student
from core.domain.dictionaries import load_dictionaries
from core.domain.idnumber import check_character
from core.domain.values import Parameters
from core.imports.checked import Verdict
from core.imports.checking import check
from core.imports.importing import Against
from core.store.engine import open_store
from core.store.migrations import migrate
from sync.transactions import reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

    from benchmarks.measure import Row

ROWS = 100_000
TODAY = date(2026, 11, 20)
ASSESSED = datetime(2026, 11, 8, tzinfo=UTC).replace(tzinfo=None)
KEY = bytes(range(32))
AT_ONCE = 10_000


def rows() -> Iterator[Row]:
    """One row; seconds."""
    with tempfile.TemporaryDirectory() as folder:
        path = _workbook(Path(folder, "scores.xlsx"))
        engine = _store(Path(folder, "store.db"))
        result = pairs(lambda: seconds(lambda: _import(path, engine)), lambda: seconds(lambda: _read(path)))
        engine.dispose()
    yield row(
        f"P17 import of {ROWS} rows with all checks",
        result,
        unit="s",
        against="openpyxl read-only reading alone",
        goal=0.5,
    )


def _import(path: Path, engine: Engine) -> None:
    with reading(engine) as session:
        checked = check(SCORE_IMPORT, path, Against(session, load_dictionaries(), Parameters(), TODAY))
    if len(checked.of(Verdict.GOOD)) != ROWS:
        raise RuntimeError("all rows are right ones")


def _read(path: Path) -> None:
    book = openpyxl.load_workbook(path, read_only=True)
    if sum(1 for _ in book.worksheets[0].iter_rows(values_only=True)) != ROWS + 1:
        raise RuntimeError("rows are missing")
    book.close()


def _number(at: int) -> str:
    month, day = at // 1000 % 12 + 1, at // 12_000 % 28 + 1
    first = f"4201061996{month:02d}{day:02d}{at % 1000:03d}"
    return first + check_character(first)


def _name(at: int) -> str:
    signs = ("陈何吴宋高罗梁郑谢韩", "亦静思佳子雨文可明若", "舟怡远宁墨桐博欣轩溪")
    return "".join(some[at // 10**place % 10] for place, some in enumerate(signs))


def _workbook(path: Path) -> Path:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, [field.label for field in FIELDS])
        for at in range(ROWS):
            sheet.write_row(at + 1, 0, [_name(at), _number(at), "出师考核"])
            sheet.write_datetime(at + 1, 3, ASSESSED, day)
            sheet.write_number(at + 1, 4, 60 + at % 400 / 10)
            sheet.write_string(at + 1, 5, "合格")
    return path


def _store(path: Path) -> Engine:
    engine = open_store(path, KEY)
    migrate(engine)
    with engine.begin() as connection:
        for start in range(0, ROWS, AT_ONCE):
            some = range(start, start + AT_ONCE)
            connection.execute(insert(Student), [_student(at) for at in some])
            connection.execute(insert(Apprenticeship), [_apprenticeship(at) for at in some])
    return engine


def _student(at: int) -> dict[str, object]:
    texts = dict.fromkeys(column.name for column in Student.__table__.columns)
    return {
        **dict.fromkeys(texts, ""),
        "id": f"s{at:06d}",
        "version": 1,
        "name": _name(at),
        "id_number": _number(at),
    }


def _apprenticeship(at: int) -> dict[str, object]:
    texts = dict.fromkeys(column.name for column in Apprenticeship.__table__.columns)
    return {
        **dict.fromkeys(texts, ""),
        "id": f"a{at:06d}",
        "version": 1,
        "student_id": f"s{at:06d}",
        "state": "active",
        "notarised_on": f"202{at % 3}-0{at % 9 + 1}-15",
        "filing_no": f"WC-2022-{at:06d}",
        "unpublished_scores": 0,
        "origin": "",
    }
