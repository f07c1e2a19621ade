"""S4 and D3 over HTTP, on both databases: from the student's phone to the clerk's PC and back (G8)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from core.applications.content import decode_content
from core.apprenticeship.commands.filing import ApproveDissolution, ApproveFiling, RefuseFiling, ReturnFiling
from core.apprenticeship.tables import Apprenticeship, Filing
from core.apprenticeship.words.content import FilingContent
from core.domain.values import ReturnItem, Role
from tests.kit import HONGSHAN, WUCHANG, teacher_data
from tests.server.kit import Pc, Phone, account, filed

if TYPE_CHECKING:
    import requests

    from tests.live_server import LiveServer


def active(server: LiveServer, pc: Pc, sequence: int = 1) -> tuple[str, Phone]:
    """An apprenticeship that is 在教; gives its id and the student's phone."""
    filing_id, phone = filed(server, sequence)
    assert pc.decide(ApproveFiling(filing_id, 1, paper_seen=True)).status == "applied"
    return str(phone.get("/r/v1/apprenticeships").json()["apprenticeships"][0]["id"]), phone


def wish(phone: Phone, apprenticeship_id: str, day: str = "2026-11-20", count: int = 2) -> dict[str, Any]:
    return {
        "apprenticeship_id": apprenticeship_id,
        "dissolution": {"dissolved_on": day, "reason": "双方协商一致"},
        "proofs": [phone.attach("dissolution_proof", page) for page in range(1, count + 1)],
    }


def dissolve(phone: Phone, apprenticeship_id: str, **more: Any) -> requests.Response:
    return phone.post("/r/v1/dissolutions", wish(phone, apprenticeship_id, **more))


def test_a_dissolution_is_returned_corrected_and_approved(server: LiveServer, pc: Pc) -> None:
    apprenticeship_id, phone = active(server, pc)
    start = pc.snapshot(WUCHANG)
    answer = dissolve(phone, apprenticeship_id)
    assert answer.status_code == 201, answer.text
    assert [one["code"] for one in answer.json()["findings"]] == ["G8_OK"]
    id_ = answer.json()["id"]
    seen = phone.get(f"/r/v1/filings/{id_}").json()
    assert (seen["kind"], seen["kind_label"], seen["filing_no"]) == ("dissolve", "解除", "WC-J-2026-0001")
    assert seen["dissolution"] == {"dissolved_on": "2026-11-20", "reason": "双方协商一致"}
    assert phone.get(f"/v1/blobs/{seen['proofs'][0]}").status_code == 200
    kinds = {row.kind for row in pc.changes(start.cursor).rows}
    assert {"filing", "filing_revision", "document"} <= kinds
    assert pc.get(f"/v1/blobs/{seen['proofs'][1]}").status_code == 200
    items = (ReturnItem("dissolution.dissolution_proof", "解除证明缺页，请按页码补齐。"),)
    assert pc.decide(ReturnFiling(id_, 1, items)).status == "applied"
    seen = phone.get(f"/r/v1/filings/{id_}").json()
    assert [one["label"] for one in seen["returned"]] == ["解除 · 解除证明"]
    assert seen["locked"] == ["dissolution.dissolved_on", "dissolution.reason"]
    assert phone.get("/r/v1/apprenticeships").json()["apprenticeships"][0]["state"] == "active"
    path = f"/r/v1/dissolutions/{id_}/resubmit"
    wrong = phone.post(path, {"revision": 1, "dissolution": {"dissolved_on": "2026-11-01", "reason": ""}})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "ITEM_LOCKED")
    pages = [phone.attach("dissolution_proof", page) for page in (1, 2, 3)]
    again = phone.post(path, {"revision": 1, "proofs": pages})
    assert again.status_code == 200, again.text
    approved = pc.decide(ApproveDissolution(id_, 2, "同意解除。", paper_seen=True))
    assert approved.status == "applied", approved
    ended = phone.get("/r/v1/apprenticeships").json()["apprenticeships"][0]
    assert (ended["state"], ended["ended_on"]) == ("dissolved", "2026-11-20")


def test_the_same_request_twice_makes_one_dissolution(server: LiveServer, pc: Pc) -> None:
    apprenticeship_id, phone = active(server, pc)
    body = wish(phone, apprenticeship_id)
    first = phone.post("/r/v1/dissolutions", body, key="one")
    second = phone.post("/r/v1/dissolutions", body, key="one")
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["id"] == second.json()["id"]
    other = {**body, "dissolution": {"dissolved_on": "2026-11-19", "reason": ""}}
    reused = phone.post("/r/v1/dissolutions", other, key="one")
    assert (reused.status_code, reused.json()["code"]) == (409, "OP_REUSED")


def test_g8_two_requests_at_once_make_one_dissolution(server: LiveServer, pc: Pc) -> None:
    apprenticeship_id, phone = active(server, pc)
    bodies = [wish(phone, apprenticeship_id) for _ in range(3)]

    def send(body: dict[str, Any]) -> requests.Response:
        return phone.post("/r/v1/dissolutions", body)

    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(send, bodies))
    assert sorted(answer.status_code for answer in answers) == [201, 422, 422]
    with server.centre.reading() as session:
        assert session.query(Filing).filter_by(kind="dissolve").count() == 1


@pytest.mark.parametrize("day", ["2026-11-21", "2026-08-31", "", "昨天"])
def test_g8_a_wrong_day_is_refused_with_a_sentence(server: LiveServer, pc: Pc, day: str) -> None:
    apprenticeship_id, phone = active(server, pc)
    answer = dissolve(phone, apprenticeship_id, day=day)
    assert (answer.status_code, answer.json()["code"]) == (422, "DISSOLUTION_FORBIDDEN")
    assert "解除时间" in answer.json()["message"]


def test_g8_without_proof_and_for_strangers(server: LiveServer, pc: Pc) -> None:
    apprenticeship_id, phone = active(server, pc)
    answer = dissolve(phone, apprenticeship_id, count=0)
    assert (answer.status_code, answer.json()["message"]) == (422, "请上传师承关系解除证明")
    _, stranger = active(server, pc, 2)
    assert dissolve(stranger, apprenticeship_id).status_code == 404
    assert dissolve(stranger, "nothing").status_code == 404
    teacher = Phone(server, teacher_data(1).phone)
    assert dissolve(teacher, apprenticeship_id).status_code == 404


def test_a_dissolution_is_withdrawn_and_asked_again(server: LiveServer, pc: Pc) -> None:
    apprenticeship_id, phone = active(server, pc)
    id_ = dissolve(phone, apprenticeship_id).json()["id"]
    twice = dissolve(phone, apprenticeship_id)
    assert (twice.status_code, twice.json()["code"]) == (422, "DISSOLUTION_FORBIDDEN")
    assert phone.post(f"/r/v1/filings/{id_}/withdraw", {"revision": 1}).status_code == 200
    assert pc.decide(ApproveDissolution(id_, 1, paper_seen=True)).code == "ALREADY_DECIDED"
    assert dissolve(phone, apprenticeship_id).status_code == 201


def test_nobody_but_the_student_sees_and_corrects_it(server: LiveServer, pc: Pc) -> None:
    apprenticeship_id, phone = active(server, pc)
    id_ = dissolve(phone, apprenticeship_id).json()["id"]
    _, stranger = active(server, pc, 2)
    proof = phone.get(f"/r/v1/filings/{id_}").json()["proofs"][0]
    assert stranger.get(f"/r/v1/filings/{id_}").status_code == 404
    assert stranger.get(f"/v1/blobs/{proof}").status_code in (403, 404)
    assert stranger.post(f"/r/v1/dissolutions/{id_}/resubmit", {"revision": 1}).status_code == 404
    assert stranger.post(f"/r/v1/filings/{id_}/withdraw", {"revision": 1}).status_code == 404


@pytest.mark.parametrize("role", [Role.DISTRICT_VIEWER, Role.CITY_OFFICE, Role.CITY_COMMISSION])
def test_roles_that_may_not_decide(server: LiveServer, pc: Pc, role: Role) -> None:
    apprenticeship_id, phone = active(server, pc)
    id_ = dissolve(phone, apprenticeship_id).json()["id"]
    account(server, "other", role, *([WUCHANG] if role is Role.DISTRICT_VIEWER else []))
    verdict = Pc(server, "other").decide(ApproveDissolution(id_, 1, paper_seen=True))
    assert (verdict.status, verdict.code) == ("rejected", "NOT_ALLOWED")


def test_another_district_finds_nothing(server: LiveServer, pc: Pc) -> None:
    apprenticeship_id, phone = active(server, pc)
    id_ = dissolve(phone, apprenticeship_id).json()["id"]
    account(server, "other", Role.DISTRICT_REVIEWER, HONGSHAN)
    verdict = Pc(server, "other").decide(ApproveDissolution(id_, 1, paper_seen=True))
    assert (verdict.status, verdict.code) == ("rejected", "FILING_NOT_FOUND")


def test_fault_15_two_clerks_decide_the_same_dissolution_offline(server: LiveServer, pc: Pc) -> None:
    apprenticeship_id, phone = active(server, pc)
    id_ = dissolve(phone, apprenticeship_id).json()["id"]
    account(server, "lixiaohong", Role.DISTRICT_REVIEWER, WUCHANG)
    other = Pc(server, "lixiaohong")
    mine = pc.envelope(ApproveDissolution(id_, 1, paper_seen=True))
    theirs = other.envelope(RefuseFiling(id_, 1, "解除证明不符合要求，不予解除。"))
    (first,), (second,) = pc.push(mine), other.push(theirs)
    assert (first.status, second.status, second.code) == ("applied", "rejected", "ALREADY_DECIDED")
    assert "zhoumin" in second.message


def test_an_unpublished_score_is_hidden_from_the_student_and_asked_of_the_clerk(
    server: LiveServer, pc: Pc
) -> None:
    apprenticeship_id, phone = active(server, pc)
    with server.centre.writing() as session:
        session.get_one(Apprenticeship, apprenticeship_id).unpublished_scores = 1
    answer = dissolve(phone, apprenticeship_id)
    assert "考核" not in answer.text
    id_ = answer.json()["id"]
    asked = pc.decide(ApproveDissolution(id_, 1, paper_seen=True))
    assert (asked.status, asked.code) == ("rejected", "FINDINGS_NOT_CONFIRMED")
    seen = ("G8_UNPUBLISHED_SCORE",)
    assert pc.decide(ApproveDissolution(id_, 1, paper_seen=True, confirmed=seen)).status == "applied"
    assert "考核" not in phone.get(f"/r/v1/filings/{id_}").text


def test_the_pc_gets_what_was_filed_first_with_the_proofs(server: LiveServer, pc: Pc) -> None:
    apprenticeship_id, phone = active(server, pc)
    start = pc.snapshot(WUCHANG)
    assert dissolve(phone, apprenticeship_id).status_code == 201
    rows = [row for row in pc.changes(start.cursor).rows if row.kind == "filing_revision"]
    with server.centre.reading() as session:
        filing = session.query(Filing).filter_by(kind="dissolve").one()
        assert filing.scope == WUCHANG
    assert len(rows) == 1
    content = next(value for value in _texts(rows[0]) if "dissolution" in value)
    made = decode_content(content, FilingContent)
    assert made.dissolution is not None
    assert len(made.proofs) == 2
    assert made.student.name == "陈亦舟"


def _texts(row: Any) -> list[str]:
    body = row.body
    values = body.values() if isinstance(body, dict) else body
    return [value for value in values if isinstance(value, str)]
