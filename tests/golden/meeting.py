"""The PCs of an old version meet the server of an old version, both by the present program."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.domain.clock import FixedClock
from server.config import Config
from sync.accounts.keyring_port import FileKeyring, secret
from sync.accounts.profile import Profile
from sync.protocol import mark
from tests.golden.bare import dressed
from tests.golden.pcs import Pc
from tests.golden.versions import CITY, DISTRICT, SERVER
from tests.live_server import LiveServer

if TYPE_CHECKING:
    from pathlib import Path

    from core.domain.clock import Clock
    from tests.golden.versions import Version


@dataclass
class Office:
    """The two PCs of a version, opened by the present program and logged in."""

    district: Pc
    city: Pc

    def meet(self) -> None:
        """Push and pull at both ends until nobody has anything new for the other."""
        for pc in (self.district, self.city, self.district):
            pc.sync()
            pc.send_files()

    def close(self) -> None:
        self.district.close()
        self.city.close()


def open_office(version: Version, folder: Path, url: str, clock: Clock) -> Office:
    """Unpack both PCs into a folder and open them on the server at an address."""
    about = version.about
    made = [
        Pc.found(unpacked(version, name, folder / name), url, clerk, about["password"], clock)
        for name, clerk in about["clerks"].items()
    ]
    return Office(*made)


def unpacked(version: Version, name: str, folder: Path) -> Path:
    """Lay a copy of a PC into a new folder."""
    version.unpack(f"pc-{name}", folder)
    if not (folder / "store.db").exists():
        profile = Profile(folder)
        key = secret(FileKeyring(folder / "keyring.json"), profile.keyring_name("store-key"))
        assert key is not None
        dressed(profile.store_path, key)
    return folder


def config_of(version: Version, folder: Path) -> Config:
    """Unpack the server's data and give the settings to open it with."""
    version.unpack(SERVER, folder)
    return Config(folder, argon2_kib=64, argon2_rounds=1, gateway="recording")


def expectations(version: Version, folder: Path) -> dict[str, Any]:
    """Let them meet; gives the fates of the decisions by PC and op id."""
    clock = FixedClock(version.about["moments"]["opened"])
    with LiveServer(config_of(version, folder / SERVER), clock=clock) as server:
        office = open_office(version, folder, server.url, clock)
        try:
            before = {name: getattr(office, name).fates() for name in (DISTRICT, CITY)}
            office.meet()
            after = {name: getattr(office, name).fates() for name in (DISTRICT, CITY)}
        finally:
            office.close()
    return {"before": before, "after": after}


def buckets(pc: Pc, scope: str) -> dict[str, tuple[int, str]]:
    """Count and digest per bucket of what a PC holds of a scope, as `GET /v1/digest` defines them."""
    counts: dict[str, list[int]] = {}
    for (kind, record_id), body in pc.rows().items():
        row = pc.columns(kind, body)
        if scope in str(row["scope"]).split(","):
            found = counts.setdefault(f"{kind}/{record_id[-1]}", [0, 0])
            found[0] += 1
            found[1] = (found[1] + mark(record_id, int(row["version"]))) % 2**64
    return {name: (count, f"{total:016x}") for name, (count, total) in sorted(counts.items())}
