"""Which gateway the configuration names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.notices.gateway import NoGateway
from server.notices.recording import RecordingGateway

if TYPE_CHECKING:
    from sqlalchemy.orm import Session, sessionmaker

    from core.domain.clock import Clock
    from core.domain.ids import IdSource
    from server.config import Config
    from server.notices.gateway import Gateway


def gateway_for(config: Config, write: sessionmaker[Session], ids: IdSource, clock: Clock) -> Gateway:
    """Give the gateway that the configuration names; KnownError GATEWAY_CONFIG when it cannot work."""
    if config.gateway == "recording":
        return RecordingGateway(write, ids, clock)
    if config.gateway == "http":
        # Imported here: most starts of the program (commands, tests) talk to no carrier.
        from server.notices.carrier import HttpGateway

        return HttpGateway(config, clock)
    return NoGateway()
