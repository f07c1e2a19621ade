"""Sample documents drawn like office scans, each marked 样例: nothing here is a copy of a real paper.

`draw` is deterministic: kind, fields, page, pages and seed give the same bytes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from server.sample.paper import (
    CREAM,
    GOLD,
    SOFT,
    WHITE,
    Colour,
    Sheet,
    card,
    fingerprint,
    on_bed,
    paper,
    portrait,
    sample_mark,
    scanned,
    seal,
    signature,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PIL import Image

PAGE = (1000, 1414)
WIDE = (1360, 960)
CARD = (1011, 638)
BED = (1150, 770)
BLUE: Colour = (46, 92, 140)
GREEN: Colour = (52, 110, 88)
PALE_BLUE: Colour = (240, 246, 250)
PALE_GREEN: Colour = (241, 248, 242)

_CLAUSES = (
    "甲方自愿收乙方为中医药学术继承人，以师带徒方式传授中医药学术经验和技术专长；乙方自愿跟随甲方学习。",
    "学习期限自本合同约定的起始日期起算，连续跟师学习时间不少于国家规定的年限，以公证日期为准。",
    "甲方应当制定带教计划，定期讲授中医经典、诊法、方药，指导乙方整理医案，并如实填写跟师记录。",
    "乙方应当尊敬师长，遵守执业地点的各项制度，每周跟师学习不少于三天，按月提交跟师笔记和心得。",
    "乙方在学习期间不得独立行医。凡涉及患者的诊疗活动，均应在甲方指导下进行，并保守患者隐私。",
    "甲方同时带教的学术继承人不超过四名。甲方执业地点变更的，应当在变更后及时告知乙方。",
    "任何一方要求解除本合同的，应当书面告知对方，并向备案的卫生健康行政部门办理解除手续。",
    "学习期满，甲方应当对乙方的学习情况作出鉴定；乙方按规定参加出师考核，合格者由主管部门发给证书。",
    "双方因履行本合同发生争议的，应当协商解决；协商不成的，可向合同履行地人民法院提起诉讼。",
    "本合同一式四份，甲乙双方各执一份，公证机构和备案机关各留存一份，自双方签字并公证之日起生效。",
)
_PLAN = (
    "研读《黄帝内经》选篇，每月抄录原文不少于二十条，写出学习体会一篇，由指导老师批阅。",
    "研读《伤寒论》，逐条背诵太阳病篇，结合门诊病例说明桂枝汤、麻黄汤类方的加减。",
    "研读《金匮要略》杂病各篇，整理脾胃病、咳嗽、胸痹的辨证要点，列表比较。",
    "随师门诊，每周不少于三个半天，记录四诊资料，独立写出辨证分析后由老师修改。",
    "每季度整理跟师医案不少于十例，写明病因病机、治法方药和复诊变化，附老师按语。",
    "学习常用中药一百五十味，辨认饮片，掌握性味归经、功效主治、用量和配伍禁忌。",
    "学习针灸取穴一百个，掌握进针、行针、留针的操作规范以及晕针、滞针的处理。",
    "总结指导老师的学术思想和临床经验，每学年撰写总结一篇，不少于三千字。",
    "参加老师主持的病例讨论，每月不少于两次，做好讨论记录并提出自己的看法。",
    "学习医疗卫生法律法规和病历书写规范，遵守医德，尊重和保护患者的隐私。",
)


@dataclass(frozen=True, slots=True)
class _Paper:
    """What a drawing knows: its fields (a missing one is empty), its page, its own random numbers."""

    fields: Mapping[str, str]
    page: int
    pages: int
    seed: int
    random: Random

    def __call__(self, key: str, default: str = "") -> str:
        return self.fields.get(key) or default


def draw(kind: str, fields: Mapping[str, str], page: int = 1, pages: int = 1, seed: int = 0) -> bytes:
    """One document as JPEG, 1000 to 1414 pixels on its long side and under 150 KB.

    ``kind`` is one of `KINDS` (else `KeyError`); ``fields`` hold Chinese values already formatted, and
    what is missing stays empty on the paper. ``page`` of ``pages`` matters for ``notarial_page`` only.
    """
    drawing = _DRAWINGS[kind]
    random = Random(f"{kind}/{page}/{seed}")
    return scanned(drawing(_Paper(fields, page, pages, seed, random)), random)


def _id_front(get: _Paper) -> Image.Image:
    sheet = Sheet(card(CARD, (226, 240, 246), (240, 236, 226)), 70, serif=False)
    blue = (70, 130, 180)
    rows = (
        (110, "姓名", get("name"), 42),
        (190, "性别", get("sex"), 36),
        (270, "出生", "", 36),
        (350, "住址", "", 36),
    )
    for y, label, value, size in rows:
        sheet.text((66, y), label, 28, ink=blue)
        sheet.text((160, y), value, size, room=440)
    sheet.text((290, 190), "民族", 28, ink=blue)
    sheet.text((370, 190), get("ethnic", "汉"), 36)
    _born(sheet, get("born"), 270, blue)
    sheet.paragraph(350, get("address"), 34, left=160, right=620, leading=1.45, first=0)
    sheet.text((66, 570), "公民身份号码", 28, ink=blue)
    sheet.text((300, 572), " ".join(get("id_number")), 40, room=640)
    sheet.place(portrait((260, 330), _look(get), (236, 242, 246)), (810, 270))
    sheet.place(sample_mark(40), (880, 470))
    return on_bed(sheet.image, BED)


def _born(sheet: Sheet, born: str, y: float, ink: Colour) -> None:
    parts = re.findall(r"\d+", born)
    if len(parts) != 3:
        sheet.text((160, y), born, 36, room=440)
        return
    x = 160.0
    for value, unit in zip(parts, "年月日", strict=True):
        x += sheet.text((x, y), str(int(value)), 36) + 10
        x += sheet.text((x, y), unit, 28, ink=ink) + 18


def _id_back(get: _Paper) -> Image.Image:
    sheet = Sheet(card(CARD, (240, 236, 226), (226, 240, 246)), 70, serif=False)
    sheet.place(seal("", "", 84), (150, 150))
    sheet.spaced(150, "中华人民共和国", 46, 16, ink=(70, 52, 48))
    sheet.spaced(262, "居民身份证", 72, 26, ink=(70, 52, 48))
    for y, label, value in ((470, "签发机关", get("issuer")), (560, "有效期限", get("valid"))):
        sheet.text((210, y), label, 32, ink=(90, 78, 72))
        sheet.text((370, y), value, 36, room=560)
    sheet.place(sample_mark(40), (880, 80))
    return on_bed(sheet.image, BED)


def _cover(title: str, issuer: str, leather: Colour) -> Callable[[_Paper], Image.Image]:
    """The outside of a certificate in leather, with what it says in gold."""

    def drawing(get: _Paper) -> Image.Image:
        sheet = Sheet(paper(WIDE, leather), 80)
        gold = (216, 184, 108)
        sheet.pen.rectangle((60, 60, WIDE[0] - 60, WIDE[1] - 60), outline=gold, width=4)
        sheet.pen.rectangle((74, 74, WIDE[0] - 74, WIDE[1] - 74), outline=gold, width=1)
        sheet.spaced(330, "湖北省武汉市", 44, 18, ink=gold)
        sheet.spaced(480, title, 80, 20, ink=gold, bold=1)
        sheet.spaced(700, issuer, 38, 8, ink=gold)
        if get("number"):
            sheet.text((WIDE[0] / 2, 800), f"证书编号：{get('number')}", 30, ink=gold, anchor="ms", room=1000)
        sheet.place(sample_mark(44, gold), (1180, 150))
        return sheet.image

    return drawing


def _inside(
    title: str, tone: Colour, frame: Colour, rows: tuple[tuple[str, str], ...], words: str, office: str
) -> Callable[[_Paper], Image.Image]:
    """The inside of a certificate: photograph at the left, fields at the right, seal over both."""

    def drawing(get: _Paper) -> Image.Image:
        sheet = Sheet(paper(WIDE, tone, frame, "ornate"), 110)
        sheet.spaced(170, title, 56, 14, bold=1)
        sheet.place(portrait((230, 300), _look(get), (206, 222, 238)), (255, 390))
        gap = min(78, 440 // max(1, len(rows) - 1))
        for index, (label, key) in enumerate(rows):
            value = get(key, {"category": "中医", "major": "中医内科"}.get(key, ""))
            sheet.field((430, 280 + index * gap), label, value, 30, 800)
        sheet.paragraph(640, words, 26, left=120, right=390, leading=1.5)
        sheet.text((1230, 846), get("issued", get("date")), 30, anchor="rs", room=500)
        sheet.text((1230, 796), get("issuer", office), 30, anchor="rs", room=560)
        sheet.place(_turned(seal(get("issuer", office), "证书专用章", 104), get), (1060, 776))
        sheet.place(sample_mark(40), (210, 830))
        return sheet.image

    return drawing


def _licence(get: _Paper) -> Image.Image:
    sheet = Sheet(paper(WIDE, PALE_GREEN, GREEN, "ornate"), 120)
    sheet.spaced(180, "医师执业证书", 62, 18, bold=1)
    sheet.place(portrait((220, 290), _look(get), (214, 60, 54)), (255, 400))
    pairs = (
        (("姓　　名", "name", 330), ("性　　别", "sex", 260)),
        (("出生日期", "born", 800),),
        (("执业类别", "category", 330), ("执业范围", "scope", 400)),
        (("执业地点", "place", 800),),
        (("身份证号", "id_number", 800),),
        (("编　　码", "number", 800),),
    )
    for row, cells in enumerate(pairs):
        for label, key, room in cells:
            x = 430 if key == cells[0][1] else 820
            value = get(key, {"category": "中医", "scope": "中医专业"}.get(key, ""))
            sheet.field((x, 290 + row * 76), label, value, 29, room)
    sheet.text((1220, 846), get("date"), 30, anchor="rs", room=500)
    sheet.text((1220, 796), get("issuer"), 30, anchor="rs", room=560)
    sheet.place(_turned(seal(get("issuer", "卫生健康局"), "执业注册章", 100), get), (1050, 776))
    sheet.place(sample_mark(40), (255, 690))
    return sheet.image


def _organisation(get: _Paper) -> Image.Image:
    sheet = Sheet(paper(WIDE, PALE_BLUE, BLUE, "ornate"), 140)
    sheet.spaced(190, "组织机构代码证", 64, 22, bold=1)
    sheet.spaced(250, "（副本）", 32, 6, ink=SOFT)
    rows = (
        ("代　　码", get("number", get("organisation_code"))),
        ("机构名称", get("place", get("name"))),
        ("机构类型", get("type", "医疗机构")),
        ("地　　址", get("address")),
        ("有效期限", get("valid")),
        ("登记号码", get("register", f"组代管420100-{get.seed % 900_000 + 100_000}")),
    )
    for row, (label, value) in enumerate(rows):
        sheet.field((150, 350 + row * 76), label, value, 32, 1060)
    sheet.text((1210, 856), get("date"), 28, anchor="rs", room=500)
    sheet.place(_turned(seal(get("issuer", "武汉市市场监督管理局"), "登记专用章", 100), get), (1060, 770))
    sheet.place(sample_mark(40), (290, 848))
    return sheet.image


def _diploma(get: _Paper) -> Image.Image:
    sheet = Sheet(paper(WIDE, CREAM, (178, 60, 50), "ornate"), 130)
    sheet.spaced(200, "毕业证书", 74, 40, ink=(150, 36, 30), bold=1)
    sheet.place(portrait((200, 260), _look(get), (120, 160, 210)), (270, 420))
    major, degree = get("major", "中医学"), get("degree", "本科")
    words = (
        f"{get('name', '　　　')}，性别{get('sex', '　')}，{get('born')}生，于{get('start', '　　年　月')}至"
        f"{get('end', '　　年　月')}在本校{major}专业学习，修完教学计划规定的{degree}全部课程，"
        "成绩合格，准予毕业。"
    )
    sheet.paragraph(330, words, 35, left=440, right=1230, leading=1.85)
    school = get("school", "湖北中医学院")
    sheet.text((150, 800), f"证书编号：{get('number')}", 27, ink=SOFT, room=520)
    sheet.text((150, 740), "校（院）长：", 27, ink=SOFT)
    sheet.place(signature(("周明远", "陈国栋", "何清源")[get.seed % 3], 44), (380, 730))
    sheet.text((1230, 760), school, 36, anchor="rs", room=500)
    sheet.text((1230, 826), get("date"), 30, anchor="rs", room=500)
    sheet.place(_turned(seal(school, "", 104), get), (1060, 750))
    sheet.place(sample_mark(40), (270, 625))
    return sheet.image


def _notarial_page(get: _Paper) -> Image.Image:
    return _notarial_certificate(get) if get.page <= 1 else _contract(get)


def _notarial_certificate(get: _Paper) -> Image.Image:
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
    sheet.place(_turned(seal(office, "公证专用章", 112), get), (700, 1180))
    return _foot(sheet, get)


def _contract(get: _Paper) -> Image.Image:
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
        numbered = list(enumerate(_CLAUSES, 1))[(page - 2) * 7 : (page - 1) * 7]
        return [f"第{_numeral(number)}条　{words}" for number, words in numbered]
    first = (page * 3) % len(_PLAN)
    chosen = (_PLAN[first:] + _PLAN[:first])[:6]
    return [f"{_numeral(number)}、{words}" for number, words in enumerate(chosen, 1)]


def _signatures(sheet: Sheet, get: _Paper) -> None:
    for x, label, key in ((116, "甲方（签字）：", "teacher"), (540, "乙方（签字）：", "student")):
        sheet.text((x, 1080), label, 28)
        if get(key):
            sheet.place(signature(get(key), 46), (x + 270, 1070))
            sheet.place(fingerprint(60), (x + 330, 1080))
        sheet.text((x, 1160), get("date"), 27, room=380)


def _foot(sheet: Sheet, get: _Paper) -> Image.Image:
    sheet.text(
        (sheet.width / 2, 1346),
        f"第 {get.page} 页　共 {max(get.page, get.pages)} 页",
        23,
        ink=SOFT,
        anchor="ms",
    )
    sheet.place(sample_mark(34), (880, 72))
    return sheet.image


def _dissolution_proof(get: _Paper) -> Image.Image:
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


def _turned(sprite: Image.Image, get: _Paper) -> Image.Image:
    """A seal is never put down quite straight."""
    return sprite.rotate(get.random.uniform(-14, 14))


def _look(get: _Paper) -> int:
    """Which of the invented faces: that of a man or of a woman, the same on all papers of one person."""
    return (sum(map(ord, get("id_number") or get("name"))) // 2 * 2 + (get("sex") == "女")) % 12


def _numeral(number: int) -> str:
    digits = "零一二三四五六七八九"
    tens, ones = divmod(number, 10)
    return (("" if tens == 1 else digits[tens]) + "十" if tens else "") + (digits[ones] if ones else "")


_TITLE_ROWS = (
    ("姓　　名", "name"),
    ("性　　别", "sex"),
    ("身份证号", "id_number"),
    ("专　　业", "major"),
    ("资格名称", "title"),
    ("资格级别", "level"),
)
_QUALIFICATION_ROWS = (
    ("姓　　名", "name"),
    ("性　　别", "sex"),
    ("出生日期", "born"),
    ("身份证号", "id_number"),
    ("类　　别", "category"),
    ("证书编码", "number"),
)
_DRAWINGS: dict[str, Callable[[_Paper], Image.Image]] = {
    "id_front": _id_front,
    "id_back": _id_back,
    "title_front": _cover("专业技术资格证书", "职称改革工作领导小组", (34, 62, 104)),
    "title_back": _inside(
        "专业技术资格证书",
        PALE_BLUE,
        BLUE,
        _TITLE_ROWS,
        "本证书表明持证人具备相应的专业技术资格。",
        "武汉市职称改革办公室",
    ),
    "qualification_front": _cover("医师资格证书", "卫生健康行政部门", (26, 88, 70)),
    "qualification_back": _inside(
        "医师资格证书",
        PALE_GREEN,
        GREEN,
        _QUALIFICATION_ROWS,
        "持证人经考试合格，具有医师资格。",
        "湖北省卫生健康委员会",
    ),
    "licence": _licence,
    "organisation": _organisation,
    "diploma": _diploma,
    "notarial_page": _notarial_page,
    "dissolution_proof": _dissolution_proof,
}
KINDS = tuple(_DRAWINGS)
