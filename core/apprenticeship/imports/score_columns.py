"""The columns of a list of scores in Excel: their names as people write them, and what a cell says (C4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.apprenticeship.words.dictionaries import of
from core.apprenticeship.words.scores import parse_score
from core.apprenticeship.words.values import AssessmentResult
from core.domain.errors import KnownError
from core.imports.columns import Column, choice, day, id_number, number, own, text
from core.imports.headers import EXAMPLE
from core.imports.words import shown, squeezed

if TYPE_CHECKING:
    from core.apprenticeship.words.dictionaries import AssessmentType
    from core.domain.dictionaries import Dictionaries

_RESULTS = {
    **dict.fromkeys(("合格", "通过", "及格"), AssessmentResult.PASS),
    **dict.fromkeys(("不合格", "未通过", "不通过", "不及格"), AssessmentResult.FAIL),
}


def type_names(dictionaries: Dictionaries) -> tuple[str, ...]:
    """The types of assessments by name."""
    return tuple(one.name for one in of(dictionaries).assessment_types)


def type_words(dictionaries: Dictionaries) -> dict[str, AssessmentType]:
    """`出师考核` and, where no other type begins so, `出师`."""
    words = {squeezed(one.name): one for one in of(dictionaries).assessment_types}
    for word, one in list(words.items()):
        words.setdefault(word.removesuffix("考核"), one)
    return words


def result_labels(_: Dictionaries) -> tuple[str, ...]:
    """合格 and 不合格."""
    return tuple(one.label for one in AssessmentResult)


def read_result(said: str) -> AssessmentResult | None:
    """None when nothing is said; KnownError RESULT_UNKNOWN for another word."""
    word = squeezed(said)
    if word and word not in _RESULTS:
        raise KnownError("RESULT_UNKNOWN", f"考核结果“{shown(said)}”无法识别，请填写“合格”或“不合格”，或留空")
    return _RESULTS.get(word)


class Field(Column):
    """A column of the template; `label` is its header."""

    NAME = "name", "学生姓名", text(
        also=("姓名", "学员姓名", "考生姓名", "学生", "继承人姓名"),
        needed=True, empty="没有填写学生姓名", width=16, example=f"（{EXAMPLE}）张三", shown=88,
    )  # fmt: skip
    ID_NUMBER = "id_number", "身份证号", id_number(
        also=("身份证号码", "身份证", "学生身份证号", "学生身份证号码", "证件号码", "公民身份号码"),
        needed=True, width=24, example="420106200001010000", shown=160,
    )  # fmt: skip
    TYPE = "type", "考核类型", choice(
        type_words, fold=squeezed, wrong="不存在",
        also=("考试类型", "类型", "考核类别", "考试类别"),
        needed=True, empty="没有填写考核类型", width=18, example="出师考核", shown=104,
        offers=type_names, told="请从列表中选择考核类型。",
    )  # fmt: skip
    DAY = "day", "考核日期", day(
        also=("考试日期", "日期", "考核时间", "考试时间"),
        needed=True, empty="没有填写考核日期", width=16, example="2026-11-08", shown=98,
    )  # fmt: skip
    SCORE = "score", "考核成绩", number(
        parse_score,
        also=("考试成绩", "成绩", "分数", "得分", "考核分数"),
        needed=True, empty="请填写成绩", width=12, example="86.5", shown=62, title="成绩",
    )  # fmt: skip
    RESULT = "result", "考核结果", own(
        read_result,
        also=("结果", "考试结果", "是否合格", "合格情况"),
        width=12, example="合格", shown=72, title="结果",
        offers=result_labels, told="请填写“合格”或“不合格”，也可以留空。",
    )  # fmt: skip


FIELDS = tuple(Field)
