"""The columns of a register 台账 in Excel: how people write their names and their words (D8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.apprenticeship.words.dictionaries import of
from core.apprenticeship.words.register import IMPORTED_STATES
from core.apprenticeship.words.values import ApprenticeshipState
from core.domain.errors import KnownError
from core.domain.values import IdKind, Labelled, Sex
from core.imports.columns import Column, choice, day, id_number, text
from core.imports.headers import EXAMPLE
from core.imports.words import bare, shown

if TYPE_CHECKING:
    from core.domain.dictionaries import Dictionaries
    from core.imports.columns import Words

STATES = "、".join(state.label for state in IMPORTED_STATES)
_STATES = {
    **dict.fromkeys(("在教", "在学", "已备案", "跟师中", "学习中"), ApprenticeshipState.ACTIVE),
    **dict.fromkeys(("已出师", "出师", "毕业", "已毕业", "已结业"), ApprenticeshipState.PASSED),
    **dict.fromkeys(("已解除", "解除", "已终止"), ApprenticeshipState.DISSOLVED),
}
_EDUCATIONS = {
    "本科": ("大学本科", "大学", "本科生", "学士"),
    "大专": ("专科", "大学专科", "高职"),
    "中专": ("中等专科", "中职"),
    "高中": ("普通高中",),
    "初中": ("初级中学",),
    "硕士研究生": ("硕士", "研究生"),
    "博士研究生": ("博士",),
}


def _labels(kinds: type[Labelled]) -> Words:
    return lambda _: [one.label for one in kinds]


def _id_kind_words(_: Dictionaries) -> dict[str, IdKind]:
    return {"身份证": IdKind.RESIDENT, **{kind.label: kind for kind in IdKind}}


def _sex_words(_: Dictionaries) -> dict[str, Sex]:
    return {word: sex for sex in Sex for word in (sex.label, f"{sex.label}性")}


def _education_words(dictionaries: Dictionaries) -> dict[str, str]:
    """The code of an education by the words people use for it."""
    codes = {one.name: one.code for one in of(dictionaries).educations}
    words = {more: codes[name] for name, some in _EDUCATIONS.items() if name in codes for more in some}
    return {**words, **codes}


def _education_names(dictionaries: Dictionaries) -> list[str]:
    return [one.name for one in of(dictionaries).educations]


def _title_names(dictionaries: Dictionaries) -> list[str]:
    return [one.name for one in of(dictionaries).titles]


def _state_labels(_: Dictionaries) -> list[str]:
    return [state.label for state in IMPORTED_STATES]


class Field(Column):
    """A column of the template; `label` is its header."""

    STUDENT = "student.name", "学生姓名", text(
        also=(
            "姓名", "学生", "学员姓名", "学员", "徒弟姓名", "徒弟", "继承人姓名", "继承人",
            "跟师人员姓名",
        ),
        needed=True, width=18, example=f"（{EXAMPLE}）张三", shown=84, title="学生",
    )  # fmt: skip
    STUDENT_NUMBER = "student.id_number", "学生身份证号", id_number(
        also=(
            "身份证号", "身份证号码", "学生身份证号码", "学生身份证", "学生证件号码", "学员身份证号",
            "学员身份证号码", "徒弟身份证号", "继承人身份证号", "继承人身份证号码",
        ),
        needed=True, width=24, example="420106200001010000", shown=160,
    )  # fmt: skip
    STUDENT_ID_KIND = "student.id_kind", "学生证件类型", choice(
        _id_kind_words, blank=IdKind.RESIDENT, offers=_labels(IdKind),
        told="请从列表中选择，也可以留空（居民身份证）。",
        also=("学生证件种类", "学员证件类型", "继承人证件类型"),
    )  # fmt: skip
    STUDENT_SEX = "student.sex", "学生性别", choice(
        _sex_words, ask="男或女", offers=_labels(Sex), told="请填写男或女，也可以留空。",
        also=("学员性别", "徒弟性别", "继承人性别", "性别"),
    )  # fmt: skip
    STUDENT_BORN = "student.born_on", "学生出生日期", day(
        also=("学生出生年月日", "学员出生日期", "继承人出生日期"),
    )  # fmt: skip
    STUDENT_PHONE = "student.phone", "学生手机号", text(
        also=("学生电话", "学生联系电话", "学生手机", "学员手机号", "学员联系电话", "继承人联系电话"),
        example="13900000000",
    )  # fmt: skip
    EDUCATION = "student.education", "文化程度", choice(
        _education_words, blank="", ask="{words}之一", offers=_education_names,
        told="请从列表中选择文化程度，也可以留空。",
        also=("学历", "学生学历", "学生文化程度", "最高学历"),
        example="本科",
    )  # fmt: skip
    TEACHER = "teacher.name", "老师姓名", text(
        also=("老师", "指导老师", "指导老师姓名", "带教老师", "带教老师姓名", "师傅姓名", "师承老师姓名"),
        needed=True, example="李四", shown=84, title="老师",
    )  # fmt: skip
    TEACHER_NUMBER = "teacher.id_number", "老师身份证号", id_number(
        also=(
            "老师身份证号码", "老师身份证", "老师证件号码", "指导老师身份证号", "指导老师身份证号码",
            "带教老师身份证号", "师傅身份证号",
        ),
        needed=True, width=24, example="420106197001010000",
    )  # fmt: skip
    TEACHER_ID_KIND = "teacher.id_kind", "老师证件类型", choice(
        _id_kind_words, blank=IdKind.RESIDENT, offers=_labels(IdKind),
        told="请从列表中选择，也可以留空（居民身份证）。",
        also=("老师证件种类", "指导老师证件类型"),
    )  # fmt: skip
    TEACHER_SEX = "teacher.sex", "老师性别", choice(
        _sex_words, ask="男或女", offers=_labels(Sex), told="请填写男或女，也可以留空。",
        also=("指导老师性别", "带教老师性别"),
    )  # fmt: skip
    TEACHER_BORN = "teacher.born_on", "老师出生日期", day(
        also=("老师出生年月日", "指导老师出生日期"),
    )  # fmt: skip
    TEACHER_PHONE = "teacher.phone", "老师手机号", text(
        also=("老师电话", "老师联系电话", "老师手机", "指导老师手机号", "指导老师联系电话"),
        example="13800000000",
    )  # fmt: skip
    TITLE = "teacher.title", "职称", text(
        offers=_title_names, told="请从列表中选择职称。",
        also=("老师职称", "指导老师职称", "专业技术职称", "专业技术职务"),
        needed=True, example="副主任医师",
    )  # fmt: skip
    TITLE_ON = "teacher.title_on", "职称获得时间", day(
        also=("职称取得时间", "职称时间"),
    )  # fmt: skip
    QUALIFICATION = "teacher.qualification_no", "资格证编号", text(
        also=("资格证号", "医师资格证书编号", "医师资格证编号", "资格证书编号"),
    )  # fmt: skip
    QUALIFICATION_ON = "teacher.qualification_on", "资格证获得时间", day(
        also=("资格证取得时间", "资格证时间", "资格证书取得时间"),
    )  # fmt: skip
    LICENCE = "teacher.licence_no", "执业证编号", text(
        also=("执业证号", "医师执业证书编号", "医师执业证编号", "执业证书编号"),
    )  # fmt: skip
    LICENCE_ON = "teacher.licence_on", "执业证获得时间", day(
        also=("执业证取得时间", "执业证时间", "执业证书取得时间"),
    )  # fmt: skip
    PLACE = "teacher.practice_place", "执业地点", text(
        also=("执业机构", "工作单位", "老师单位", "执业单位", "执业医疗机构", "老师执业地", "执业地"),
        needed=True, width=28, example="区中医医院",
    )  # fmt: skip
    ORGANISATION = "teacher.organisation_code", "机构代码", text(
        also=("组织机构代码", "机构代码证号"),
    )  # fmt: skip
    OFFICE = "notarisation.office", "公证处", text(
        also=("公证机构", "公证处名称"),
        width=26, example="武汉市某公证处",
    )  # fmt: skip
    CERTIFICATE = "notarisation.certificate_no", "公证书编号", text(
        also=("公证号", "公证书号", "公证编号", "公证文号"),
        needed=True, width=30, example="（2020）鄂某证字第 100 号",
    )  # fmt: skip
    NOTARISED_ON = "notarisation.notarised_on", "公证时间", day(
        also=("公证日期", "公证书日期"),
        needed=True, example="2020-03-05",
    )  # fmt: skip
    START = "notarisation.teaching_start", "教学开始时间", day(
        also=("教学开始日期", "跟师开始时间", "跟师开始日期", "师承开始时间", "学习开始时间"),
        needed=True, example="2020-03-05",
    )  # fmt: skip
    END = "notarisation.teaching_end", "教学结束时间", day(
        also=("教学结束日期", "跟师结束时间", "跟师结束日期", "师承结束时间", "学习结束时间"),
        needed=True, example="2023-03-05",
    )  # fmt: skip
    TEACHING_PLACE = "notarisation.teaching_place", "教学地点", text(
        also=("教学地址", "跟师地点", "师承地点", "学习地点"),
        width=26, example="区中医医院",
    )  # fmt: skip
    FILING_NO = "filing_no", "备案号", text(
        also=("备案编号", "备案证号", "备案文号", "编号"),
        width=18, shown=116,
    )  # fmt: skip
    FILED_ON = "filed_on", "备案日期", day(
        also=("备案时间", "备案通过日期", "备案通过时间"),
        needed=True, example="2020-04-01", shown=98,
    )  # fmt: skip
    STATE = "state", "状态", text(
        offers=_state_labels, told=f"请填写{STATES}，也可以留空（在教）。",
        also=("当前状态", "师承状态", "备案状态", "师承关系状态"),
        example="在教", shown=68,
    )  # fmt: skip
    ENDED_ON = "ended_on", "结束日期", day(
        also=("结束时间", "出师日期", "解除日期", "出师或解除日期", "出师时间", "解除时间"),
    )  # fmt: skip


FIELDS: tuple[Field, ...] = tuple(Field)
REQUIRED = tuple(field for field in FIELDS if field.about.needed)


def read_state(text: str, ended: str) -> ApprenticeshipState:
    """KnownError STATE_UNKNOWN for another word; without one it is 在教, unless an end is given."""
    word = bare(text)
    if word in _STATES:
        return _STATES[word]
    if not word and not ended:
        return ApprenticeshipState.ACTIVE
    if not word:
        raise KnownError("STATE_UNKNOWN", f"填写了结束日期，请填写状态（{STATES}）")
    if "强制" in word:
        raise KnownError(
            "STATE_UNKNOWN", "强制解除由市卫生健康委员会办理，台账中不能导入；请先按在教导入，再报市卫健委"
        )
    raise KnownError("STATE_UNKNOWN", f"状态“{shown(text)}”无法识别，请填写{STATES}")
