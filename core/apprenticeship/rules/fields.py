"""The fields themselves: required ones are there, dates are dates and in a possible order.

Findings carry the rule `FIELDS`; a clean record gives none.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from core.apprenticeship.rules._common import FIELDS, OWNERS, check, day, error, field
from core.apprenticeship.rules.identity import birth_of
from core.domain.clock import full_years
from core.domain.phone import ContactError, parse_email, parse_phone
from core.domain.values import IdKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from core.apprenticeship.words.values import NotarisationData, StudentData, TeacherData
    from core.domain.dictionaries import Dictionaries
    from core.domain.values import Finding

TEXT_MAX = 200
"""Characters that any field may hold."""

_ADULT_YEARS = 18
_INVISIBLE = ("Cc", "Cf", "Cs", "Zl", "Zp")
"""Refused signs. Spaces of any width and characters newer than Python's tables (rare names) are not."""

TEACHER = {
    "name": "姓名",
    "id_number": "身份证号",
    "phone": "手机号",
    "title": "职称",
    "title_on": "职称获得时间",
    "qualification_no": "资格证编号",
    "qualification_on": "资格证获得时间",
    "licence_no": "执业证编号",
    "licence_on": "执业证获得时间",
    "practice_place": "执业地点",
    "district": "所在区",
}
STUDENT = {"name": "姓名", "id_number": "身份证号", "phone": "手机号", "education": "文化程度"}
NOTARISATION = {
    "office": "公证处",
    "certificate_no": "公证书编号",
    "teaching_place": "教学地点",
    "teacher_name": "公证书所载老师姓名",
    "teacher_phone": "公证书所载老师手机号",
    "teacher_id_number": "公证书所载老师身份证号",
}
OPTIONAL = {"email": "电子邮箱", "organisation_code": "机构代码", "born_on": "出生日期"}


def check_teacher_fields(
    teacher: TeacherData, today: date, dictionaries: Dictionaries | None = None
) -> tuple[Finding, ...]:
    """Required fields, dates not in the future and not before birth, contact data, district known."""
    found = [*check_texts("teacher", teacher, TEACHER), *_person("teacher", teacher, today)]
    found += check_certificates(teacher, today)
    if dictionaries and teacher.district and not dictionaries.has_district(teacher.district):
        found.append(
            error(FIELDS, "FIELD_DISTRICT", "所在区不在字典中，请重新选择", field("teacher.district"))
        )
    return tuple(found)


def check_student_fields(
    student: StudentData, today: date, dictionaries: Dictionaries | None = None
) -> tuple[Finding, ...]:
    """Required fields, birth date, contact data, education known."""
    found = [*check_texts("student", student, STUDENT), *_person("student", student, today)]
    if dictionaries and student.education and not dictionaries.has_education(student.education):
        message = "文化程度不在字典中，请重新选择"
        found.append(error(FIELDS, "FIELD_EDUCATION", message, field("student.education")))
    return tuple(found)


def check_notarisation_fields(notarisation: NotarisationData) -> tuple[Finding, ...]:
    """Required fields; the dates belong to G4."""
    return tuple(check_texts("notarisation", notarisation, NOTARISATION))


def check_texts(
    group: str, data: object, required: Mapping[str, str], optional: Mapping[str, str] = OPTIONAL
) -> Iterator[Finding]:
    """What is wrong with the texts of a person or a certificate; the mappings are name to label."""
    owner = OWNERS[group]
    for name, label in {**required, **optional}.items():
        text, key = str(getattr(data, name, "")), f"{group}.{name}"
        if not text.strip():
            if name in required:
                yield error(FIELDS, "FIELD_REQUIRED", f"请填写{owner}信息中的{label}", field(key))
        elif len(text) > TEXT_MAX:
            message = f"{owner}信息中的{label}有 {len(text)} 字，不能超过 {TEXT_MAX} 字"
            yield error(FIELDS, "FIELD_TOO_LONG", message, field(key))
        elif not text.isprintable() and any(unicodedata.category(sign) in _INVISIBLE for sign in text):
            yield error(FIELDS, "FIELD_SIGNS", f"{owner}信息中的{label}含有无法显示的字符", field(key))


def _person(group: str, person: TeacherData | StudentData, today: date) -> Iterator[Finding]:
    if person.id_kind is not IdKind.RESIDENT and not person.born_on:
        yield error(
            FIELDS, "FIELD_REQUIRED", f"请填写{OWNERS[group]}信息中的出生日期", field(f"{group}.born_on")
        )
    yield from check_day(group, "born_on", "出生日期", person.born_on, today)
    yield from check_contacts(group, person)


def check_contacts(group: str, person: TeacherData | StudentData) -> Iterator[Finding]:
    """Phone and e-mail, where they are filled in, have the form of one."""
    for name, parse in (("phone", parse_phone), ("email", parse_email)):
        text = str(getattr(person, name))
        try:
            if text.strip():
                parse(text)
        except ContactError as fault:
            message = f"{OWNERS[group]}的{fault.message.rstrip('。')}"
            yield error(FIELDS, f"FIELD_{fault.code}", message, field(f"{group}.{name}"))


def check_day(group: str, name: str, label: str, text: str, today: date) -> Iterator[Finding]:
    """A date that is filled in is a date and not in the future."""
    key, value = f"{group}.{name}", day(text)
    if text and value is None:
        yield error(FIELDS, "FIELD_DATE", f"{OWNERS[group]}的{label}不是有效日期", field(key, text))
    elif value and value > today:
        yield error(FIELDS, "FIELD_FUTURE", f"{OWNERS[group]}的{label}晚于今天", field(key, text))


def check_certificates(teacher: TeacherData, today: date) -> Iterator[Finding]:
    born_on = birth_of(teacher, today)
    for name in ("title_on", "qualification_on", "licence_on"):
        text, label, key = getattr(teacher, name), TEACHER[name], f"teacher.{name}"
        yield from check_day("teacher", name, label, text, today)
        value = day(text)
        if not (born_on and value):
            continue
        if value < born_on:
            yield error(FIELDS, "FIELD_ORDER", f"老师的{label}早于出生日期", field(key, text))
        elif full_years(born_on, value) < _ADULT_YEARS:
            yield check(
                FIELDS, "FIELD_YOUNG", f"老师的{label}在其年满 {_ADULT_YEARS} 岁之前", field(key, text)
            )
    qualified, licensed = day(teacher.qualification_on), day(teacher.licence_on)
    if qualified and licensed and licensed < qualified:
        message = "老师的执业证获得时间早于资格证获得时间"
        yield check(
            FIELDS, "FIELD_ORDER", message, field("teacher.licence_on"), field("teacher.qualification_on")
        )
