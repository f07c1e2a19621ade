"""Sample documents drawn like office scans, each marked 样例: nothing here is a copy of a real paper.

`draw` is deterministic: kind, fields, page, pages and seed give the same bytes.
"""

from __future__ import annotations

import re
from random import Random
from typing import TYPE_CHECKING

from server.sample.apprenticeship.contracts import dissolution_proof, notarial_page
from server.sample.apprenticeship.orders import termination_basis
from server.sample.paper import CREAM, SOFT, Colour, Details, Sheet, card, on_bed, paper, scanned
from server.sample.stamps import portrait, sample_mark, seal, signature, turned

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PIL import Image

WIDE = (1360, 960)
CARD = (1011, 638)
BED = (1150, 770)
BLUE: Colour = (46, 92, 140)
GREEN: Colour = (52, 110, 88)
PALE_BLUE: Colour = (240, 246, 250)
PALE_GREEN: Colour = (241, 248, 242)


def draw(
    kind: str,
    fields: Mapping[str, str],
    page: int = 1,
    pages: int = 1,
    seed: int = 0,
    *,
    long_side: int = 0,
) -> bytes:
    """One document as JPEG, 1000 to 1414 pixels on its long side and under 150 KB.

    ``kind`` is one of `KINDS` (else `KeyError`); ``fields`` hold Chinese values already formatted, and
    what is missing stays empty on the paper. ``page`` of ``pages`` matters for papers of several pages only.
    ``long_side`` (pixels) makes it smaller.
    """
    drawing = _DRAWINGS[kind]
    random = Random(f"{kind}/{page}/{seed}")
    return scanned(drawing(Details(fields, page, pages, seed, random)), random, long_side=long_side)


def _id_front(get: Details) -> Image.Image:
    if get("passport"):
        return _passport(get)
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


def _passport(get: Details) -> Image.Image:
    """The page of a foreign passport that shows its holder."""
    sheet = Sheet(card(CARD, (240, 234, 240), (228, 238, 232)), 70, serif=False)
    sheet.text((66, 90), "护照　PASSPORT", 40, ink=(120, 60, 70))
    sheet.text((66, 140), "样例国", 30, ink=(120, 60, 70))
    sheet.place(portrait((240, 310), _look(get), (236, 242, 246)), (190, 350))
    sheet.text((350, 215), "姓名", 24, ink=SOFT)
    sheet.paragraph(258, get("name"), 30, left=350, right=950, leading=1.35, first=0)
    rows = (("性别", "sex"), ("出生日期", "born"), ("护照号码", "id_number"))
    for row, (label, key) in enumerate(rows):
        sheet.field((350, 400 + row * 62), label, get(key), 28, 560)
    sheet.text((66, 590), "P<SAMPLE<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<", 28, room=870)
    sheet.place(sample_mark(40), (870, 110))
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


def _id_back(get: Details) -> Image.Image:
    sheet = Sheet(card(CARD, (240, 236, 226), (226, 240, 246)), 70, serif=False)
    sheet.place(seal("", "", 84), (150, 150))
    sheet.spaced(150, "中华人民共和国", 46, 16, ink=(70, 52, 48))
    sheet.spaced(262, "居民身份证", 72, 26, ink=(70, 52, 48))
    for y, label, value in ((470, "签发机关", get("issuer")), (560, "有效期限", get("valid"))):
        sheet.text((210, y), label, 32, ink=(90, 78, 72))
        sheet.text((370, y), value, 36, room=560)
    sheet.place(sample_mark(40), (880, 80))
    return on_bed(sheet.image, BED)


def _cover(title: str, issuer: str, leather: Colour) -> Callable[[Details], Image.Image]:
    """The outside of a certificate in leather, with what it says in gold."""

    def drawing(get: Details) -> Image.Image:
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
) -> Callable[[Details], Image.Image]:
    """The inside of a certificate: photograph at the left, fields at the right, seal over both."""

    def drawing(get: Details) -> Image.Image:
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
        sheet.place(turned(seal(get("issuer", office), "证书专用章", 104), get), (1060, 776))
        sheet.place(sample_mark(40), (210, 830))
        return sheet.image

    return drawing


def _licence(get: Details) -> Image.Image:
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
    sheet.place(turned(seal(get("issuer", "卫生健康局"), "执业注册章", 100), get), (1050, 776))
    sheet.place(sample_mark(40), (255, 690))
    return sheet.image


def _organisation(get: Details) -> Image.Image:
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
    sheet.place(turned(seal(get("issuer", "武汉市市场监督管理局"), "登记专用章", 100), get), (1060, 770))
    sheet.place(sample_mark(40), (290, 848))
    return sheet.image


def _diploma(get: Details) -> Image.Image:
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
    sheet.place(turned(seal(school, "", 104), get), (1060, 750))
    sheet.place(sample_mark(40), (270, 625))
    return sheet.image


def _look(get: Details) -> int:
    """Which of the invented faces: that of a man or of a woman, the same on all papers of one person."""
    return (sum(map(ord, get("id_number") or get("name"))) // 2 * 2 + (get("sex") == "女")) % 12


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
_DRAWINGS: dict[str, Callable[[Details], Image.Image]] = {
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
    "notarial_page": notarial_page,
    "dissolution_proof": dissolution_proof,
    "termination_basis": termination_basis,
}
KINDS = tuple(_DRAWINGS)
