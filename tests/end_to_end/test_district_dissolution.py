"""D3, G7, G8 through the real windows: a student asks by phone, the bureau decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from core.actions import Actor
from core.apprenticeship.commands.filing import RefuseFiling
from core.apprenticeship.commands.termination import ForceTerminate
from core.apprenticeship.tables import Apprenticeship
from core.apprenticeship.words.roles import STUDENT
from desktop.views.apprenticeship.review.review import Workbench
from desktop.views.documents.viewer_canvas import Canvas
from tests import kit
from tests.end_to_end.district import COMMISSION, LI, NEIGHBOUR, ZHOU, dissolve, today

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.end_to_end.district import Centre, Study, Window
    from tests.end_to_end.real import RealPc

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def state_of(centre: Centre, study: Study) -> tuple[str, str]:
    with centre.centre.reading() as session:
        row = session.get_one(Apprenticeship, study.id)
        return row.state, row.ended_on


def told(study: Study) -> tuple[str, str]:
    """What the student's phone shows of the apprenticeship."""
    row = study.student.get("/r/v1/apprenticeships").json()["apprenticeships"][0]
    return row["state"], row["ended_on"]


def opened(centre: Centre, window: Window, filing_id: str) -> str:
    """The first start of 周敏's PC with the dissolution on the screen; gives its number."""
    number = centre.filing(filing_id).filing_no
    window.begin(centre, ZHOU)
    window.open_dissolution(number)
    return number


def test_d3_g8_a_dissolution_is_approved_and_the_student_and_the_register_know(
    centre: Centre, window: Window
) -> None:
    study = centre.study()
    filing_id = dissolve(study)
    d = window.begin(centre, ZHOU)
    d.wait(lambda: d.find("nav.dissolutions").accessibleName().endswith("，1 件"), "the queue's length")
    d.click("home.dissolutions")
    window.choose("dissolutions.table", centre.filing(filing_id).filing_no)
    d.press(Qt.Key.Key_F5, "dissolutions.table")
    d.read("双方协商一致")
    d.read("在教 1 → 0")
    window.look_at_proofs()
    d.press(Qt.Key.Key_F9, "viewer.left.canvas")
    d.read("已通过解除，待上报（未生效）")
    d.wait(lambda: centre.filing(filing_id).state == "approved", "the approval at the centre")
    assert state_of(centre, study) == ("dissolved", today())
    assert told(study) == ("dissolved", today())
    d.click("nav.register")
    first = centre.filing(study.filing_id).filing_no
    d.wait(lambda: window.row_with("register.table", first, "已解除") >= 0, "已解除 in the register")
    d.click("nav.notices")
    d.wait(lambda: window.row_with("notices.table", "刘景和", "解除") >= 0, "the message to the teacher")
    assert window.row_with("notices.table", "陈亦舟", "解除") >= 0


def test_d3_g15_a_returned_dissolution_comes_back_with_what_changed_and_is_refused(
    centre: Centre, window: Window
) -> None:
    study = centre.study()
    filing_id = dissolve(study)
    number = opened(centre, window, filing_id)
    d = window.driver
    d.press(Qt.Key.Key_F7, "viewer.left.canvas")
    for item, reason in (("dissolution_proof", "解除证明缺页，请补齐"), ("reason", "请写明解除的原因")):
        d.click(f"return.item.dissolution.{item}")
        d.type(f"return.reason.dissolution.{item}.text", reason)
    d.click("return.ok")
    d.wait(lambda: centre.filing(filing_id).state == "returned", "the return at the centre")
    seen = study.student.get(f"/r/v1/filings/{filing_id}").json()
    assert {one["reason"] for one in seen["returned"]} == {"解除证明缺页，请补齐", "请写明解除的原因"}
    assert seen["locked"] == ["dissolution.dissolved_on"]

    pages = [study.student.attach("dissolution_proof", page) for page in (1, 2, 3)]
    body = {
        "revision": 1,
        "dissolution": {"dissolved_on": today(), "reason": "学生迁居外地"},
        "proofs": pages,
    }
    again = study.student.post(f"/r/v1/dissolutions/{filing_id}/resubmit", body)
    assert again.status_code == 200, again.text
    window.sync_now()
    window.open_dissolution(number)
    d.find("review.changes")
    d.read("双方协商一致")
    d.read("学生迁居外地")
    pairs = [f"review.changes.pair.{line}" for line in range(1, 6) if d.seen(f"review.changes.pair.{line}")]
    assert len(pairs) == 3, "two pages changed and one is new"
    d.click(pairs[0])
    left, right = (d.find(f"viewer.{side}.canvas", Canvas) for side in ("left", "right"))
    d.wait(lambda: left.picture() and right.picture(), "both pages side by side")
    d.read("补正前")
    d.read("补正后")

    d.type("review.opinion", "解除证明不符合要求，不予解除")
    d.press(Qt.Key.Key_F8, "review.opinion")
    d.read("师承关系保持在教")
    d.click("confirm.ok")
    d.wait(lambda: centre.filing(filing_id).state == "refused", "the refusal at the centre")
    assert state_of(centre, study) == ("active", "")
    assert told(study) == ("active", "")
    assert "解除证明不符合要求" in study.student.get(f"/r/v1/filings/{filing_id}").text


def test_d3_a_decision_taken_offline_outlives_a_restart_and_gets_its_verdict(
    centre: Centre, window: Window
) -> None:
    study = centre.study()
    filing_id = dissolve(study)
    opened(centre, window, filing_id)
    d = window.driver
    window.look_at_proofs()
    window.cut()
    d.press(Qt.Key.Key_F9, "viewer.left.canvas")
    d.read("1 条待上报")
    window.close()
    assert state_of(centre, study) == ("active", "")
    window.log_in()
    d.read("1 条待上报")
    d.click("nav.register")
    d.wait(lambda: window.row_with("register.table", "已解除") >= 0, "the provisional state after a restart")
    window.join()
    d.wait(lambda: centre.filing(filing_id).state == "approved", "the approval at the centre")
    d.wait(lambda: not d.says("1 条待上报"), "nothing to wait any more")
    d.click("centre.filter.applied")
    window.choose("centre.table", "通过解除", "已生效")
    assert state_of(centre, study) == ("dissolved", today())
    assert centre.verdicts() == ["ApproveDissolution"]


def test_d3_fault_15_two_clerks_decide_the_same_dissolution_offline(
    centre: Centre, window: Window, make_pc: Callable[[str], RealPc]
) -> None:
    study = centre.study()
    filing_id = dissolve(study)
    colleague = make_pc(LI)
    opened(centre, window, filing_id)
    d = window.driver
    window.look_at_proofs()
    window.cut()
    d.press(Qt.Key.Key_F9, "viewer.left.canvas")
    d.read("1 条待上报")
    colleague.decider.decide(RefuseFiling(filing_id, 1, "解除证明不符合要求"), 1)
    assert colleague.sync.run_once().waiting == 0
    window.join()
    d.read("0 条待上报，1 条需处理")
    d.click("centre.filter.refused")
    window.choose("centre.table", "通过解除", "未被接受")
    assert "李晓红" in d.find("centre.detail.reason").text()  # type: ignore[attr-defined]
    d.wait(lambda: "不予" in d.find("centre.detail.present").text(), "how it stands")  # type: ignore[attr-defined]
    d.click("centre.view")
    d.wait(lambda: window.current() == filing_id, "the dissolution as it is")
    d.read("李晓红")
    d.read("解除证明不符合要求")
    d.click("nav.register")
    d.wait(lambda: window.row_with("register.table", "在教") >= 0, "在教 again")
    d.click("nav.centre")
    d.click("centre.accept")
    d.read("0 条待上报，0 条需处理")
    assert state_of(centre, study) == ("active", "")


def test_d3_g8_g9_approved_offline_while_the_city_terminated(
    centre: Centre, window: Window, make_pc: Callable[[str], RealPc]
) -> None:
    study = centre.study()
    filing_id = dissolve(study)
    city = make_pc(COMMISSION)
    opened(centre, window, filing_id)
    d = window.driver
    window.look_at_proofs()
    window.cut()
    d.press(Qt.Key.Key_F9, "viewer.left.canvas")
    d.read("1 条待上报")
    with centre.centre.reading() as session:
        version = session.get_one(Apprenticeship, study.id).version
    command = ForceTerminate(
        study.id,
        version,
        reason_code="false_materials",
        basis="武卫医罚〔2026〕18 号",
        text="经核查，备案时提交的学历证书系伪造。",
        typed_name="陈亦舟",
    )
    city.decider.decide(command, version)
    assert city.sync.run_once().waiting == 0
    assert state_of(centre, study)[0] == "terminated"
    window.join()
    d.read("0 条待上报，1 条需处理")
    d.click("centre.filter.refused")
    window.choose("centre.table", "通过解除", "未被接受")
    assert "强制解除" in d.find("centre.detail.reason").text()  # type: ignore[attr-defined]
    assert "退回补正或不予解除" in d.find("centre.detail.todo").text()  # type: ignore[attr-defined]
    d.click("nav.register")
    d.wait(lambda: window.row_with("register.table", "强制解除") >= 0, "强制解除 in the register")
    number = centre.filing(filing_id).filing_no
    window.open_dissolution(number)
    d.press(Qt.Key.Key_F9, "viewer.left.canvas")
    d.read("还不能通过解除")
    d.type("review.opinion", "师承关系已被强制解除，不再办理解除")
    d.press(Qt.Key.Key_F8, "review.opinion")
    d.click("confirm.ok")
    d.wait(lambda: centre.filing(filing_id).state == "refused", "the dissolution to be closed")
    assert state_of(centre, study)[0] == "terminated"
    assert told(study)[0] == "terminated"


def test_d3_g8_a_score_entered_meanwhile_is_confirmed_by_deciding_anew(
    centre: Centre, window: Window
) -> None:
    """The PC does not know of the unpublished score; the centre asks, and 重新决定 answers."""
    study_id = centre.active()
    with centre.acting() as world:
        study = world.study(study_id)
        student = Actor("r-s", study.student_name, STUDENT, person_id=study.student_id)
        filing_id = world.dissolve(student, study_id)
    opened(centre, window, filing_id)
    d = window.driver
    window.look_at_proofs()
    window.cut()
    d.press(Qt.Key.Key_F9, "viewer.left.canvas")
    d.read("1 条待上报")
    with centre.acting() as world:
        world.score(study_id)
    window.join()
    d.read("0 条待上报，1 条需处理")
    d.click("centre.filter.refused")
    window.choose("centre.table", "通过解除", "未被接受")
    assert "需要确认的提示" in d.find("centre.detail.todo").text()  # type: ignore[attr-defined]
    assert "成绩" in d.find("centre.detail.findings").text()  # type: ignore[attr-defined]
    d.click("centre.again")
    d.wait(lambda: window.current() == filing_id, "the dissolution to be decided anew")
    window.look_at_proofs()
    d.press(Qt.Key.Key_F9, "viewer.left.canvas")
    d.find("approve.ok")
    d.read("未公布")
    d.click("approve.ok")
    d.wait(lambda: centre.filing(filing_id).state == "approved", "the approval at the centre")
    d.click("nav.centre")
    d.read("0 条待上报，0 条需处理")
    assert centre.verdicts() == ["ApproveDissolution", "ApproveDissolution"]


def test_d3_g7_the_bureau_that_filed_dissolves_after_the_teacher_moved(
    centre: Centre, window: Window, make_pc: Callable[[str], RealPc]
) -> None:
    study = centre.study()
    me = study.teacher.get("/r/v1/me").json()["teacher"]
    moved = {**me["teacher"], "district": kit.HONGSHAN, "practice_place": "洪山区中医医院"}
    answer = study.teacher.put("/r/v1/teacher", {"seen_version": me["version"], "teacher": moved})
    assert answer.status_code == 200, answer.text
    filing_id = dissolve(study)
    assert centre.filing(filing_id).bureau == kit.WUCHANG
    neighbour = make_pc(NEIGHBOUR)
    assert ("filing", filing_id) not in neighbour.rows()
    assert ("apprenticeship", study.id) in neighbour.rows(), "the seat counts at the new bureau too"
    opened(centre, window, filing_id)
    d = window.driver
    d.read("在教 1 → 0")
    window.look_at_proofs()
    d.press(Qt.Key.Key_F9, "viewer.left.canvas")
    d.wait(lambda: centre.filing(filing_id).state == "approved", "the approval at the centre")
    neighbour.sync.run_once()
    assert "dissolved" in neighbour.rows()["apprenticeship", study.id]
    assert ("filing", filing_id) not in neighbour.rows()


def test_d3_what_is_on_the_screen_changes_under_the_clerk(centre: Centre, window: Window) -> None:
    """The student takes the dissolution back while the clerk reads it: nothing is decided blindly."""
    study = centre.study()
    filing_id = dissolve(study)
    opened(centre, window, filing_id)
    d = window.driver
    window.look_at_proofs()
    assert study.student.post(f"/r/v1/filings/{filing_id}/withdraw", {"revision": 1}).status_code == 200
    window.sync_now()
    d.find("review.changed.action")
    d.press(Qt.Key.Key_F9, "viewer.left.canvas")
    d.click("review.changed.action")
    d.read("已撤回")
    assert centre.verdicts() == []
    assert not d.find("review", Workbench).buttons.approve.isEnabled()
    assert state_of(centre, study) == ("active", "")
