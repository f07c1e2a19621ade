"""The columns of a register 台账 in Excel: their names as people write them, and what their words mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.apprenticeship.words.register import IMPORTED_STATES
from core.apprenticeship.words.values import ApprenticeshipState
from core.domain.errors import KnownError
from core.domain.values import IdKind, Labelled, Sex
from core.imports.headers import Layout, bare, headers_of, shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.domain.dictionaries import Dictionaries

TEMPLATE_NAME = "备案台账导入模板.xlsx"


class Field(Labelled):
    """A column of the template; `label` is its header."""

    STUDENT = "student.name", "学生姓名"
    STUDENT_NUMBER = "student.id_number", "学生身份证号"
    STUDENT_ID_KIND = "student.id_kind", "学生证件类型"
    STUDENT_SEX = "student.sex", "学生性别"
    STUDENT_BORN = "student.born_on", "学生出生日期"
    STUDENT_PHONE = "student.phone", "学生手机号"
    EDUCATION = "student.education", "文化程度"
    TEACHER = "teacher.name", "老师姓名"
    TEACHER_NUMBER = "teacher.id_number", "老师身份证号"
    TEACHER_ID_KIND = "teacher.id_kind", "老师证件类型"
    TEACHER_SEX = "teacher.sex", "老师性别"
    TEACHER_BORN = "teacher.born_on", "老师出生日期"
    TEACHER_PHONE = "teacher.phone", "老师手机号"
    TITLE = "teacher.title", "职称"
    TITLE_ON = "teacher.title_on", "职称获得时间"
    QUALIFICATION = "teacher.qualification_no", "资格证编号"
    QUALIFICATION_ON = "teacher.qualification_on", "资格证获得时间"
    LICENCE = "teacher.licence_no", "执业证编号"
    LICENCE_ON = "teacher.licence_on", "执业证获得时间"
    PLACE = "teacher.practice_place", "执业地点"
    ORGANISATION = "teacher.organisation_code", "机构代码"
    OFFICE = "notarisation.office", "公证处"
    CERTIFICATE = "notarisation.certificate_no", "公证书编号"
    NOTARISED_ON = "notarisation.notarised_on", "公证时间"
    START = "notarisation.teaching_start", "教学开始时间"
    END = "notarisation.teaching_end", "教学结束时间"
    TEACHING_PLACE = "notarisation.teaching_place", "教学地点"
    FILING_NO = "filing_no", "备案号"
    FILED_ON = "filed_on", "备案日期"
    STATE = "state", "状态"
    ENDED_ON = "ended_on", "结束日期"


FIELDS: tuple[Field, ...] = tuple(Field)
REQUIRED: tuple[Labelled, ...] = (
    Field.STUDENT,
    Field.STUDENT_NUMBER,
    Field.TEACHER,
    Field.TEACHER_NUMBER,
    Field.TITLE,
    Field.PLACE,
    Field.CERTIFICATE,
    Field.NOTARISED_ON,
    Field.START,
    Field.END,
    Field.FILED_ON,
)
DAYS = frozenset(
    {
        Field.STUDENT_BORN,
        Field.TEACHER_BORN,
        Field.TITLE_ON,
        Field.QUALIFICATION_ON,
        Field.LICENCE_ON,
        Field.NOTARISED_ON,
        Field.START,
        Field.END,
        Field.FILED_ON,
        Field.ENDED_ON,
    }
)

_NAMES: dict[Labelled, tuple[str, ...]] = {
    Field.STUDENT: (
        "姓名",
        "学生",
        "学员姓名",
        "学员",
        "徒弟姓名",
        "徒弟",
        "继承人姓名",
        "继承人",
        "跟师人员姓名",
    ),
    Field.STUDENT_NUMBER: (
        "身份证号",
        "身份证号码",
        "学生身份证号码",
        "学生身份证",
        "学生证件号码",
        "学员身份证号",
        "学员身份证号码",
        "徒弟身份证号",
        "继承人身份证号",
        "继承人身份证号码",
    ),
    Field.STUDENT_ID_KIND: ("学生证件种类", "学员证件类型", "继承人证件类型"),
    Field.STUDENT_SEX: ("学员性别", "徒弟性别", "继承人性别", "性别"),
    Field.STUDENT_BORN: ("学生出生年月日", "学员出生日期", "继承人出生日期"),
    Field.STUDENT_PHONE: (
        "学生电话",
        "学生联系电话",
        "学生手机",
        "学员手机号",
        "学员联系电话",
        "继承人联系电话",
    ),
    Field.EDUCATION: ("学历", "学生学历", "学生文化程度", "最高学历"),
    Field.TEACHER: (
        "老师",
        "指导老师",
        "指导老师姓名",
        "带教老师",
        "带教老师姓名",
        "师傅姓名",
        "师承老师姓名",
    ),
    Field.TEACHER_NUMBER: (
        "老师身份证号码",
        "老师身份证",
        "老师证件号码",
        "指导老师身份证号",
        "指导老师身份证号码",
        "带教老师身份证号",
        "师傅身份证号",
    ),
    Field.TEACHER_ID_KIND: ("老师证件种类", "指导老师证件类型"),
    Field.TEACHER_SEX: ("指导老师性别", "带教老师性别"),
    Field.TEACHER_BORN: ("老师出生年月日", "指导老师出生日期"),
    Field.TEACHER_PHONE: ("老师电话", "老师联系电话", "老师手机", "指导老师手机号", "指导老师联系电话"),
    Field.TITLE: ("老师职称", "指导老师职称", "专业技术职称", "专业技术职务"),
    Field.TITLE_ON: ("职称取得时间", "职称时间"),
    Field.QUALIFICATION: ("资格证号", "医师资格证书编号", "医师资格证编号", "资格证书编号"),
    Field.QUALIFICATION_ON: ("资格证取得时间", "资格证时间", "资格证书取得时间"),
    Field.LICENCE: ("执业证号", "医师执业证书编号", "医师执业证编号", "执业证书编号"),
    Field.LICENCE_ON: ("执业证取得时间", "执业证时间", "执业证书取得时间"),
    Field.PLACE: ("执业机构", "工作单位", "老师单位", "执业单位", "执业医疗机构", "老师执业地", "执业地"),
    Field.ORGANISATION: ("组织机构代码", "机构代码证号"),
    Field.OFFICE: ("公证机构", "公证处名称"),
    Field.CERTIFICATE: ("公证号", "公证书号", "公证编号", "公证文号"),
    Field.NOTARISED_ON: ("公证日期", "公证书日期"),
    Field.START: ("教学开始日期", "跟师开始时间", "跟师开始日期", "师承开始时间", "学习开始时间"),
    Field.END: ("教学结束日期", "跟师结束时间", "跟师结束日期", "师承结束时间", "学习结束时间"),
    Field.TEACHING_PLACE: ("教学地址", "跟师地点", "师承地点", "学习地点"),
    Field.FILING_NO: ("备案编号", "备案证号", "备案文号", "编号"),
    Field.FILED_ON: ("备案时间", "备案通过日期", "备案通过时间"),
    Field.STATE: ("当前状态", "师承状态", "备案状态", "师承关系状态"),
    Field.ENDED_ON: ("结束时间", "出师日期", "解除日期", "出师或解除日期", "出师时间", "解除时间"),
}
LAYOUT = Layout("台账数据", FIELDS, headers_of(_NAMES), REQUIRED)

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
_ID_KINDS = {"身份证": IdKind.RESIDENT, **{kind.label: kind for kind in IdKind}}


def read_state(text: str, ended: str) -> ApprenticeshipState:
    """KnownError STATE_UNKNOWN for another word; without one it is 在教, unless an end is given."""
    word = bare(text)
    if word in _STATES:
        return _STATES[word]
    if not word and not ended:
        return ApprenticeshipState.ACTIVE
    words = "、".join(state.label for state in IMPORTED_STATES)
    if not word:
        raise KnownError("STATE_UNKNOWN", f"填写了结束日期，请填写状态（{words}）")
    if "强制" in word:
        raise KnownError(
            "STATE_UNKNOWN", "强制解除由市卫生健康委员会办理，台账中不能导入；请先按在教导入，再报市卫健委"
        )
    raise KnownError("STATE_UNKNOWN", f"状态“{shown(text)}”无法识别，请填写{words}")


def read_sex(text: str, label: str) -> Sex | None:
    """None when nothing is said."""
    word = bare(text).removesuffix("性")
    for sex in Sex:
        if word == sex.label:
            return sex
    if word:
        raise KnownError("SEX_UNKNOWN", f"{label}“{shown(text)}”无法识别，请填写男或女，或留空")
    return None


def read_id_kind(text: str, label: str) -> IdKind:
    """Without a word it is the resident identity card."""
    word = bare(text)
    if word and word not in _ID_KINDS:
        words = "、".join(kind.label for kind in IdKind)
        raise KnownError("ID_KIND_UNKNOWN", f"{label}“{shown(text)}”无法识别，请填写{words}，或留空")
    return _ID_KINDS.get(word, IdKind.RESIDENT)


def educations_of(dictionaries: Dictionaries) -> Mapping[str, str]:
    """The code of an education by the words people use for it."""
    codes = {one.name: one.code for one in dictionaries.educations}
    words = {more: codes[name] for name, some in _EDUCATIONS.items() if name in codes for more in some}
    return {**words, **codes}
