"""A4 seen by a clerk: what the own office did, also what was refused, and nothing of others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest
from PySide6.QtCore import Qt

from core.apprenticeship.commands.filing import ApproveDissolution, RefuseFiling
from tests.end_to_end.district import CITY, LI, NEIGHBOUR, ZHOU, Window, dissolve
from tests.end_to_end.real import PASSWORD
from tests.kit import student_data
from tests.server.kit import Pc

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.end_to_end.district import Centre
    from tests.end_to_end.real import RealPc

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def others_at_work(centre: Centre, make_pc: Callable[[str], RealPc]) -> str:
    """李晓红 decides what 周敏 refused, the neighbours log in, the city enters a score; gives the number."""
    study = centre.study()
    filing_id = dissolve(study)
    colleague = make_pc(LI)
    with centre.acting() as world:
        world.run(RefuseFiling(filing_id, 1, "解除证明不符合要求"), world.reviewer())
    colleague.decider.decide(ApproveDissolution(filing_id, 1, "同意解除", paper_seen=True), 1)
    assert colleague.sync.run_once().refused == 1
    Pc(centre.live, NEIGHBOUR)
    Pc(centre.live, CITY)
    old = centre.active()
    with centre.acting() as world:
        world.score(old)
    return centre.filing(filing_id).filing_no


def test_a4_own_acts_and_refusals_are_in_the_log_and_others_are_not(
    centre: Centre, window: Window, make_pc: Callable[[str], RealPc]
) -> None:
    number = others_at_work(centre, make_pc)
    d = window.begin(centre, ZHOU)
    d.click("nav.log")
    window.choose("log.table", "李晓红", "通过解除", number, "未成功", "已由他人办理")
    assert window.row_with("log.table", "周敏", "不予解除", number, "成功") >= 0
    assert window.row_with("log.table", "李晓红", "登录", "成功") >= 0
    assert window.row_with("log.table", "周敏", "登录", "成功") >= 0
    words = [cell for row in window.rows("log.table") for cell in row]
    assert not {"洪岚", "何静", "录入成绩"} & set(words)
    assert not any(student_data(1).id_number in cell or "陈亦舟" in cell for cell in words), "no resident"

    d.type("log.query.text", number)
    d.press(Qt.Key.Key_Return, "log.query.text")
    d.wait(
        lambda: {number in "".join(row) for row in window.rows("log.table")} == {True}, "what was searched"
    )


def test_a4_a_whole_number_and_the_export_itself_are_logged_and_exported(
    centre: Centre, window: Window, tmp_path: Path
) -> None:
    study = centre.study()
    dissolve(study)
    d = window.begin(centre, ZHOU)
    d.click("nav.notices")
    window.choose("notices.table", "陈亦舟（学生）")
    d.click("notices.detail.phone.reveal")
    d.type("reason.text", "联系申请人")
    d.click("reason.ok")
    d.wait(lambda: d.says("139"), "the whole number")
    window.cut()
    d.click("nav.log")
    window.choose("log.table", "周敏", "查看完整号码", "联系申请人", "本机")
    assert not any("139" in cell for row in window.rows("log.table") for cell in row)

    target = tmp_path / "log.xlsx"
    d.act("log.export.all")
    window.save_as(target)
    d.read("保存为“log.xlsx”")
    sheet = openpyxl.load_workbook(target).active
    assert sheet is not None
    values = [[cell.value for cell in line] for line in sheet.iter_rows()]
    assert "武昌区" in str(values[0][0])
    head = next(row for row in values if "操作人" in row)
    body = values[values.index(head) + 1 :]
    people = [row[head.index("操作人")] for row in body if row[head.index("操作")]]
    assert "周敏" in people
    assert any(
        row[head.index("操作")] == "查看完整号码" and row[head.index("记录于")] == "本机" for row in body
    )
    assert all(cell.data_type in ("s", "n") for line in sheet.iter_rows() for cell in line)
    d.wait(lambda: window.row_with("log.table", "导出列表") >= 0, "the export in the log")
    assert len([row for row in body if row[head.index("操作")]]) == len(window.rows("log.table")) - 1


def test_a4_a_wrong_password_stands_in_the_log(centre: Centre, window: Window) -> None:
    d = window.to_login(centre.url)
    d.type("first.user", ZHOU)
    d.type("first.password", "Wrong-12345678")
    d.click("first.login.next")
    d.read("用户名或密码不正确")
    d.type("first.password", PASSWORD)
    d.click("first.login.next")
    d.click("nav.log")
    window.choose("log.table", "周敏", "登录失败", "未成功", "用户名或密码不正确")
