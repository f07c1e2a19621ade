"""The import of scores from Excel (C4): what it is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.apprenticeship.commands.assessment import RecordScores
from core.apprenticeship.imports.score_columns import Field
from core.apprenticeship.imports.score_judge import ScoreJudge
from core.apprenticeship.words.dictionaries import of
from core.apprenticeship.words.limits import Limits
from core.imports.headers import EXAMPLE
from core.imports.importing import ImportOf, ImportWords, in_parts

if TYPE_CHECKING:
    from core.apprenticeship.words.values import ScoreEntry
    from core.domain.dictionaries import Dictionaries
    from core.imports.importing import Part

WARNING = "G11_RESULT_DISAGREES"
"""What a person confirms of scores whose result is not that of the pass mark."""


def _guide(dictionaries: Dictionaries) -> tuple[str, ...]:
    types = "；".join(
        f"{one.name}（满 {one.years} 年，{one.pass_mark} 分合格）"
        for one in of(dictionaries).assessment_types
    )
    return (
        "考核成绩导入模板 填写说明",
        "一、请在“考核成绩”表中填写，每名学生一行；带 * 的列必须填写，表头不要修改。",
        f"二、第 2 行是{EXAMPLE}，导入时不会读取，可以删除。",
        "三、身份证号：18 位，已设为“文本”格式。从别处复制时请用“选择性粘贴 - 数值”，以免末几位变成 0。",
        f"四、考核类型：{types}。",
        "五、考核日期：写成 2026-11-08 的形式，不能晚于今天。",
        "六、考核成绩：0 到 100，最多一位小数。",
        "七、考核结果：合格或不合格；留空时按合格线自动判定，与合格线不一致时导入前会请您确认。",
        "八、不要使用公式和合并单元格。",
        "九、导入前会逐行检查并显示结果；有错的行可以导出，改正后再次导入。",
    )


def _record(batch_id: str, part: Part) -> RecordScores:
    return RecordScores(batch_id, part.entries, (WARNING,) if part.confirmed else ())


SCORE_IMPORT: ImportOf[ScoreEntry] = ImportOf(
    what="成绩数据",
    columns=Field,
    sheet="考核成绩",
    template="考核成绩导入模板.xlsx",
    guide=_guide,
    judge=ScoreJudge,
    parts=lambda order, parameters: in_parts(order, parameters.of(Limits).scores_per_command),
    command=_record,
    key="entries",
    handmade=False,
    words=ImportWords(
        title="从 Excel 导入成绩",
        choose="选择成绩文件",
        steps=(
            "1. 下载模板，每名学生填写一行；也可以使用已有的表格，只要表头与模板一致。",
            "2. 选择填好的文件。程序逐行检查后先给您预览，此时还没有录入任何成绩。",
            "3. 确认后导入正确的行；有错的行可以导出，改正后再次导入。",
        ),
        saving="正在录入 {total:,} 人的成绩…",
        saved="已录入 {done:,} 人，共 {total:,} 人…",
        same="已录入过",
        noted="导入错误行 {count} 行",
        done="已录入 {count:,} 人的成绩",
        left="{count:,} 人没有录入",
        again="可以再次导入或录入",
        then="，可在“考试成绩录入”中查询、修改和公布",
    ),
)
