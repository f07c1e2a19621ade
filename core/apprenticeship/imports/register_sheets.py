"""Workbooks of the import of a register that we write: the template, and the rows that failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.apprenticeship.imports.register_columns import FIELDS, LAYOUT, Field
from core.apprenticeship.words.register import IMPORTED_STATES
from core.domain.values import IdKind, Labelled, Sex
from core.imports.books import Book, Offer, write_failed, write_template
from core.imports.headers import EXAMPLE

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from core.domain.dictionaries import Dictionaries
    from core.imports.checked import AnyRow

SHEET = "备案台账"
_WIDE = {
    Field.STUDENT: 18,
    Field.STUDENT_NUMBER: 24,
    Field.TEACHER_NUMBER: 24,
    Field.PLACE: 28,
    Field.OFFICE: 26,
    Field.CERTIFICATE: 30,
    Field.TEACHING_PLACE: 26,
    Field.FILING_NO: 18,
}
_WIDTHS: dict[Labelled, int] = {field: _WIDE.get(field, 15) for field in FIELDS}
_EXAMPLE = {
    Field.STUDENT: f"（{EXAMPLE}）张三",
    Field.STUDENT_NUMBER: "420106200001010000",
    Field.STUDENT_PHONE: "13900000000",
    Field.EDUCATION: "本科",
    Field.TEACHER: "李四",
    Field.TEACHER_NUMBER: "420106197001010000",
    Field.TEACHER_PHONE: "13800000000",
    Field.TITLE: "副主任医师",
    Field.PLACE: "区中医医院",
    Field.OFFICE: "武汉市某公证处",
    Field.CERTIFICATE: "（2020）鄂某证字第 100 号",
    Field.NOTARISED_ON: "2020-03-05",
    Field.START: "2020-03-05",
    Field.END: "2023-03-05",
    Field.TEACHING_PLACE: "区中医医院",
    Field.FILED_ON: "2020-04-01",
    Field.STATE: "在教",
}


def save_template(path: Path, dictionaries: Dictionaries) -> None:
    """Write the empty register with its guide; KnownError as in `saving`."""
    sexes = Offer([one.label for one in Sex], "请填写男或女，也可以留空。")
    kinds = Offer([one.label for one in IdKind], "请从列表中选择，也可以留空（居民身份证）。")
    states = [one.label for one in IMPORTED_STATES]
    offers: dict[Labelled, Offer] = {
        Field.STUDENT_ID_KIND: kinds,
        Field.STUDENT_SEX: sexes,
        Field.EDUCATION: Offer(
            [one.name for one in dictionaries.educations], "请从列表中选择文化程度，也可以留空。"
        ),
        Field.TEACHER_ID_KIND: kinds,
        Field.TEACHER_SEX: sexes,
        Field.TITLE: Offer([one.name for one in dictionaries.titles], "请从列表中选择职称。"),
        Field.STATE: Offer(states, f"请填写{'、'.join(states)}，也可以留空（在教）。"),
    }
    example = [_EXAMPLE.get(field, "") for field in FIELDS]
    write_template(path, Book(SHEET, LAYOUT, _WIDTHS, example, _guide(), offers))


def save_failed(path: Path, rows: Iterable[AnyRow]) -> None:
    """Write rows with 原行号 and 错误原因, the cells as they were: correct it and import it."""
    write_failed(path, Book(SHEET, LAYOUT, _WIDTHS), rows)


def _guide() -> tuple[str, ...]:
    states = "、".join(one.label for one in IMPORTED_STATES)
    return (
        "备案台账导入模板 填写说明",
        "一、请在“备案台账”表中填写，每件备案一行；带 * 的列必须填写，其他列没有资料时可以留空。",
        f"二、第 2 行是{EXAMPLE}，导入时不会读取，可以删除。列的先后可以调整，表头文字不要修改。",
        "三、身份证号：18 位，已设为“文本”格式。从别处复制时请用“选择性粘贴 - 数值”，以免末几位变成 0。",
        "四、性别、出生日期留空时按身份证号填写；持护照等其他证件的，请填写证件类型、性别和出生日期。",
        "五、日期写成 2026-03-05、2026年3月5日、2026.3.5 或 20260305 都可以；除教学结束时间外不能晚于今天。",
        "六、备案号：按原有编号填写，不会改动；留空时由系统按备案日期所在年份编号。",
        f"七、状态：{states}；留空为在教。已出师、已解除的须填写结束日期。",
        "八、只能导入本区的台账。系统中已有的老师和学生（身份证号相同）直接使用，不会改动其资料；姓名须一致。",
        "九、每名老师在教学生不超过 4 人，每名学生同时只能有一段在教的师承关系，已有的和表中的一并计算。",
        "十、不要使用公式和合并单元格。",
        "十一、导入前会逐行检查并显示结果；有错的行可以导出，改正后再次导入。已导入的行再次导入时会自动略过。",
        "十二、导入的备案不发送短信，申请材料不需要扫描，仍以纸质档案为准。",
    )
