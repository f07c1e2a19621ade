"""The sample documents of two people: notarised contract of apprenticeship, and its end by agreement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.sample.paper import CREAM, GOLD, SOFT, WHITE, Details, Sheet, paper
from server.sample.stamps import fingerprint, sample_mark, seal, signature, turned
from server.sample.wording import CLAUSES, PLAN

if TYPE_CHECKING:
    from PIL import Image

PAGE = (1000, 1414)


def notarial_page(get: Details) -> Image.Image:
    """Page 1 is the certificate, the others are the contract behind it; the last one is signed."""
    return _notarial_certificate(get) if get.page <= 1 else _contract(get)


def _notarial_certificate(get: Details) -> Image.Image:
    sheet = Sheet(paper(PAGE, CREAM, GOLD), 110)
    sheet.spaced(220, "公证书", 62, 62, bold=1)
    sheet.text((890, 330), get("number"), 29, anchor="rs", room=780)
    y = 410.0
    for role, name, number in (
        ("甲方（指导老师）", "teacher", "teacher_id"),
        ("乙方（继承人）", "student", "student_id"),
    ):
        sheet.text((110, y), f"申请人：{role}{get(name)}，公民身份号码{get(number)}", 28, room=780)
        y += 54
    sheet.text((110, y), "公证事项：师承关系合同", 28, room=780)
    teacher, student = get("teacher", "　　"), get("student", "　　")
    words = (
        f"兹证明{teacher}与{student}于{get('date', '　年　月　日')}，"
        "在本公证员面前签订了后面的《传统医学师承关系合同书》。"
        f"合同约定的带教期限自{get('start', '　年　月　日')}至{get('end', '　年　月　日')}，"
        f"带教地点为{get('place', '　　　　')}。"
    )
    y = sheet.paragraph(y + 84, words, 30, leading=1.85)
    words = "经查，双方签约行为符合《中华人民共和国民法典》的规定，合同上双方当事人的签字、手印均属实。"
    sheet.paragraph(y + 6, words, 30, leading=1.85)
    office = get("office", "公证处")
    sheet.text((890, 1110), f"中华人民共和国{office}", 31, anchor="rs", room=700)
    sheet.text((620, 1172), "公证员", 29, anchor="rs")
    sheet.place(signature(get("notary") or ("郑文博", "沈书宁", "唐景怡")[get.seed % 3], 46), (740, 1160))
    sheet.text((890, 1236), get("date"), 29, anchor="rs", room=500)
    sheet.place(turned(seal(office, "公证专用章", 112), get), (700, 1180))
    return _foot(sheet, get)


def _contract(get: Details) -> Image.Image:
    sheet = Sheet(paper(PAGE, WHITE), 116)
    y = 150.0
    if get.page == 2:
        sheet.spaced(180, "传统医学师承关系合同书", 46, 8, bold=1)
        for label, name, number in (
            ("甲方（指导老师）：", "teacher", "teacher_id"),
            ("乙方（继承人）：", "student", "student_id"),
        ):
            y = y + 110 if label.startswith("甲") else y + 58
            sheet.field((116, y), label, f"{get(name)}　{get(number)}", 28, 768)
        y += 84
    last = get.page >= get.pages
    if get.page > 3:
        sheet.spaced(180, f"附件{_numeral(get.page - 3)}　跟师学习计划", 40, 4, bold=1)
        y = 280.0
    for words in _articles(get.page):
        if y > (900 if last else 1180):
            break
        y = sheet.paragraph(y, words, 28, leading=1.75) + 14
    if last or get.page == 3:
        _signatures(sheet, get)
    return _foot(sheet, get)


def _articles(page: int) -> list[str]:
    """What stands on a page of the contract: seven articles, the rest of them, then plans of study."""
    if page <= 3:
        numbered = list(enumerate(CLAUSES, 1))[(page - 2) * 7 : (page - 1) * 7]
        return [f"第{_numeral(number)}条　{words}" for number, words in numbered]
    first = (page * 3) % len(PLAN)
    chosen = (PLAN[first:] + PLAN[:first])[:6]
    return [f"{_numeral(number)}、{words}" for number, words in enumerate(chosen, 1)]


def _signatures(sheet: Sheet, get: Details) -> None:
    for x, label, key in ((116, "甲方（签字）：", "teacher"), (540, "乙方（签字）：", "student")):
        sheet.text((x, 1080), label, 28)
        if get(key):
            sheet.place(signature(get(key), 46), (x + 270, 1070))
            sheet.place(fingerprint(60), (x + 330, 1080))
        sheet.text((x, 1160), get("date"), 27, room=380)


def _foot(sheet: Sheet, get: Details) -> Image.Image:
    sheet.text(
        (sheet.width / 2, 1346),
        f"第 {get.page} 页　共 {max(get.page, get.pages)} 页",
        23,
        ink=SOFT,
        anchor="ms",
    )
    sheet.place(sample_mark(34), (880, 72))
    return sheet.image


def dissolution_proof(get: Details) -> Image.Image:
    """Page 1 is the agreement by which both sides end the apprenticeship, page 2 what was learned so far."""
    return _agreement(get) if get.page <= 1 else _learned(get)


def _learned(get: Details) -> Image.Image:
    sheet = Sheet(paper(PAGE, WHITE), 116)
    sheet.spaced(210, "跟师学习情况说明", 46, 10, bold=1)
    words = (
        f"{get('student')}自{get('start', '　年　月　日')}起在{get('place', '　　　　')}随本人跟师学习，"
        f"至{get('end', '　年　月　日')}止。其间完成的学习内容如下："
    )
    y = sheet.paragraph(330, words, 29, leading=1.8) + 12
    for number, plan in enumerate(PLAN[:4], 1):
        y = sheet.paragraph(y, f"{_numeral(number)}、{plan}", 27, leading=1.7) + 10
    _signatures(sheet, get)
    return _foot(sheet, get)


def _agreement(get: Details) -> Image.Image:
    sheet = Sheet(paper(PAGE, WHITE), 116)
    sheet.spaced(210, "解除师承关系协议书", 50, 12, bold=1)
    rows = (
        ("甲方（指导老师）：", f"{get('teacher')}　{get('teacher_id')}"),
        ("乙方（继承人）：", f"{get('student')}　{get('student_id')}"),
        ("公证书编号：", get("number")),
    )
    for row, (label, value) in enumerate(rows):
        sheet.field((116, 320 + row * 66), label, value, 28, 768)
    reason = get("reason", "乙方工作调动，不能继续跟师学习")
    words = (
        f"甲乙双方于{get('start', '　年　月　日')}建立中医师承关系，带教地点为{get('place', '　　　　')}。"
        f"现因{reason}，经双方协商一致，自{get('end', get('date', '　年　月　日'))}起解除师承关系。"
    )
    y = sheet.paragraph(560, words, 30, leading=1.85)
    y = sheet.paragraph(
        y + 6,
        "解除后，甲方不再承担带教责任，乙方不再以甲方学术继承人的名义学习。双方对此无争议。",
        30,
        leading=1.85,
    )
    sheet.paragraph(y + 6, "本协议一式三份，双方各执一份，报备案机关一份。", 30)
    _signatures(sheet, get)
    sheet.place(sample_mark(38), (850, 110))
    return sheet.image


def _numeral(number: int) -> str:
    digits = "零一二三四五六七八九"
    tens, ones = divmod(number, 10)
    return (("" if tens == 1 else digits[tens]) + "十" if tens else "") + (digits[ones] if ones else "")
