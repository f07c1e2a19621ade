"""A centre and PCs whose stores have the table of loans; collected only where the programme is installed."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING, Any

import pytest

from core.domain.values import Role
from tests.desktop.conftest import empty_store, lanes, prompts, qapp, qtbot  # noqa: F401 - fixtures
from tests.kit import WUCHANG
from tests.postgres import postgres_cluster  # noqa: F401 - a fixture
from tests.server.conftest import config, empty_data, empty_database  # noqa: F401 - fixtures
from tests.server.kit import account

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from desktop.tasks import Lanes
    from server.config import Config
    from tests.blank.world import LoanOffice, LoanPc
    from tests.desktop.conftest import ScriptedPrompts
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
def office(empty_store: Path, tmp_path: Path, lanes: Lanes, prompts: ScriptedPrompts) -> Iterator[LoanOffice]:  # noqa: F811
    """A clerk's store of its own, empty; a desk for any role over it."""
    from tests.blank.world import LoanOffice

    shutil.copyfile(empty_store, tmp_path / "office.db")
    made = LoanOffice(tmp_path / "office.db", lanes, prompts)
    yield made
    made.close()


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
