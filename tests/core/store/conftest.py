"""Real stores for the tests: migrated once, the file copied for each test."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from core.store.engine import open_store
from core.store.migrations import migrate
from sync.migrations import PC_VERSIONS
from tests.postgres import postgres_cluster, postgres_url  # noqa: F401

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Engine

KEY = bytes(range(32))


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An encrypted, empty store of a PC with all its tables."""
    path = tmp_path_factory.mktemp("store") / "store.db"
    engine = open_store(path, KEY)
    migrate(engine, [PC_VERSIONS])
    engine.dispose()
    return path


@pytest.fixture
def store(migrated_file: Path, tmp_path: Path) -> Iterator[Engine]:
    """An encrypted store of a PC, empty, of this test alone."""
    path = tmp_path / "store.db"
    shutil.copyfile(migrated_file, path)
    engine = open_store(path, KEY)
    yield engine
    engine.dispose()
