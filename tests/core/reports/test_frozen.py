"""报送版: the facts behind are kept whole and come back as they were."""

from __future__ import annotations

import io
from random import Random
from typing import TYPE_CHECKING, Any
from uuid import UUID

import openpyxl
import pytest

from core.apprenticeship.figures.frozen import (
    FigureLine,
    collect,
    facts_workbooks,
    figures_json,
    read_facts,
    read_figures,
)
from core.apprenticeship.figures.frozen_changes import record_changes
from core.apprenticeship.words.kinds import YEARS
from core.domain.errors import KnownError
from core.domain.filenames import XLSX
from core.domain.reports import FIGURES_MAX, ReportFilter, is_canonical
from core.figures.stat import StatTable
from core.files.images import MAX_BYTES
from core.files.papers import inspect_file
from core.store.codec import columns_of, insert_sql
from core.store.derived import begin_load
from tests.core.reports.frozen_office import HERE, TABLE, active, values_of
from tests.core.store.samples import add_score, filing, score

if TYPE_CHECKING:
    from sqlalchemy import Connection


def test_the_workbook_opens_elsewhere_with_ids_as_text_and_no_formula(connection: Connection) -> None:
    active(connection, 1, filing_no="=HYPERLINK(1)", student_name="𠮷" * 40, teacher_name="A&<B>\x01")
    add_score(connection, 1, state="published")
    (data,) = facts_workbooks(connection, YEARS, ReportFilter((HERE,), 2026), TABLE)
    assert inspect_file(data) == XLSX
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["数据", "师承关系", "成绩"]
    studies = list(book["师承关系"].iter_rows(values_only=True))
    assert studies[0][0] == "记录编号"
    row = dict(zip(studies[0], studies[1], strict=True))
    assert (row["备案号"], row["学生"], row["老师"]) == ("=HYPERLINK(1)", "𠮷" * 40, "A&<B>")
    assert (row["状态"], row["备案日期"]) == ("在教", "2026-03-01")
    assert book["师承关系"]["C2"].data_type == "s"
    assert "420106199002021256" not in str(studies), "no id numbers"
    table = [[cell for cell in row if cell is not None] for row in book["数据"].iter_rows(values_only=True)]
    assert table[0] == ["各区年度备案情况"]
    assert ["武昌区", 12, "85.7%"] in table
    assert ["=1+1", 0, "—"] in table


def test_reading_back_gives_the_same_facts(connection: Connection) -> None:
    for number in range(5):
        active(connection, number)
        add_score(connection, number, state="published", corrects="c000000" if number == 4 else "")
    filtered = ReportFilter((HERE,))
    (data,) = facts_workbooks(connection, YEARS, filtered, TABLE)
    facts = collect(connection, YEARS, filtered)
    assert (len(facts.studies), len(facts.scores)) == (5, 5)
    assert read_facts([data]) == facts
    assert record_changes(read_facts([data]), facts) == {}


def test_an_empty_district_gives_a_whole_workbook(connection: Connection) -> None:
    (data,) = facts_workbooks(connection, YEARS, ReportFilter((HERE,)), TABLE)
    assert read_facts([data]) == ((), ())


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"%PDF-1.7"])
def test_what_is_no_workbook_is_said(data: bytes) -> None:
    with pytest.raises(KnownError, match="数据明细") as caught:
        read_facts([data])
    assert caught.value.code == "BOOK_DAMAGED"


def test_writing_tells_progress_and_stops(connection: Connection) -> None:
    for number in range(3):
        active(connection, number)
    told: list[tuple[int, int]] = []
    facts_workbooks(connection, YEARS, ReportFilter((HERE,)), TABLE, progress=lambda *a: told.append(a))
    assert told == [(0, 3)]
    with pytest.raises(KnownError, match="已停止") as caught:
        facts_workbooks(connection, YEARS, ReportFilter((HERE,)), TABLE, stopped=lambda: True)
    assert caught.value.code == "STOPPED"


def test_what_an_upload_cannot_hold_goes_on_in_further_workbooks(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No record is lost, none comes twice, each part opens by itself and tells which it is."""
    monkeypatch.setattr("core.apprenticeship.figures.frozen.PART_BYTES", 1)
    for number in range(4):
        active(connection, number)
    for number in range(2):
        add_score(connection, number, state="published")
    filtered = ReportFilter((HERE,))
    told: list[tuple[int, int]] = []
    parts = facts_workbooks(connection, YEARS, filtered, TABLE, progress=lambda *a: told.append(a))
    assert len(parts) == 4
    assert told == [(0, 6)]
    assert read_facts(parts) == collect(connection, YEARS, filtered)
    for number, data in enumerate(parts, 1):
        assert inspect_file(data) == XLSX
        book = openpyxl.load_workbook(io.BytesIO(data))
        assert book.sheetnames == ["数据", "师承关系", "成绩"]
        assert book["数据"]["A1"].value == "各区年度备案情况"
        assert (f"第 {number} 部分" in str(book["数据"]["A2"].value)) is (number > 1)
        assert book["师承关系"].max_row == 2
        assert book["成绩"].max_row == (2 if number <= 2 else 1)


def test_too_many_records_are_said_before_anything_is_kept(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.apprenticeship.figures.frozen.PART_BYTES", 1)
    monkeypatch.setattr("core.apprenticeship.figures.frozen.FILES_MAX", 3)
    for number in range(2):
        active(connection, number)
    assert len(facts_workbooks(connection, YEARS, ReportFilter((HERE,)), TABLE)) == 2
    active(connection, 2)
    with pytest.raises(KnownError, match="分区") as caught:
        facts_workbooks(connection, YEARS, ReportFilter((HERE,)), TABLE)
    assert caught.value.code == "REPORT_FACTS_TOO_LARGE"


def test_a_hundred_thousand_records_fit_and_come_back(connection: Connection) -> None:
    """A whole city of ten years in one workbook, below the limit of an upload."""
    chance = Random(1)
    filed = {"state": "active", "filed_on": "2026-03-01", "notarised_on": "2020-01-01"}
    begin_load(connection)
    studies = [filing(n, id=unlike(chance), student_id=unlike(chance), **filed) for n in range(100_000)]
    scores = [
        score(n, id=unlike(chance), apprenticeship_id=one["id"], student_id=one["student_id"])
        | {"state": "published"}
        for n, one in enumerate(studies[:60_000])
    ]
    for kind, rows in (("apprenticeship", studies), ("assessment", scores)):
        connection.exec_driver_sql(insert_sql(kind, "?"), [body(kind, row) for row in rows])
    told: list[tuple[int, int]] = []
    (data,) = facts_workbooks(
        connection, YEARS, ReportFilter((HERE,)), TABLE, progress=lambda *a: told.append(a)
    )
    assert len(data) < MAX_BYTES
    assert inspect_file(data) == XLSX
    assert told[0] == (0, 160_000)
    assert len(told) == 80
    facts = read_facts([data])
    assert (len(facts.studies), len(facts.scores)) == (100_000, 60_000)


def unlike(chance: Random) -> str:
    return str(UUID(int=chance.getrandbits(128)))


def body(kind: str, values: dict[str, Any]) -> tuple[Any, ...]:
    integers = ("version", "tenths", "unpublished_scores")
    return tuple(values.get(name, 0 if name in integers else "") for name in columns_of(kind))


def test_a_list_too_long_for_the_command_is_cut_and_says_so() -> None:
    rows = tuple((f"老师{number}", number, None) for number in range(20_000))
    lines = [FigureLine(HERE, 0, "", {"active": 3})]
    text = figures_json(StatTable(**{**values_of(TABLE), "rows": rows}), lines)
    kept = read_figures(text)
    assert len(text.encode()) <= FIGURES_MAX
    assert is_canonical(text)
    assert len(kept.table.rows) + kept.left_out == 20_000
    assert kept.left_out
    assert kept.lines == tuple(lines)
    assert read_figures(figures_json(TABLE, lines)).table == TABLE


def test_figures_of_a_later_program_are_said() -> None:
    with pytest.raises(KnownError, match="升级程序"):
        read_figures('{"table":{}}')
