"""The runner of writes: what it disables, tells, and says of a refusal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject, Signal

from core.apprenticeship.commands.filing import RefuseFiling
from core.domain.errors import KnownError, Refused
from desktop.decision import Decision
from desktop.views.shell.page import Page
from desktop.widgets.buttons import Button

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from tests.desktop.offices import Office

SAID = "已保存，上报中心后生效。"


class Heard(QObject):
    """Whoever asked for the decision; `ended` when it is over. What was heard stands in `calls`."""

    ended = Signal()

    def __init__(self, button: Button) -> None:
        super().__init__()
        self.button = button
        self.calls: list[object] = []

    def done(self, _: object) -> None:
        self.calls.append(("done", self.button.isEnabled()))

    def told(self, tone: str, sentence: str) -> None:
        self.calls.append((tone, sentence))
        self.ended.emit()

    def refused(self, error: Refused) -> None:
        self.calls.append(("refused", error.code))

    def failed(self, error: KnownError) -> None:
        self.calls.append(("failed", error.code))
        self.ended.emit()


@pytest.fixture
def heard(qtbot: QtBot) -> Heard:
    button = Button("不予备案", "test.refuse")
    qtbot.addWidget(button)
    return Heard(button)


def deciding(office: Office, heard: Heard, revision: int = 1) -> Decision:
    filing_id = office.fill(lambda world: world.filed()[0])
    command = RefuseFiling(filing_id, revision, "公证书不符合要求")
    made = Decision(office.desk(), command, heard, base=1, supersedes="op-1", busy=(heard.button,))
    made.done.connect(heard.done)
    made.told.connect(heard.told)
    made.refused.connect(heard.refused)
    made.failed.connect(heard.failed)
    return made


def test_it_is_written_and_told_and_the_button_rests_meanwhile(
    qtbot: QtBot, office: Office, heard: Heard
) -> None:
    decision = deciding(office, heard)
    with qtbot.waitSignal(heard.ended):
        decision.run(SAID)
        assert decision.running
        assert not heard.button.isEnabled()
    assert heard.calls == [("done", True), ("ok", SAID)]
    assert decision.op_id, "the decision can be followed"
    assert not decision.running
    assert office.decided == [decision.command]
    assert office.superseded == ["op-1"]


def test_a_refusal_is_heard_as_one_and_nothing_is_told(qtbot: QtBot, office: Office, heard: Heard) -> None:
    decision = deciding(office, heard, revision=7)
    with qtbot.waitSignal(heard.ended):
        decision.run(SAID)
    assert [one[0] for one in heard.calls] == ["refused", "failed"]  # type: ignore[index]
    assert heard.button.isEnabled()
    assert office.decided == []


def test_another_error_is_no_refusal(qtbot: QtBot, office: Office, heard: Heard) -> None:
    office.fault = KnownError("DISK_FULL", "磁盘已满。")
    with qtbot.waitSignal(heard.ended):
        deciding(office, heard).run(SAID)
    assert heard.calls == [("failed", "DISK_FULL")]


def test_a_page_tells_the_sentence_or_the_error(qtbot: QtBot, office: Office) -> None:
    filing_id = office.fill(lambda world: world.filed()[0])
    page = Page()
    page.desk = office.desk()
    qtbot.addWidget(page)
    with qtbot.waitSignal(page.told) as told:
        page.decide(RefuseFiling(filing_id, 1, "公证书不符合要求"), SAID, base=1)
    assert told.args == ["ok", SAID]
    with qtbot.waitSignal(page.problem) as problem:
        page.decide(RefuseFiling(filing_id, 1, "公证书不符合要求"), SAID, base=1)
    assert isinstance(problem.args[0], Refused)
