"""Who may not, cannot (D3, A3, S4): no button in the window, and the server refuses the forged command."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest
from PySide6.QtCore import Qt

from core.apprenticeship.commands.filing import ApproveDissolution, RefuseFiling, ReturnFiling
from core.apprenticeship.tables import Apprenticeship
from core.commons.commands import RetryNotice
from core.commons.tables import Notice
from core.domain.values import NoticeState, ReturnItem
from sync import protocol
from tests.end_to_end.district import CITY, COMMISSION, LEADER, NEIGHBOUR, ZHOU, Window, dissolve, wish
from tests.server.kit import Pc

if TYPE_CHECKING:
    from core.domain.commands.base import Command
    from tests.end_to_end.district import Centre, Study

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
ITEM = (ReturnItem("dissolution.dissolution_proof", "解除证明缺页，请补齐"),)


def failed_notice(centre: Centre) -> Notice:
    """A message of the bureau's that was given up."""
    with centre.acting() as world:
        notice = world.session.query(Notice).order_by(Notice.id).first()
        assert notice is not None
        notice.state, notice.reason = (
            NoticeState.GIVEN_UP,
            "运营商拒收：手机号无效或已停用。核对手机号后可以重发。",
        )
    return notice


def commands(filing_id: str, notice: Notice) -> list[Command]:
    return [
        ApproveDissolution(filing_id, 1, "同意", paper_seen=True),
        ReturnFiling(filing_id, 1, ITEM),
        RefuseFiling(filing_id, 1, "解除证明不符合要求"),
        RetryNotice(notice.id, notice.version),
    ]


def as_it_was(centre: Centre, study: Study, filing_id: str, notice: Notice) -> bool:
    with centre.centre.reading() as session:
        return (
            session.get_one(Apprenticeship, study.id).state == "active"
            and session.get_one(Notice, notice.id).state == NoticeState.GIVEN_UP
            and centre.filing(filing_id).state == "pending"
        )


@pytest.mark.parametrize(
    ("user", "codes"),
    [
        (LEADER, ["NOT_ALLOWED"] * 4),
        (NEIGHBOUR, ["FILING_NOT_FOUND"] * 3 + ["NOTICE_NOT_FOUND"]),
        (CITY, ["NOT_ALLOWED"] * 3),
        (COMMISSION, ["NOT_ALLOWED"] * 3),
    ],
    ids=["viewer", "other_district", "city_office", "city_commission"],
)
def test_d3_a3_forged_commands_are_refused_by_the_server(centre: Centre, user: str, codes: list[str]) -> None:
    study = centre.study()
    filing_id = dissolve(study)
    notice = failed_notice(centre)
    pc = Pc(centre.live, user)
    tried = commands(filing_id, notice)[: len(codes)]
    verdicts = [pc.decide(one) for one in tried]
    assert [(one.status, one.code) for one in verdicts] == [("rejected", code) for code in codes]
    assert all(one.message for one in verdicts)
    assert as_it_was(centre, study, filing_id, notice)


def test_a3_the_city_may_send_any_message_again(centre: Centre) -> None:
    """Sending again decides nothing: the city, which sees all districts, may do it (product.md A3)."""
    centre.study()
    notice = failed_notice(centre)
    assert Pc(centre.live, CITY).decide(RetryNotice(notice.id, notice.version)).status == "applied"


def test_s4_residents_cannot_push_commands_of_clerks(centre: Centre) -> None:
    """A teacher's or student's token opens nothing of the PCs, whoever signed the command."""
    study = centre.study()
    filing_id = dissolve(study)
    notice = failed_notice(centre)
    clerk = Pc(centre.live, LEADER)
    for phone in (study.teacher, study.student):
        for command in commands(filing_id, notice):
            ops = msgspec.json.encode(protocol.Ops((clerk.envelope(command),)))
            answer = phone.post("/v1/ops", data=ops)
            assert answer.status_code in (401, 403), answer.text
        assert phone.get("/v1/changes", params={"cursor": ""}).status_code in (400, 401, 403)
    assert as_it_was(centre, study, filing_id, notice)


def test_s4_only_the_student_of_the_apprenticeship_asks_to_dissolve_it(centre: Centre) -> None:
    study, other = centre.study(), centre.study()
    body = {**wish(study), "proofs": []}
    for stranger in (other.student, other.teacher, study.teacher):
        proofs = [stranger.attach("dissolution_proof", page) for page in (1, 2)]
        answer = stranger.post("/r/v1/dissolutions", {**body, "proofs": proofs})
        assert answer.status_code == 404, answer.text
        assert "没有找到" in answer.json()["message"]
    filing_id = dissolve(study)
    for stranger in (other.student, other.teacher):
        assert stranger.get(f"/r/v1/filings/{filing_id}").status_code == 404
        withdrawn = stranger.post(f"/r/v1/filings/{filing_id}/withdraw", {"revision": 1})
        assert withdrawn.status_code == 404
    assert centre.filing(filing_id).state == "pending"


def test_d3_a3_a_viewer_reads_everything_and_has_no_button_that_decides(
    centre: Centre, window: Window
) -> None:
    study = centre.study()
    filing_id = dissolve(study)
    failed_notice(centre)
    d = window.begin(centre, LEADER)
    window.open_dissolution(centre.filing(filing_id).filing_no)
    window.look_at_proofs()
    for button in ("review.approve", "review.return", "review.refuse", "review.opinion"):
        assert d.seen(button) is None
    for key in (Qt.Key.Key_F7, Qt.Key.Key_F8, Qt.Key.Key_F9):
        d.press(key, "viewer.left.canvas")
    assert d.seen("approve") is None
    assert d.seen("return") is None
    d.click("nav.notices")
    window.choose("notices.table", "放弃")
    d.read("运营商拒收")
    assert d.seen("notices.detail.retry") is None
    assert d.find("notices.detail.cause").isEnabled()
    d.click("nav.policies")
    assert d.seen("policies.new") is None
    d.click("nav.results")
    d.find("results.query.student")
    for page in ("scores", "batch", "search"):
        assert d.seen(f"nav.{page}") is None
    assert centre.verdicts() == []


def test_the_neighbours_window_shows_nothing_of_the_district(centre: Centre, window: Window) -> None:
    study = centre.study()
    filing_id = dissolve(study)
    d = window.begin(centre, NEIGHBOUR)
    for page in ("dissolutions", "filings", "register", "notices", "results"):
        d.click(f"nav.{page}")
        d.wait(lambda page=page: d.seen(f"{page}.empty"), f"an empty list of {page}")
    assert not d.says(centre.filing(filing_id).filing_no)


def test_d3_a_reviewer_has_the_buttons_that_a_viewer_has_not(centre: Centre, window: Window) -> None:
    study = centre.study()
    filing_id = dissolve(study)
    d = window.begin(centre, ZHOU)
    window.open_dissolution(centre.filing(filing_id).filing_no)
    for button in ("review.approve", "review.return", "review.refuse", "review.opinion"):
        assert d.find(button).isEnabled()
