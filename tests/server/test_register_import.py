"""台账导入 at the centre, on both databases: rights, races, numbers, and the residents it makes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from sqlalchemy import func, select

from core.apprenticeship.tables import Apprenticeship, Filing, Student, Teacher
from core.commons.tables import Notice
from core.domain.values import IdKind, Role
from core.store.tables import CaseCounter, LogEntry
from server import ledger
from server.tables import FEED
from tests import kit
from tests.kit import HONGSHAN, WUCHANG
from tests.registers import command, line
from tests.server.city import office
from tests.server.kit import Pc, Phone, account, filed

if TYPE_CHECKING:
    from core.apprenticeship.words.register import ImportedFiling
    from sync.protocol import Verdict
    from tests.live_server import LiveServer


def push(pc: Pc, *rows: ImportedFiling) -> Verdict:
    return pc.decide(command(pc.server.centre.ids, *rows))


def count(server: LiveServer, table: type[Any]) -> int:
    with server.centre.reading() as session:
        return int(session.scalar(select(func.count()).select_from(table)) or 0)


@pytest.mark.parametrize("role", list(Role)[1:7])
def test_forged_by_somebody_else(server: LiveServer, role: Role) -> None:
    """No other role, not even with the district's scope."""
    districts = [WUCHANG] if role is Role.DISTRICT_VIEWER else []
    account(server, "fremd", role, *districts)
    verdict = push(Pc(server, "fremd"), line(1))
    assert (verdict.status, verdict.code) == ("rejected", "NOT_ALLOWED")
    assert count(server, Student) == 0


def test_forged_from_another_district(server: LiveServer) -> None:
    """A bureau can neither fill another's register nor learn of its people from the answer."""
    account(server, "wuchang", Role.DISTRICT_REVIEWER, WUCHANG)
    account(server, "hongshan", Role.DISTRICT_REVIEWER, HONGSHAN)
    own, foreign = Pc(server, "wuchang"), Pc(server, "hongshan")
    assert push(own, line(1)).status == "applied"
    for rows in ([line(2)], [line(3, teacher__district=HONGSHAN), line(2)]):
        verdict = push(foreign, *rows)
        assert (verdict.status, verdict.code, verdict.findings) == ("rejected", "IMPORT_NOT_OURS", ())
    row = line(1, teacher=5, teacher__district=HONGSHAN, student__name="别名")
    verdict = push(foreign, row)
    assert verdict.code == "IMPORT_FORBIDDEN"
    assert "陈亦舟" not in verdict.message, "the registered name is another bureau's"
    told = msgspec.json.encode(verdict).decode()
    assert "刘景和" not in told, "and so is the teacher of that student"
    assert {finding.code for finding in verdict.findings} == {"REGISTER_STUDENT_NAME"}
    assert count(server, Apprenticeship) == 1
    with server.centre.reading() as session:
        assert set(session.scalars(select(Student.scope))) == {WUCHANG}


@pytest.mark.parametrize(
    "change",
    [
        {"teacher__district": "999999"},
        {"filed_on": "0001-01-01"},
        {"filed_on": "9999-12-31"},
        {"notarisation__teaching_end": "9999-12-31"},
        {"student__name": "有\0无"},
        {"filing_no": "WC-2026-999999999999"},
        {"row": -(2**70)},
        {
            "student__id_number": "E1",
            "student__id_kind": IdKind.PASSPORT,
            "student__born_on": "0001-01-01",
        },
    ],
)
def test_odd_rows_end_in_a_verdict(server: LiveServer, pc: Pc, change: dict[str, Any]) -> None:
    """Never put aside (quarantined), never tried for ever."""
    confirmed = ("G3_NOT_CHECKABLE",)
    verdict = push(pc, line(1, confirmed=confirmed, **change))
    assert verdict.status in ("applied", "rejected")


def test_the_whole_way_of_an_imported_filing(server: LiveServer, pc: Pc) -> None:
    verdict = push(pc, line(1, filing_no="WC-2026-0007"), line(2, teacher=1))
    assert verdict.status == "applied", verdict.message
    kinds = [row.kind for row in pc.snapshot(WUCHANG).rows]
    assert {kind: kinds.count(kind) for kind in set(kinds) - {"log_entry"}} == {
        "teacher": 1,
        "student": 2,
        "notarisation": 2,
        "apprenticeship": 2,
        "filing": 2,
        "filing_revision": 2,
        "filing_decision": 2,
    }
    city = office(server)
    assert sum(row.kind == "apprenticeship" for row in city.snapshot(WUCHANG).rows) == 2
    assert count(server, Notice) == 0
    with server.centre.reading() as session:
        entry = session.scalars(select(LogEntry).where(LogEntry.action == "ImportFilings")).one()
        assert (entry.label, entry.scope, entry.ok) == ("2 件", WUCHANG, 1)
        assert sorted(session.scalars(select(Filing.filing_no))) == ["WC-2023-0001", "WC-2026-0007"]
    filing_id, _ = filed(server, 11)
    with server.centre.reading() as session:
        assert session.get_one(Filing, filing_id).filing_no == "WC-2026-0008"


def test_a_resident_finds_the_imported_record_by_id_number(server: LiveServer, pc: Pc) -> None:
    assert push(pc, line(1)).status == "applied"
    phone = Phone(server, "13912345678")
    student = kit.student_data(1)
    binding = {"role": "student", "id_number": student.id_number, "name": student.name}
    assert phone.post("/r/v1/bindings", binding).status_code == 204
    (study,) = phone.get("/r/v1/apprenticeships").json()["apprenticeships"]
    assert study["state"] == "active"
    me = phone.get("/r/v1/me").json()["student"]
    values = {"seen_version": me["version"], "email": "a@b.cn", "born_on": student.born_on}
    answer = phone.put("/r/v1/student", values | {"education": student.education})
    assert answer.status_code in (200, 204), answer.text
    proofs = [phone.attach("dissolution_proof", 1)]
    wish = {"dissolved_on": "2026-11-19", "reason": "双方协商一致"}
    body = {"apprenticeship_id": study["id"], "dissolution": wish, "proofs": proofs}
    answer = phone.post("/r/v1/dissolutions", body)
    assert answer.status_code == 201, answer.text
    registered = Phone(server, "13987654321").register_student(kit.teacher_data(1))
    assert registered.status_code == 422
    assert "已与另一个手机号绑定" in registered.text


def test_a_person_whom_the_pc_could_not_see_is_used_not_doubled(server: LiveServer, pc: Pc) -> None:
    """A student who registered and did not file yet is seen by nobody."""
    teacher = kit.teacher_data(1)
    assert Phone(server, teacher.phone).register_teacher(teacher).status_code == 201
    assert Phone(server, kit.student_data(1).phone).register_student(teacher).status_code == 201
    assert push(pc, line(1)).status == "applied"
    assert (count(server, Teacher), count(server, Student)) == (1, 1)
    with server.centre.reading() as session:
        student = session.scalars(select(Student)).one()
        assert student.scope == WUCHANG
        sent = select(FEED.c.action).where(FEED.c.scope == WUCHANG, FEED.c.id == student.id)
        assert session.scalar(sent) == "put"


def at_once(server: LiveServer, *pcs_rows: tuple[Pc, list[ImportedFiling]]) -> list[Verdict]:
    """Push from several PCs at the same moment, again while the database was busy."""
    envelopes = [pc.envelope(command(server.centre.ids, *rows)) for pc, rows in pcs_rows]

    def settled(envelope: Any) -> Verdict:
        for _ in range(20):
            verdict = ledger.settle(server.centre, envelope)
            if verdict.status != "retry":
                return verdict
        raise AssertionError("never settled")

    with ThreadPoolExecutor(len(envelopes)) as pool:
        return list(pool.map(settled, envelopes, timeout=120))


def test_two_pcs_that_import_the_same_file_at_once_double_nothing(server: LiveServer) -> None:
    rows = [line(number) for number in range(1, 21)]
    pcs = []
    for name in ("zhoumin", "lixiaohong"):
        account(server, name, Role.DISTRICT_REVIEWER, WUCHANG)
        pcs.append(Pc(server, name))
    verdicts = at_once(server, (pcs[0], rows), (pcs[1], rows[::-1]))
    assert sorted(verdict.status for verdict in verdicts) == ["applied", "rejected"]
    refused = next(verdict for verdict in verdicts if verdict.status == "rejected")
    assert refused.code == "IMPORT_FORBIDDEN"
    assert "台账中已有这名学生与这位老师同一份公证书的备案" in refused.message
    assert {table: count(server, table) for table in (Teacher, Student, Filing)} == {
        Teacher: 20,
        Student: 20,
        Filing: 20,
    }


def test_two_bureaus_that_import_the_same_teacher_at_once_make_one(server: LiveServer) -> None:
    pcs = []
    for name, district in (("wuchang", WUCHANG), ("hongshan", HONGSHAN)):
        account(server, name, Role.DISTRICT_REVIEWER, district)
        pcs.append(Pc(server, name))
    own = [line(number, teacher=1) for number in (1, 2, 3)]
    theirs = [line(number, teacher=1, teacher__district=HONGSHAN) for number in (4, 5)]
    verdicts = at_once(server, (pcs[0], own), (pcs[1], theirs))
    # Five apprentices are one too many (G2): whoever comes second is refused.
    assert sorted(verdict.status for verdict in verdicts) == ["applied", "rejected"]
    assert count(server, Teacher) == 1
    assert "已满 4 人" in next(one.message for one in verdicts if one.status == "rejected")


def test_numbers_given_and_numbers_typed_at_once_never_meet(server: LiveServer) -> None:
    pcs = []
    for name in ("zhoumin", "lixiaohong"):
        account(server, name, Role.DISTRICT_REVIEWER, WUCHANG)
        pcs.append(Pc(server, name))
    given = [line(number) for number in range(1, 6)]
    typed = [line(number, filing_no=f"WC-2023-{number:04d}") for number in range(6, 11)]
    verdicts = at_once(server, (pcs[0], given), (pcs[1], typed))
    assert {verdict.status for verdict in verdicts} == {"applied"}
    with server.centre.reading() as session:
        numbers = list(session.scalars(select(Filing.filing_no)))
        last = session.scalar(select(CaseCounter.last).where(CaseCounter.year == 2023))
    assert len(numbers) == len(set(numbers)) == 10
    assert last is not None
    assert last >= 10
