"""The columns of a list of scores in Excel: their names as people write them, and what a cell says.

Used for the template, the import and the file of failed rows (product.md C4).
"""

from __future__ import annotations

import re
import unicodedata

from core.apprenticeship.words.values import AssessmentResult
from core.domain.errors import KnownError
from core.domain.values import Labelled
from core.imports.headers import Layout, headers_of, shown

TEMPLATE_NAME = "考核成绩导入模板.xlsx"


class Field(Labelled):
    """A column of the template; `label` is its header."""

    NAME = "name", "学生姓名"
    ID_NUMBER = "id_number", "身份证号"
    TYPE = "type", "考核类型"
    DAY = "day", "考核日期"
    SCORE = "score", "考核成绩"
    RESULT = "result", "考核结果"


FIELDS = tuple(Field)
REQUIRED = FIELDS[:-1]

_NAMES: dict[Labelled, tuple[str, ...]] = {
    Field.NAME: ("姓名", "学员姓名", "考生姓名", "学生", "继承人姓名"),
    Field.ID_NUMBER: ("身份证号码", "身份证", "学生身份证号", "学生身份证号码", "证件号码", "公民身份号码"),
    Field.TYPE: ("考试类型", "类型", "考核类别", "考试类别"),
    Field.DAY: ("考试日期", "日期", "考核时间", "考试时间"),
    Field.SCORE: ("考试成绩", "成绩", "分数", "得分", "考核分数"),
    Field.RESULT: ("结果", "考试结果", "是否合格", "合格情况"),
}
LAYOUT = Layout("成绩数据", FIELDS, headers_of(_NAMES), REQUIRED)

_RESULTS = {
    **dict.fromkeys(("合格", "通过", "及格"), AssessmentResult.PASS),
    **dict.fromkeys(("不合格", "未通过", "不通过", "不及格"), AssessmentResult.FAIL),
}


def read_result(text: str) -> AssessmentResult | None:
    """None when nothing is said; KnownError RESULT_UNKNOWN for another word."""
    word = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    if not word:
        return None
    if word not in _RESULTS:
        raise KnownError("RESULT_UNKNOWN", f"考核结果“{shown(text)}”无法识别，请填写“合格”或“不合格”，或留空")
    return _RESULTS[word]
