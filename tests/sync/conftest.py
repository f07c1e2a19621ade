from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

import core.programmes  # noqa: F401 - makes the programmes known
from tests.sync.fake import Centre, Pc, centre_template, pc_template

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from core.actions import Actor


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Migrated empty stores: the centre's and a PC's."""
    folder = tmp_path_factory.mktemp("templates")
    return centre_template(folder), pc_template(folder)


@pytest.fixture
def centre(tmp_path: Path, templates: tuple[Path, Path]) -> Iterator[Centre]:
    made = Centre(tmp_path / "centre.db", template=templates[0])
    yield made
    made.close()


class Office:
    """Makes PCs in one centre."""

    def __init__(self, folder: Path, centre: Centre, template: Path) -> None:
        self._folder, self._centre, self._template = folder, centre, template
        self.pcs: list[Pc] = []

    def pc(self, clerk: Actor, name: str) -> Pc:
        rng = random.Random(name)
        self.pcs.append(Pc(self._folder, self._centre, clerk, name, rng, self._template))
        return self.pcs[-1]


@pytest.fixture
def office(tmp_path: Path, centre: Centre, templates: tuple[Path, Path]) -> Iterator[Office]:
    made = Office(tmp_path, centre, templates[1])
    yield made
    for pc in made.pcs:
        pc.close()
