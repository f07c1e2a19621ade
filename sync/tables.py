"""The PC's own tables (sync.md section 2, rule 4); brought up by the migrations of branch `pc`.

They have their own metadata: the central server never has them. Core tables only, since pages are written
by the driver and the outbox is read in order.
"""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, MetaData, Table, Text

from core.store.base import NAMING

METADATA = MetaData(naming_convention=NAMING)

OUTBOX = Table(
    "outbox",
    METADATA,
    Column("device_seq", Integer, primary_key=True, autoincrement=False),
    Column("op_id", Text, nullable=False, unique=True),
    Column("subject", Text, nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("envelope", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("actor_name", Text, nullable=False),
    Column("summary", Text, nullable=False, default=""),
    Column("decided_at", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("settled", Integer, nullable=False, default=0),
    Column("verdict", Text, nullable=False, default=""),
    Column("judged_at", Text, nullable=False, default=""),
    Column("local_refusal", Text, nullable=False, default=""),
    Column("supersedes", Text, nullable=False, default=""),
    Column("closed_at", Text, nullable=False, default=""),
    Index(None, "state", "settled"),
)
"""Commands of this PC, in order. `state` is waiting, applied, rejected or quarantined.

`settled` becomes 1 when the feed has passed the verdict's sequence numbers: until then the command is run
again over every page. `actor` is the JSON of who took it, `summary` the JSON shown in 同步中心, `verdict` the
server's, `local_refusal` why a waiting command no longer runs over newer facts (`code` and `message`).
"""

OUTBOX_SUBJECT = Table(
    "outbox_subject",
    METADATA,
    Column("subject", Text, primary_key=True),
    Column("device_seq", Integer, primary_key=True),
    sqlite_with_rowid=False,
)
"""The records on which each command of the outbox builds, until it is settled or refused (fault 17)."""

BASE = Table(
    "base",
    METADATA,
    Column("kind", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("body", Text),
)
"""Bodies as the server gave them of all records that waiting commands changed; NULL: not there.

A JSON object by column, so that a later schema reads it.
"""

FOOTPRINT = Table(
    "footprint",
    METADATA,
    Column("device_seq", Integer, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Index(None, "kind", "id"),
    sqlite_with_rowid=False,
)
"""Which records each command changed that lies over the facts: what has to be turned over together.

Every record of `base` stands here at least once.
"""

CURSOR = Table(
    "cursor",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("cursor", Text, nullable=False),
    Column("positions", Text, nullable=False),
)
"""One row (id 1): the opaque cursor and, per scope, the sequence number reached (JSON)."""

SNAPSHOT = Table(
    "snapshot",
    METADATA,
    Column("scope", Text, primary_key=True),
    Column("cursor", Text, nullable=False),
    Column("after", Text, nullable=False),
    Column("done", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("finished", Integer, nullable=False),
)
"""How far the first load of each scope has come; empty when none is under way."""

SNAPSHOT_SEEN = Table(
    "snapshot_seen",
    METADATA,
    Column("kind", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    sqlite_with_rowid=False,
)
"""Records met by a repeated snapshot; what was not met is removed at its end."""

UNKNOWN = Table(
    "unknown",
    METADATA,
    Column("kind", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("scope", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("body", Text, nullable=False),
)
"""Kinds and columns of a newer server, kept as JSON objects by column (fault 31)."""

BLOB = Table(
    "blob",
    METADATA,
    Column("sha256", Text, primary_key=True),
    Column("size", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("used_at", Text, nullable=False),
    Column("pinned", Integer, nullable=False, default=0),
    Index(None, "pinned", "used_at"),
)
"""Attachments on this PC. `state`: here, missing (the server has none), broken. `pinned`: never evicted."""

OUTGOING = Table(
    "outgoing",
    METADATA,
    Column("sha256", Text, primary_key=True),
    Column("purpose", Text, primary_key=True),
    Column("size", Integer, nullable=False),
    Column("wanted", Integer, nullable=False, default=0),
    Column("problem", Text, nullable=False, default=""),
    Column("kept_at", Text, nullable=False),
    sqlite_with_rowid=False,
)
"""Files of this PC that the server does not have yet. `purpose`: original, copy or file.

`wanted` becomes 1 when a decision names the file: what was only looked at is not sent. `problem` is the code
with which the server refused it.
"""

META = Table(
    "sync_meta",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
"""Single values: `next_seq`, `known_seq`, `skew_ms`, `last_sync`, `epoch`.

`turn` is set while the effect of a refused command still lies over the facts.
"""
