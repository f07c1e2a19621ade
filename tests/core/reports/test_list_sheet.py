"""Lists as workbooks (A6), read back as a clerk's Excel would: text is text, numbers are numbers."""

from __future__ import annotations

import errno
import itertools
import tracemalloc
import zipfile
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from core.domain.errors import KnownError
from core.workbooks.list_sheet import NOTHING, SheetColumn, sheet_name, write_list
from core.workbooks.sheet_book import MOST_SIGNS, SheetHead, plain
from tests.support.workbooks import converted, dump, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

MADE = "制表人：周敏　制表时间：2026-11-21 09:30:05"
HEAD = SheetHead("武昌区卫生健康局备案台账", "武昌区卫生健康局", MADE, "2026-01-01 至 今", "条件：状态 在教")
COLUMNS = (
    SheetColumn("备案号", 16),
    SheetColumn("学生", 14),
    SheetColumn("身份证号", 22),
    SheetColumn("公证日期", 13, "center", "date"),
    SheetColumn("在教", 8, "right", "int"),
    SheetColumn("成绩", 8, "right", "decimal"),
)
ROW = ("WC-2026-0001", "陈亦舟", "420106199608210011", "2026-03-05", 1234, "86.5")
FIRST = 5
"""The first row of the table, as Excel counts."""
GOLDEN = Path(__file__).parent / "golden"


def sheet_of(path: Path, number: int = 0) -> Any:
    return openpyxl.load_workbook(path).worksheets[number]


def values(path: Path, line: int = FIRST) -> list[Any]:
    return [cell.value for cell in sheet_of(path)[line]]


def write_one(path: Path, *cells: str) -> list[Any]:
    """Write one row of texts and give its cells as read back."""
    columns = [SheetColumn(f"列{number}") for number in range(len(cells))]
    write_list(path, HEAD, columns, [cells])
    return list(sheet_of(path)[FIRST])[1:]


def test_the_structure_is_as_agreed(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    rows = [ROW, ("WC-2026-0002", "何静怡", "420106********1234", "—", "2", "—")]
    assert write_list(path, HEAD, COLUMNS, rows) == 2
    found = "\n".join(dump(path)) + "\n"
    assert found == (GOLDEN / "list_sheet.txt").read_text(encoding="utf-8")


def test_numbers_of_people_are_texts_and_counts_are_numbers(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    write_list(path, HEAD, COLUMNS, [ROW])
    number, day, count, score = list(sheet_of(path)[FIRST])[3:]
    assert (number.value, number.data_type, number.number_format) == ("420106199608210011", "s", "@")
    assert (day.value, day.is_date) == (datetime(2026, 3, 5), True)  # noqa: DTZ001
    assert (count.value, count.data_type) == (1234, "n")
    assert (score.value, score.data_type) == (86.5, "n")


def test_what_is_no_number_stays_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    write_list(
        path, HEAD, COLUMNS[3:], [("—", "约 3 人", "缺考"), ("2026-13-01", "1,234", "1e5"), ("", "-3", "9")]
    )
    lines = [[cell.value for cell in sheet_of(path)[FIRST + at]][1:] for at in range(3)]
    assert lines == [["—", "约 3 人", "缺考"], ["2026-13-01", 1234, "1e5"], ["", -3, 9]]


NASTY = (
    '=HYPERLINK("http://example.invalid","x")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "=cmd|' /C calc'!A0",
    "{=1+1}",
    "http://example.invalid",
    "00123",
    "420106199608210011",
    "1E5",
    "<r><t>粗</t></r>",
    "'=1",
)


def test_security_5_nothing_is_a_formula(tmp_path: Path) -> None:
    cells = write_one(tmp_path / "nasty.xlsx", *NASTY)
    assert {cell.data_type for cell in cells} == {"s"}
    assert {cell.number_format for cell in cells} == {"@"}
    assert {cell.hyperlink for cell in cells} == {None}
    read = [cell.value for cell in cells]
    assert [text.strip() for text in read] == [text.strip() for text in NASTY]
    with zipfile.ZipFile(tmp_path / "nasty.xlsx") as book:
        xml = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in xml
    assert "<r>" not in xml


def test_security_5_libreoffice_computes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "nasty.xlsx"
    write_one(path, "=1000+337", "+1000+337", "@SUM(1000,337)", "-1-1336", '=1000+337&"x"')
    (text, *_) = text_of(converted(path))
    assert "=1000+337" in text
    assert "1337" not in text.replace("1336", "")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("a\x00b\x07c\x1b", "abc"),
        ("一行\n二行\r\n三行", "一行 二行 三行"),
        ("甲\u202e乙\u2066丙", "甲乙丙"),
        ("坏\ud800字\uffff", "坏字"),
        ("　全角空格", "　全角空格"),
        ("𠮷𪚥", "𠮷𪚥"),
        ("", ""),
        ("<r>a</r>", "<r>a</r> "),
    ],
)
def test_signs_that_no_cell_may_hold_are_gone(given: str, kept: str) -> None:
    assert plain(given) == kept


def test_a_cell_is_never_longer_than_excel_allows(tmp_path: Path) -> None:
    for text in ("长" * 40_000, "𠮷" * 20_000):
        kept = plain(text)
        assert len(kept.encode("utf-16-le")) // 2 <= MOST_SIGNS
        assert kept.endswith("…")
    assert plain("长" * MOST_SIGNS) == "长" * MOST_SIGNS
    (cell,) = write_one(tmp_path / "long.xlsx", "长" * 40_000)
    assert len(cell.value) == MOST_SIGNS


def test_a_name_of_40_characters_is_whole_and_its_row_high_enough(tmp_path: Path) -> None:
    path, name = tmp_path / "long.xlsx", "阿卜杜热合曼买买提吐尔逊江艾合麦提" * 2 + "努尔麦麦提依"
    assert len(name) == 40
    write_list(path, HEAD, COLUMNS, [("WC-1", name, *ROW[2:]), ("WC-2", "何静怡", *ROW[2:])])
    sheet = sheet_of(path)
    assert sheet.cell(FIRST, 3).value == name
    assert sheet.row_dimensions[FIRST].height > 60
    assert sheet.row_dimensions[FIRST + 1].height is None
    (text, *_) = text_of(converted(path))
    assert name in "".join(text.split())


def test_an_empty_list_says_so(tmp_path: Path) -> None:
    path = tmp_path / "empty.xlsx"
    assert write_list(path, HEAD, COLUMNS, []) == 0
    assert values(path)[0] == NOTHING
    assert values(path, FIRST + 1)[0] == "合计：0 条"


def test_one_row_and_one_column(tmp_path: Path) -> None:
    path = tmp_path / "one.xlsx"
    write_list(path, HEAD, COLUMNS[:1], [("WC-2026-0001",)])
    assert values(path) == [1, "WC-2026-0001"]
    assert values(path, FIRST + 1)[0] == "合计：1 条"


def test_every_page_has_the_head_the_operator_and_its_number(tmp_path: Path) -> None:
    path = tmp_path / "long.xlsx"
    write_list(path, HEAD, COLUMNS, [ROW] * 90)
    pages = text_of(converted(path))
    assert len(pages) > 1
    for number, text in enumerate(pages, 1):
        flat = "".join(text.split())
        assert "身份证号" in flat
        assert "制表人：周敏" in flat
        assert f"第{number}页，共{len(pages)}页" in flat
    assert "合计：90条" in "".join(pages[-1].split())


def test_a_list_longer_than_a_sheet_goes_on_in_the_next(tmp_path: Path) -> None:
    path = tmp_path / "split.xlsx"
    rows = [(f"WC-{number}",) for number in range(7)]
    assert write_list(path, HEAD, COLUMNS[:1], rows, rows_a_sheet=3) == 7
    sheets = openpyxl.load_workbook(path).worksheets
    assert [sheet.title for sheet in sheets] == [HEAD.title, f"{HEAD.title} (2)", f"{HEAD.title} (3)"]
    assert [sheet.cell(1, 1).value for sheet in sheets][1:] == [f"{HEAD.title}（续 {n}）" for n in (2, 3)]
    assert sheets[0].cell(FIRST + 3, 1).value == "本表写至第 3 条，以下转下一张工作表。"
    assert sheets[1].cell(FIRST, 1).value == 4
    assert sheets[2].cell(FIRST + 1, 1).value == "合计：7 条"


def test_names_of_sheets_are_such_as_excel_takes() -> None:
    assert sheet_name("2026/11 [武昌]?") == "2026_11 _武昌__"
    assert sheet_name("") == "列表"
    assert len(sheet_name("很长" * 40)) == 31


# faults of the disk and the person


def left(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


def test_stopping_in_the_middle_leaves_nothing(tmp_path: Path) -> None:
    target = tmp_path / "list.xlsx"
    target.write_bytes(b"before")
    seen: list[int] = []
    with pytest.raises(KnownError, match="已停止导出，没有保存文件") as caught:
        write_list(
            target,
            HEAD,
            COLUMNS,
            itertools.repeat(ROW, 5_000),
            progress=seen.append,
            stopped=lambda: bool(seen) and seen[-1] >= 2_000,
        )
    assert caught.value.code == "STOPPED"
    assert seen[-1] == 2_000
    assert left(tmp_path) == ["list.xlsx"]
    assert target.read_bytes() == b"before"


@pytest.mark.parametrize("where", ["row", "zip"])
def test_a_full_disk_says_so_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    full = OSError(errno.ENOSPC, "no room")

    def rows() -> Iterator[tuple[Any, ...]]:
        yield ROW
        if where == "row":
            raise full

    def refuse(*_: object) -> None:
        raise full

    if where == "zip":
        monkeypatch.setattr("xlsxwriter.workbook.ZipFile.write", refuse)
    with pytest.raises(KnownError) as caught:
        write_list(tmp_path / "list.xlsx", HEAD, COLUMNS, rows())
    assert caught.value.code == "DISK_FULL"
    assert left(tmp_path) == []


def test_a_target_that_is_open_elsewhere_stays_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "list.xlsx"
    target.write_bytes(b"open in Excel")

    def locked(part: Path, _: Path) -> None:
        raise PermissionError(errno.EACCES, "open elsewhere", str(part))

    monkeypatch.setattr(Path, "replace", locked)
    with pytest.raises(KnownError, match="可能正在其他程序中打开") as caught:
        write_list(target, HEAD, COLUMNS, [ROW])
    assert caught.value.code == "FILE_LOCKED"
    assert target.read_bytes() == b"open in Excel"
    assert left(tmp_path) == ["list.xlsx"]


def test_a_folder_that_is_gone_says_so(tmp_path: Path) -> None:
    with pytest.raises(KnownError) as caught:
        write_list(tmp_path / "没有" / "list.xlsx", HEAD, COLUMNS, [ROW])
    assert caught.value.code == "FOLDER_MISSING"


def test_a_file_that_cannot_be_logged_is_not_made(tmp_path: Path) -> None:
    def fails(count: int) -> None:
        raise KnownError("NO_LOG", f"{count}")

    with pytest.raises(KnownError, match="1"):
        write_list(tmp_path / "list.xlsx", HEAD, COLUMNS, [ROW], written=fails)
    assert left(tmp_path) == []


def test_memory_does_not_grow_with_the_list(tmp_path: Path) -> None:
    def peak(rows: int) -> int:
        tracemalloc.start()
        write_list(tmp_path / "list.xlsx", HEAD, COLUMNS[:3], itertools.repeat(ROW[:3], rows))
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    few, many = peak(1_000), peak(8_000)
    assert many < few + 500_000


def test_a_name_with_signs_that_are_commands_of_a_foot_stands_there_whole(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    head = SheetHead("台账", "", f"制表人：{'&' * 40}　制表时间：2026-11-21 09:30:05")
    write_list(path, head, COLUMNS, [ROW])
    foot = openpyxl.load_workbook(path).active.oddFooter
    assert foot.left.text.count("&") == 80
    assert foot.left.text.endswith("09:30:05")
    assert foot.right.text.endswith("页")


def test_a_day_that_excel_counts_otherwise_stays_text(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    days = ["1900-02-28", "1899-12-31", "0001-01-01", "1900-03-01"]
    write_list(path, HEAD, [SheetColumn("日期", 13, "center", "date")], [(day,) for day in days])
    found = [sheet_of(path).cell(FIRST + at, 2).value for at in range(len(days))]
    assert found == [*days[:3], datetime(1900, 3, 1)]  # noqa: DTZ001


def test_one_narrow_column_leaves_room_for_title_and_filter(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    head = SheetHead("台账", "武昌区卫生健康局", MADE, filtered="条件：" + "状态 在教；" * 200)
    write_list(path, head, [SheetColumn("学生", 14)], [("陈亦舟",)])
    sheet = sheet_of(path)
    assert sheet.column_dimensions["B"].width > 70
    assert 200 < sheet.row_dimensions[3].height <= 409, "Excel has no higher rows"
    document = converted(path)
    assert len(document) == 1, text_of(document)
