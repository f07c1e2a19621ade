"""Lanes: off the window's thread and back, never to a receiver that is gone or overtaken."""

from __future__ import annotations

import gc
import threading
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from core.domain.errors import KnownError
from desktop.errors import BugChannel
from desktop.tasks import BUG_CODE, Lanes
from desktop.views.imports.import_saving import Saver

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot


class Catcher(QObject):
    """Keeps what came, and on which thread."""

    came = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.results: list[object] = []
        self.errors: list[KnownError] = []
        self.threads: list[threading.Thread] = []

    def take(self, result: object) -> None:
        self.results.append(result)
        self.threads.append(threading.current_thread())
        self.came.emit()

    def fail(self, error: KnownError) -> None:
        self.errors.append(error)
        self.came.emit()


@pytest.fixture
def bugs() -> list[BaseException]:
    return []


@pytest.fixture
def lanes(qapp: QApplication, bugs: list[BaseException]) -> Iterator[Lanes]:
    made = Lanes(on_bug=bugs.append)
    yield made
    assert made.close()


def test_work_runs_elsewhere_and_results_come_home_in_order(qtbot: QtBot, lanes: Lanes) -> None:
    catcher = Catcher()
    ran: list[threading.Thread] = []

    def work() -> int:
        ran.append(threading.current_thread())
        return len(ran)

    for _ in range(3):
        lanes.reader.run(work, catcher.take)
    qtbot.waitUntil(lambda: len(catcher.results) == 3)
    assert catcher.results == [1, 2, 3]
    assert threading.current_thread() not in ran
    assert set(catcher.threads) == {threading.current_thread()}


def test_expected_errors_come_typed_and_bugs_as_one_code(
    qtbot: QtBot, lanes: Lanes, bugs: list[BaseException]
) -> None:
    catcher = Catcher()

    def refused() -> None:
        raise KnownError("DISK_FULL", "磁盘空间已满。")

    def broken() -> None:
        raise ZeroDivisionError

    lanes.writer.run(refused, catcher.take, catcher.fail)
    lanes.writer.run(broken, catcher.take, catcher.fail)
    qtbot.waitUntil(lambda: len(catcher.errors) == 2)
    assert [error.code for error in catcher.errors] == ["DISK_FULL", BUG_CODE]
    assert [type(bug) for bug in bugs] == [ZeroDivisionError]


def test_newer_query_cancels_the_older(qtbot: QtBot, lanes: Lanes) -> None:
    catcher = Catcher()
    gate = threading.Event()

    def slow() -> str:
        gate.wait(10)
        return "old"

    lanes.reader.run(slow, catcher.take, key="list")
    lanes.reader.run(lambda: "never", catcher.take, key="list")
    lanes.reader.run(lambda: "new", catcher.take, key="list")
    gate.set()
    qtbot.waitUntil(lambda: bool(catcher.results))
    lanes.reader.run(lambda: "other", catcher.take)
    qtbot.waitUntil(lambda: len(catcher.results) == 2)
    assert catcher.results == ["new", "other"]


def test_a_deleted_receiver_is_never_called(qtbot: QtBot, lanes: Lanes) -> None:
    gate = threading.Event()
    gone, stays = Catcher(), Catcher()
    called: list[object] = gone.results
    lanes.reader.run(lambda: gate.wait(10), gone.take)
    lanes.reader.run(lambda: 2, stays.take)
    del gone
    gate.set()
    qtbot.waitUntil(lambda: stays.results == [2])
    assert called == []


def test_only_bound_methods_of_qobjects_are_taken(lanes: Lanes) -> None:
    with pytest.raises(TypeError, match="bound method"):
        lanes.reader.run(lambda: 1, lambda result: None)
    with pytest.raises(TypeError, match="bound method"):
        lanes.reader.run(lambda: 1, [].append)


def test_closing_drops_what_waits_and_ends_the_threads(qapp: QApplication) -> None:
    lanes = Lanes()
    catcher = Catcher()
    gate = threading.Event()
    lanes.reader.run(lambda: gate.wait(10), catcher.take)
    lanes.reader.run(lambda: "late", catcher.take)
    gate.set()
    assert lanes.close()
    token = lanes.reader.run(lambda: "after", catcher.take)
    qapp.processEvents()
    assert token.cancelled
    assert catcher.results == []


def test_long_work_that_looks_at_its_token_ends_with_the_program(qapp: QApplication) -> None:
    lanes, begun, ended = Lanes(), threading.Event(), threading.Event()
    saver = Saver(lanes)

    def enter(_: object, stopped: Callable[[], bool]) -> None:
        begun.set()
        while not stopped():
            ended.wait(0.01)
        ended.set()

    saver.run(enter)
    assert begun.wait(10)
    assert lanes.close()
    assert ended.is_set()


@pytest.mark.expects_log("ValueError")
def test_a_bug_is_told_once_and_redacted(qtbot: QtBot) -> None:
    channel = BugChannel(redact=lambda text: text.replace("420106199608211234", "[身份证号]"))
    told: list[str] = []
    channel.reported.connect(told.append)
    for _ in range(3):
        try:
            raise ValueError("420106199608211234")
        except ValueError as error:
            channel.report(error)
    assert len(told) == 1
    assert "ValueError: [身份证号]" in told[0]


def test_windows_that_nobody_holds_end_in_the_thread_of_windows(qtbot: QtBot, lanes: Lanes) -> None:
    """Python would collect them in the lane that allocates, where the end of a window is a crash."""
    ended: list[threading.Thread] = []

    class Forgotten(QWidget):
        def __init__(self) -> None:
            super().__init__()
            self.me = self

        def __del__(self) -> None:
            ended.append(threading.current_thread())

    def allocate() -> int:
        for _ in range(20_000):
            circle: list[object] = []
            circle.append(circle)
        return 1

    catcher = Catcher()
    for _ in range(50):
        Forgotten()
        with qtbot.waitSignal(catcher.came):
            lanes.reader.run(allocate, catcher.take, catcher.fail)
        if ended:
            break
    assert set(ended) == {threading.main_thread()}


def test_python_collects_again_once_the_lanes_are_closed(qapp: QApplication) -> None:
    assert gc.isenabled()
    made = Lanes()
    assert not gc.isenabled()
    assert made.close()
    assert gc.isenabled()
