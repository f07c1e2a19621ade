from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy.orm import Session

from tests.kit import World
from tests.support.stores import memory_store

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def world() -> Iterator[World]:
    engine = memory_store()
    with Session(engine) as session:
        yield World(session)
    engine.dispose()
