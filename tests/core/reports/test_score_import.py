"""The check of a list of scores (C4): each row's verdict and reason, with the row number Excel shows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from core.apprenticeship.imports.score_columns import FIELDS, Field
from core.apprenticeship.imports.score_judge import ScoreJudge
from core.apprenticeship.imports.scores import SCORE_IMPORT
from core.apprenticeship.lists.score_people import KnownPerson, KnownScore, KnownStudy
from core.apprenticeship.words.values import ApprenticeshipState, AssessmentResult
from core.domain.dictionaries import load_dictionaries
from core.domain.errors import KnownError
from core.domain.values import Parameters
from core.files.workbooks import WorkbookError
from core.imports.books import write_failed, write_template
from core.imports.checked import Verdict
from core.imports.checking import check
from core.imports.days import read_day
from core.imports.headers import REASON, ROW_NUMBER
from core.imports.importing import Against
from tests import kit
from tests.support.sheets import handmade, text_row, worksheet

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from sqlalchemy.orm import Session

    from core.imports.checked import CheckedList, CheckedRow

TODAY = date(2026, 11, 20)
DICTIONARIES = load_dictionaries()
HEADER = [field.label for field in FIELDS]
ACTIVE = ApprenticeshipState.ACTIVE
NUMBERS = [kit.id_number("1996-08-21", sequence) for sequence in range(1, 12)]
CHEN, HE, WU, NEW, PASSED, ENTERED, TWO, ENDED, UIGHUR, NONE, UNKNOWN = NUMBERS


def study(number: int, state: ApprenticeshipState = ACTIVE, notarised_on: str = "2023-01-10") -> KnownStudy:
    return KnownStudy(f"a{number}", state, notarised_on, f"WC-2023-{number:04d}")


PEOPLE: dict[str, KnownPerson] = {
    CHEN: KnownPerson(("陈亦舟",), (study(1),)),
    HE: KnownPerson(("何静怡",), (study(2, ApprenticeshipState.DISSOLVED, "2020-01-01"), study(3))),
    WU: KnownPerson(("吴思远",), (study(4),)),
    NEW: KnownPerson(("宋佳宁",), (study(5, notarised_on="2023-11-09"),)),
    PASSED: KnownPerson(("高子墨",), (study(6),), passed_types=("graduation",)),
    ENTERED: KnownPerson(
        ("罗雨桐",),
        (study(7),),
        (KnownScore("graduation", "a7", "2026-11-08", 780, "pass", "2026-11-19T02:20:00.000Z", "周敏"),),
    ),
    TWO: KnownPerson(("梁文博",), (study(8), study(9))),
    ENDED: KnownPerson(("郑可欣",), (study(10, ApprenticeshipState.TERMINATED),)),
    UIGHUR: KnownPerson(("阿依古丽·买买提",), (study(11),)),
    NONE: KnownPerson(("谢明轩",)),
}


def people(_: Session, numbers: Sequence[str]) -> Mapping[str, KnownPerson]:
    assert len(numbers) <= 500
    return {number: PEOPLE[number] for number in numbers if number in PEOPLE}


IMPORT = replace(SCORE_IMPORT, judge=partial(ScoreJudge, people=people))
NOWHERE: Any = None


def checked(path: Path, **more: Any) -> CheckedList:
    return check(IMPORT, path, Against(NOWHERE, DICTIONARIES, Parameters(), TODAY), **more)


def sheet_of(path: Path, *rows: Sequence[object], header: Sequence[object] = tuple(HEADER)) -> Path:
    book = openpyxl.Workbook()
    for row in (header, *rows):
        book.active.append(list(row))
    book.save(path)
    return path


def one(path: Path, *cells: object) -> CheckedRow:
    (row,) = checked(sheet_of(path / "one.xlsx", cells)).rows
    return row


GOOD = ("陈亦舟", CHEN, "出师考核", "2026-11-08", "86.5", "合格")


def with_(**cells: object) -> list[object]:
    row: list[object] = list(GOOD)
    for name, value in cells.items():
        row[["name", "number", "type", "day", "score", "result"].index(name)] = value
    return row


def test_a_right_row_is_what_it_says(tmp_path: Path) -> None:
    row = one(tmp_path, *GOOD)
    assert (row.number, row.verdict, row.reason) == (2, Verdict.GOOD, "")
    assert row.entry is not None
    assert (row.entry.apprenticeship_id, row.entry.type, row.entry.assessed_on) == (
        "a1",
        "graduation",
        "2026-11-08",
    )
    assert (row.entry.tenths, row.entry.result) == (865, AssessmentResult.PASS)


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"name": ""}, "没有填写学生姓名"),
        ({"name": "陈一舟"}, "登记的学生是“陈亦舟”"),
        ({"number": ""}, "没有填写身份证号"),
        ({"number": CHEN[:17]}, "应为 18 位"),
        ({"number": CHEN[:17] + ("1" if CHEN[17] != "1" else "2")}, "校验位"),
        ({"number": UNKNOWN}, "没有找到这个身份证号的备案学生"),
        ({"number": int(CHEN[:17] + "0")}, "后几位已经丢失"),
        ({"type": ""}, "没有填写考核类型"),
        ({"type": "期末考试"}, "考核类型“期末考试”不存在，请填写出师考核、确有专长考核"),
        ({"type": "确有专长考核"}, "须满 5 年"),
        ({"day": ""}, "没有填写考核日期"),
        ({"day": "去年"}, "无法识别"),
        ({"day": "2026-02-30"}, "不存在"),
        ({"day": "2026-11-21"}, "不能晚于今天"),
        ({"day": "2023-01-09"}, "早于公证日期"),
        ({"score": ""}, "请填写成绩"),
        ({"score": "100.1"}, "0 到 100"),
        ({"score": -1}, "0 到 100"),
        ({"score": "九十"}, "不是数字"),
        ({"score": 86.55}, "一位小数"),
        ({"score": True}, "不是数字"),
        ({"result": "优"}, "考核结果“优”无法识别"),
    ],
)
def test_each_thing_that_can_be_wrong(tmp_path: Path, cells: dict[str, object], reason: str) -> None:
    row = one(tmp_path, *with_(**cells))
    assert row.verdict is Verdict.WRONG
    assert reason in row.reason
    assert row.entry is None


@pytest.mark.parametrize(
    "cells",
    [
        {"day": datetime(2026, 11, 8)},  # noqa: DTZ001
        {"day": "2026/11/8"},
        {"day": "２０２６年１１月８日"},
        {"day": "2026.11.08"},
        {"day": 20261108},
        {"day": 46334},
        {"day": "2026-11-08 00:00:00"},
        {"score": 86.5},
        {"score": "８６．５"},
        {"score": " 86.50\xa0"},
        {"score": 86.50000000000001},
        {"number": f"\u200b{CHEN[:6]} {CHEN[6:]}\xa0"},
        {"name": "\ufeff陈 亦舟\u3000"},
        {"type": "出师"},
        {"result": ""},
        {"result": "通过"},
    ],
)
def test_ways_to_write_the_same(tmp_path: Path, cells: dict[str, object]) -> None:
    row = one(tmp_path, *with_(**cells))
    assert (row.verdict, row.reason) == (Verdict.GOOD, "")
    assert row.entry == one(tmp_path, *GOOD).entry


def test_lower_case_x_and_dots_of_names(tmp_path: Path) -> None:
    assert one(tmp_path, *with_(name="阿依古丽•买买提", number=UIGHUR.lower())).verdict is Verdict.GOOD


def test_several_faults_are_told_together(tmp_path: Path) -> None:
    row = one(tmp_path, "", CHEN, "", "2026-11-08", "101", "")
    for reason in ("没有填写学生姓名", "没有填写考核类型", "0 到 100"):
        assert reason in row.reason


def test_g10_one_day_short(tmp_path: Path) -> None:
    row = one(tmp_path, "宋佳宁", NEW, "出师考核", "2026-11-08", 80, "")
    assert "2026-11-09 起可考核" in row.reason
    assert one(tmp_path, "宋佳宁", NEW, "出师考核", "2026-11-09", 80, "").verdict is Verdict.GOOD


@pytest.mark.parametrize(
    ("name", "number", "reason"),
    [
        ("高子墨", PASSED, "已有公布的合格成绩"),
        ("罗雨桐", ENTERED, "周敏已于 2026-11-19 10:20 录入该学生的出师考核成绩（78 分，未公布）"),
        ("梁文博", TWO, "2 段在教的师承关系"),
        ("郑可欣", ENDED, "强制解除"),
        ("谢明轩", NONE, "还没有备案的师承关系"),
    ],
)
def test_g10_g11_people_who_cannot_get_a_score(tmp_path: Path, name: str, number: str, reason: str) -> None:
    row = one(tmp_path, *with_(name=name, number=number))
    assert row.verdict is Verdict.WRONG
    assert reason in row.reason


def test_an_earlier_dissolved_study_does_not_hinder(tmp_path: Path) -> None:
    row = one(tmp_path, *with_(name="何静怡", number=HE))
    assert row.entry is not None
    assert row.entry.apprenticeship_id == "a3"


def test_what_was_imported_before_is_no_error(tmp_path: Path) -> None:
    row = one(tmp_path, "罗雨桐", ENTERED, "出师考核", "2026-11-08", "78", "")
    assert row.verdict is Verdict.SAME
    assert "不需要再导入" in row.reason


def test_g11_a_result_against_the_mark_is_to_be_confirmed(tmp_path: Path) -> None:
    row = one(tmp_path, *with_(score="59.9"))
    assert row.verdict is Verdict.CONFIRM
    assert row.entry is not None
    assert "低于" in row.reason
    assert one(tmp_path, *with_(score="60")).verdict is Verdict.GOOD


def test_duplicates_within_the_file(tmp_path: Path) -> None:
    rows = checked(sheet_of(tmp_path / "d.xlsx", GOOD, with_(name="吴思远", number=WU), GOOD)).rows
    assert [row.verdict for row in rows] == [Verdict.GOOD, Verdict.GOOD, Verdict.WRONG]
    assert "与第 2 行" in rows[2].reason
    other = with_(score="70")
    rows = checked(sheet_of(tmp_path / "d.xlsx", GOOD, other, other)).rows
    assert [row.verdict for row in rows] == [Verdict.WRONG] * 3, "nobody knows which one is right"
    assert "与第 3 行" in rows[0].reason


def test_row_numbers_with_titles_blank_rows_and_formatted_empty_ones(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"] = "2026 年度出师考核成绩汇总表"
    sheet.merge_cells("A1:F1")
    sheet.append([])
    sheet.append(["序号", "考核成绩（分）", " 身份证号码 ", "姓 名＊", "考核时间", "考核类型*", "备注"])
    sheet.append([1, 86.5, CHEN, "陈亦舟", "2026-11-08", "出师考核", "=1+1"])
    for _ in range(3):
        sheet.append([None, " ", "\xa0"])
    sheet.append([2, "缺", WU, "吴思远", "2026-11-08", "出师考核"])
    for row in range(9, 3000):
        sheet.cell(row, 2).number_format = "@"
    book.save(tmp_path / "t.xlsx")
    rows = checked(tmp_path / "t.xlsx").rows
    assert [(row.number, row.verdict) for row in rows] == [(4, Verdict.GOOD), (8, Verdict.WRONG)]


def test_formulas_errors_and_merged_cells_are_pointed_out(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        HEADER,
        with_(score="=80+6"),
        with_(day="#N/A"),
        with_(name="吴思远", number=WU),
        with_(name=None, number=HE),
    ):
        sheet.append(row)
    sheet.merge_cells("A4:A5")
    book.save(tmp_path / "f.xlsx")
    rows = checked(tmp_path / "f.xlsx").rows
    assert "考核成绩（单元格 E2）是公式" in rows[0].reason
    assert "考核日期（单元格 D3）是错误值" in rows[1].reason
    assert "学生姓名（单元格 A4）是合并单元格" in rows[2].reason
    assert [row.number for row in rows] == [2, 3, 4, 5]


@pytest.mark.parametrize(
    ("header", "code", "word"),
    [
        (["姓名", "身份证号", "考核日期"], "WORKBOOK_HEADERS_MISSING", "“考核类型”、“考核成绩”"),
        ([*HEADER, "成绩"], "WORKBOOK_HEADERS_DOUBLE", "“考核成绩”"),
        (["甲", "乙"], "WORKBOOK_NO_HEADER", "下载模板"),
    ],
)
def test_wrong_headers(tmp_path: Path, header: list[str], code: str, word: str) -> None:
    with pytest.raises(WorkbookError) as caught:
        checked(sheet_of(tmp_path / "h.xlsx", GOOD, header=header))
    assert caught.value.code == code
    assert word in caught.value.message


def test_the_sheet_with_the_header_is_found(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["说明"])
    hidden = book.create_sheet("旧数据")
    hidden.append(HEADER)
    hidden.sheet_state = "hidden"
    shown = book.create_sheet("成绩")
    for row in (HEADER, GOOD):
        shown.append(list(row))
    book.save(tmp_path / "s.xlsx")
    found = checked(tmp_path / "s.xlsx")
    assert (found.sheet, len(found.rows)) == ("成绩", 1)


def test_a_header_without_rows(tmp_path: Path) -> None:
    with pytest.raises(WorkbookError) as caught:
        checked(sheet_of(tmp_path / "e.xlsx"))
    assert caught.value.code == "WORKBOOK_NO_ROWS"


def test_cells_without_references_of_odd_producers(tmp_path: Path) -> None:
    rows = text_row(*HEADER) + text_row(*GOOD)
    assert checked(handmade(tmp_path / "o.xlsx", worksheet(rows))).rows[0].verdict is Verdict.GOOD


@pytest.mark.parametrize(("serial", "mac", "day"), [(46334, False, 8), (44872, True, 8)])
def test_numbers_of_days(serial: int, mac: bool, day: int) -> None:
    assert read_day(serial, Field.DAY.label, mac) == date(2026, 11, day)


def test_the_template_is_filled_in_and_imported(tmp_path: Path) -> None:
    """Its example is passed over; text columns keep all 18 digits; lists are offered."""
    path = tmp_path / "模板.xlsx"
    write_template(path, SCORE_IMPORT, DICTIONARIES)
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    assert book.sheetnames == ["考核成绩", "填写说明"]
    assert [cell.value for cell in sheet[1]] == [f"{title}*" for title in HEADER[:-1]] + ["考核结果"]
    assert "示例" in sheet["A2"].value
    assert sheet["B3"].number_format == "@"
    assert {one.formula1 for one in sheet.data_validations.dataValidation} == {
        '"出师考核,确有专长考核"',
        '"合格,不合格"',
    }
    for column, value in enumerate(GOOD, 1):
        sheet.cell(3, column, value)
    book.save(path)
    assert [(row.number, row.verdict) for row in checked(path).rows] == [(3, Verdict.GOOD)]


def test_the_failed_rows_are_corrected_and_imported_again(tmp_path: Path) -> None:
    evil = with_(name='=HYPERLINK("http://x.invalid")', score="101")
    found = checked(sheet_of(tmp_path / "a.xlsx", GOOD, with_(number=WU, name="吴思远", score="x"), evil))
    wrong = found.of(Verdict.WRONG)
    # openpyxl makes a formula of what begins with = when it writes; the check points it out.
    assert [row.number for row in wrong] == [3, 4]
    write_failed(tmp_path / "错误行.xlsx", SCORE_IMPORT, wrong)
    book = openpyxl.load_workbook(tmp_path / "错误行.xlsx")
    sheet: Any = book.worksheets[0]
    assert [cell.value for cell in sheet[1]] == [ROW_NUMBER, *HEADER, REASON]
    assert sheet.max_row == 3
    assert [cell.value for cell in sheet[2]][:3] == ["3", "吴思远", WU]
    assert "不是数字" in sheet["H2"].value
    sheet["F2"] = "77"
    sheet.delete_rows(3)
    book.save(tmp_path / "错误行.xlsx")
    again = checked(tmp_path / "错误行.xlsx").rows
    assert [(row.number, row.verdict) for row in again] == [(2, Verdict.GOOD)]


def test_nothing_becomes_a_formula_in_the_file_of_failed_rows(tmp_path: Path) -> None:
    texts = ["=1+1", "+1", "-1", "@x", "http://x.invalid", "{=1}"]
    path = handmade(tmp_path / "i.xlsx", worksheet(text_row(*HEADER, number=1) + text_row(*texts, number=2)))
    write_failed(tmp_path / "e.xlsx", SCORE_IMPORT, checked(path).rows)
    sheet = openpyxl.load_workbook(tmp_path / "e.xlsx").worksheets[0]
    assert [(cell.value, cell.data_type) for cell in sheet[2]][1:7] == [(text, "s") for text in texts]


def test_progress_and_stop(tmp_path: Path) -> None:
    path = sheet_of(tmp_path / "p.xlsx", *([GOOD] * 1200))
    told: list[tuple[int, int]] = []
    checked(path, progress=lambda *step: told.append(step))
    assert told == [(501, 1201), (1001, 1201), (1201, 1201)]
    told.clear()
    with pytest.raises(KnownError) as caught:
        checked(path, progress=lambda *step: told.append(step), stopped=lambda: len(told) > 0)
    assert caught.value.code == "STOPPED"
    assert len(told) == 1
