"""G3 at the residents' door: numbers as people type them, and those that cannot be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest
from sqlalchemy import select

from core.apprenticeship.tables import Notarisation, Teacher
from tests.kit import id_number, notarisation_data, student_data, teacher_data
from tests.server.kit import STUDENT_KINDS, Phone

if TYPE_CHECKING:
    from tests.live_server import LiveServer


def ending_in_x() -> str:
    return next(number for day in range(1, 29) if (number := id_number(f"1970-03-{day:02d}")).endswith("X"))


def full_width(number: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) for sign in number)


def spaced(number: str) -> str:
    return f" {number[:6]} {number[6:14]}　{number[14:]} "


@pytest.mark.parametrize("typed", [str.lower, full_width, spaced])
def test_g3_a_number_is_stored_in_one_form_however_it_was_typed(server: LiveServer, typed: object) -> None:
    assert callable(typed)
    number = ending_in_x()
    teacher = teacher_data(1, id_number=number, born_on=f"{number[6:10]}-{number[10:12]}-{number[12:14]}")
    written = msgspec.structs.replace(teacher, id_number=typed(number), phone=full_width(teacher.phone))
    answer = Phone(server, teacher.phone).register_teacher(written)
    assert answer.status_code == 201, answer.text
    student = Phone(server, student_data(2).phone)
    body = {
        "student": msgspec.structs.replace(student_data(2), id_number=typed(student_data(2).id_number)),
        "documents": [student.attach(kind) for kind in STUDENT_KINDS],
        "notarisation": notarisation_data(teacher, teacher_id_number=typed(number)),
        "pages": [student.attach("notarial_page")],
    }
    answer = student.post("/r/v1/student", body)
    assert answer.status_code == 201, answer.text
    with server.centre.reading() as session:
        assert session.scalars(select(Teacher.id_number)).all() == [number]
        assert session.scalars(select(Teacher.phone)).all() == [teacher.phone]
        assert session.scalars(select(Notarisation.teacher_id_number)).all() == [number]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("420106197003050017", "校验"),
        ("42010619700230001X", "日期"),
        ("4201061970030500", "18 位"),
        ("420106700305001", "15 位"),
        ("中文", "18 位"),
        ("", "证"),
    ],
)
def test_g3_an_impossible_number_is_refused_with_its_reason(
    server: LiveServer, number: str, words: str
) -> None:
    teacher = teacher_data(1, id_number=number)
    answer = Phone(server, teacher.phone).register_teacher(teacher)
    assert answer.status_code == 422
    assert words in answer.json()["message"]
    with server.centre.reading() as session:
        assert session.scalars(select(Teacher.id)).all() == []
