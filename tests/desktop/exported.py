"""A register of any length in memory, with a real export: file, log and lane as bootstrap makes them."""

from __future__ import annotations

from contextlib import nullcontext
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Qt

from core.actions.context import Actor
from core.domain.errors import KnownError
from core.domain.values import Parameters, Role
from desktop.bootstrap.exports import export_ports
from desktop.views.apprenticeship.register.record_actions import RecordActions
from desktop.views.apprenticeship.register.register import REGISTER, RegisterList
from desktop.views.lists.export_runs import UnderWay
from desktop.views.lists.ports import ListPort
from tests.desktop import filed

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from core.apprenticeship.lists.register import RegisterQuery, RegisterRow
    from desktop.tasks import Lanes
    from tests.desktop.conftest import ScriptedPrompts

MADE = "制表人：周敏　制表时间：2026-11-21 09:30:05"
SECOND = Actor("u2", "李卫", Role.DISTRICT_REVIEWER, frozenset({"420106"}))
PASSWORD = "Mima-12345678"


class Facts:
    """The clerk in front of the PC, and a colleague."""

    def __init__(self) -> None:
        self.noted: list[tuple[str, str]] = []
        self.log_full = False

    def note(self, action: str, subject: str) -> None:
        if self.log_full:
            raise KnownError("DISK_FULL", "磁盘空间不足，没有保存。")
        self.noted.append((action, subject))

    def one_moment(self) -> AbstractContextManager[None]:
        return nullcontext()

    def unfinished(self) -> Any:
        return SimpleNamespace(holding=nullcontext)

    def made_by(self) -> str:
        return MADE

    def office(self) -> str:
        return "武昌区卫生健康局"

    def file_name(self, what: str, ending: str = "xlsx") -> str:
        return f"武昌区_{what}_20261121.{ending}"

    def colleagues(self) -> tuple[str, ...]:
        return ("liwei",)

    def second_person(self, user: str, password: str) -> Actor:
        if (user, password) != ("liwei", PASSWORD):
            raise KnownError("WRONG_PASSWORD", "用户名或密码不正确。")
        return SECOND


class Office:
    """`rows` in memory by id; `page()` is the list of 备案台账 over them."""

    def __init__(
        self, lanes: Lanes, prompts: ScriptedPrompts, count: int, role: Role = Role.DISTRICT_REVIEWER
    ) -> None:
        self.lanes, self.prompts, self.facts = lanes, prompts, Facts()
        self.opened: list[str] = []
        self.read: list[int] = []
        self._first = filed.register_row(0)
        self.names = [f"a{number:06d}" for number in range(count)]
        kit: Any = SimpleNamespace(
            facts=self.facts,
            lanes=lanes,
            prompts=prompts,
            role=role,
            exports=UnderWay(),
            setting=SimpleNamespace(parameters=Parameters(full_export_rows=50)),
        )
        self.ports = export_ports(kit)

    def page(self) -> RegisterList:
        register = ListPort(
            self.lanes.reader, self._page, self._ids, self.rows, lambda _: len(self.names), self.ports
        )
        desk: Any = SimpleNamespace(
            list_port=lambda *_: register,
            memory=filed.Memory(),
            papers=None,
            record_actions=RecordActions,
            may=lambda _: False,
        )
        made = RegisterList(REGISTER, desk)
        made.resize(1140, 640)
        return made

    def rows(self, ids: tuple[str, ...]) -> list[RegisterRow]:
        self.read.append(len(ids))
        return [filed.register_row(int(id_[1:]), id=id_) for id_ in ids]

    def _ids(self, query: RegisterQuery) -> list[str]:
        return list(reversed(self.names)) if query.descending else list(self.names)

    def _page(self, query: RegisterQuery, limit: int) -> list[RegisterRow]:
        return self.rows(tuple(self._ids(query)[:limit]))


def left(folder: Path) -> list[str]:
    """Names of what lies in a folder."""
    return sorted(one.name for one in folder.iterdir())


def open_page(qtbot: QtBot, office: Office) -> RegisterList:
    page = office.page()
    qtbot.addWidget(page)
    page.show()
    page.activate()
    qtbot.waitUntil(page.exporting.button.isEnabled)
    qtbot.waitUntil(lambda: bool(page.rows.model.row_at(0)))
    return page


def choose(qtbot: QtBot, page: RegisterList, scope: str) -> None:
    """Open the menu and choose a part by the mouse."""
    menu = page.exporting.menu
    menu.popup(page.mapToGlobal(QPoint(200, 40)))
    qtbot.waitUntil(menu.isVisible)
    qtbot.mouseClick(
        menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(page.exporting.action(scope)).center()
    )
