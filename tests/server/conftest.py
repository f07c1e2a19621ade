"""A fresh server per test, on SQLite and on PostgreSQL."""

from __future__ import annotations

import contextlib
import shutil
from typing import TYPE_CHECKING

import pytest

import core.programmes  # noqa: F401 - makes the programmes known
from core.domain.clock import FixedClock
from core.domain.values import Role
from server.centre import make_store
from server.config import Config
from tests.kit import NOW, WUCHANG
from tests.live_server import LiveServer
from tests.postgres import postgres_cluster  # noqa: F401 - a fixture
from tests.server.kit import Pc, account
from tests.support.provincial import province_office  # noqa: F401 - a fixture

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.postgres import Cluster

CHEAP = {"argon2_kib": 8, "argon2_rounds": 1, "gateway": "recording", "code_pause_seconds": 0}


@pytest.fixture(scope="session")
def empty_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a new server on SQLite, to copy."""
    data = tmp_path_factory.mktemp("empty") / "data"
    make_store(Config(data=data))
    return data


@pytest.fixture(scope="session")
def empty_database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a new server's PostgreSQL database, to copy."""
    cluster: Cluster = request.getfixturevalue("postgres_cluster")
    name = cluster.create()
    make_store(Config(data=tmp_path_factory.mktemp("keys") / "data", database=cluster.url(name)))
    return name


@pytest.fixture(params=["sqlite", "postgresql"])
def config(request: pytest.FixtureRequest, tmp_path: Path, empty_data: Path) -> Iterator[Config]:
    """The configuration of a server that `init` has made, on either database."""
    data = tmp_path / "data"
    shutil.copytree(empty_data, data)
    with contextlib.ExitStack() as stack:
        database = ""
        if request.param == "postgresql":
            cluster: Cluster = request.getfixturevalue("postgres_cluster")
            template = request.getfixturevalue("empty_database")
            name = f"{template}_{abs(hash(str(tmp_path))):x}"
            cluster.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
            stack.callback(cluster.drop, name)
            database = cluster.url(name)
        yield Config(data=data, database=database, **CHEAP)  # type: ignore[arg-type]


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def server(config: Config, clock: FixedClock) -> Iterator[LiveServer]:
    """A running server."""
    with LiveServer(config, clock=clock) as live:
        yield live


@pytest.fixture
def pc(server: LiveServer) -> Pc:
    """The PC of a reviewer of 武昌区."""
    account(server, "zhoumin", Role.DISTRICT_REVIEWER, WUCHANG)
    return Pc(server, "zhoumin")
