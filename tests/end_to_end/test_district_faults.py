"""Faults 10 and 28 as people see them: in 同步中心 of the PC and in 操作日志 of a colleague."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import update

from core.applications.tables import CaseDecision
from core.apprenticeship.commands.filing import ApproveDissolution, RefuseFiling
from core.domain.values import Role
from server import ledger
from server.tables import ACCOUNT
from tests.end_to_end.district import LI, ZHOU, Window, dissolve, entries
from tests.end_to_end.real import PASSWORD, ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.end_to_end.district import Centre
    from tests.end_to_end.real import RealPc

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def detail(window: Window, part: str) -> str:
    return str(window.driver.find(f"centre.detail.{part}").text())  # type: ignore[attr-defined]


def operator(centre: Centre, *words: str) -> str:
    """Run the operator's command; gives what it says."""
    command = [
        sys.executable,
        "-m",
        "server",
        "release-quarantined",
        "--data",
        str(centre.config.data),
        *words,
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True)
    return done.stdout


def test_fault_28_a_right_withdrawn_before_the_push(
    centre: Centre, make_window: Callable[[str], Window]
) -> None:
    study = centre.study()
    filing_id = dissolve(study)
    number = centre.filing(filing_id).filing_no
    window = make_window("zhou")
    d = window.begin(centre, ZHOU)
    window.open_dissolution(number)
    window.look_at_proofs()
    window.cut()
    d.press(Qt.Key.Key_F9, "viewer.left.canvas")
    d.read("1 条待上报")
    with centre.centre.writing() as session:
        role = Role.DISTRICT_VIEWER.value
        session.execute(update(ACCOUNT).where(ACCOUNT.c.username == ZHOU).values(role=role))
    window.join()
    d.read("0 条待上报，1 条需处理")
    d.click("centre.filter.refused")
    window.choose("centre.table", "通过解除", "未被接受")
    assert "此操作只能由" in detail(window, "reason")
    assert "权限已被收回" in detail(window, "todo")
    assert centre.filing(filing_id).state == "pending"
    d.click("nav.register")
    d.wait(lambda: window.row_with("register.table", "在教") >= 0, "在教 again")
    window.close()

    colleague = make_window("li")
    d = colleague.begin(centre, LI)
    d.click("nav.log")
    colleague.choose("log.table", "周敏", "通过解除", number, "未成功", "没有这项权限")


def test_fault_15_the_own_decision_is_never_told_as_the_servers_state(
    centre: Centre, make_pc: Callable[[str], RealPc]
) -> None:
    """Between the refusal and the next page the PC's own decision still lies over the facts."""
    filing_id = dissolve(centre.study())
    first, late = make_pc(ZHOU), make_pc(LI)
    late.sync.run_once()
    first.decider.decide(RefuseFiling(filing_id, 1, "解除证明不符合要求"), 1)
    first.sync.run_once()
    approval = ApproveDissolution(filing_id, 1, "同意解除", paper_seen=True)
    op_id = late.decider.decide(approval, 1).op_id
    late.sync._push()
    refused = entries(late)[op_id]
    assert (refused.state, refused.server_present) == ("refused", "正在取回服务器上的最新情况，请稍候。")
    late.sync.run_once()
    assert "不予" in entries(late)[op_id].server_present


def test_fault_28_29_a_disabled_clerks_decision_is_told_to_the_colleague_on_the_same_pc(
    centre: Centre, window: Window
) -> None:
    """周敏 decides offline, leaves the bureau, and 李晓红 logs in on her PC."""
    study = centre.study()
    filing_id = dissolve(study)
    number = centre.filing(filing_id).filing_no
    d = window.begin(centre, ZHOU)
    window.open_dissolution(number)
    window.look_at_proofs()
    window.cut()
    d.press(Qt.Key.Key_F9, "viewer.left.canvas")
    d.read("1 条待上报")
    window.close()
    with centre.centre.writing() as session:
        session.execute(update(ACCOUNT).where(ACCOUNT.c.username == ZHOU).values(active=0))
    assert window.wire is not None
    window.wire.join()
    d = window.open()
    d.wait(lambda: d.seen("login.server.change"), "the program to be loaded")
    d.type("login.user", LI)
    d.type("login.password", PASSWORD)
    d.click("login.submit")
    d.click("nav.centre")
    d.read("0 条待上报，1 条需处理")
    d.click("centre.filter.refused")
    window.choose("centre.table", "通过解除", "周敏", "未被接受")
    assert "停用" in detail(window, "reason")
    assert "由在岗人员重新办理" in detail(window, "todo")
    d.click("nav.log")
    window.choose("log.table", "周敏", "通过解除", number, "未成功", "用户已被停用")
    window.open_dissolution(number)
    window.look_at_proofs()
    d.press(Qt.Key.Key_F9, "viewer.left.canvas")
    d.wait(lambda: centre.filing(filing_id).state == "approved", "the colleague's own approval")
    with centre.centre.reading() as session:
        decided = session.query(CaseDecision).filter_by(case_id=filing_id).one()
        assert decided.decided_by_name == "李晓红"


@pytest.mark.expects_log("attempt . failed: ValueError")
def test_fault_10_a_quarantined_decision_is_released_by_the_operator(
    centre: Centre, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = centre.study(), centre.study()
    first, second = dissolve(bad), dissolve(good)
    real = ledger.execute

    def broken(session: Any, command: Any, context: Any) -> Any:
        if command.subject == first:
            raise ValueError("a bug")
        return real(session, command, context)

    d = window.begin(centre, ZHOU)
    with monkeypatch.context() as patch:
        patch.setattr(ledger, "execute", broken)
        for filing_id in (first, second):
            window.open_dissolution(centre.filing(filing_id).filing_no)
            window.look_at_proofs()
            d.press(Qt.Key.Key_F9, "viewer.left.canvas")
            d.read("已通过解除")
        d.wait(lambda: centre.filing(second).state == "approved", "the other decision to go on")
        d.click("nav.centre")
        d.click("centre.filter.refused")
        number = centre.filing(first).filing_no
        window.choose("centre.table", number, "服务器暂存")
        assert "请勿重复办理" in detail(window, "reason")
        assert d.seen("centre.accept") is None
        assert d.seen("centre.again") is None
        assert centre.filing(first).state == "pending"
    op_id = operator(centre, "--list").split()[0]
    assert op_id in operator(centre, op_id)
    assert centre.filing(first).state == "approved"
    d.click("centre.now")
    d.wait(lambda: not d.says("有 1 条需处理"), "nothing to look after any more")
    d.click("centre.filter.applied")
    window.choose("centre.table", number, "已生效")
    d.click("nav.log")
    window.choose("log.table", "周敏", "通过解除", number, "成功")
    assert window.row_with("log.table", "操作暂存待处理") >= 0
