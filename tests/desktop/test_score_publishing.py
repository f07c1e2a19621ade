"""公布, 批量公布 (C3, G12) through the real dialog: preview, two people, several commands, refusals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from core.apprenticeship.commands.assessment import PublishScores
from core.apprenticeship.words.values import AssessmentState
from core.domain.errors import Refused
from core.domain.values import Role
from tests.desktop import scored

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from desktop.views.apprenticeship.scores.score_publish import PublishDialog
    from desktop.views.apprenticeship.scores.scores import ScoresPage
    from tests.desktop.conftest import ScriptedPrompts
    from tests.desktop.offices import Office

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(qtbot: QtBot, office: Office) -> ScoresPage:
    scored.fill(office, *(scored.score_row(number) for number in range(130)))
    scored.limit(office, scores_per_command=50)
    made: ScoresPage = office.page("scores", Role.CITY_OFFICE)
    made.resize(1160, 712)
    qtbot.addWidget(made)
    made.show()
    made.activate()
    qtbot.waitUntil(lambda: made.rows.footer.text() == "共 130 条")
    return made


def preview(qtbot: QtBot, page: ScoresPage, ids: list[str]) -> PublishDialog:
    page.picks.add(ids)
    qtbot.mouseClick(page.publish, LEFT)
    qtbot.waitUntil(lambda: page.publishing.dialog is not None)
    dialog = page.publishing.dialog
    assert dialog is not None
    return dialog


def first(count: int) -> list[str]:
    return [f"s{number:06d}" for number in range(count)]


def states(office: Office, ids: list[str]) -> set[str]:
    return {scored.score(office, id_).state for id_ in ids}


def oddities(dialog: PublishDialog) -> list[str]:
    model = dialog.model
    last = len(model.columns) - 1
    return [str(model.data(model.index(row, last))) for row in range(model.rowCount())]


def test_nobody_ticked_is_said(qtbot: QtBot, page: ScoresPage, prompts: ScriptedPrompts) -> None:
    qtbot.mouseClick(page.publish, LEFT)
    assert prompts.asked[-1] == ("提示", "请至少选择一名学员，再点击“批量公布”。")
    assert page.publishing.dialog is None


def test_three_are_previewed_and_published(
    qtbot: QtBot, page: ScoresPage, office: Office, picture: Callable[..., None]
) -> None:
    dialog = preview(qtbot, page, first(3))
    assert dialog.summary.text() == "将公布 3 人，合格 2，不合格 1，异常 0"
    assert dialog.twice.isHidden()
    assert not dialog.ok.isDefault(), "what is for good is never the default"
    picture(dialog, "publish")
    with qtbot.waitSignal(page.told) as said:
        qtbot.mouseClick(dialog.ok, LEFT)
    assert said.args == ["ok", "已公布 3 人的成绩，上报中心后生效并发出短信。"]
    command = office.decided[0]
    assert isinstance(command, PublishScores)
    assert {seen.version for seen in command.scores} == {1}
    assert not command.checked_twice
    assert states(office, first(3)) == {"published"}
    assert len(page.picks) == 0
    qtbot.waitUntil(lambda: page.rows.footer.text() == "共 127 条")


def test_one_row_is_published_from_the_list(qtbot: QtBot, page: ScoresPage, office: Office) -> None:
    model, table = page.rows.model, page.rows.table
    place = [column.key for column in model.columns].index("act")
    qtbot.mouseClick(table.viewport(), LEFT, pos=table.visualRect(model.index(0, place)).center())
    qtbot.waitUntil(lambda: page.publishing.dialog is not None)
    dialog = page.publishing.dialog
    assert dialog is not None
    with qtbot.waitSignal(page.told) as said:
        qtbot.mouseClick(dialog.ok, LEFT)
    assert said.args[1].startswith("已公布 陈亦舟的成绩")


def test_what_is_odd_comes_first_and_what_hinders_is_left_out(
    qtbot: QtBot, page: ScoresPage, office: Office, picture: Callable[..., None]
) -> None:
    scored.change(office, "s000001", apprenticeship_state="terminated")
    scored.change(office, "s000002", result="pass")
    scored.change(office, "s000003", settled_at="")
    dialog = preview(qtbot, page, first(5))
    assert dialog.summary.text() == "将公布 5 人，合格 5，不合格 0，异常 3"
    assert oddities(dialog) == [
        "师承关系已强制解除，成绩不能公布",
        "成绩与考核结果不一致（合格线 60 分）",
        "本机录入，尚未上报中心",
        "",
        "",
    ]
    assert not dialog.ok.isEnabled()
    picture(dialog, "publish-odd")
    qtbot.mouseClick(dialog.warning.action, LEFT)
    qtbot.waitUntil(dialog.ok.isEnabled)
    assert dialog.ok.text() == "确认公布 (4)"
    assert "s000001" not in page.picks
    with qtbot.waitSignal(page.told):
        qtbot.mouseClick(dialog.ok, LEFT)
    command = office.decided[0]
    assert isinstance(command, PublishScores)
    assert command.confirmed == ("G11_RESULT_DISAGREES",)


def test_published_by_somebody_else_while_the_preview_is_open(
    qtbot: QtBot, page: ScoresPage, office: Office
) -> None:
    dialog = preview(qtbot, page, first(2))
    scored.change(office, "s000000", state="published", published_by_name="梁宏", version=2)
    scored.change(office, "s000001", tenths=700, version=2)
    page.refresh(frozenset({"assessment"}), frozenset())
    qtbot.waitUntil(lambda: not dialog.ok.isEnabled())
    assert oddities(dialog)[0].startswith("已由梁宏公布，不能再次公布")
    assert "勾选之后又被修改" in oddities(dialog)[1]
    dialog.reject()


def test_a_refusal_names_the_people_and_publishes_nobody(
    qtbot: QtBot, page: ScoresPage, office: Office
) -> None:
    dialog = preview(qtbot, page, first(3))
    scored.change(office, "s000001", state="published", version=2)
    qtbot.mouseClick(dialog.ok, LEFT)
    qtbot.waitUntil(lambda: dialog.problem.text() != "")
    assert dialog.problem.text() == "没有公布任何成绩：何静怡（WC-2023-1199）的成绩已经公布，不能再次公布"
    assert scored.score(office, "s000000").state == AssessmentState.UNPUBLISHED
    qtbot.waitUntil(lambda: "不能再次公布" in oddities(dialog)[0])
    dialog.reject()


def test_from_fifty_on_two_people_must_have_checked(
    qtbot: QtBot, page: ScoresPage, office: Office, picture: Callable[..., None]
) -> None:
    dialog = preview(qtbot, page, first(50))
    assert dialog.twice.isVisible()
    assert not dialog.ok.isEnabled()
    picture(dialog, "publish-fifty")
    qtbot.keyClick(dialog.twice, Qt.Key.Key_Space)
    assert dialog.ok.isEnabled()
    with qtbot.waitSignal(page.told):
        qtbot.mouseClick(dialog.ok, LEFT)
    command = office.decided[0]
    assert isinstance(command, PublishScores)
    assert command.checked_twice


def test_many_go_in_several_commands_each_all_or_nothing(
    qtbot: QtBot, page: ScoresPage, office: Office
) -> None:
    qtbot.mouseClick(page.every, LEFT, pos=page.every.rect().center())
    qtbot.waitUntil(lambda: len(page.picks) == 130)
    dialog = preview(qtbot, page, [])
    dialog.twice.setChecked(True)
    with qtbot.waitSignal(page.told) as said:
        qtbot.mouseClick(dialog.ok, LEFT)
    sizes = [len(command.scores) for command in office.decided if isinstance(command, PublishScores)]
    assert sizes == [50, 50, 30]
    assert len({command.subject for command in office.decided}) == 3
    assert said.args[1].startswith("已公布 130 人的成绩")


def test_a_part_that_is_refused_is_told_with_what_went_before(
    qtbot: QtBot, page: ScoresPage, office: Office
) -> None:
    refused = Refused("G12_CHANGED", "宋佳宁的成绩在您查看后已被修改，请核对后重新选择。")
    page.publishing.published.connect(lambda _: setattr(office, "fault", refused))
    page.picks.add(first(130))
    dialog = preview(qtbot, page, [])
    dialog.twice.setChecked(True)
    qtbot.mouseClick(dialog.ok, LEFT)
    qtbot.waitUntil(lambda: dialog.problem.text() != "")
    assert dialog.problem.text().startswith("已公布 50 人，其余 80 人没有公布：宋佳宁的成绩")
    qtbot.waitUntil(lambda: dialog.ok.text() == "确认公布 (80)")
    dialog.reject()


def test_stopping_leaves_the_rest_unpublished_and_says_so(
    qtbot: QtBot, page: ScoresPage, office: Office
) -> None:
    page.picks.add(first(130))
    dialog = preview(qtbot, page, [])
    dialog.twice.setChecked(True)
    with qtbot.waitSignal(page.told) as said:
        qtbot.mouseClick(dialog.ok, LEFT)
        qtbot.mouseClick(dialog.cancel, LEFT)
    assert said.args[0] == "warn"
    assert "已公布 50 人的成绩" in said.args[1]
    assert "其余 80 人按您的要求没有公布" in said.args[1]
    assert len(page.picks) == 80
