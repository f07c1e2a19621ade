"""Foreign workbooks: what cannot be read says so, what can is read as it stands (security.md 5, row 4)."""

from __future__ import annotations

import zipfile
from datetime import date
from typing import TYPE_CHECKING

import openpyxl
import pytest
import xlsxwriter

from core.domain.errors import KnownError
from core.files import packages, workbooks
from core.files.workbooks import Flaw, Sheet, WorkbookError, open_workbook
from tests.support.sheets import handmade, text_row, worksheet

if TYPE_CHECKING:
    from pathlib import Path


FIRST = '<row r="1"><c r="A1"><v>1</v></c></row>'
LOOSE = '<c x=" r=" t="str"><v> r="A1 </v></c>'
"""A cell without a place that looks as if it had one."""


def refusal(path: Path) -> WorkbookError:
    with pytest.raises(WorkbookError) as caught:
        first_sheet(path)
    return caught.value


def first_sheet(path: Path) -> Sheet:
    book = open_workbook(path)
    return book.sheet(book.sheets[0])


def content(path: Path) -> list[tuple[int, list[object]]]:
    return list(first_sheet(path).rows())


def small(path: Path) -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["学生姓名", "身份证号"])
    book.save(path)
    return path.read_bytes()


@pytest.mark.parametrize(
    ("data", "code", "word"),
    [
        (b"", "WORKBOOK_EMPTY", "空"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "WORKBOOK_OLD", ".xls"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
            "WORKBOOK_PASSWORD",
            "密码",
        ),
        ("姓名,身份证号\n陈亦舟,4201\n".encode("gbk"), "WORKBOOK_TEXT", "CSV"),
        ("\ufeff姓名\t成绩\n".encode("utf-16"), "WORKBOOK_TEXT", "CSV"),
        (b"\xef\xbb\xbf <html><table><tr><td>1</td></tr></table></html>", "WORKBOOK_HTML", "网页"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "WORKBOOK_HTML", "网页"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>', "WORKBOOK_XML", "XML"),
        (b"%PDF-1.7\n\x00\x01\x02", "WORKBOOK_OTHER", "不是 Excel"),
        (b"PK\x03\x04 cut off", "WORKBOOK_DAMAGED", "损坏"),
    ],
)
def test_what_is_no_workbook_is_named(tmp_path: Path, data: bytes, code: str, word: str) -> None:
    path = tmp_path / "成绩.xlsx"
    path.write_bytes(data)
    error = refusal(path)
    assert error.code == code
    assert word in error.message


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    assert refusal(tmp_path / "nowhere.xlsx").code == "WORKBOOK_UNREADABLE"


def test_a_truncated_workbook(tmp_path: Path) -> None:
    data = small(tmp_path / "whole.xlsx")
    for part in (len(data) // 2, len(data) - 30):
        (tmp_path / "cut.xlsx").write_bytes(data[:part])
        assert refusal(tmp_path / "cut.xlsx").code == "WORKBOOK_DAMAGED"


def test_a_flipped_byte_does_not_pass(tmp_path: Path) -> None:
    path = handmade(tmp_path / "f.xlsx", worksheet(text_row("学生姓名", number=1)))
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        entry = archive.getinfo("xl/worksheets/sheet1.xml")
    data[entry.header_offset + 30 + len(entry.filename) + 12] ^= 0xFF
    path.write_bytes(data)
    assert refusal(path).code == "WORKBOOK_DAMAGED"


def test_other_archives_and_office_files(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    for name, word in (
        ("readme.txt", "压缩包"),
        ("content.xml", "OpenDocument"),
        ("xl/workbook.bin", "xlsb"),
        ("xl/../word/document.xml", "结构不正常"),
    ):
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(name, "x")
        assert word in refusal(path).message
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("_rels/.rels", "x")
        archive.writestr("word/document.xml", "x")
    assert "Word" in refusal(path).message


def test_a_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = worksheet("<row/>" * 3_000_000)
    path = handmade(tmp_path / "bomb.xlsx", bomb)
    monkeypatch.setattr(packages, "_unpack", lambda *_: pytest.fail("it was unpacked"))
    assert refusal(path).code == "WORKBOOK_BOMB"


def test_a_bomb_that_lies_about_its_size(tmp_path: Path) -> None:
    path = handmade(tmp_path / "lie.xlsx", worksheet("<row/>" * 3_000_000))
    data = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        entry = archive.getinfo("xl/worksheets/sheet1.xml")
    true_size = entry.file_size.to_bytes(4, "little")
    path.write_bytes(data.replace(true_size, (1000).to_bytes(4, "little")))
    assert refusal(path).code == "WORKBOOK_DAMAGED"


def test_two_parts_of_one_name_are_not_opened(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        path = handmade(
            tmp_path / "twice.xlsx", worksheet(""), more={"xl/worksheets/sheet1.xml": worksheet("")}
        )
    assert refusal(path).code == "WORKBOOK_UNSAFE"


@pytest.mark.parametrize(
    "sheet",
    [
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + worksheet("").partition("?>")[2],
        worksheet("").replace("<sheetData>", "<!ENTITY e 'x'><sheetData>"),
    ],
)
def test_external_entities_are_refused(tmp_path: Path, sheet: str) -> None:
    assert refusal(handmade(tmp_path / "e.xlsx", sheet)).code == "WORKBOOK_UNSAFE"


def test_utf_16_cannot_hide_a_dtd(tmp_path: Path) -> None:
    path = handmade(
        tmp_path / "e.xlsx", worksheet(""), more={"xl/styles.xml": "<!DOCTYPE x>".encode("utf-16")}
    )
    assert refusal(path).code == "WORKBOOK_DAMAGED"


@pytest.mark.parametrize(
    "rows",
    [
        FIRST + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        FIRST + '<row r="1048576"><c r="xfd1048576"><v>1</v></c></row>',
        FIRST + '<row r="9999999999"><c r="ZZZZZZ9999999999"><v>1</v></c></row>',
        (FIRST + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>').replace('"', "'"),
        f'<row r="1">{LOOSE * 16000}</row><row r="199000"><c r="A199000"><v>1</v></c></row>',
    ],
)
def test_two_cells_far_apart_do_not_take_all_memory(tmp_path: Path, rows: str) -> None:
    assert refusal(handmade(tmp_path / "far.xlsx", worksheet(rows))).code == "WORKBOOK_TOO_LARGE"


def test_rows_and_columns_have_a_limit(tmp_path: Path) -> None:
    far = '<row r="1"><c r="A1"><v>1</v></c><c r="BI1"><v>1</v></c></row>'
    assert refusal(handmade(tmp_path / "w.xlsx", worksheet(far))).code == "WORKBOOK_TOO_WIDE"
    far = '<row r="1"><c r="A1"><v>1</v></c></row><row r="200001"><c r="A200001"><v>1</v></c></row>'
    assert refusal(handmade(tmp_path / "l.xlsx", worksheet(far))).code == "WORKBOOK_TOO_LONG"


def test_empty_formatted_cells_far_away_are_nothing(tmp_path: Path) -> None:
    rows = '<row r="1"><c r="A1"><v>5</v></c></row><row r="1048576"><c r="XFD1048576" s="1"/></row>'
    assert content(handmade(tmp_path / "e.xlsx", worksheet(rows))) == [(1, [5.0])]


def test_broken_xml_is_a_sentence(tmp_path: Path) -> None:
    for sheet in (
        worksheet(text_row("a", number=1))[:-40],
        "<worksheet><sheetData><row r='1'",
        "no xml sheetData",
    ):
        assert refusal(handmade(tmp_path / "b.xlsx", sheet)).code == "WORKBOOK_DAMAGED"


@pytest.mark.parametrize("target", ["worksheets/sheet1.xml", "/xl/worksheets/sheet1.xml"])
@pytest.mark.parametrize("number", [0, 1])
def test_odd_producers(tmp_path: Path, target: str, number: int) -> None:
    """No dimension, no references, no styles; paths from the root."""
    path = handmade(tmp_path / "odd.xlsx", worksheet(text_row("姓名", "成绩", number=number)), target=target)
    assert content(path) == [(1, ["姓名", "成绩"])]


def test_prefixed_names(tmp_path: Path) -> None:
    sheet = worksheet('<row r="2"><c r="B2"><v>5</v></c><c r="C2"><f>1+1</f><v>2</v></c></row>')
    for name in ("worksheet", "sheetData", "row", "c", "v", "f"):
        sheet = sheet.replace(f"<{name}", f"<x:{name}").replace(f"</{name}", f"</x:{name}")
    path = handmade(tmp_path / "p.xlsx", sheet.replace("xmlns=", "xmlns:x="))
    assert content(path) == [(1, ["", "", ""]), (2, ["", 5.0, 2.0])]
    assert open_workbook(path).sheet("成绩").flaws == {2: {2: Flaw.FORMULA}}


def test_formulas_errors_and_merged_cells_are_named(tmp_path: Path) -> None:
    path = tmp_path / "f.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["a", "=1+1", "c"])
    sheet["C2"] = "#N/A"
    sheet.merge_cells("A3:B4")
    book.save(path)
    assert open_workbook(path).sheet("Sheet").flaws == {
        1: {1: Flaw.FORMULA},
        2: {2: Flaw.ERROR},
        3: {0: Flaw.MERGED, 1: Flaw.MERGED},
        4: {0: Flaw.MERGED, 1: Flaw.MERGED},
    }


def test_too_many_merged_cells(tmp_path: Path) -> None:
    merged = '<mergeCells><mergeCell ref="A2:A150000"/></mergeCells>'
    path = handmade(tmp_path / "m.xlsx", worksheet(text_row("a", number=1), merged))
    assert refusal(path).code == "WORKBOOK_MERGED"


def test_hidden_sheets_are_not_there(tmp_path: Path) -> None:
    path = tmp_path / "h.xlsx"
    book = openpyxl.Workbook()
    book.active.title = "看得见"
    book.create_sheet("藏").sheet_state = "hidden"
    book.create_sheet("深藏").sheet_state = "veryHidden"
    book.save(path)
    assert open_workbook(path).sheets == ("看得见",)


@pytest.mark.parametrize("constant_memory", [True, False])
def test_strings_inline_and_shared(tmp_path: Path, constant_memory: bool) -> None:
    path = tmp_path / "s.xlsx"
    with xlsxwriter.Workbook(path, {"constant_memory": constant_memory}) as book:
        book.add_worksheet().write_row(2, 1, ["陈亦舟", "420106199608211234"])
    assert content(path)[2:] == [(3, ["", "陈亦舟", "420106199608211234"])]


@pytest.mark.parametrize("mac", [False, True])
def test_days_are_days_in_both_epochs(tmp_path: Path, mac: bool) -> None:
    path = tmp_path / "d.xlsx"
    with xlsxwriter.Workbook(path, {"date_1904": mac}) as book:
        book.add_worksheet().write_datetime(
            0, 0, date(2026, 11, 8), book.add_format({"num_format": 'yyyy"年"m"月"d"日"'})
        )
    assert content(path) == [(1, [date(2026, 11, 8)])]
    assert open_workbook(path).sheet("Sheet1").since_1904 is mac


def test_reading_can_be_stopped(tmp_path: Path) -> None:
    small(tmp_path / "s.xlsx")
    with pytest.raises(KnownError) as caught:
        open_workbook(tmp_path / "s.xlsx", lambda: True)
    assert caught.value.code == "STOPPED"


def test_a_panic_of_the_reader_is_a_damaged_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    panic = type("PanicException", (BaseException,), {})

    def fail(_: object) -> None:
        raise panic

    small(tmp_path / "s.xlsx")
    monkeypatch.setattr(workbooks.python_calamine, "load_workbook", fail)
    assert refusal(tmp_path / "s.xlsx").code == "WORKBOOK_DAMAGED"
