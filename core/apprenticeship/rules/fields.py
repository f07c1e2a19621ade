"""The fields themselves: required ones are there, dates are dates and in a possible order.

Findings carry the rule `FIELDS`; a clean record gives none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.applications import checks
from core.applications.fields import Shape, fields_of, words_of
from core.apprenticeship.rules._common import OWNERS, day
from core.apprenticeship.rules.identity import birth_of
from core.apprenticeship.words.dictionaries import of
from core.apprenticeship.words.values import NotarisationData, StudentData, TeacherData
from core.domain.clock import full_years
from core.domain.findings import FIELDS, check, error, field
from core.domain.values import IdKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from core.applications.fields import Section
    from core.domain.dictionaries import Dictionaries
    from core.domain.values import Finding

_ADULT_YEARS = 18
TEACHER = words_of(TeacherData, needed=True)
STUDENT = words_of(StudentData, needed=True)
NOTARISATION = {
    name: word
    for name, word in words_of(NotarisationData, needed=True).items()
    if fields_of(NotarisationData)[name].shape is not Shape.DAY
}
"""What has to be filled in; the dates of a certificate belong to G4."""
OPTIONAL = words_of(TeacherData, needed=False)


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
    if dictionaries and student.education and not of(dictionaries).has_education(student.education):
        message = "文化程度不在字典中，请重新选择"
        found.append(error(FIELDS, "FIELD_EDUCATION", message, field("student.education")))
    return tuple(found)


def check_notarisation_fields(notarisation: NotarisationData) -> tuple[Finding, ...]:
    """Required fields; the dates belong to G4."""
    return tuple(check_texts("notarisation", notarisation, NOTARISATION))


def check_texts(
    group: str, data: Section, required: Mapping[str, str], optional: Mapping[str, str] = OPTIONAL
) -> Iterator[Finding]:
    """What is wrong with the texts of a person or a certificate; the mappings are name to label."""
    return checks.check_texts(group, OWNERS[group], data, required, optional)


def _person(group: str, person: TeacherData | StudentData, today: date) -> Iterator[Finding]:
    if person.id_kind is not IdKind.RESIDENT and not person.born_on:
        yield error(
            FIELDS, "FIELD_REQUIRED", f"请填写{OWNERS[group]}信息中的出生日期", field(f"{group}.born_on")
        )
    yield from check_day(group, "born_on", "出生日期", person.born_on, today)
    yield from check_contacts(group, person)


def check_contacts(group: str, person: TeacherData | StudentData) -> Iterator[Finding]:
    """Phone and e-mail, where they are filled in, have the form of one."""
    return checks.check_contacts(group, OWNERS[group], person)


def check_day(group: str, name: str, label: str, text: str, today: date) -> Iterator[Finding]:
    """A date that is filled in is a date and not in the future."""
    return checks.check_day(group, OWNERS[group], name, label, text, today)


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
