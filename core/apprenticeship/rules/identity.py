"""G3: identity numbers are valid and agree with birth date and sex."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.apprenticeship.rules._common import OWNERS, day
from core.domain.findings import check, error, field, image, passed
from core.domain.idnumber import IdNumber, IdNumberError, normalise, parse_id_number
from core.domain.values import DocumentKind, IdKind

if TYPE_CHECKING:
    from datetime import date

    from core.apprenticeship.words.values import StudentData, TeacherData
    from core.domain.values import Finding

    Person = TeacherData | StudentData


def check_identity(persons: dict[str, Person], today: date) -> tuple[Finding, ...]:
    """G3 for one or both persons, by group key (`teacher`, `student`); one pass finding when all is well."""
    problems = [found for group, person in persons.items() for found in _problems(group, person, today)]
    if _same_number(persons):
        keys = [field(f"{group}.id_number") for group in persons]
        problems.append(error("G3", "G3_SAME_PERSON", "老师与学生的身份证号相同", *keys))
    if problems:
        return tuple(problems)
    evidence = [image(f"{group}.id_number", DocumentKind.ID_FRONT) for group in persons]
    return (passed("G3", "G3_VALID", "身份证号校验位正确，与出生日期、性别一致", *evidence),)


def birth_of(person: Person, today: date) -> date | None:
    """Day of birth as filled in, else as the identity number says."""
    if filled := day(person.born_on):
        return filled
    if person.id_kind is not IdKind.RESIDENT:
        return None
    try:
        return parse_id_number(person.id_number, today).born_on
    except IdNumberError:
        return None


def _problems(group: str, person: Person, today: date) -> list[Finding]:
    key, owner = f"{group}.id_number", OWNERS[group]
    shown = image(key, DocumentKind.ID_FRONT)
    if person.id_kind is not IdKind.RESIDENT:
        message = f"{owner}使用{person.id_kind.label}，证件号码无法自动校验，请核对证件"
        return [check("G3", "G3_NOT_CHECKABLE", message, shown)]
    try:
        number = parse_id_number(person.id_number, today)
    except IdNumberError as fault:
        message = (
            f"请填写{owner}的身份证号" if fault.code == "ID_EMPTY" else f"{owner}{fault.message.rstrip('。')}"
        )
        return [error("G3", f"G3_{fault.code}", message, shown)]
    return _disagreements(group, person, number)


def _disagreements(group: str, person: Person, number: IdNumber) -> list[Finding]:
    owner, found = OWNERS[group], []
    if person.born_on and day(person.born_on) != number.born_on:
        evidence = image(f"{group}.born_on", DocumentKind.ID_FRONT, person.born_on)
        found.append(error("G3", "G3_BIRTH_DIFFERS", f"{owner}的出生日期与身份证号不一致", evidence))
    if person.sex is not number.sex:
        evidence = image(f"{group}.sex", DocumentKind.ID_FRONT, person.sex.label)
        found.append(error("G3", "G3_SEX_DIFFERS", f"{owner}的性别与身份证号不一致", evidence))
    return found


def _same_number(persons: dict[str, Person]) -> bool:
    numbers = [normalise(person.id_number).upper() for person in persons.values()]
    return len(numbers) == 2 and numbers[0] == numbers[1] != ""
