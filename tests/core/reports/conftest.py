"""Stores for reports: a PC's encrypted one, and a plain world of people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy.orm import Session

from tests import kit
from tests.core.store.conftest import migrated_file, store  # noqa: F401 - fixtures
from tests.support.stores import memory_store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine

    from tests.kit import World


@pytest.fixture
def connection(store: Engine) -> Iterator[Connection]:  # noqa: F811
    """Of a PC's empty store; nothing is kept."""
    with store.connect() as made:
        yield made
        made.rollback()


@pytest.fixture
def world() -> Iterator[World]:
    """People and filings in a store in memory."""
    engine = memory_store()
    with Session(engine) as session:
        yield kit.World(session)
    engine.dispose()
