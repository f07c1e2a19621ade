"""Bodies of the wire between PC and central server (sync.md section 1); both ends import this module only.

JSON by msgspec. Bodies larger than `COMPRESS_FROM` bytes are zstd-compressed (`Content-Encoding: zstd`); the
decompressed size is capped at `MAX_BODY`. Instants are UTC text with milliseconds, ids UUIDv7 text.
"""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import msgspec

from core.domain.values import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

PROTOCOL_VERSION = 1
PUSH_VERSIONS = (1,)
PULL_VERSIONS = (1,)
SERVICE = "shicheng"
"""Word in the answer of `hello` that tells our server from a captive portal or a stranger."""

MAX_PUSH_COMMANDS = 100
MAX_PUSH_BYTES = 256 * 1024
MAX_AFTER = 1000
"""How many predecessors an envelope names at most."""
MAX_PULL_ROWS = 1000
MAX_PULL_BYTES = 2 * 1024 * 1024
MAX_BODY = 16 * 1024 * 1024
COMPRESS_FROM = 4096

H_DEVICE = "X-Shicheng-Device"
H_REQUEST = "X-Shicheng-Request"
H_APP = "X-Shicheng-App"
H_PROTOCOL = "X-Shicheng-Protocol"
H_RULES = "X-Shicheng-Rules"
H_DIGEST = "X-Shicheng-Digest"
"""Of an announced upload: the hex SHA-256 that the whole file will have."""
H_PURPOSE = "X-Shicheng-Purpose"
"""Of an announced upload: one of `PURPOSES`."""
ORIGINAL, COPY, FILE = "original", "copy", "file"
PURPOSES = (ORIGINAL, COPY, FILE)
"""What a clerk's upload is: the untouched original of a picture, its watermarked copy, a file as it is."""


class Message(msgspec.Struct, frozen=True):
    """Base of answers: unknown fields are ignored, so that an older PC reads a newer server."""


class Request(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of requests: unknown fields are refused."""


class Envelope(Request, frozen=True):
    """A command on its way (sync.md section 1).

    `proof` is the actor's Ed25519 signature over `canonical(envelope)`, base64url without padding;
    `skew_ms` is server time minus PC time as last measured, in milliseconds; `blobs` are digests.
    `after` holds the op_ids of this PC's commands that were not settled and on whose effect this one builds:
    when one of them was refused, this one is not run (fault 17).
    """

    op_id: str
    device_id: str
    device_seq: int
    actor_id: str
    name: str
    version: int
    args: dict[str, Any]
    subject: str
    base_version: int
    rules_version: int
    decided_at: str
    skew_ms: int = 0
    blobs: tuple[str, ...] = ()
    supersedes: str = ""
    after: tuple[str, ...] = ()
    proof: str = ""


SIGNED_CONTEXT = b"shicheng-command-v1\0"


def canonical(envelope: Envelope) -> bytes:
    """Give the bytes that are signed: suite byte 1, context, JSON with sorted keys, without `proof`.

    An empty `after` is left out: an older PC, which does not know the field, signed the same bytes.
    """
    values = msgspec.to_builtins(envelope)
    del values["proof"]
    if not envelope.after:
        del values["after"]
    return b"\x01" + SIGNED_CONTEXT + msgspec.json.encode(values, order="sorted")


def payload_hash(envelope: Envelope) -> str:
    """Give the digest that tells a repeat from a reused `op_id` (fault 33), hex SHA-256."""
    return hashlib.sha256(canonical(envelope)).hexdigest()


class Verdict(Message, frozen=True):
    """What the server says of one command.

    applied: `seqs` maps each scope to the sequence number at which the feed shows the effect.
    rejected: `code`, `message` (Chinese sentence), `findings`, `current_version`. retry: a temporary error,
    nothing is stored. quarantined: kept for a person; later commands on the subject wait.
    """

    op_id: str
    status: Literal["applied", "rejected", "quarantined", "retry"]
    device_seq: int = 0
    seqs: dict[str, int] = {}
    version: int = 0
    code: str = ""
    message: str = ""
    findings: tuple[Finding, ...] = ()
    current_version: int = 0
    judged_at: str = ""


class Problem(Message, frozen=True):
    """Body of every answer that is not 2xx: stable `code` and a Chinese sentence."""

    code: str
    message: str
    findings: tuple[Finding, ...] = ()
    retry_after: int = 0


class Hello(Message, frozen=True):
    """`POST /v1/hello`: who the server is; `scopes` and `actor_name` only when a session was sent."""

    service: str
    server_time: str
    epoch: str
    app_version: str
    protocol: int
    push_versions: tuple[int, ...]
    pull_versions: tuple[int, ...]
    rules_version: int
    scopes: tuple[str, ...] = ()
    actor_id: str = ""
    actor_name: str = ""
    role: str = ""


class Ops(Request, frozen=True):
    """`POST /v1/ops`."""

    ops: tuple[Envelope, ...]


class Verdicts(Message, frozen=True):
    verdicts: tuple[Verdict, ...]
    server_time: str


class Row(Message, frozen=True, array_like=True):
    """One feed row; `body` holds the values of `columns[kind]` in order, none for leave and delete."""

    scope: str
    seq: int
    kind: str
    id: str
    version: int
    op_id: str
    action: Literal["put", "leave", "delete"]
    body: tuple[Any, ...] | None = None


class Span(Message, frozen=True):
    """What a page covers of one scope: changes after `start` up to and including `end`; head is `head`."""

    start: int
    end: int
    head: int


class Changes(Message, frozen=True):
    """`GET /v1/changes?cursor&limit&known&public`: a page of the feed, scopes in ascending order.

    `public` is 1 when the PC also takes what everybody may read (scope `*`), from its beginning when the
    cursor does not hold it. `known` is the highest device_seq up to which this PC has every verdict;
    `verdicts` gives further ones. `more`: another page is there. `reset` asks for a snapshot (new epoch,
    cursor unreadable or out of reach).
    """

    cursor: str
    spans: dict[str, Span]
    columns: dict[str, tuple[str, ...]]
    rows: tuple[Row, ...]
    verdicts: tuple[Verdict, ...] = ()
    more: bool = False
    reset: bool = False
    server_time: str = ""


class SnapshotRow(Message, frozen=True, array_like=True):
    kind: str
    id: str
    body: tuple[Any, ...]


class Snapshot(Message, frozen=True):
    """`GET /v1/snapshot/{scope}?after`: a keyset page of bodies.

    `cursor` was recorded when the snapshot began and covers this scope; the PC joins those of its scopes
    and pulls from there. `after` of the next page, empty at the end. `total` is the number of records
    in the scope, for the progress bar.
    """

    cursor: str
    columns: dict[str, tuple[str, ...]]
    rows: tuple[SnapshotRow, ...]
    after: str
    total: int


class Bucket(Message, frozen=True):
    """Count of the records in a bucket and the sum modulo 2**64 of their marks, as 16 hex digits."""

    count: int
    digest: str


class Digest(Message, frozen=True):
    """`GET /v1/digest/{scope}`: buckets `kind/x` with x the last hex digit of the record's id."""

    scope: str
    seq: int
    buckets: dict[str, Bucket]


def mark(record_id: str, version: int) -> int:
    """Give the mark of one record for a digest: the first 8 bytes of SHA-256(id, version) as a number."""
    return int.from_bytes(hashlib.sha256(f"{record_id}\0{version}".encode()).digest()[:8], "big")


class Enrol(Request, frozen=True):
    """`POST /v1/devices`: a clerk makes this PC known; answered with `Enrolled`."""

    username: str
    password: str
    device_name: str
    app_version: str


class Enrolled(Message, frozen=True):
    device_id: str


class LogIn(Request, frozen=True):
    """`POST /v1/sessions`: `public_key` is the clerk's Ed25519 key on this PC, base64url without padding."""

    username: str
    password: str
    device_id: str
    public_key: str


class Session(Message, frozen=True):
    """An opaque token bound to the device; `next_seq` is the device_seq the server expects next."""

    token: str
    expires_at: str
    actor_id: str
    username: str
    display_name: str
    role: str
    scopes: tuple[str, ...]
    next_seq: int
    must_change_password: bool = False
    server_time: str = ""


class CursorValue(Message, frozen=True, omit_defaults=True):
    """A place in the feed: epoch and per scope (sequence, chain hash).

    As JSON in base64url it is the cursor of a snapshot, and what older PCs and servers make of a page;
    `short` says that the server also reads the form of `short_cursor`.
    """

    epoch: str
    scopes: dict[str, tuple[int, str]]
    short: bool = False

    def seal(self) -> bytes:
        """Give the digest of the place, 16 bytes: another epoch, scope, number or chain gives another one."""
        scopes = sorted(self.scopes.items())
        lines = (f"{scope} {seq} {chain}" for scope, (seq, chain) in scopes)
        return hashlib.sha256("\n".join([self.epoch, *lines]).encode()).digest()[:16]


class ShortCursor(NamedTuple):
    """A place without names: the numbers in the order of the scopes' names, and the seal of it all."""

    numbers: tuple[int, ...]
    seal: bytes


SHORT = b"\x02"
"""First byte of a short cursor; that of a long one is a brace."""


def encode_cursor(value: CursorValue) -> str:
    """Give the cursor as JSON, which tells the place of each scope: some 113 characters a scope."""
    return _text(msgspec.json.encode(value))


def short_cursor(value: CursorValue) -> str:
    """Give the cursor of a page: 24 characters and one to five a scope."""
    numbers = (seq for _, (seq, _) in sorted(value.scopes.items()))
    return _text(SHORT + value.seal() + b"".join(map(_number, numbers)))


def read_cursor(text: str) -> CursorValue | ShortCursor | None:
    """Read a cursor of either form; `None` when it is neither."""
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        if raw[:1] == SHORT and len(raw) > 16:
            return ShortCursor(tuple(_numbers(raw[17:])), raw[1:17])
        value = msgspec.json.decode(raw, type=CursorValue)
    except (ValueError, msgspec.DecodeError):
        return None
    sound = all(
        0 <= seq < 2**62 and "\0" not in scope + chain for scope, (seq, chain) in value.scopes.items()
    )
    return value if sound else None


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _number(value: int) -> bytes:
    """Seven bits a byte, the lowest first; all but the last byte have the eighth bit (LEB128)."""
    found = bytearray()
    while value > 0x7F:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*found, value])


def _numbers(raw: bytes) -> Iterator[int]:
    value = shift = 0
    for byte in raw:
        value |= (byte & 0x7F) << shift
        shift = shift + 7 if byte & 0x80 else 0
        if shift > 56:
            raise ValueError("number too long")
        if not byte & 0x80:
            yield value
            value = 0
    if shift:
        raise ValueError("cut in a number")
