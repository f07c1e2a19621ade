"""What people type about themselves and their contract, brought into the one form that is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import msgspec

from core.actions.clean import stripped
from core.apprenticeship.words.values import DissolutionData, NotarisationData, StudentData, TeacherData
from core.domain.idnumber import normalise
from core.domain.phone import normalise_email, normalise_phone
from core.domain.refusals import Refusal

if TYPE_CHECKING:
    from core.actions.context import Context

UNKNOWN_DISTRICT = Refusal("UNKNOWN_DISTRICT", short="没有这个区")

AnyPerson = TypeVar("AnyPerson", TeacherData, StudentData)


def clean_teacher(data: TeacherData, context: Context) -> TeacherData:
    """Clean a teacher's data; refuse a district that the dictionary does not know."""
    if not context.setting.dictionaries.has_district(data.district):
        raise UNKNOWN_DISTRICT("请选择执业地点所在的区。")
    return clean_person(data)


def clean_student(data: StudentData) -> StudentData:
    """Clean a student's data."""
    return clean_person(data)


def clean_notarisation(data: NotarisationData) -> NotarisationData:
    """Clean a notarisation; the teacher's numbers get the form of the register, so that they compare."""
    return msgspec.structs.replace(
        stripped(data),
        teacher_id_number=normalise(data.teacher_id_number),
        teacher_phone=normalise_phone(data.teacher_phone),
    )


def clean_dissolution(data: DissolutionData) -> DissolutionData:
    """Clean what a student fills in to dissolve an apprenticeship."""
    return stripped(data)


def clean_person(data: AnyPerson) -> AnyPerson:
    """Strip texts, and bring id number, phone and e-mail into their stored form (G3)."""
    return msgspec.structs.replace(
        stripped(data),
        id_number=normalise(data.id_number),
        phone=normalise_phone(data.phone),
        email=normalise_email(data.email),
    )
