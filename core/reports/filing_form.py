"""备案表: the form of one apprenticeship filing on one A4 page (design.md, "Documents on paper")."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import msgspec

from core.reports.pages import bind, made_words
from core.reports.pdf import Sheet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.reports.pdf import OutlineFont, Rendered

BODY = 16.0
_VALUE = 14.0
_LABEL = 12.0
_LEFT, _WIDTH = 51.0, 493.0
_STUB = 30.0
_LABEL_WIDTH = 84.0
_ROW = 29.0
_PAD = 5.0
_TOP = 742.0
_BOTTOM = 62.0
_SHADE = 0.95

_Cell = tuple[str, str]


class Person(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """学生 or 老师, every value formatted for paper: dates like 2026年3月5日, id numbers full or masked."""

    name: str = ""
    sex: str = ""
    born: str = ""
    id_number: str = ""
    phone: str = ""
    education: str = ""


class Teacher(Person, frozen=True, forbid_unknown_fields=True):
    """What the form says about 指导老师 beyond the person."""

    title: str = ""
    title_date: str = ""
    qualification: str = ""
    qualification_date: str = ""
    licence: str = ""
    licence_date: str = ""
    place: str = ""
    organisation_code: str = ""


class FilingForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything that stands on the form, already formatted; what is empty stays blank for the pen."""

    number: str
    bureau: str
    student: Person
    teacher: Teacher
    submitted: str = ""
    notary_office: str = ""
    notary_number: str = ""
    notary_date: str = ""
    teaching_place: str = ""
    teaching_start: str = ""
    teaching_end: str = ""
    result: str = ""
    opinion: str = ""
    handler: str = ""
    head: str = ""
    decided: str = ""
    printed_by: str = ""
    printed_at: str = ""
    title: str = "中医师承关系备案表"


def render_filing_form(form: FilingForm, font: OutlineFont) -> Rendered:
    """The form as PDF with ``font`` embedded; look at `Rendered.remarks` before it is signed.

    Long values become smaller, then wrap; an opinion of thousands of characters is cut and says so.
    """
    sheet = Sheet.open(font, title=f"{form.title} {form.number}")
    return bind(sheet, [partial(paint_form, form)], made_by=made_words(form.printed_by, form.printed_at))


def paint_form(form: FilingForm, sheet: Sheet) -> None:
    """The form on the present page of a document; the foot is left to `core.reports.pages.bind`."""
    sheet.fitted((_LEFT, 772, _WIDTH, 32), form.title, 22, name="标题", align="centre")
    sheet.fitted((_LEFT, 746, _WIDTH * 0.6, 20), f"受理单位：{form.bureau}", _LABEL, name="受理单位")
    number_box = (_LEFT + _WIDTH * 0.62, 746.0, _WIDTH * 0.38, 20.0)
    sheet.fitted(number_box, f"备案编号：{form.number}", _LABEL, name="备案编号", align="right")
    y = _block(sheet, _TOP, "学生", _student_rows(form.student))
    y = _block(sheet, y, "指导老师", _teacher_rows(form.teacher))
    y = _block(sheet, y, "公证", _notary_rows(form))
    y = _block(sheet, y, "教学", _teaching_rows(form))
    _review(sheet, y, form)


def _student_rows(student: Person) -> list[Sequence[_Cell]]:
    return [
        (("姓名", student.name), ("性别", student.sex)),
        (("身份证号", student.id_number), ("出生日期", student.born)),
        (("联系电话", student.phone), ("文化程度", student.education)),
    ]


def _teacher_rows(teacher: Teacher) -> list[Sequence[_Cell]]:
    return [
        (("姓名", teacher.name), ("性别", teacher.sex)),
        (("身份证号", teacher.id_number), ("出生日期", teacher.born)),
        (("联系电话", teacher.phone), ("机构代码", teacher.organisation_code)),
        (("职称", teacher.title), ("取得日期", teacher.title_date)),
        (("资格证书编号", teacher.qualification), ("取得日期", teacher.qualification_date)),
        (("执业证书编号", teacher.licence), ("注册日期", teacher.licence_date)),
        (("执业地点", teacher.place),),
    ]


def _notary_rows(form: FilingForm) -> list[Sequence[_Cell]]:
    return [
        (("公证机构", form.notary_office),),
        (("公证书编号", form.notary_number), ("公证时间", form.notary_date)),
    ]


def _teaching_rows(form: FilingForm) -> list[Sequence[_Cell]]:
    return [
        (("带教地点", form.teaching_place),),
        (("开始时间", form.teaching_start), ("结束时间", form.teaching_end)),
    ]


def _block(sheet: Sheet, top: float, name: str, rows: Sequence[Sequence[_Cell]]) -> float:
    """One block with its name at the left; gives the height at which the next begins."""
    height = _ROW * len(rows)
    stub = (_LEFT, top - height, _STUB, height)
    sheet.frame(stub, shade=_SHADE)
    sheet.stacked(stub, name, 13)
    for index, cells in enumerate(rows):
        _row(sheet, top - (index + 1) * _ROW, name, cells)
    return top - height


def _row(sheet: Sheet, bottom: float, block: str, cells: Sequence[_Cell]) -> None:
    x = _LEFT + _STUB
    # The left value is the wider one: it holds the eighteen digits of an id number.
    shares = (1.0,) if len(cells) == 1 else (0.55, 0.45)
    room = _WIDTH - _STUB - _LABEL_WIDTH * len(cells)
    for (label, value), share in zip(cells, shares, strict=True):
        sheet.frame((x, bottom, _LABEL_WIDTH, _ROW), shade=_SHADE)
        sheet.fitted((x + 2, bottom, _LABEL_WIDTH - 4, _ROW), label, _LABEL, name=label, align="centre")
        x += _LABEL_WIDTH
        sheet.frame((x, bottom, room * share, _ROW))
        box = (x + _PAD, bottom + 1, room * share - 2 * _PAD, _ROW - 2)
        sheet.fitted(box, value, _VALUE, name=f"{block}{label}")
        x += room * share


def _review(sheet: Sheet, top: float, form: FilingForm) -> None:
    """审核意见 with the signatures; the right half below stays free for the seal."""
    height = top - _BOTTOM
    stub = (_LEFT, _BOTTOM, _STUB, height)
    sheet.frame(stub, shade=_SHADE)
    sheet.stacked(stub, "审核意见", 13)
    left, width = _LEFT + _STUB, _WIDTH - _STUB
    sheet.frame((left, _BOTTOM, width, height))
    words = "\n".join(f"　　{part}" for part in (form.result, form.opinion) if part)
    sheet.fitted((left + 10, _BOTTOM + 84, width - 20, height - 92), words, BODY, name="审核意见", top=True)
    sheet.fitted((left + 10, _BOTTOM + 42, width * 0.5, 22), f"经办人：{form.handler}", 14, name="经办人")
    sheet.fitted((left + 10, _BOTTOM + 12, width * 0.5, 22), f"负责人：{form.head}", 14, name="负责人")
    right = (left + width * 0.55, _BOTTOM + 42, width * 0.45 - 14, 22.0)
    sheet.fitted(right, "（盖章）", 14, name="盖章", align="centre")
    dated = (right[0], _BOTTOM + 12, right[2], 22.0)
    sheet.fitted(dated, form.decided or "　　年　　月　　日", 14, name="日期", align="centre")
