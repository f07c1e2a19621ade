"""The check of a register in Excel: what each row says, what becomes of it, and other people's workbooks."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import msgspec
import openpyxl
import pytest

from core.apprenticeship.imports.register import REGISTER_IMPORT
from core.apprenticeship.imports.register_columns import FIELDS, Field
from core.apprenticeship.words.register import BYTES_MAX, ROWS_MAX, in_commands
from core.apprenticeship.words.values import ApprenticeshipState
from core.domain.dictionaries import load_dictionaries
from core.domain.errors import KnownError
from core.domain.values import Parameters, Sex
from core.files.workbooks import WorkbookError
from core.imports.books import write_failed, write_template
from core.imports.checked import CheckedRow, Verdict
from core.imports.checking import check
from core.imports.headers import REASON, ROW_NUMBER
from core.imports.importing import Against
from core.workbooks.sheet_book import MOST_SIGNS
from tests import kit
from tests.register_books import book, row
from tests.registers import command, line

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from core.apprenticeship.imports.register_judge import RegisterRow
    from core.apprenticeship.words.register import ImportedFiling
    from core.imports.checked import CheckedList
    from tests.kit import World

TODAY = date(2026, 11, 20)
DICTIONARIES = load_dictionaries()


def checked(path: Path, world: World, **more: Any) -> CheckedList[ImportedFiling]:
    against = Against(world.session, DICTIONARIES, Parameters(), TODAY, (kit.WUCHANG,))
    return check(REGISTER_IMPORT, path, against, **more)


@pytest.fixture
def one(tmp_path: Path, world: World) -> Callable[..., RegisterRow]:
    """Check a file of one row."""

    def check(**changes: Any) -> RegisterRow:
        return checked(book(tmp_path / "台账.xlsx", [row(1, **changes)]), world).rows[0]

    return check


def entry(checked_row: RegisterRow) -> ImportedFiling:
    assert checked_row.entry is not None, checked_row.reason
    return checked_row.entry


def test_a_row_says_all_of_a_filing(one: Callable[..., RegisterRow]) -> None:
    found = one()
    assert (found.verdict, found.number, found.reason) == (Verdict.GOOD, 2, "")
    filing = entry(found)
    assert (filing.student.name, filing.student.sex, filing.student.born_on) == (
        "陈亦舟",
        Sex.MALE,
        "1996-08-21",
    )
    assert filing.student.education == "bachelor"
    assert (filing.teacher.district, filing.teacher.title_level) == (kit.WUCHANG, "associate")
    assert filing.notarisation.teacher_id_number == filing.teacher.id_number
    assert (filing.filing_no, filing.filed_on, filing.row) == ("WC-2023-0001", "2023-02-01", 2)


@pytest.mark.parametrize(
    "day",
    [
        date(2023, 2, 1),
        datetime(2023, 2, 1, 0, 0),  # noqa: DTZ001 - a cell has no zone
        44958,
        "2023-02-01",
        "2023/2/1",
        "2023.2.1",
        "2023年2月1日",
        "20230201",
        "２０２３年２月１日",
        " 2023 - 2 - 1 ",
        "2023–2–1",
        "2023/2/1 0:00",
        "2023/02/01 0:00:00",
    ],
)
def test_days_as_people_write_them(tmp_path: Path, world: World, day: object) -> None:
    path = tmp_path / "台账.xlsx"
    made = openpyxl.Workbook()
    made.active.append([field.label for field in FIELDS])
    made.active.append([row(1, FILED_ON=day).get(field) for field in FIELDS])
    made.save(path)
    assert entry(checked(path, world).rows[0]).filed_on == "2023-02-01"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"STUDENT_NUMBER": 420106199608210011}, "学生身份证号是数字格式，Excel 只保留前 15 位"),
        ({"TEACHER_NUMBER": 4.20106197003050e17}, "老师身份证号是数字格式"),
        ({"STUDENT_NUMBER": "4.20106E+17"}, "学生身份证号是数字格式"),
        ({"STUDENT_NUMBER": 420106960821001}, "学生身份证号为 15 位的旧号码"),
        ({"STUDENT_NUMBER": ""}, "请填写学生的身份证号"),
        ({"STUDENT_NUMBER": "420106199608210012"}, "校验位不正确"),
        ({"STUDENT_SEX": "女"}, "学生的性别与身份证号不一致"),
        ({"STUDENT_SEX": "未知"}, "学生性别“未知”无法识别"),
        ({"STUDENT_BORN": "1996-08-22"}, "学生的出生日期与身份证号不一致"),
        ({"STUDENT_ID_KIND": "护照", "STUDENT_NUMBER": "E1234567"}, "请填写学生性别"),
        ({"TEACHER_ID_KIND": "军官证"}, "老师证件类型“军官证”无法识别"),
        ({"EDUCATION": "自学"}, "文化程度“自学”无法识别"),
        ({"TITLE": "名老中医"}, "职称“名老中医”不在字典中"),
        ({"NOTARISED_ON": "2023-02-30"}, "公证时间“2023-02-30”不存在"),
        ({"START": "去年"}, "教学开始时间“去年”无法识别"),
        ({"END": ""}, "教学结束时间未填写"),
        ({"FILED_ON": "2026-11-21"}, "备案日期晚于今天"),
        ({"STATE": "强制解除"}, "强制解除由市卫生健康委员会办理"),
        ({"STATE": "待审"}, "状态“待审”无法识别"),
        ({"STATE": "", "ENDED_ON": "2024-01-01"}, "请填写状态"),
        ({"STATE": "已解除"}, "请填写有效的结束日期"),
        ({"STATE": "已解除", "ENDED_ON": "2023-01-31"}, "结束日期早于备案日期"),
        ({"STUDENT_PHONE": "1381234"}, "手机号应为 11 位"),
    ],
)
def test_what_is_wrong_is_said(
    one: Callable[..., RegisterRow], changes: Mapping[str, Any], words: str
) -> None:
    found = one(**changes)
    assert (found.verdict, found.entry) == (Verdict.WRONG, None)
    assert words in found.reason


def test_a_sentence_quotes_no_more_of_a_cell_than_can_be_read(one: Callable[..., RegisterRow]) -> None:
    long = "文" * 30_000
    reason = one(FILED_ON=long, STATE=long, STUDENT_SEX=long, EDUCATION=long, TEACHER_ID_KIND=long).reason
    assert reason.count("文" * 30 + "…") == 5
    assert len(reason) < 800


def test_everything_wrong_with_a_row_is_said_at_once(one: Callable[..., RegisterRow]) -> None:
    reason = one(FILED_ON="x", STATE="y", STUDENT_NUMBER=420106199608210011).reason
    assert all(word in reason for word in ("备案日期“x”", "状态“y”", "Excel 只保留前 15 位"))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"START": "2023-01-01"}, "教学开始时间早于公证日期 9 日"),
        ({"END": "2024-01-10"}, "未满 3 年"),
        ({"FILED_ON": "2023-01-09"}, "备案日期早于公证时间"),
        ({"TEACHER_PHONE": ""}, "没有填写老师的手机号"),
        ({"FILING_NO": "HS-2020-0001"}, "是其他区的编号"),
        ({"TITLE": "主治中医师"}, "未填写资格证获得时间"),
        (
            {
                "STUDENT_ID_KIND": "护照",
                "STUDENT_NUMBER": "E1234567",
                "STUDENT_SEX": "男",
                "STUDENT_BORN": "1996-08-21",
            },
            "证件号码无法自动校验",
        ),
    ],
)
def test_what_has_to_be_confirmed(
    one: Callable[..., RegisterRow], changes: Mapping[str, Any], words: str, world: World
) -> None:
    found = one(**changes)
    assert found.verdict is Verdict.CONFIRM
    assert words in found.reason
    # Whoever confirms it imports it: the centre asks for nothing more.
    world.run(command(world.ids, entry(found)), world.reviewer())


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"STATE": ""}, ApprenticeshipState.ACTIVE),
        ({"STATE": "在学"}, ApprenticeshipState.ACTIVE),
        ({"STATE": "毕业", "ENDED_ON": "2026-02-01"}, ApprenticeshipState.PASSED),
        ({"STATE": "解 除", "ENDED_ON": "2024.2.1"}, ApprenticeshipState.DISSOLVED),
    ],
)
def test_words_of_the_state(
    one: Callable[..., RegisterRow], changes: Mapping[str, Any], state: ApprenticeshipState
) -> None:
    assert entry(one(**changes)).state is state


def test_other_names_other_order_titles_above_and_full_width(tmp_path: Path, world: World) -> None:
    path = tmp_path / "台账.xlsx"
    names = {
        Field.STUDENT: "继 承 人 姓 名",
        Field.STUDENT_NUMBER: "继承人身份证号码 *",
        Field.TEACHER: "指导老师（姓名）",
        Field.TEACHER_NUMBER: "指导老师身份证号",
        Field.CERTIFICATE: "公证书号",
        Field.NOTARISED_ON: "公证日期",
        Field.PLACE: "工作单位",
    }
    fields = [field for field in reversed(FIELDS) if "born" not in field and "kind" not in field]
    values = row(1, STUDENT=" 陈亦舟　", STUDENT_PHONE="１３９ ００００ ０００１")
    values[Field.STUDENT_NUMBER] = values[Field.STUDENT_NUMBER].translate(
        {ord(str(n)): chr(ord("０") + n) for n in range(10)}
    )
    made = openpyxl.Workbook()
    made.active.append(["武昌区中医药师承备案台账"])
    made.active.append([])
    made.active.append([names.get(field, field.label) for field in fields])
    made.active.append([])
    made.active.append([values.get(field, "") for field in fields])
    made.active.append([None] * 5)
    made.save(path)
    (found,) = checked(path, world).rows
    assert (found.number, found.verdict) == (5, Verdict.GOOD)
    assert entry(found).student.id_number == kit.student_data(1).id_number
    assert entry(found).student.phone == "13900000001"


def test_a_bare_name_and_number_are_the_students_and_never_the_teachers(tmp_path: Path, world: World) -> None:
    bare = {Field.STUDENT: "姓名", Field.STUDENT_NUMBER: "身份证号", Field.TEACHER: "指导老师"}
    (found,) = checked(book(tmp_path / "a.xlsx", [row()], names=bare), world).rows
    assert entry(found).student.id_number == kit.student_data(1).id_number
    teachers = {Field.TEACHER_NUMBER: "身份证号"}
    with pytest.raises(WorkbookError, match="缺少 “老师身份证号”"):
        checked(book(tmp_path / "b.xlsx", [row()], names=teachers), world)
    twice = {**bare, Field.TEACHER: "姓名", Field.TEACHER_NUMBER: "身份证号"}
    with pytest.raises(WorkbookError, match="缺少"):
        checked(book(tmp_path / "c.xlsx", [row()], names=twice), world)


def test_missing_and_double_columns_are_named(tmp_path: Path, world: World) -> None:
    without = [field for field in FIELDS if field not in (Field.TITLE, Field.FILED_ON)]
    with pytest.raises(WorkbookError, match="缺少 “职称”、“备案日期”"):
        checked(book(tmp_path / "a.xlsx", [row()], without), world)
    with pytest.raises(WorkbookError, match="重复的列：“职称”"):
        checked(book(tmp_path / "b.xlsx", [row()], names={Field.ORGANISATION: "老师职称"}), world)
    with pytest.raises(WorkbookError, match="没有台账数据"):
        checked(book(tmp_path / "c.xlsx", []), world)


def test_what_is_no_workbook_of_today_is_refused(tmp_path: Path, world: World) -> None:
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    for name, data in (("旧.xls", old), ("表.csv", b"a,b\n1,2")):
        path = tmp_path / name
        path.write_bytes(data)
        with pytest.raises(WorkbookError) as caught:
            checked(path, world)
        assert "另存为" in caught.value.message


def test_formulas_merged_and_hidden_cells(tmp_path: Path, world: World) -> None:
    path = tmp_path / "台账.xlsx"
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.append([field.label for field in FIELDS])
    for number in (1, 2, 3, 4):
        sheet.append([row(number).get(field) for field in FIELDS])
    place = FIELDS.index(Field.FILED_ON) + 1
    sheet.cell(2, place).value = "=TODAY()"
    letter = sheet.cell(1, FIELDS.index(Field.TEACHER) + 1).column_letter
    sheet.merge_cells(f"{letter}3:{letter}4")
    sheet.row_dimensions[5].hidden = True
    other = made.create_sheet("隐藏的表", 0)
    other.append([field.label for field in FIELDS])
    other.sheet_state = "hidden"
    made.active = 1
    made.save(path)
    rows = checked(path, world).rows
    assert [one.verdict for one in rows] == [Verdict.WRONG, Verdict.WRONG, Verdict.WRONG, Verdict.GOOD]
    assert "备案日期（单元格" in rows[0].reason
    assert "公式" in rows[0].reason
    assert "合并单元格" in rows[1].reason


def test_further_sheets_with_a_list_are_named_and_not_passed_over_in_silence(
    tmp_path: Path, world: World
) -> None:
    path = tmp_path / "台账.xlsx"
    made = openpyxl.Workbook()
    made.active.title = "2023"
    for name, numbers in (("2024", (2,)), ("2025", ()), ("2026", (3, 4)), ("藏起来的", (5,))):
        sheet = made.create_sheet(name)
        sheet.append([field.label for field in FIELDS])
        for number in numbers:
            sheet.append([row(number).get(field) for field in FIELDS])
    made["藏起来的"].sheet_state = "hidden"
    made.create_sheet("说明").append(["学生姓名按身份证填写"])
    made.create_sheet("很宽").cell(1, 90).value = "备注"
    made["2023"].append([field.label for field in FIELDS])
    made["2023"].append([row(1).get(field) for field in FIELDS])
    made.save(path)
    found = checked(path, world)
    assert (found.sheet, len(found.rows), found.unread) == ("2023", 1, ("2024", "2026"))
    made.remove(made["2024"])
    made.remove(made["2026"])
    made.save(path)
    assert checked(path, world).unread == ()


def test_g2_g6_and_duplicates_hold_within_the_file(tmp_path: Path, world: World) -> None:
    rows = [
        *(row(number, teacher=1) for number in range(1, 6)),
        row(1, teacher=1),
        row(2, teacher=9, CERTIFICATE="另一份", FILING_NO=""),
        row(7, teacher=8, FILING_NO="wc-2023-1"),
        row(8, teacher=1, STATE="已出师", ENDED_ON="2026-02-01"),
        row(9, teacher=8, TEACHER="王五", FILING_NO=""),
    ]
    found = checked(book(tmp_path / "台账.xlsx", rows), world).rows
    verdicts = [one.verdict for one in found]
    assert verdicts[:5] == [Verdict.GOOD] * 4 + [Verdict.WRONG]
    assert "老师在教学生 4 人，已满 4 人" in found[4].reason
    assert (verdicts[5], found[5].reason[:12]) == (Verdict.SAME, "与第 2 行是同一件备案")
    assert "另有一项师承关系为在教" in found[6].reason
    assert "备案号 wc-2023-1 与第 2 行重复" in found[7].reason
    assert verdicts[8] is Verdict.GOOD
    assert verdicts[9] is Verdict.GOOD, "a row that is wrong counts for nothing, its names neither"


def test_what_stands_in_the_store_is_a_duplicate(tmp_path: Path, world: World) -> None:
    path = book(tmp_path / "台账.xlsx", [row(1), row(2), row(3, STUDENT="陈亦州")])
    first = checked(path, world)
    for part in in_commands(first.entries(Verdict.GOOD)):
        world.run(command(world.ids, *part), world.reviewer())
    world.run(command(world.ids, line(4, filing_no="旧 4 号")), world.reviewer())
    again = [row(1), row(2, FILING_NO="改了"), row(5, FILING_NO="旧 4 号"), row(3, CERTIFICATE="新")]
    found = checked(book(tmp_path / "二.xlsx", again), world).rows
    assert [one.verdict for one in found] == [Verdict.SAME, Verdict.SAME, Verdict.WRONG, Verdict.WRONG]
    assert "备案号 WC-2023-0001" in found[0].reason
    assert "备案号 旧 4 号 与另一件备案重复" in found[2].reason
    assert "表中的学生姓名与这个身份证号已登记的姓名不一致" in found[3].reason


def test_the_template_has_lists_text_columns_and_a_guide_and_is_empty(tmp_path: Path, world: World) -> None:
    path = tmp_path / "模板.xlsx"
    write_template(path, REGISTER_IMPORT, DICTIONARIES)
    made = openpyxl.load_workbook(path)
    sheet = made["备案台账"]
    assert [cell.value.rstrip("*") for cell in sheet[1]] == [field.label for field in FIELDS]
    assert {sheet.cell(row_, 2).number_format for row_ in (2, 3, 1000)} == {"@"}
    assert len(sheet.data_validations.dataValidation) == 7
    assert made["填写说明"]["A1"].value == "备案台账导入模板 填写说明"
    with pytest.raises(WorkbookError, match="没有台账数据"):
        checked(path, world)
    for place, field in enumerate(FIELDS, 1):
        sheet.cell(3, place).value = row(1).get(field)
    made.save(path)
    (found,) = checked(path, world).rows
    assert (found.number, found.verdict) == (3, Verdict.GOOD)


def test_the_file_of_errors_holds_the_failed_rows_and_is_imported_once_corrected(
    tmp_path: Path, world: World
) -> None:
    rows = [row(1), row(2, STATE="=1+1"), row(3, FILED_ON=46000.5)]
    found = checked(book(tmp_path / "台账.xlsx", rows), world)
    path = tmp_path / "错误.xlsx"
    write_failed(path, REGISTER_IMPORT, found.of(Verdict.WRONG))
    sheet = openpyxl.load_workbook(path).active
    titles = [cell.value for cell in sheet[1]]
    assert titles == [ROW_NUMBER, *(field.label for field in FIELDS), REASON]
    assert [sheet.cell(line_, 1).value for line_ in (2, 3)] == ["3", "4"]
    assert sheet.max_row == 3
    state = titles.index(Field.STATE.label) + 1
    assert (sheet.cell(2, state).value, sheet.cell(2, state).data_type) == ("=1+1", "s")
    assert all(sheet.cell(2, place).data_type in "sn" for place in range(1, len(titles)))
    sheet.cell(2, state).value = "在教"
    sheet.cell(3, titles.index(Field.FILED_ON.label) + 1).value = "2023-02-01"
    sheet.parent.save(path)
    assert [one.verdict for one in checked(path, world).rows] == [Verdict.GOOD, Verdict.GOOD]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("<r>x</r>", "<r>x</r> "),
        ("\t=1+1", " =1+1"),
        ("=cmd|'/c calc'!A0", "=cmd|'/c calc'!A0"),
        ("a\x00b\ud800", "ab"),
        ("420106199608210011", "420106199608210011"),
        ("字" * 40_000, "字" * (MOST_SIGNS - 1) + "…"),
    ],
)
def test_whatever_was_typed_stands_as_text_in_the_file_of_errors(
    tmp_path: Path, typed: str, kept: str
) -> None:
    path = tmp_path / "错误.xlsx"
    texts = (typed, *[""] * (len(FIELDS) - 1))
    write_failed(
        path, REGISTER_IMPORT, [CheckedRow(2, texts, Verdict.WRONG, f"学生姓名“{typed[:40]}”无法识别")]
    )
    cell = openpyxl.load_workbook(path).active.cell(2, 2)
    assert (cell.value, cell.data_type, cell.number_format) == (kept, "s", "@")


def test_a_workbook_that_libreoffice_saved(tmp_path: Path, world: World) -> None:
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("LibreOffice is not installed")
    source = book(tmp_path / "台账.xlsx", [row(1, FILED_ON=44958), row(2)])
    for kind in ("ods", "xlsx"):
        subprocess.run(
            [
                soffice,
                f"-env:UserInstallation=file://{tmp_path}/office",
                "--headless",
                "--convert-to",
                kind,
                "--outdir",
                str(tmp_path / "aus"),
                str(source),
            ],
            check=True,
            capture_output=True,
            timeout=120,
        )
        source = tmp_path / "aus" / f"台账.{kind}"
    found = checked(source, world).rows
    assert [one.verdict for one in found] == [Verdict.GOOD, Verdict.GOOD]
    assert entry(found[0]).filed_on == "2023-02-01"


def test_progress_is_told_and_it_can_be_stopped(tmp_path: Path, world: World) -> None:
    path = book(tmp_path / "台账.xlsx", (row(number % 900 + 1) for number in range(1199)))
    told: list[tuple[int, int]] = []
    with pytest.raises(KnownError, match="已停止读取"):
        checked(
            path,
            world,
            progress=lambda done, total: told.append((done, total)),
            stopped=lambda: len(told) > 1,
        )
    assert told == [(501, 1200), (1001, 1200)]


def test_rows_go_in_commands_that_fit_with_the_numbered_ones_first() -> None:
    plain = [line(number) for number in range(1, 151)]
    numbered = [line(number, filing_no=f"WC-2020-{number:04d}") for number in range(200, 320)]
    parts = list(in_commands([*plain, *numbered]))
    assert max(map(len, parts)) <= ROWS_MAX
    assert sum(map(len, parts)) == 270
    joined = [one for part in parts for one in part]
    assert joined == [*numbered, *plain]
    long = [line(number, notarisation__teaching_place="字" * 200) for number in range(1, 101)]
    for part in in_commands(long):
        assert len(msgspec.json.encode(part)) <= BYTES_MAX
