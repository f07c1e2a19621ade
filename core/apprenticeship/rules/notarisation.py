"""G4: dates of the notarial certificate, and that it names the registered teacher."""

from __future__ import annotations

import unicodedata
from datetime import date, timedelta
from typing import TYPE_CHECKING

from core.apprenticeship.rules._common import day, period_text
from core.apprenticeship.words.kinds import NOTARIAL_PAGE
from core.apprenticeship.words.limits import Limits
from core.domain.clock import full_months, full_years
from core.domain.findings import check, conflict, error, field, image, passed
from core.domain.idnumber import normalise
from core.domain.phone import normalise_phone

if TYPE_CHECKING:
    from core.apprenticeship.words.values import NotarisationData, TeacherData
    from core.domain.values import Evidence, Finding, Parameters

_DATES = (("notarised_on", "公证时间"), ("teaching_start", "教学开始时间"), ("teaching_end", "教学结束时间"))

_NAME_FILLERS = ("Zs", "Po", "Pd", "Sm", "Cf", "Cc")


def check_dates(notarisation: NotarisationData, parameters: Parameters, today: date) -> tuple[Finding, ...]:
    """G4. Study counts from the notarisation; the last day of teaching counts as a day of study.

    Notarisation and beginning of teaching must not lie in the future; the end of teaching normally does.
    """
    missing = tuple(_missing(notarisation))
    notarised_on, start, end = (day(getattr(notarisation, name)) for name, _ in _DATES)
    if notarised_on is None or start is None or end is None:
        return missing
    found = [*_errors(notarised_on, start, end, today), *_warnings(notarised_on, start, end, parameters)]
    if found:
        return tuple(found)
    message = f"公证日期与教学起止时间相符，学习期限满 {parameters.of(Limits).shortest_years} 年"
    evidence = [_written(name, getattr(notarisation, name)) for name, _ in _DATES]
    return (passed("G4", "G4_DATES", message, *evidence),)


def _missing(notarisation: NotarisationData) -> list[Finding]:
    return [
        error("G4", "G4_DATE_MISSING", f"{label}未填写或不是有效日期", field(f"notarisation.{name}"))
        for name, label in _DATES
        if day(getattr(notarisation, name)) is None
    ]


def _errors(notarised_on: date, start: date, end: date, today: date) -> list[Finding]:
    found = []
    if notarised_on > today:
        evidence = _written("notarised_on", notarised_on.isoformat())
        found.append(error("G4", "G4_NOTARISED_IN_FUTURE", "公证时间晚于今天", evidence))
    if start > today:
        evidence = _written("teaching_start", start.isoformat())
        found.append(error("G4", "G4_START_IN_FUTURE", "教学开始时间晚于今天", evidence))
    if end <= start:
        evidence = _written("teaching_end", end.isoformat())
        found.append(error("G4", "G4_END_NOT_AFTER_START", "教学结束时间应晚于教学开始时间", evidence))
    return found


def _warnings(notarised_on: date, start: date, end: date, parameters: Parameters) -> list[Finding]:
    found = []
    if start < notarised_on:
        early = (notarised_on - start).days
        message = f"教学开始时间早于公证日期 {early} 日（应自公证之日起计）"
        evidence = _written("teaching_start", start.isoformat())
        found.append(check("G4", "G4_START_BEFORE_NOTARISATION", message, evidence))
    if start < end and (short := _too_short(max(notarised_on, start), end, parameters)):
        found.append(short)
    return found


def _too_short(begin: date, end: date, parameters: Parameters) -> Finding | None:
    """From `begin` to the end of the last day, so that 2023-03-16 to 2026-03-15 is 3 years."""
    until = end + timedelta(1) if end < date.max else end
    if full_years(begin, until) >= parameters.of(Limits).shortest_years:
        return None
    evidence = _written("teaching_end", end.isoformat())
    if until <= begin:
        return conflict(
            "G4", "G4_ENDS_BEFORE_NOTARISATION", "教学结束时间早于公证日期，没有学习时间", evidence
        )
    period = period_text(full_months(begin, until))
    message = f"自公证之日起计的学习期限为 {period}，未满 {parameters.of(Limits).shortest_years} 年"
    return check("G4", "G4_TOO_SHORT", message, evidence)


def check_agreement(notarisation: NotarisationData, teacher: TeacherData) -> tuple[Finding, ...]:
    """Name, phone and id number of the teacher as written in the certificate; nothing when all agree.

    Another id number is another person and blocks; name and phone are to be checked.
    """
    found = []
    if plain_name(notarisation.teacher_name) != plain_name(teacher.name):
        message = "公证书所载老师姓名与登记的姓名不一致"
        evidence = _written("teacher_name", notarisation.teacher_name)
        found.append(
            check("G4", "G4_TEACHER_NAME_DIFFERS", message, evidence, field("teacher.name", teacher.name))
        )
    if normalise_phone(notarisation.teacher_phone) != normalise_phone(teacher.phone):
        message = "公证书所载老师手机号与登记的手机号不一致"
        evidence = _written("teacher_phone")
        found.append(check("G4", "G4_TEACHER_PHONE_DIFFERS", message, evidence, field("teacher.phone")))
    if normalise(notarisation.teacher_id_number).upper() != normalise(teacher.id_number).upper():
        message = "公证书所载老师身份证号与登记的身份证号不一致"
        evidence = _written("teacher_id_number")
        found.append(error("G4", "G4_TEACHER_ID_DIFFERS", message, evidence, field("teacher.id_number")))
    return tuple(found)


def plain_name(name: str) -> str:
    """Spaces and the many dots within names of minorities do not make another person.

    What Python's tables do not know yet is kept: rare characters of names come with every Unicode version.
    """
    folded = unicodedata.normalize("NFKC", name)
    kept = (sign for sign in folded if unicodedata.category(sign) not in _NAME_FILLERS)
    return "".join(kept).casefold()


def _written(name: str, text: str = "") -> Evidence:
    return image(f"notarisation.{name}", NOTARIAL_PAGE, text)
