"""备案表: the form of one apprenticeship filing on one A4 page (design.md, "Documents on paper").

An opinion that would be too small to read there stands whole on a page behind it, and the form says so.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import msgspec

from core.paper.flow import Flow
from core.paper.pages import bind, made_words
from core.paper.pdf import LINE, Sheet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.paper.pages import Painter
    from core.paper.pdf import OutlineFont, Rendered

BODY = 16.0
_VALUE = 14.0
_LABEL = 12.0
_LEFT, _WIDTH = 51.0, 493.0
_STUB = 30.0
_LABEL_WIDTH = 84.0
_ROW, _HIGHEST = 29.0, 84.0
"""A row of the form, and the highest that one becomes for a long value."""
_READABLE, _OPINION = 10.5, 12.0
"""What values and an opinion should not be smaller than, as long as there is room."""
_SMALL_OPINION = 9.0
"""An opinion that would have to be smaller goes to a page of its own."""
_PAD = 5.0
_TOP = 742.0
_BOTTOM = 62.0
_SIGNED = 92.0
"""Below the opinion: who signs, seal and day."""
_SHADE = 0.95

_Cell = tuple[str, str]
_Rows = list[tuple[_Cell, ...]]


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

    Long values wrap and take room from the opinion as long as it has some, else they become smaller.
    """
    sheet = Sheet.open(font, title=f"{form.title} {form.number}")
    painters: list[Painter] = [partial(paint_form, form)]
    if _is_long(sheet, form):
        painters += _annex(sheet, form)
        sheet.notes.append("审核意见较长，全文印在附页上，请与备案表一并盖章归档。")
    made_by = made_words(form.printed_by, form.printed_at)
    return bind(sheet, painters, made_by=made_by, running=f"{form.title}附页　{form.number}")


def paint_form(form: FilingForm, sheet: Sheet, *, elsewhere: str = "附页") -> None:
    """The form on the present page of a document; the foot is left to `core.paper.pages.bind`.

    `elsewhere` is where an opinion stands that is too long for the form.
    """
    if _is_long(sheet, form):
        form = msgspec.structs.replace(form, opinion=f"（审核意见较长，全文见{elsewhere}。）")
    sheet.fitted((_LEFT, 772, _WIDTH, 32), form.title, 22, name="标题", align="centre")
    sheet.fitted((_LEFT, 746, _WIDTH * 0.6, 20), f"受理单位：{form.bureau}", _LABEL, name="受理单位")
    number_box = (_LEFT + _WIDTH * 0.62, 746.0, _WIDTH * 0.38, 20.0)
    sheet.fitted(number_box, f"备案编号：{form.number}", _LABEL, name="备案编号", align="right")
    blocks = (
        ("学生", _student_rows(form.student)),
        ("指导老师", _teacher_rows(form.teacher)),
        ("公证", _notary_rows(form)),
        ("教学", _teaching_rows(form)),
    )
    rows = [cells for _, some in blocks for cells in some]
    heights = iter(_heights(sheet, rows, _TOP - _BOTTOM - _least_review(sheet, form)))
    y = _TOP
    for name, some in blocks:
        y = _block(sheet, y, name, [(cells, next(heights)) for cells in some])
    _review(sheet, y, form)


def _student_rows(student: Person) -> _Rows:
    return [
        (("姓名", student.name), ("性别", student.sex)),
        (("身份证号", student.id_number), ("出生日期", student.born)),
        (("联系电话", student.phone), ("文化程度", student.education)),
    ]


def _teacher_rows(teacher: Teacher) -> _Rows:
    return [
        (("姓名", teacher.name), ("性别", teacher.sex)),
        (("身份证号", teacher.id_number), ("出生日期", teacher.born)),
        (("联系电话", teacher.phone), ("机构代码", teacher.organisation_code)),
        (("职称", teacher.title), ("取得日期", teacher.title_date)),
        (("资格证书编号", teacher.qualification), ("取得日期", teacher.qualification_date)),
        (("执业证书编号", teacher.licence), ("注册日期", teacher.licence_date)),
        (("执业地点", teacher.place),),
    ]


def _notary_rows(form: FilingForm) -> _Rows:
    return [
        (("公证机构", form.notary_office),),
        (("公证书编号", form.notary_number), ("公证时间", form.notary_date)),
    ]


def _teaching_rows(form: FilingForm) -> _Rows:
    return [
        (("带教地点", form.teaching_place),),
        (("开始时间", form.teaching_start), ("结束时间", form.teaching_end)),
    ]


def _heights(sheet: Sheet, rows: Sequence[Sequence[_Cell]], room: float) -> list[float]:
    """How high each row is: the room beyond the least is shared among those that need more."""
    wanted = [_wanted(sheet, cells) - _ROW for cells in rows]
    spare = max(0.0, room - _ROW * len(rows))
    share = min(1.0, spare / sum(wanted)) if any(wanted) else 0.0
    return [_ROW + more * share for more in wanted]


def _wanted(sheet: Sheet, cells: Sequence[_Cell]) -> float:
    """The height in which all values of a row can be read well."""
    lines = 1
    for (_, value), width in zip(cells, _widths(len(cells)), strict=True):
        text = sheet.printable(value)
        lines = max(lines, len(sheet.font.wrap(text, (width - 2 * _PAD) / _READABLE)))
    return min(_HIGHEST, max(_ROW, lines * _READABLE * LINE + 4))


def _least_review(sheet: Sheet, form: FilingForm) -> float:
    """What the opinion and the signatures have to have."""
    lines = sheet.font.wrap(sheet.printable(_words(form)), (_WIDTH - _STUB - 20) / _OPINION)
    return _SIGNED + max(48.0, len(lines) * _OPINION * LINE + 8)


def _is_long(sheet: Sheet, form: FilingForm) -> bool:
    """Whether the opinion would be too small to read even if all else took the least room."""
    rows = sum(map(len, (_student_rows(form.student), _teacher_rows(form.teacher))))
    rows += sum(map(len, (_notary_rows(form), _teaching_rows(form))))
    room = _TOP - _BOTTOM - _SIGNED - rows * _ROW
    lines = sheet.font.wrap(sheet.printable(_words(form)), (_WIDTH - _STUB - 20) / _SMALL_OPINION)
    return len(lines) * _SMALL_OPINION * LINE > room


def _annex(sheet: Sheet, form: FilingForm) -> list[Painter]:
    """The whole opinion, and who signs it, behind the form."""
    flow = Flow(sheet, left=_LEFT, width=_WIDTH, first_top=780)
    flow.text("审核意见（附页）", 18, align="centre", spacing=2, bold=True)
    flow.text(_words(form), _OPINION, spacing=1.6)
    flow.space(20)
    signed = f"经办人：{form.handler}\n{form.decided or '　　　　年　　月　　日'}"
    flow.text(signed, 14, indent=_WIDTH * 0.55, spacing=1.8)
    return flow.pages


def _widths(count: int) -> Sequence[float]:
    """Of the values of a row; the left one is the wider: it holds the eighteen digits of an id number."""
    room = _WIDTH - _STUB - _LABEL_WIDTH * count
    return (room,) if count == 1 else (room * 0.55, room * 0.45)


def _block(sheet: Sheet, top: float, name: str, rows: Sequence[tuple[Sequence[_Cell], float]]) -> float:
    """One block with its name at the left; gives the height at which the next begins."""
    bottom = top
    for cells, height in rows:
        bottom -= height
        _row(sheet, bottom, height, name, cells)
    stub = (_LEFT, bottom, _STUB, top - bottom)
    sheet.frame(stub, shade=_SHADE)
    sheet.stacked(stub, name, 13)
    return bottom


def _row(sheet: Sheet, bottom: float, height: float, block: str, cells: Sequence[_Cell]) -> None:
    x = _LEFT + _STUB
    for (label, value), width in zip(cells, _widths(len(cells)), strict=True):
        sheet.frame((x, bottom, _LABEL_WIDTH, height), shade=_SHADE)
        sheet.fitted((x + 2, bottom, _LABEL_WIDTH - 4, height), label, _LABEL, name=label, align="centre")
        x += _LABEL_WIDTH
        sheet.frame((x, bottom, width, height))
        box = (x + _PAD, bottom + 1, width - 2 * _PAD, height - 2)
        sheet.fitted(box, value, _VALUE, name=f"{block}{label}")
        x += width


def _words(form: FilingForm) -> str:
    return "\n".join(f"　　{part}" for part in (form.result, form.opinion) if part)


def _review(sheet: Sheet, top: float, form: FilingForm) -> None:
    """审核意见 with the signatures; the right half below stays free for the seal."""
    height = top - _BOTTOM
    stub = (_LEFT, _BOTTOM, _STUB, height)
    sheet.frame(stub, shade=_SHADE)
    sheet.stacked(stub, "审核意见", 13)
    left, width = _LEFT + _STUB, _WIDTH - _STUB
    sheet.frame((left, _BOTTOM, width, height))
    opinion = (left + 10, _BOTTOM + _SIGNED - 8, width - 20, height - _SIGNED)
    sheet.fitted(opinion, _words(form), BODY, name="审核意见", top=True)
    sheet.fitted((left + 10, _BOTTOM + 42, width * 0.5, 22), f"经办人：{form.handler}", 14, name="经办人")
    sheet.fitted((left + 10, _BOTTOM + 12, width * 0.5, 22), f"负责人：{form.head}", 14, name="负责人")
    right = (left + width * 0.55, _BOTTOM + 42, width * 0.45 - 14, 22.0)
    sheet.fitted(right, "（盖章）", 14, name="盖章", align="centre")
    dated = (right[0], _BOTTOM + 12, right[2], 22.0)
    sheet.fitted(dated, form.decided or "　　年　　月　　日", 14, name="日期", align="centre")
