"""The workbench as a clerk uses it (D2, A7, G7, G15)."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLabel

from core.apprenticeship.commands.filing import ApproveFiling, RefuseFiling, ResubmitFiling, ReturnFiling
from core.apprenticeship.tables import Filing, Teacher
from core.apprenticeship.words.kinds import DIPLOMA
from core.apprenticeship.words.values import FilingKind
from core.domain.errors import KnownError, Refused
from core.domain.values import CaseState, Evidence, Finding, Level, ReturnItem, Role
from desktop.views.apprenticeship.review import review_loading
from desktop.views.apprenticeship.review.decision_dialogs import ApproveDialog, ReturnDialog
from desktop.views.apprenticeship.review.review import Workbench
from desktop.views.apprenticeship.review.review_judging import judged
from desktop.views.apprenticeship.review.review_loading import ReviewQueue
from tests import kit
from tests.desktop.filed import STUDENTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot
    from sqlalchemy.orm import Session

    from core.actions import Actor
    from core.apprenticeship.lists.detail import FilingDetail
    from core.domain.commands.base import Command
    from desktop.desk import Desk
    from tests.desktop.conftest import ScriptedPrompts
    from tests.desktop.offices import Office

CHECKED = Finding(
    "G4", "G4_START_BEFORE", Level.CHECK, "教学开始时间早于公证日期 12 日（应自公证之日起计）",
    (Evidence(field="notarisation.teaching_start"),),
)  # fmt: skip


@dataclass
class Bureau:
    """Four filings of one teacher that wait, in the order of the queue; `extra` is found in each of them,
    besides what the rules find unless it is `calm`. `decided` are commands with version and replaced op.
    """

    office: Office
    ids: list[str] = field(default_factory=list)
    students: list[Actor] = field(default_factory=list)
    extra: tuple[Finding, ...] = ()
    calm: bool = False
    decided: list[tuple[Command, int, str]] = field(default_factory=list)

    def judge(self, desk: Desk, detail: FilingDetail) -> tuple[Finding, ...]:
        return (*(() if self.calm else judged(desk, detail)), *self.extra)

    def desk(self, role: Role = Role.DISTRICT_REVIEWER) -> Desk:
        taken = self.office.deciding(role)

        def decide(command: Command, version: int, supersedes: str = "") -> object:
            made = taken(command, version, supersedes)
            self.decided.append((command, version, supersedes))
            return made

        return self.office.desk(role, decide=decide)

    def run(self, command: Command, actor: Actor) -> None:
        """Something happens elsewhere."""
        with self.office.writing() as world:
            world.run(command, actor)


@pytest.fixture
def bureau(office: Office, monkeypatch: pytest.MonkeyPatch) -> Bureau:
    made = Bureau(office)
    with office.writing() as world:
        teacher = world.teacher(1)
        for number in range(4):
            made.students.append(world.student(teacher, number + 1, name=STUDENTS[number]))
            made.ids.append(world.submit(made.students[-1]))
    monkeypatch.setattr(review_loading, "judged", made.judge)
    return made


@pytest.fixture
def calm(bureau: Bureau) -> Bureau:
    """A bureau whose filings pass every check."""
    bureau.calm = True
    return bureau


@pytest.fixture
def make(qtbot: QtBot, bureau: Bureau) -> Callable[..., Workbench]:
    def made(role: Role = Role.DISTRICT_REVIEWER) -> Workbench:
        queue = ReviewQueue()
        queue.fill(bureau.ids)
        bench = Workbench(bureau.desk(role), FilingKind.ESTABLISH, queue)
        bench.resize(1160, 712)
        qtbot.addWidget(bench)
        bench.show()
        bench.open(bureau.ids[0])
        qtbot.waitUntil(lambda: bench.current_id() == bureau.ids[0])
        bench.activateWindow()
        qtbot.waitUntil(bench.isActiveWindow)
        return bench

    return made


def look_at_everything(qtbot: QtBot, bench: Workbench) -> None:
    for place in range(len(bench.viewer.pages())):
        bench.viewer.show_place(place)
        digest = bench.viewer.pages()[place].sha256
        qtbot.waitUntil(lambda digest=digest: digest in bench.viewer.shown())


def dialog(kind: type[ApproveDialog] | type[ReturnDialog]) -> ApproveDialog | ReturnDialog:
    found = [one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible()]
    assert len(found) == 1
    return found[0]


def all_texts(bench: Workbench) -> str:
    return "\n".join(label.text() for label in bench.findChildren(QLabel))


def test_facts_checks_and_documents_stand_side_by_side(
    qtbot: QtBot, make: Callable[..., Workbench], picture: Callable[..., None]
) -> None:
    bench = make()
    assert bench.facts.number.text() == "WC-2026-0001"
    assert "陈亦舟" in all_texts(bench)
    assert "项通过" in bench.checks.summary.text()
    qtbot.waitUntil(lambda: bench.viewer.panes[0].canvas.picture() is not None)
    bench.viewer.show_place(3)
    qtbot.waitUntil(lambda: bench.viewer.pages()[3].sha256 in bench.viewer.shown())
    qtbot.waitUntil(lambda: bench.pictures.thumb(bench.viewer.pages()[-1].sha256) is not None)
    picture(bench, "review")
    bench.facts.show_tab("老师")
    picture(bench, "review-teacher")
    bench.facts.show_tab("公证")
    picture(bench, "review-notarisation")
    bench.facts.show_tab("历史")
    picture(bench, "review-history")


def test_numbers_are_masked_until_a_reason_is_given(
    qtbot: QtBot, make: Callable[..., Workbench], bureau: Bureau
) -> None:
    bench = make()
    number = kit.student_data(1).id_number
    assert number not in all_texts(bench)
    masked = bench.facts.student.field("student.id_number")
    qtbot.mouseClick(masked.button, Qt.MouseButton.LeftButton)  # type: ignore[attr-defined]
    assert number in all_texts(bench)
    looks = [subject for act, subject in bureau.office.noted() if act == "view_full_number"]
    assert looks == ["身份证号：核对证件与填报内容"]
    bench.step_on()
    qtbot.waitUntil(lambda: bench.current_id() == bureau.ids[1])
    assert number not in all_texts(bench)


def test_a_moved_teacher_is_shown_with_both_bureaus(
    qtbot: QtBot, make: Callable[..., Workbench], bureau: Bureau
) -> None:
    with bureau.office.writing() as world:
        filing = world.session.get_one(Filing, bureau.ids[0])
        world.session.get_one(Teacher, filing.teacher_id).district = kit.HONGSHAN
    bench = make()
    text = bench.facts.student.field("student.bureau").text()  # type: ignore[attr-defined]
    assert "武昌区卫生健康局" in text
    assert "洪山区卫生健康局" in text


def test_evidence_jumps_to_the_page_or_the_field(
    qtbot: QtBot, make: Callable[..., Workbench], calm: Bureau
) -> None:
    page = Finding(
        "G5", "G5_X", Level.CHECK, "公证书第 3 页请核对",
        (Evidence(field="notarisation.notarial_page", document="notarial_page", page=3),),
    )  # fmt: skip
    calm.extra = (CHECKED, page)
    bench = make()
    qtbot.mouseClick(bench.checks.links[0], Qt.MouseButton.LeftButton)
    assert bench.facts.tabs.tabText(bench.facts.tabs.currentIndex()) == "公证"
    assert bench.facts.notarisation.is_lit("notarisation.teaching_start")
    place = bench.viewer.place()
    assert place == 0, "a field does not switch the viewer"
    qtbot.mouseClick(bench.checks.links[1], Qt.MouseButton.LeftButton)
    assert bench.viewer.title.text() == "公证书　第 3 / 3 页"
    assert bench.viewer.panes[0].canvas.is_marked()


def test_approve_by_key_opens_the_next(qtbot: QtBot, make: Callable[..., Workbench], calm: Bureau) -> None:
    bench = make()
    look_at_everything(qtbot, bench)
    bench.opinion.edit.setFocus()
    bench.opinion.edit.insertPlainText("同意备案。")
    with qtbot.waitSignal(bench.told) as caught:
        qtbot.keyClick(bench.opinion.edit, Qt.Key.Key_F9)
    assert caught.args == ["ok", "已通过，待上报（未生效）"]
    command, version, supersedes = calm.decided[0]
    assert isinstance(command, ApproveFiling)
    assert (command.filing_id, command.opinion, version, supersedes) == (calm.ids[0], "同意备案。", 1, "")
    assert len(command.documents_shown) == 14
    assert not command.paper_seen
    qtbot.waitUntil(lambda: bench.current_id() == calm.ids[1])
    assert bench.opinion.text() == ""


def test_the_next_record_was_loaded_before_it_was_needed(
    qtbot: QtBot, make: Callable[..., Workbench], calm: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = make()
    qtbot.waitUntil(lambda: bench.cases._ready is not None)
    monkeypatch.setattr(review_loading, "filing_detail", lambda *_: None)
    look_at_everything(qtbot, bench)
    with qtbot.waitSignal(bench.told):
        qtbot.keyClick(bench, Qt.Key.Key_F9)
    assert bench.current_id() == calm.ids[1], "at once, without asking the store"


def test_unseen_documents_ask_for_a_look_or_for_the_paper(
    qtbot: QtBot, make: Callable[..., Workbench], calm: Bureau, picture: Callable[..., None]
) -> None:
    calm.extra = (CHECKED,)
    bench = make()
    qtbot.waitUntil(lambda: len(bench.viewer.shown()) == 1)
    qtbot.mouseClick(bench.buttons.approve, Qt.MouseButton.LeftButton)
    sheet = dialog(ApproveDialog)
    assert isinstance(sheet, ApproveDialog)
    assert not sheet.ok.isEnabled()
    picture(sheet, "approve")
    qtbot.mouseClick(sheet.look, Qt.MouseButton.LeftButton)
    assert bench.viewer.place() == 1
    assert calm.decided == []
    bench.activateWindow()
    qtbot.waitUntil(bench.isActiveWindow)
    qtbot.keyClick(bench, Qt.Key.Key_F9)
    sheet = dialog(ApproveDialog)
    assert isinstance(sheet, ApproveDialog)
    qtbot.keyClick(sheet.paper, Qt.Key.Key_Space)
    with qtbot.waitSignal(bench.decided):
        qtbot.mouseClick(sheet.ok, Qt.MouseButton.LeftButton)
    command = calm.decided[0][0]
    assert isinstance(command, ApproveFiling)
    assert command.paper_seen
    assert command.confirmed == ("G4_START_BEFORE",)


def test_what_forbids_approval_is_explained(
    qtbot: QtBot, make: Callable[..., Workbench], calm: Bureau, picture: Callable[..., None]
) -> None:
    calm.extra = (
        Finding("G2", "G2_FULL", Level.CONFLICT, "老师在教学生已满 4 人，不能再备案", (), blocking=True),
    )
    bench = make()
    qtbot.keyClick(bench, Qt.Key.Key_F9)
    assert "已满 4 人" in bench.error_bar.text()
    assert calm.decided == []
    picture(bench, "review-blocked")


def test_a_reason_for_the_applicant_stays_as_it_was_typed(
    qtbot: QtBot, make: Callable[..., Workbench], bureau: Bureau
) -> None:
    """A template that begins like the typed words is not put in their place."""
    qtbot.keyClick(make(), Qt.Key.Key_F7)
    sheet = dialog(ReturnDialog)
    assert isinstance(sheet, ReturnDialog)
    row = sheet.rows["student.phone"]
    qtbot.keyClick(row.box, Qt.Key.Key_Space)
    sheet.activateWindow()
    qtbot.waitUntil(row.reason.hasFocus)
    qtbot.keyClick(row.reason, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(row.reason, Qt.Key.Key_Delete)
    typed = QInputMethodEvent()
    typed.setCommitString("电话无法接通")
    QApplication.sendEvent(row.reason, typed)
    assert row.reason.currentText() == "电话无法接通"
    sheet.reject()


def test_returning_names_items_with_reasons(
    qtbot: QtBot, make: Callable[..., Workbench], bureau: Bureau, picture: Callable[..., None]
) -> None:
    bench = make()
    qtbot.keyClick(bench, Qt.Key.Key_F7)
    sheet = dialog(ReturnDialog)
    assert isinstance(sheet, ReturnDialog)
    qtbot.mouseClick(sheet.ok, Qt.MouseButton.LeftButton)
    assert "至少勾选一项" in sheet.error.text()
    for key in ("student.phone", "student.diploma"):
        qtbot.keyClick(sheet.rows[key].box, Qt.Key.Key_Space)
    assert sheet.ok.text() == "退回补正（2 项）"
    assert sheet.rows["student.phone"].reason.currentText() == "电话无法接通，请更正。"
    sheet.rows["student.diploma"].reason.setCurrentText("")
    qtbot.mouseClick(sheet.ok, Qt.MouseButton.LeftButton)
    assert "未填写退回原因" in sheet.rows["student.diploma"].error.text()
    picture(sheet, "return")
    sheet.rows["student.diploma"].reason.setCurrentText("证书右下角缺失。")
    sheet.opinion.insertPlainText("请补正后重新提交。")
    with qtbot.waitSignal(bench.decided):
        qtbot.mouseClick(sheet.ok, Qt.MouseButton.LeftButton)
    command = bureau.decided[0][0]
    assert isinstance(command, ReturnFiling)
    assert command.items == (
        ReturnItem("student.phone", "电话无法接通，请更正。"),
        ReturnItem("student.diploma", "证书右下角缺失。"),
    )
    assert command.opinion == "请补正后重新提交。"


def test_a_cancelled_return_keeps_what_was_typed(qtbot: QtBot, make: Callable[..., Workbench]) -> None:
    bench = make()
    qtbot.keyClick(bench, Qt.Key.Key_F7)
    sheet = dialog(ReturnDialog)
    assert isinstance(sheet, ReturnDialog)
    sheet.opinion.insertPlainText("写了一半")
    sheet.reject()
    assert bench.opinion.text() == "写了一半"


def test_refusing_needs_a_reason_and_a_second_look(
    qtbot: QtBot, make: Callable[..., Workbench], bureau: Bureau, prompts: ScriptedPrompts
) -> None:
    bench = make()
    qtbot.keyClick(bench, Qt.Key.Key_F8)
    assert "理由" in bench.opinion.error.text()
    assert prompts.asked == []
    bench.opinion.edit.insertPlainText("老师不具备带教资格，不予备案。")
    assert not bench.opinion.error.isVisible()
    prompts.yes = False
    qtbot.mouseClick(bench.buttons.refuse, Qt.MouseButton.LeftButton)
    assert "不能撤销" in prompts.asked[0][1]
    assert bureau.decided == []
    prompts.yes = True
    with qtbot.waitSignal(bench.decided):
        qtbot.mouseClick(bench.buttons.refuse, Qt.MouseButton.LeftButton)
    assert isinstance(bureau.decided[0][0], RefuseFiling)


def test_a_pasted_opinion_too_long_is_kept_and_counted(
    qtbot: QtBot, make: Callable[..., Workbench], calm: Bureau, picture: Callable[..., None]
) -> None:
    bench = make()
    QGuiApplication.clipboard().setText("意" * 5000)
    bench.opinion.edit.setFocus()
    qtbot.keyClick(bench.opinion.edit, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert bench.opinion.counter.text() == "超出 3,000 字"
    qtbot.keyClick(bench.opinion.edit, Qt.Key.Key_F9)
    assert "删去 3000 字" in bench.opinion.error.text()
    assert len(bench.opinion.text()) == 5000
    assert calm.decided == []
    picture(bench, "review-long")


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_templates_open_with_a_slash_and_own_ones_are_kept(
    qtbot: QtBot, make: Callable[..., Workbench]
) -> None:
    bench = make()
    card = bench.opinion
    card.edit.setFocus()
    qtbot.keyClick(card.edit, Qt.Key.Key_Slash)
    assert card.text() == "", "the slash opens the list and is not typed"
    assert card.menu.isVisible()
    wanted = next(action for action in card.menu.actions() if "材料齐全" in action.text())
    card.menu.hide()
    wanted.trigger()
    assert card.text() == "材料齐全，符合备案条件，同意备案。"
    card.edit.setPlainText("经办人已电话核实")
    qtbot.mouseClick(card.templates, Qt.MouseButton.LeftButton)
    save = next(action for action in card.menu.actions() if "存为" in action.text())
    card.menu.hide()
    save.trigger()
    assert card.own_templates() == ["经办人已电话核实"]
    card.edit.setPlainText("1")
    card.edit.moveCursor(card.edit.textCursor().MoveOperation.End)
    qtbot.keyClick(card.edit, Qt.Key.Key_Slash)
    assert card.text() == "1/", "inside a word it is a slash"


def test_letters_are_keys_only_outside_of_fields(qtbot: QtBot, make: Callable[..., Workbench]) -> None:
    bench = make()
    canvas = bench.viewer.panes[0].canvas
    canvas.setFocus()
    qtbot.keyClick(canvas, Qt.Key.Key_Right)
    assert bench.viewer.place() == 1
    qtbot.waitUntil(lambda: canvas.picture() is not None)
    qtbot.keyClick(canvas, Qt.Key.Key_R)
    assert canvas.turn() == 90
    bench.opinion.edit.setFocus()
    qtbot.keyClicks(bench.opinion.edit, "r0-")
    qtbot.keyClick(bench.opinion.edit, Qt.Key.Key_Left)
    assert bench.opinion.text() == "r0-"
    assert canvas.turn() == 90
    assert bench.viewer.place() == 1


def test_records_by_page_keys_keep_drafts(
    qtbot: QtBot, make: Callable[..., Workbench], bureau: Bureau
) -> None:
    bench = make()
    bench.opinion.edit.setFocus()
    qtbot.keyClicks(bench.opinion.edit, "draft")
    qtbot.keyClick(bench.opinion.edit, Qt.Key.Key_PageDown)
    qtbot.waitUntil(lambda: bench.current_id() == bureau.ids[1])
    assert bench.opinion.text() == ""
    qtbot.keyClick(bench, Qt.Key.Key_PageUp)
    qtbot.waitUntil(lambda: bench.current_id() == bureau.ids[0])
    assert bench.opinion.text() == "draft"
    assert not bench.buttons.previous.isEnabled()


def test_decided_by_somebody_else_is_told_and_nothing_is_switched(
    qtbot: QtBot, make: Callable[..., Workbench], bureau: Bureau, picture: Callable[..., None]
) -> None:
    bench = make()
    bench.opinion.edit.insertPlainText("我的意见")
    colleague = bureau.office.world.reviewer(name="王芳")
    bureau.run(ApproveFiling(bureau.ids[0], 1, paper_seen=True), colleague)
    bench.refresh(frozenset({bureau.ids[0]}))
    qtbot.waitUntil(lambda: bench.changed_bar.isVisible())
    assert "王芳" in bench.changed_bar.text()
    assert bench.opinion.text() == "我的意见"
    assert not bench.buttons.approve.isEnabled()
    qtbot.keyClick(bench, Qt.Key.Key_F9)
    assert bureau.decided == []
    picture(bench, "review-changed")
    qtbot.mouseClick(bench.changed_bar.action, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bench.outcome.isVisible())
    assert not bench.changed_bar.isVisible()
    assert not bench.buttons.approve.isVisible()


def test_a_refused_decision_stands_beside_the_buttons(
    qtbot: QtBot, make: Callable[..., Workbench], calm: Bureau
) -> None:
    calm.office.fault = KnownError("DISK_FULL", "磁盘空间不足，决定没有保存，请清理后再试。")
    bench = make()
    look_at_everything(qtbot, bench)
    bench.opinion.edit.insertPlainText("同意")
    qtbot.keyClick(bench, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: "磁盘空间不足" in bench.error_bar.text())
    assert bench.opinion.text() == "同意"
    assert bench.buttons.approve.isEnabled()
    calm.office.fault = Refused("FINDINGS_NOT_CONFIRMED", "以下提示需要您确认后才能通过：…")
    calm.extra = (CHECKED,)
    qtbot.keyClick(bench, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: "核对" in bench.checks.summary.text())
    assert "确认" in bench.error_bar.text()


def test_a_decided_filing_shows_its_history_instead_of_buttons(
    qtbot: QtBot, make: Callable[..., Workbench], bureau: Bureau, picture: Callable[..., None]
) -> None:
    bureau.desk().decide(ApproveFiling(bureau.ids[0], 1, paper_seen=True), 1)
    bench = make()
    assert bench.outcome.isVisible()
    assert not bench.buttons.approve.isVisible()
    assert not bench.opinion.isVisible()
    assert "待上报（未生效）" in bench.facts.state.text()
    picture(bench, "review-decided")


def test_a_viewer_has_no_decision_buttons(
    qtbot: QtBot, make: Callable[..., Workbench], bureau: Bureau
) -> None:
    bench = make(Role.DISTRICT_VIEWER)
    assert not any(button.isVisible() for button in bench.buttons.deciding)
    assert not bench.opinion.isVisible()
    for key in (Qt.Key.Key_F9, Qt.Key.Key_F7, Qt.Key.Key_F8):
        qtbot.keyClick(bench, key)
    assert bureau.decided == []


def test_a_resubmission_shows_the_changes_first(
    qtbot: QtBot, make: Callable[..., Workbench], bureau: Bureau, picture: Callable[..., None]
) -> None:
    items = (
        ReturnItem("student.phone", "电话无法接通，请更正。"),
        ReturnItem("student.education", "与学历证书不一致，请更正。"),
        ReturnItem("student.diploma", "照片模糊，请重新拍摄。"),
    )
    filing_id, student = bureau.ids[0], bureau.students[0]
    old = kit.student_data(1, name=STUDENTS[0])
    again = ResubmitFiling(
        filing_id,
        1,
        student=msgspec.structs.replace(old, phone="13900009999", education="associate"),
        student_documents=(kit.ref(DIPLOMA, "again"),),
    )
    bureau.run(ReturnFiling(filing_id, 1, items), bureau.office.world.reviewer())
    bureau.run(again, student)
    bench = make()
    assert bench.facts.tabs.tabText(0) == "变更"
    assert bench.facts.changes.isVisible()
    texts = [label.text() for label in bench.facts.changes.findChildren(QLabel)]
    assert "139****9999" in texts
    assert "大专" in texts
    assert "13900009999" not in texts
    qtbot.mouseClick(bench.facts.changes.buttons[0], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: all(pane.canvas.picture() is not None for pane in bench.viewer.panes))
    assert bench.viewer.panes[0].caption.text().startswith("补正前")
    picture(bench, "review-changes")


def test_the_last_one_says_so(qtbot: QtBot, make: Callable[..., Workbench], calm: Bureau) -> None:
    calm.ids = calm.ids[:1]
    bench = make()
    look_at_everything(qtbot, bench)
    with qtbot.waitSignal(bench.decided):
        qtbot.keyClick(bench, Qt.Key.Key_F9)
    assert bench.nothing.isVisible()
    with qtbot.waitSignal(bench.closed):
        qtbot.mouseClick(bench.nothing.action, Qt.MouseButton.LeftButton)


def test_deciding_again_names_the_refused_decision(
    qtbot: QtBot, make: Callable[..., Workbench], calm: Bureau
) -> None:
    bench = make()
    bench.open(calm.ids[2], "op-7")
    qtbot.waitUntil(lambda: bench.current_id() == calm.ids[2])
    look_at_everything(qtbot, bench)
    with qtbot.waitSignal(bench.decided):
        qtbot.keyClick(bench, Qt.Key.Key_F9)
    assert calm.decided[0][2] == "op-7"


def test_long_names_do_not_break_the_page(
    qtbot: QtBot, make: Callable[..., Workbench], bureau: Bureau, picture: Callable[..., None]
) -> None:
    with bureau.office.writing() as world:
        student = world.student(world.teacher(9), 9, name=STUDENTS[15])
        bureau.ids = [world.submit(student)]
    bench = make()
    assert bench.width() == 1160
    assert bench.minimumSizeHint().width() <= 1160
    picture(bench, "review-long-name")


def test_before_a_record_is_there_nothing_can_be_read_or_pressed(
    qtbot: QtBot, make: Callable[..., Workbench], bureau: Bureau
) -> None:
    bench = make()
    bench.open(bureau.ids[2])
    assert not bench.facts.isVisible()
    assert not bench.buttons.approve.isVisible()
    qtbot.keyClick(bench, Qt.Key.Key_F8)
    assert bureau.decided == []
    qtbot.waitUntil(lambda: bench.current_id() == bureau.ids[2])
    assert bench.facts.isVisible()
    assert bench.buttons.approve.isEnabled()


def test_the_place_of_the_splitter_is_kept(qtbot: QtBot, make: Callable[..., Workbench]) -> None:
    bench = make()
    bench.splitter.moveSplitter(640, 1)
    sizes = bench.splitter.sizes()
    bench.close()
    assert make().splitter.sizes() == sizes


def test_a_ticked_item_is_scrolled_wholly_into_sight(
    qtbot: QtBot, make: Callable[..., Workbench], calm: Bureau, picture: Callable[..., None]
) -> None:
    calm.extra = (CHECKED,)
    bench = make()
    qtbot.keyClick(bench, Qt.Key.Key_F7)
    sheet = dialog(ReturnDialog)
    assert isinstance(sheet, ReturnDialog)
    assert next(iter(sheet.rows)) == "notarisation.teaching_start", "what the checks point to stands first"
    picture(sheet, "return-hints")
    row = sheet.rows[list(sheet.rows)[-1]]
    row.box.setChecked(True)

    def whole() -> None:
        port = sheet._area.viewport()
        assert port.rect().contains(QRect(row.reason.mapTo(port, QPoint(0, 0)), row.reason.size()))
        assert row.reason.height() >= row.reason.minimumSizeHint().height()
        assert row.rect().contains(row.reason.geometry())

    qtbot.waitUntil(whole)
    picture(sheet, "return-last")


def test_what_changed_while_it_was_being_read_is_read_again(
    qtbot: QtBot, make: Callable[..., Workbench], bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A colleague's decision comes while the next filing is on its way: it never stands there as pending."""
    bench = make()
    qtbot.waitUntil(lambda: bench.cases._ready is not None)
    held, begun = threading.Event(), threading.Event()
    read = review_loading.filing_detail

    def slow(session: Session, id_: str) -> FilingDetail | None:
        found = read(session, id_)
        begun.set()
        held.wait(60)
        return found

    monkeypatch.setattr(review_loading, "filing_detail", slow)
    bench.open(bureau.ids[3])
    qtbot.waitUntil(begun.is_set)
    bureau.run(RefuseFiling(bureau.ids[3], 1, "材料不全"), bureau.office.world.reviewer())
    bench.refresh(frozenset({bureau.ids[3]}))
    held.set()
    qtbot.waitUntil(lambda: bench.current_id() == bureau.ids[3])
    detail = bench.detail()
    assert detail is not None
    assert detail.row.state is CaseState.REFUSED
