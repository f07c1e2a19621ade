"""From a resident's registration to a clerk's decision, over HTTP, on both databases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.apprenticeship.commands.filing import ApproveFiling, RefuseFiling, ReturnFiling
from core.domain.values import ReturnItem, Role
from tests.kit import WUCHANG
from tests.server.kit import Pc, account, filed

if TYPE_CHECKING:
    from tests.live_server import LiveServer


def test_a_filing_is_returned_corrected_and_approved(server: LiveServer, pc: Pc) -> None:
    filing_id, phone = filed(server)
    start = pc.snapshot(WUCHANG)
    assert {row.kind for row in start.rows} == {
        "teacher", "student", "notarisation", "document", "apprenticeship", "filing", "filing_revision",
        "log_entry",
    }  # fmt: skip
    assert start.total == len(start.rows)
    items = (ReturnItem("student.diploma", "学历证书不清楚，请重新拍照。"),)
    returned = pc.decide(ReturnFiling(filing_id, 1, items))
    assert returned.status == "applied", returned
    seen = phone.get(f"/r/v1/filings/{filing_id}").json()
    assert seen["state"] == "returned"
    assert [one["reason"] for one in seen["returned"]] == ["学历证书不清楚，请重新拍照。"]
    assert "student.diploma" not in seen["locked"]
    assert "notarisation.office" in seen["locked"]
    body = {"revision": 1, "student_documents": [phone.attach("diploma")]}
    again = phone.post(f"/r/v1/filings/{filing_id}/resubmit", body)
    assert again.status_code == 200, again.text
    page = pc.changes(start.cursor)
    assert page.spans[WUCHANG].start < page.spans[WUCHANG].end == page.spans[WUCHANG].head
    assert [v.op_id for v in page.verdicts] == [returned.op_id]
    assert returned.seqs[WUCHANG] <= page.spans[WUCHANG].end
    approved = pc.decide(ApproveFiling(filing_id, 2, "同意备案。", paper_seen=True))
    assert approved.status == "applied", approved
    assert phone.get("/r/v1/filings").json()["filings"][0]["state"] == "approved"
    assert phone.get("/r/v1/apprenticeships").json()["apprenticeships"][0]["state"] == "active"


def test_fault_15_the_second_clerk_sees_who_decided(server: LiveServer, pc: Pc) -> None:
    filing_id, _ = filed(server)
    account(server, "lixiaohong", Role.DISTRICT_REVIEWER, WUCHANG)
    other = Pc(server, "lixiaohong")
    first = pc.decide(RefuseFiling(filing_id, 1, "材料不实，不予备案。"))
    second = other.decide(ApproveFiling(filing_id, 1, paper_seen=True))
    assert (first.status, second.status, second.code) == ("applied", "rejected", "ALREADY_DECIDED")
    assert "zhoumin" in second.message
    assert second.current_version == first.version
