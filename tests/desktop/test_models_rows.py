"""The table model: its manners by Qt's own tester, its behaviour against a plain list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from desktop.models.columns import CENTRE, Column
from desktop.models.reorder import plan, runs
from desktop.models.rows import ID_ROLE, PAGE, ROW_ROLE, TONE_ROLE, WAITING, RowsModel
from tests.desktop.conftest import settle

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@dataclass(frozen=True)
class Line:
    id: str
    name: str


COLUMNS = (
    Column[Line]("id", "编号", lambda line: line.id, sort="id"),
    Column[Line]("name", "姓名", lambda line: line.name, align=CENTRE, tone=lambda line: "ok"),
)


class Fetcher:
    """Remembers what was asked and answers when told."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, ...]] = []
        self.names: dict[str, str] = {}

    def __call__(self, ids: tuple[str, ...]) -> None:
        self.asked.append(ids)

    def answer(self, model: RowsModel[Line]) -> None:
        batches, self.asked = self.asked, []
        for ids in batches:
            model.deliver([Line(id_, self.names.get(id_, f"人{id_}")) for id_ in ids], ids)


def made(fetcher: Fetcher) -> RowsModel[Line]:
    return RowsModel(COLUMNS, lambda line: line.id, fetcher)


def names(count: int, start: int = 0) -> list[str]:
    return [f"{number:05d}" for number in range(start, start + count)]


def test_manners(qtmodeltester: object, qtbot: QtBot) -> None:
    fetcher = Fetcher()
    model = made(fetcher)
    model.set_ids(names(250))
    qtmodeltester.check(model)  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: bool(fetcher.asked))
    fetcher.answer(model)
    qtmodeltester.check(model)  # type: ignore[attr-defined]


def test_only_pages_in_sight_are_fetched(qtbot: QtBot) -> None:
    fetcher = Fetcher()
    model = made(fetcher)
    model.set_ids(names(1000))
    assert model.data(model.index(205, 0)) == WAITING
    assert model.data(model.index(205, 1)) == ""
    qtbot.waitUntil(lambda: bool(fetcher.asked))
    assert fetcher.asked == [tuple(names(PAGE, 200))]
    with qtbot.waitSignal(model.arrived):
        fetcher.answer(model)
    assert model.data(model.index(205, 1)) == "人00205"
    assert model.data(model.index(205, 0), ROW_ROLE) == Line("00205", "人00205")
    assert model.data(model.index(205, 0), ID_ROLE) == "00205"
    assert model.data(model.index(205, 1), TONE_ROLE) == "ok"
    assert model.headerData(1, Qt.Orientation.Horizontal) == "姓名"
    assert model.headerData(1, Qt.Orientation.Horizontal, 7) == CENTRE


def test_rows_that_are_gone_are_not_asked_for_again(qtbot: QtBot) -> None:
    fetcher = Fetcher()
    model = made(fetcher)
    model.set_ids(["a", "b"])
    model.data(model.index(0, 0))
    qtbot.waitUntil(lambda: bool(fetcher.asked))
    fetcher.asked.clear()
    model.deliver([Line("a", "甲")], ("a", "b"))
    model.data(model.index(1, 0))
    settle()
    assert fetcher.asked == []


def test_changed_rows_show_the_old_until_the_new_come() -> None:
    fetcher = Fetcher()
    model = made(fetcher)
    model.set_ids(["a", "b"], [Line("a", "甲"), Line("b", "乙")])
    model.changed(["b", "unknown"])
    assert fetcher.asked == [("b",)]
    assert model.data(model.index(1, 1)) == "乙"
    fetcher.names["b"] = "丙"
    fetcher.answer(model)
    assert model.data(model.index(1, 1)) == "丙"


def test_sorting_is_left_to_the_query(qtbot: QtBot) -> None:
    model = made(Fetcher())
    with qtbot.waitSignal(model.sort_wanted) as caught:
        model.sort(0, Qt.SortOrder.DescendingOrder)
    assert caught.args == ["id", True]
    with qtbot.assertNotEmitted(model.sort_wanted):
        model.sort(1)


def test_the_rest_of_a_long_list_is_only_added(qtbot: QtBot) -> None:
    model = made(Fetcher())
    model.set_ids(names(50))
    held = QPersistentModelIndex(model.index(7, 0))
    with qtbot.assertNotEmitted(model.modelReset):
        model.set_ids(names(100_000))
    assert model.rowCount() == 100_000
    assert held.row() == 7


def test_a_different_list_is_replaced(qtbot: QtBot) -> None:
    model = made(Fetcher())
    model.set_ids(names(5))
    with qtbot.waitSignal(model.modelReset):
        model.set_ids(names(5, 100))


@pytest.mark.parametrize(("numbers", "joined"), [([], []), ([3], [(3, 3)]), ([1, 2, 3, 7], [(1, 3), (7, 7)])])
def test_runs(numbers: list[int], joined: list[tuple[int, int]]) -> None:
    assert runs(numbers) == joined


def test_too_many_runs_are_not_followed() -> None:
    assert plan(names(1000), names(1000)[::2]) is None


class AgainstList(RuleBasedStateMachine):
    """Whatever happens, the model shows the list, and indexes held by a view follow their ids."""

    def __init__(self) -> None:
        super().__init__()
        self.fetcher = Fetcher()
        self.model = made(self.fetcher)
        self.tester = QAbstractItemModelTester(
            self.model, QAbstractItemModelTester.FailureReportingMode.Warning
        )
        self.ids: list[str] = []
        self.held: dict[str, QPersistentModelIndex] = {}
        self.model.modelReset.connect(self.held.clear)

    @rule(ids=st.lists(st.sampled_from(names(30)), unique=True, max_size=30))
    def list_changes(self, ids: list[str]) -> None:
        self.ids = list(ids)
        self.model.set_ids(ids)

    @rule(data=st.data())
    def row_is_selected(self, data: st.DataObject) -> None:
        if self.ids:
            id_ = data.draw(st.sampled_from(self.ids))
            self.held[id_] = QPersistentModelIndex(self.model.index(self.ids.index(id_), 0))

    @rule(id_=st.sampled_from(names(30)), name=st.sampled_from(["甲", "乙"]))
    def record_changes(self, id_: str, name: str) -> None:
        self.fetcher.names[id_] = name
        self.model.changed([id_])

    @rule()
    def rows_arrive(self) -> None:
        for row in range(len(self.ids)):
            self.model.data(self.model.index(row, 0))
        self.model._ask_wanted()
        self.fetcher.answer(self.model)
        for row, id_ in enumerate(self.ids):
            assert self.model.data(self.model.index(row, 1)) == self.fetcher.names.get(id_, f"人{id_}")

    @invariant()
    def same_order(self) -> None:
        shown = [self.model.data(self.model.index(row, 0), ID_ROLE) for row in range(self.model.rowCount())]
        assert shown == self.ids

    @invariant()
    def held_indexes_follow(self) -> None:
        for id_, index in self.held.items():
            assert index.isValid() == (id_ in self.ids)
            if index.isValid():
                assert self.ids[index.row()] == id_
        self.held = {id_: index for id_, index in self.held.items() if index.isValid()}

    def teardown(self) -> None:
        self.tester.deleteLater()
        self.model.deleteLater()


class TestAgainstList(AgainstList.TestCase):  # type: ignore[name-defined,misc]
    settings = settings(
        max_examples=40,
        stateful_step_count=25,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )

    @pytest.fixture(autouse=True)
    def _application(self, qapp: object) -> None:
        """Item models want a running application."""
