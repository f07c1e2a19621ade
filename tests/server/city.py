"""The city's work on a real server: people who may be assessed, and the office's PC."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.apprenticeship.commands.assessment import RecordScore
from core.domain.values import Role
from core.store.recorder import Recorder
from server.feed import grant_blobs, write_feed
from tests.kit import World
from tests.server.kit import Pc, account

if TYPE_CHECKING:
    from core.apprenticeship.words.values import ScoreEntry
    from tests.live_server import LiveServer


def studying(server: LiveServer, *sequences: int) -> list[ScoreEntry]:
    """People in their studies for long enough; gives a passing score to enter for each."""
    with server.centre.writing() as session:
        world = World(session, server.centre.clock)  # type: ignore[arg-type]
        world.ids = server.centre.ids
        with Recorder(session) as recorder:
            entries = [world.entry(world.active(number)) for number in sequences]
        grant_blobs(session, recorder)
        write_feed(session, recorder, "")
    return entries


def office(server: LiveServer, username: str = "shizhongyi") -> Pc:
    """The PC of the city TCM office."""
    account(server, username, Role.CITY_OFFICE)
    return Pc(server, username)


def record(pc: Pc, entry: ScoreEntry) -> RecordScore:
    return RecordScore(pc.server.centre.ids.new(), entry)
