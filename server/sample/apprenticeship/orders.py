"""The sample papers by which the city commission ends an apprenticeship: its decision and the inquiry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.sample.paper import RED, SOFT, WHITE, Details, Sheet, paper
from server.sample.stamps import sample_mark, seal, turned

if TYPE_CHECKING:
    from PIL import Image

PAGE = (1000, 1414)


def termination_basis(get: Details) -> Image.Image:
    """Page 1 is the decision under a red head, page 2 the record of the inquiry."""
    sheet = Sheet(paper(PAGE, WHITE), 116)
    if get.page <= 1:
        _decision(sheet, get)
    else:
        _inquiry(sheet, get)
    text = f"第 {get.page} 页　共 {max(get.page, get.pages)} 页"
    sheet.text((sheet.width / 2, 1346), text, 23, ink=SOFT, anchor="ms")
    sheet.place(sample_mark(36), (870, 84))
    return sheet.image


def _decision(sheet: Sheet, get: Details) -> None:
    sheet.spaced(196, get("issuer", "市卫生健康委员会"), 50, 10, ink=RED, bold=1)
    sheet.text((sheet.width / 2, 268), get("basis", "〔　〕　号"), 28, anchor="ms", room=700)
    sheet.pen.line((116, 296, 884, 296), fill=RED, width=4)
    sheet.text((sheet.width / 2, 392), "关于强制解除中医师承关系的决定", 38, anchor="ms")
    student, teacher = get("student", "　　"), get("teacher", "　　")
    words = (
        f"经核查，{student}（公证书编号 {get('number', '　　')}）与指导老师{teacher}的师承关系"
        f"存在以下情形：{get('reason', '　　')}。"
    )
    y = sheet.paragraph(480, words, 30, leading=1.85)
    words = "依据中医药师承管理的有关规定，经研究，决定强制解除上述师承关系，自本决定作出之日起生效。"
    y = sheet.paragraph(y + 6, words, 30, leading=1.85)
    words = "当事人如对本决定不服，可以在收到本决定之日起六十日内依法申请行政复议。"
    sheet.paragraph(y + 6, words, 30, leading=1.85)
    sheet.text((884, 1128), get("issuer", "市卫生健康委员会"), 30, anchor="rs", room=560)
    sheet.text((884, 1186), get("date"), 29, anchor="rs", room=400)
    sheet.place(turned(seal("市卫生健康委员会", "样例", 104), get), (730, 1140))


def _inquiry(sheet: Sheet, get: Details) -> None:
    sheet.spaced(206, "核查情况记录", 44, 12, bold=1)
    rows = (
        ("核查事项：", get("matter", "师承关系是否存续")),
        ("学　　生：", get("student")),
        ("指导老师：", get("teacher")),
        ("执业地点：", get("place")),
        ("核查日期：", get("date")),
    )
    for row, (label, value) in enumerate(rows):
        sheet.field((116, 310 + row * 62), label, value, 28, 768)
    y = sheet.paragraph(670, get("text", "　　"), 29, leading=1.8)
    sheet.paragraph(y + 8, "以上情况已向当事人双方告知，记录经核对无误。", 29, leading=1.8)
    for x, label in ((116, "核查人："), (540, "记录人：")):
        sheet.text((x, 1160), label, 28)
        sheet.pen.line((x + 120, 1168, x + 330, 1168), fill=(206, 200, 188), width=1)
