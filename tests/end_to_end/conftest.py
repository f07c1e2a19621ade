"""The centre and a clerk's window, for the tests of the district."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import core.programmes  # noqa: F401 - makes the programmes known

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

    from tests.end_to_end.district import Centre, Window
    from tests.end_to_end.real import RealPc


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Centre]:
    from tests.end_to_end.district import Centre

    made = Centre(tmp_path / "centre")
    made.start()
    yield made
    made.close()


@pytest.fixture
def make_window(qapp: QApplication, tmp_path: Path) -> Iterator[Callable[[str], Window]]:
    """Makes PCs with windows; one after another, since only one window can be in front."""
    from tests.end_to_end.district import Window

    made: list[Window] = []

    def make(name: str) -> Window:
        made.append(Window(tmp_path / name))
        return made[-1]

    yield make
    for one in made:
        one.end()


@pytest.fixture
def window(make_window: Callable[[str], Window]) -> Window:
    return make_window("pc")


@pytest.fixture
def make_pc(centre: Centre, tmp_path: Path) -> Iterator[Callable[[str], RealPc]]:
    """Makes PCs of further clerks, without windows."""
    from tests.end_to_end.real import RealPc

    made: list[RealPc] = []

    def make(username: str) -> RealPc:
        made.append(RealPc(tmp_path / f"pc-{username}", centre, username))
        return made[-1]

    yield make
    for pc in made:
        pc.close()
