"""A centre and PCs whose stores have the table of loans; collected only where the programme is installed."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest

from core.domain.values import Role
from tests.kit import WUCHANG
from tests.postgres import postgres_cluster  # noqa: F401 - a fixture
from tests.server.conftest import config, empty_data, empty_database  # noqa: F401 - fixtures
from tests.server.kit import account

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from server.config import Config
    from tests.blank.world import LoanPc
    from tests.live_server import LiveServer

collect_ignore_glob = [] if "tests.blank.installed" in sys.modules else ["test_*.py"]


@pytest.fixture
def server(config: Config) -> Iterator[LiveServer]:  # noqa: F811 - the fixture
    """A running server, on SQLite and on PostgreSQL."""
    from core.blank.tables import Loan
    from tests.live_server import LiveServer

    with LiveServer(config) as live:
        Loan.metadata.tables["loan"].create(live.centre.engine)
        yield live


@pytest.fixture
def make_pc(server: LiveServer, tmp_path: Path) -> Iterator[Callable[[Role], LoanPc]]:
    """Makes the PC of a clerk: of 武昌区 or of the city."""
    from tests.blank.world import LoanPc

    made: list[LoanPc] = []

    def make(role: Role) -> LoanPc:
        districts = (WUCHANG,) if role is Role.DISTRICT_REVIEWER else ()
        account(server, str(role), role, *districts)
        given: Any = server
        made.append(LoanPc(tmp_path / str(role), given, str(role)))
        return made[-1]

    yield make
    for pc in made:
        pc.close()
