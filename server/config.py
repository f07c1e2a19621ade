"""What an operator sets, and the folder layout of a server."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

DATABASE_VARIABLE = "SHICHENG_DATABASE"
GATEWAY_VARIABLES = {
    "gateway_url": "SHICHENG_GATEWAY_URL",
    "gateway_key_id": "SHICHENG_GATEWAY_KEY_ID",
    "gateway_secret": "SHICHENG_GATEWAY_SECRET",
}


@dataclass(frozen=True, slots=True)
class Config:
    """Settings of one server. `database` is a PostgreSQL URL; empty means the embedded SQLite file.

    `session_hours` and `resident_hours` are the lives of tokens, `argon2_kib` and `argon2_rounds` the cost
    of a password check. `gateway` is where text messages go: `http` to the carrier at `gateway_url`,
    `recording` (demo, tests) into a table; empty: none is configured, and asking for a code says so. Requests
    to the carrier and its reports are signed with `gateway_secret`, which `gateway_key_id` names.
    `notice_pause_seconds` is how often messages that are due are looked for. An upload that did not come
    whole is forgotten after `upload_days`; a resident begins at most `uploads_per_day`.
    """

    data: Path
    database: str = ""
    session_hours: int = 12
    resident_hours: int = 24
    code_minutes: int = 5
    code_pause_seconds: int = 60
    lockout_after: int = 5
    lockout_minutes: int = 15
    argon2_kib: int = 65_536
    argon2_rounds: int = 3
    gateway: str = ""
    gateway_url: str = ""
    gateway_key_id: str = "shicheng"
    gateway_secret: str = field(default="", repr=False)
    gateway_connect_seconds: float = 5
    gateway_read_seconds: float = 10
    notice_pause_seconds: float = 5
    upload_days: int = 7
    uploads_per_day: int = 100

    @property
    def database_url(self) -> str:
        """SQLAlchemy's URL of PostgreSQL, or the empty text."""
        url = self.database
        return "postgresql+psycopg://" + url.partition("://")[2] if url.startswith("postgres") else url

    @property
    def sqlite_path(self) -> Path:
        return self.data / "server.db"

    @property
    def keys(self) -> Path:
        return self.data / "keys"

    @property
    def blobs(self) -> Path:
        """Watermarked copies by digest."""
        return self.data / "blobs"

    @property
    def originals(self) -> Path:
        """Sealed originals (G17)."""
        return self.data / "originals"

    @property
    def uploads(self) -> Path:
        """Parts of uploads under way."""
        return self.data / "uploads"


def config_from(data: Path, database: str | None = None, **more: object) -> Config:
    """Make the configuration from the command line and the environment."""
    url = database or os.environ.get(DATABASE_VARIABLE, "")
    carrier = {name: os.environ[key] for name, key in GATEWAY_VARIABLES.items() if os.environ.get(key)}
    return Config(data=data, database=url, **{**carrier, **more})  # type: ignore[arg-type]
