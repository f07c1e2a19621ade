"""One rehearsal for the tests of this folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy.orm import Session

from server.sample.apprenticeship import scenario, steps
from tests.kit import World
from tests.server.sample.rehearsal import NOW, Rehearsal
from tests.support.stores import memory_store

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def plan() -> steps.Plan:
    return scenario.plan(20261120, NOW)


@pytest.fixture(scope="module")
def rehearsed(plan: steps.Plan) -> Iterator[Rehearsal]:
    engine = memory_store()
    with Session(engine) as session:
        rehearsal = Rehearsal(plan, World(session))
        rehearsal.run()
        yield rehearsal
    engine.dispose()
