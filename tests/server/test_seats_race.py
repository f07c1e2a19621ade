"""G2 under pressure: two students reach for a teacher's last seat in the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from core.apprenticeship.tables import Apprenticeship, Filing
from tests.kit import student_data, teacher_data
from tests.server.kit import Phone

if TYPE_CHECKING:
    import requests

    from tests.live_server import LiveServer


def submit(phone: Phone) -> requests.Response:
    return phone.post("/r/v1/filings", {})


def test_g2_the_last_seat_is_given_once(server: LiveServer) -> None:
    teacher = teacher_data(1)
    assert Phone(server, teacher.phone).register_teacher(teacher).status_code == 201
    students = []
    for number in range(1, 7):
        phone = Phone(server, student_data(number).phone)
        assert phone.register_student(teacher, number).status_code == 201
        students.append(phone)
    for phone in students[:3]:
        assert submit(phone).status_code == 201
    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(submit, students[3:]))
    assert sorted(answer.status_code for answer in answers) == [201, 422, 422]
    assert all("4 人" in answer.json()["message"] for answer in answers if answer.status_code == 422)
    with server.centre.reading() as session:
        assert session.scalar(select(func.count()).select_from(Apprenticeship)) == 4
        numbers = sorted(session.scalars(select(Filing.filing_no)))
    assert numbers == [f"WC-2026-{number:04d}" for number in range(1, 5)]
