"""Registers that other people and other programs made: what is read, refused, and said of it."""

from __future__ import annotations

import re
import zipfile
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from core.apprenticeship.imports.register import REGISTER_IMPORT
from core.apprenticeship.imports.register_columns import FIELDS, Field
from core.apprenticeship.words.register import leaps
from core.domain.dictionaries import load_dictionaries
from core.domain.values import Parameters
from core.files.workbooks import WorkbookError
from core.imports.checked import Verdict
from core.imports.checking import check
from core.imports.importing import Against
from tests import kit
from tests.register_books import Row, book, row
from tests.registers import command
from tests.support.workbooks import office

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from core.apprenticeship.imports.register_judge import RegisterRow
    from core.apprenticeship.words.register import ImportedFiling
    from core.imports.checked import CheckedList
    from tests.kit import World

TODAY = date(2026, 11, 20)
DICTIONARIES = load_dictionaries()


@pytest.fixture
def read(world: World) -> Callable[[Path], CheckedList[ImportedFiling]]:
    """Check a file."""
    against = Against(world.session, DICTIONARIES, Parameters(), TODAY, (kit.WUCHANG,))
    return partial(check, REGISTER_IMPORT, against=against)


@pytest.fixture
def one(tmp_path: Path, read: Callable[[Path], CheckedList[ImportedFiling]]) -> Callable[..., RegisterRow]:
    """Check a file of one row, with its cells as they are given."""

    def check(**changes: Any) -> RegisterRow:
        return read(made(tmp_path / "台账.xlsx", [row(1, **changes)])).rows[0]

    return check


def made(path: Path, rows: Iterable[Row], edit: Callable[[Any], None] = lambda sheet: None) -> Path:
    """Write a workbook, and `edit` its sheet."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "台账"
    sheet.append([field.label for field in FIELDS])
    for values in rows:
        sheet.append([values.get(field) for field in FIELDS])
    edit(sheet)
    workbook.save(path)
    return path


def said(found: CheckedList[ImportedFiling]) -> list[tuple[int, Verdict]]:
    return [(one.number, one.verdict) for one in found.rows]


def good(*numbers: int) -> list[tuple[int, Verdict]]:
    return [(number, Verdict.GOOD) for number in numbers]


# lists as they are made for printing


def test_titles_above_and_totals_notes_and_signatures_below(
    tmp_path: Path, read: Callable[[Path], CheckedList[ImportedFiling]]
) -> None:
    def printed(sheet: Any) -> None:
        sheet.insert_rows(1, 2)
        sheet["A1"] = "武昌区中医药师承备案台账（2023 年）"
        sheet.merge_cells("A1:AE1")
        sheet["A2"], sheet["M2"] = "填报单位：武昌区卫生健康局", "填报日期：2023年12月31日"
        sheet["A6"], sheet["B6"] = "合 计", "2 人"
        sheet["A8"] = "注：本表由各医院填报，盖章有效"
        sheet.merge_cells("A8:T8")
        sheet["A9"], sheet["E9"], sheet["J9"] = "制表人：周敏", "审核人：李晓红", "2023年12月31日"
        sheet.row_dimensions[5].hidden = True

    found = read(made(tmp_path / "a.xlsx", [row(1), row(2)], printed))
    assert said(found) == good(4, 5), "a hidden row is read"
    assert found.notes == (6, 8, 9)


def test_a_short_row_is_no_note_by_its_shortness(
    tmp_path: Path, read: Callable[[Path], CheckedList[ImportedFiling]]
) -> None:
    """Somebody whose row is nearly empty is told so, whatever the name is."""
    rows = [row(1), {Field.STUDENT: "单位", Field.STUDENT_NUMBER: "x"}, {Field.STUDENT: "共同富"}, row(2)]
    found = read(made(tmp_path / "a.xlsx", rows))
    assert found.notes == (3,)
    assert [one.verdict for one in found.rows] == [Verdict.GOOD, Verdict.WRONG, Verdict.GOOD]


def test_a_header_of_two_rows_and_one_repeated_for_every_page(
    tmp_path: Path, read: Callable[[Path], CheckedList[ImportedFiling]]
) -> None:
    def printed(sheet: Any) -> None:
        sheet.insert_rows(2)
        for column in range(1, len(FIELDS) + 1):
            sheet.merge_cells(start_row=1, end_row=2, start_column=column, end_column=column)
        sheet.append([field.label for field in FIELDS])
        sheet.append([row(2).get(field) for field in FIELDS])

    found = read(made(tmp_path / "a.xlsx", [row(1)], printed))
    assert said(found) == good(3, 5)


def test_a_teacher_merged_over_the_students_is_told_in_each_row(
    tmp_path: Path, read: Callable[[Path], CheckedList[ImportedFiling]]
) -> None:
    column = FIELDS.index(Field.TEACHER) + 1
    rows = [row(1, 1), row(2, 1), row(3, 1)]
    path = made(
        tmp_path / "a.xlsx",
        rows,
        lambda sheet: sheet.merge_cells(start_row=2, end_row=4, start_column=column, end_column=column),
    )
    assert ["老师姓名（单元格" in one.reason for one in read(path).rows] == [True] * 3


# cells


@pytest.mark.parametrize(
    "day",
    [
        "2023、2、1",
        "2023，2，1",
        "2023 2 1",
        "2023\\2\\1",
        "2023/2/1 星期三",
        "2023年2月1日（星期三）",
        "2023-02-01 08:30",
        "2023年2月1日 上午9:30",
        "2023-02-01T00:00:00Z",
        "二〇二三年二月一日",
        "二零二三年二月一日",
        "'2023-02-01",
        "2023.2.1.",
        "2023.2.1日",
        datetime(2023, 2, 1, 9, 30),  # noqa: DTZ001 - a cell has no zone
    ],
)
def test_more_forms_of_a_day(one: Callable[..., RegisterRow], day: object) -> None:
    found = one(FILED_ON=day).entry
    assert found is not None
    assert found.filed_on == "2023-02-01"


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2023年2月", "没有写明是哪一日"),
        ("2023-02", "没有写明是哪一日"),
        ("44958", "是 Excel 的日期数字"),
        ("23.2.1", "无法识别"),
        ("2/1/2023", "无法识别"),
        ("二〇二三年十三月一日", "不存在"),
        ("二〇二三年二月三十日", "不存在"),
        ("长期", "无法识别"),
    ],
)
def test_days_that_nobody_can_be_sure_of(one: Callable[..., RegisterRow], day: str, words: str) -> None:
    found = one(FILED_ON=day)
    assert found.verdict is Verdict.WRONG
    assert f"备案日期“{day}”{words}" in found.reason


def test_december_in_words(one: Callable[..., RegisterRow]) -> None:
    found = one(FILED_ON="二〇二三年十二月二十一日").entry
    assert found is not None
    assert found.filed_on == "2023-12-21"


@pytest.mark.parametrize("nothing", ["/", "—", "－－", "无", "-", "N/A"])
def test_strokes_and_words_for_nothing(one: Callable[..., RegisterRow], nothing: str) -> None:
    found = one(TITLE_ON=nothing, ORGANISATION=nothing, LICENCE=nothing, ENDED_ON=nothing, EDUCATION=nothing)
    assert found.entry is not None, found.reason
    assert (found.entry.teacher.title_on, found.entry.teacher.organisation_code) == ("", "")
    assert "请填写老师信息中的职称" in one(TITLE=nothing).reason


def test_names_set_to_a_width_and_numbers_behind_a_quote(one: Callable[..., RegisterRow]) -> None:
    number = kit.student_data(1).id_number
    found = one(STUDENT="张　三", TEACHER="欧 阳 清", STUDENT_NUMBER=f"'{number}").entry
    assert found is not None
    assert (found.student.name, found.teacher.name) == ("张三", "欧阳清")
    assert found.student.id_number == number
    foreign = one(STUDENT="John Smith").entry
    assert foreign is not None
    assert foreign.student.name == "John Smith"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("QUALIFICATION", 201142110420106197003055312, "资格证编号是数字格式，Excel 只保留前 15 位"),
        ("ORGANISATION", 914201001234567890, "机构代码是数字格式"),
        ("FILING_NO", date(2023, 12, 1), "备案号是日期格式，内容可能已被 Excel 改动"),
        ("CERTIFICATE", datetime(2023, 5, 6), "公证书编号是日期格式"),  # noqa: DTZ001 - a cell has no zone
    ],
)
def test_what_excel_made_of_other_columns(
    one: Callable[..., RegisterRow], field: str, value: object, words: str
) -> None:
    found = one(**{field: value})
    assert found.verdict is Verdict.WRONG
    assert words in found.reason


@pytest.mark.parametrize(("value", "kept"), [(20230001, "20230001"), (110420000001234, "110420000001234")])
def test_short_numbers_stay_what_they_are(one: Callable[..., RegisterRow], value: int, kept: str) -> None:
    found = one(LICENCE=value, STUDENT_PHONE=13900000001).entry
    assert found is not None
    assert (found.teacher.licence_no, found.student.phone) == (kept, "13900000001")


# filing numbers far ahead


def test_leaps_are_found_once_for_each_gap() -> None:
    assert leaps([1, 2, 150, 351, 352], 0) == {351: 150}
    assert leaps([200, 401], 0) == {401: 200}
    assert leaps([99_999, 13], 12) == {99_999: 13}
    assert leaps([5, 6], 4_000) == {}


def test_a_number_far_above_the_others_has_to_be_confirmed(
    tmp_path: Path, read: Callable[[Path], CheckedList[ImportedFiling]], world: World
) -> None:
    numbers = ["WC-2026-0001", "WC-2026-20262", "WC-J-2026-0300", "HS-2026-9999", "旧 9999 号"]
    rows = [row(n, FILING_NO=number) for n, number in enumerate(numbers, 1)]
    found = read(made(tmp_path / "a.xlsx", rows)).rows
    assert [one.verdict.value for one in found] == ["good", "confirm", "confirm", "confirm", "good"]
    assert found[1].reason == (
        "备案号是当年第 20262 号，此前最大为 1 号；导入后该年的新备案号从 20263 号起编，请核对"
    )
    assert "当年第 300 号，此前没有编号" in found[2].reason
    assert "起编" not in found[3].reason, "another bureau's numbers are not counted here"
    entry = found[1].entry
    assert entry is not None
    assert entry.confirmed == ("REGISTER_NUMBER_AHEAD",)
    world.run(command(world.ids, entry), world.reviewer())
    later = read(made(tmp_path / "b.xlsx", [row(6, FILING_NO="WC-2026-20263")])).rows
    assert later[0].verdict is Verdict.GOOD, "the store's numbers count"


# workbooks of other programs


def repacked(source: Path, target: Path, change: Callable[[str, bytes], bytes]) -> Path:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return target


def strict(name: str, data: bytes) -> bytes:
    """ISO/IEC 29500 strict: other names, and days as text."""
    for old, new in (
        (
            b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        ),
        (
            b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        ),
    ):
        data = data.replace(old, new)
    if name.startswith("xl/worksheets/"):
        data = re.sub(rb'( t="n")?><v>44958</v>', rb' t="d"><v>2023-02-01T00:00:00</v>', data)
    return data


def test_a_strict_workbook_with_days_as_text(
    tmp_path: Path, read: Callable[[Path], CheckedList[ImportedFiling]]
) -> None:
    source = made(tmp_path / "a.xlsx", [row(1, FILED_ON=date(2023, 2, 1)), row(2)])
    path = repacked(source, tmp_path / "strict.xlsx", strict)
    assert b't="d"' in zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml")
    found = read(path)
    assert said(found) == good(2, 3)
    assert [one.entry.filed_on for one in found.rows if one.entry] == ["2023-02-01"] * 2


def test_texts_in_cells_of_formulas_without_formula(
    tmp_path: Path, read: Callable[[Path], CheckedList[ImportedFiling]]
) -> None:
    def plain(name: str, data: bytes) -> bytes:
        data = re.sub(rb't="inlineStr"><is><t[^>]*>', rb't="str"><v>', data)
        return data.replace(b"</t></is></c>", b"</v></c>") if name.startswith("xl/worksheets/") else data

    source = book(tmp_path / "a.xlsx", [row(1), row(2)])
    assert said(read(repacked(source, tmp_path / "b.xlsx", plain))) == good(2, 3)


def test_a_workbook_with_macros_is_read_without_them(
    tmp_path: Path, read: Callable[[Path], CheckedList[ImportedFiling]]
) -> None:
    path = made(tmp_path / "a.xlsm", [row(1)])
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0" + bytes(500))
    assert said(read(path)) == good(2)


def test_libreoffice_in_all_its_formats(
    tmp_path: Path, read: Callable[[Path], CheckedList[ImportedFiling]]
) -> None:
    """What we do not read is refused with what to do; saved as .xlsx it is read, whatever it was before."""
    source = made(tmp_path / "台账.xlsx", [row(1, FILED_ON=date(2023, 2, 1)), row(2)])
    kinds = {
        "ods": "OpenDocument",
        "xls": "旧版 Excel 或 WPS",
        "csv": "文本文件",
        "html": "网页文件",
        "fods": "XML",
    }
    for kind, words in kinds.items():
        saved = office(source, kind, tmp_path / kind)
        with pytest.raises(WorkbookError, match=words) as caught:
            read(saved)
        assert "另存为“Excel 工作簿（*.xlsx）”" in caught.value.message
        assert "只是扩展名" not in caught.value.message
    for kind in ("ods", "xls"):
        found = read(office(tmp_path / kind / f"台账.{kind}", "xlsx", tmp_path / f"from-{kind}"))
        assert said(found) == good(2, 3)
        assert [one.entry.filed_on for one in found.rows if one.entry] == ["2023-02-01"] * 2
