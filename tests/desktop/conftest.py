"""Helpers of the desktop tests: our look on the application, pictures, questions that answer themselves."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import core.programmes  # noqa: F401 - makes the programmes known

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtWidgets import QApplication

from core.domain.errors import KnownError
from desktop import theme
from desktop.tasks import Lanes
from tests.desktop.offices import Office, make_store
from tests.support.patient import PatientBot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from PySide6.QtPrintSupport import QPrinter
    from PySide6.QtWidgets import QWidget

HERE = Path(__file__).resolve().parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The offscreen platform warns of what it cannot do: sizes, raising, grabbing the keyboard."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support"))


PICTURES = "SHICHENG_PICTURES"
"""Folder for pictures of the screens; set QT_SCALE_FACTOR=1.5 for those at 150 %."""


@pytest.fixture(scope="session")
def qapp(qapp: QApplication) -> QApplication:
    if not qapp.styleSheet():
        theme.apply(qapp)
    return qapp


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> PatientBot:
    return PatientBot(request)


@pytest.fixture
def lanes(qapp: QApplication) -> Iterator[Lanes]:
    """The lanes of a window; every thread of theirs must end."""
    made = Lanes()
    yield made
    assert made.close(timeout=120)


@pytest.fixture
def picture(qapp: QApplication) -> Callable[..., None]:
    """Give a function that saves a picture of a widget when the folder is named in the environment."""

    def save(widget: QWidget, name: str) -> None:
        folder = os.environ.get(PICTURES)
        if not folder:
            return
        Path(folder).mkdir(parents=True, exist_ok=True)
        settle()
        percent = round(widget.devicePixelRatioF() * 100)
        widget.grab().save(str(Path(folder, f"{name}-{percent}.png")))

    return save


def settle(rounds: int = 20) -> None:
    """Let what is posted happen: layouts, zero timers, paints; as often as told."""
    for _ in range(rounds):
        QApplication.sendPostedEvents()
        QApplication.processEvents()


class ScriptedPrompts:
    """Answers every question at once and remembers it."""

    def __init__(
        self,
        yes: bool = True,
        reason: str = "核对证件与填报内容",
        files: Sequence[str] = (),
        save_as: str = "",
        printer: QPrinter | KnownError | None = None,
    ) -> None:
        self.yes = yes
        self.reason = reason
        self.files = files
        self.save_as = save_as
        self.printer = printer
        self.asked: list[tuple[str, str]] = []

    def confirm(
        self,
        parent: QWidget,
        title: str,
        text: str,
        action: str,
        answered: Callable[[bool], None],
        *,
        danger: bool = False,
    ) -> None:
        self.asked.append((title, text))
        answered(self.yes)

    def tell(self, parent: QWidget, title: str, text: str, answered: Callable[[bool], None]) -> None:
        self.asked.append((title, text))
        answered(True)

    def ask_reason(
        self, parent: QWidget, title: str, text: str, reasons: Sequence[str], answered: Callable[[str], None]
    ) -> None:
        self.asked.append((title, text))
        answered(self.reason)

    def open_files(
        self,
        parent: QWidget,
        title: str,
        kinds: str,
        answered: Callable[[list[str]], None],
        *,
        many: bool = False,
    ) -> None:
        self.asked.append((title, kinds))
        answered(list(self.files))

    def save_file(
        self, parent: QWidget, title: str, name: str, kinds: str, answered: Callable[[str], None]
    ) -> None:
        self.asked.append((title, name))
        answered(self.save_as)

    def choose_printer(
        self, parent: QWidget, title: str, pages: int, answered: Callable[[QPrinter | None], None]
    ) -> None:
        self.asked.append((title, f"{pages} 页"))
        if isinstance(self.printer, KnownError):
            raise self.printer
        answered(self.printer)


@pytest.fixture
def prompts() -> Iterator[ScriptedPrompts]:
    return ScriptedPrompts()


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated store of a PC with nothing in it, to be copied."""
    path = tmp_path_factory.mktemp("empty") / "store.db"
    make_store(path)
    return path


@pytest.fixture
def office(empty_store: Path, tmp_path: Path, lanes: Lanes, prompts: ScriptedPrompts) -> Iterator[Office]:
    """A clerk's store of its own, empty; a desk for any role over it."""
    path = tmp_path / "office.db"
    shutil.copyfile(empty_store, path)
    made = Office(path, lanes, prompts)
    yield made
    made.close()
