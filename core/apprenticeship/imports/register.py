"""The import of a register 台账 that a bureau kept before (D8): what it is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.apprenticeship.commands.register import ImportFilings
from core.apprenticeship.imports.register_columns import STATES, Field
from core.apprenticeship.imports.register_judge import RegisterJudge
from core.apprenticeship.words.register import in_commands
from core.imports.headers import EXAMPLE
from core.imports.importing import ImportOf, ImportWords, Part

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.apprenticeship.words.register import ImportedFiling
    from core.domain.dictionaries import Dictionaries
    from core.domain.values import Parameters
    from core.imports.importing import Order


def _guide(_: Dictionaries) -> tuple[str, ...]:
    return (
        "备案台账导入模板 填写说明",
        "一、请在“备案台账”表中填写，每件备案一行；带 * 的列必须填写，其他列没有资料时可以留空。",
        f"二、第 2 行是{EXAMPLE}，导入时不会读取，可以删除。列的先后可以调整，表头文字不要修改。",
        "三、身份证号：18 位，已设为“文本”格式。从别处复制时请用“选择性粘贴 - 数值”，以免末几位变成 0。",
        "四、性别、出生日期留空时按身份证号填写；持护照等其他证件的，请填写证件类型、性别和出生日期。",
        "五、日期写成 2026-03-05、2026年3月5日、2026.3.5 或 20260305 都可以；除教学结束时间外不能晚于今天。",
        "六、备案号：按原有编号填写，不会改动；留空时由系统按备案日期所在年份编号。",
        f"七、状态：{STATES}；留空为在教。已出师、已解除的须填写结束日期。",
        "八、只能导入本区的台账。系统中已有的老师和学生（身份证号相同）直接使用，不会改动其资料；姓名须一致。",
        "九、每名老师在教学生不超过 4 人，每名学生同时只能有一段在教的师承关系，已有的和表中的一并计算。",
        "十、不要使用公式和合并单元格。",
        "十一、导入前会逐行检查并显示结果；有错的行可以导出，改正后再次导入。已导入的行再次导入时会自动略过。",
        "十二、导入的备案不发送短信，申请材料不需要扫描，仍以纸质档案为准。",
    )


def _parts(order: Order, _: Parameters) -> Iterator[Part]:
    """Each row says itself which findings were confirmed."""
    return map(Part, in_commands((*order.plain, *order.confirmed)))


def _import(batch_id: str, part: Part) -> ImportFilings:
    return ImportFilings(batch_id, part.entries)


REGISTER_IMPORT: ImportOf[ImportedFiling] = ImportOf(
    what="台账数据",
    columns=Field,
    sheet="备案台账",
    template="备案台账导入模板.xlsx",
    guide=_guide,
    judge=RegisterJudge,
    parts=_parts,
    command=_import,
    key="rows",
    words=ImportWords(
        title="导入台账",
        choose="选择台账文件",
        steps=(
            "用于把本单位以前已经备案的师承关系一次录入系统。",
            "1. 下载模板，每件备案填写一行；也可以使用已有的表格，只要表头与模板一致。",
            "2. 选择填好的文件。程序逐行检查后先给您预览，此时还没有导入任何备案。",
            "3. 确认后导入正确的行；有错的行可以存为文件，改正后再次导入，已导入的行会自动略过。",
            "导入的备案不发送短信；申请材料不需要扫描，仍以纸质档案为准。",
        ),
        saving="正在导入 {total:,} 件备案…",
        saved="已导入 {done:,} 件，共 {total:,} 件…",
        same="重复",
        noted="台账导入错误行 {count} 行",
        done="已导入 {count:,} 件备案",
        left="{count:,} 件没有导入",
        again="可以再次导入同一文件，已导入的会自动略过",
        there="{count:,} 行在台账中已有或与前面的行重复，已略过。",
        kept="导入的备案已写入本机，联网后自动上报；市卫健委和本区其他电脑随后可以看到。",
    ),
)
