"""Endpoints of the PCs (sync.md section 1)."""

import re
from typing import Annotated

from litestar import delete, get, post
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from core.domain.ruleset import rules_version
from core.version import VERSION
from server import changes, ledger, sessions
from server.accounts import change_password, log_in
from server.errors import WebError, not_found
from server.routes.given import (
    LARGEST,
    AnyRequest,
    Count,
    GivenCaller,
    GivenCentre,
    GivenPasswords,
    in_thread,
)
from server.sessions import CLERK, Caller
from server.wire import require_version
from sync import protocol
from sync.protocol import Changes, Digest, Enrol, Enrolled, Hello, LogIn, Ops, Session, Snapshot, Verdicts

UUID7 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


class NewPassword(protocol.Request, frozen=True):
    """`POST /v1/passwords`: also the way out of a one-time password."""

    username: str
    password: str
    new_password: str


@post("/v1/hello", status_code=200)
@in_thread
def hello(centre: GivenCentre, request: AnyRequest) -> Hello:
    """Say who this server is, and to a session whose it is."""
    who: Caller | None = None
    if request.headers.get("authorization"):
        who = sessions.caller(
            centre, request.headers.get("authorization"), request.headers.get(protocol.H_DEVICE)
        )
    clerk = who if who is not None and who.kind == CLERK else None
    return Hello(
        service=protocol.SERVICE,
        server_time=centre.now,
        epoch=centre.epoch,
        app_version=VERSION,
        protocol=protocol.PROTOCOL_VERSION,
        push_versions=protocol.PUSH_VERSIONS,
        pull_versions=protocol.PULL_VERSIONS,
        rules_version=rules_version(),
        scopes=tuple(sorted(clerk.scopes)) if clerk else (),
        actor_id=clerk.account_id if clerk else "",
        actor_name=clerk.display_name if clerk else "",
        role=clerk.role.value if clerk and clerk.role else "",
    )


@post("/v1/devices", status_code=201)
@in_thread
def enrol(centre: GivenCentre, passwords: GivenPasswords, data: JSONBody[Enrol]) -> Enrolled:
    """Make a PC known."""
    account = log_in(centre, passwords, data.username, data.password, "")
    return sessions.enrol(centre, account, data)


@post("/v1/sessions", status_code=201)
@in_thread
def open_session(centre: GivenCentre, passwords: GivenPasswords, data: JSONBody[LogIn]) -> Session:
    """Log a clerk in on an enrolled PC."""
    account = log_in(centre, passwords, data.username, data.password, data.device_id[:64])
    return sessions.open_clerk_session(centre, account, data)


@delete("/v1/sessions", status_code=204)
@in_thread
def close_session(centre: GivenCentre, caller: GivenCaller) -> None:
    """Log out."""
    sessions.close_session(centre, caller)


@post("/v1/passwords", status_code=204)
@in_thread
def new_password(centre: GivenCentre, passwords: GivenPasswords, data: JSONBody[NewPassword]) -> None:
    """Change the password; every session of the account ends."""
    account = log_in(centre, passwords, data.username, data.password, "")
    change_password(centre, passwords, account, data.new_password)


@post("/v1/ops", status_code=200)
@in_thread
def push(centre: GivenCentre, caller: GivenCaller, request: AnyRequest, data: JSONBody[Ops]) -> Verdicts:
    """Judge commands in order; one verdict each, as far as they could be judged."""
    require_version(request, protocol.PUSH_VERSIONS)
    who = caller.clerk()
    if len(data.ops) > protocol.MAX_PUSH_COMMANDS:
        raise WebError(413, "TOO_LARGE", "一次上报的内容过多，请分批上报。")
    for envelope in data.ops:
        check_envelope(envelope)
    return Verdicts(ledger.settle_all(centre, data.ops, who.device_id), centre.now)


@get("/v1/changes")
@in_thread
def pull(
    centre: GivenCentre,
    caller: GivenCaller,
    request: AnyRequest,
    cursor: FromQuery[str] = "",
    known: Count = 0,
    limit: Count = protocol.MAX_PULL_ROWS,
    public: Count = 0,
) -> Changes:
    """Give the page of the feed after a cursor."""
    require_version(request, protocol.PULL_VERSIONS)
    who = caller.data_clerk()
    return changes.changes(centre, who.scopes, who.device_id, cursor, known, limit, public=bool(public))


@get("/v1/snapshot/{district:str}")
@in_thread
def snapshot(
    centre: GivenCentre,
    caller: GivenCaller,
    request: AnyRequest,
    district: FromPath[str],
    after: FromQuery[str] = "",
    limit: Annotated[int, QueryParameter(ge=1, le=protocol.MAX_PULL_ROWS)] = protocol.MAX_PULL_ROWS,
) -> Snapshot:
    """Give the next page of a district's records for a new PC."""
    require_version(request, protocol.PULL_VERSIONS)
    _require_scope(caller, district)
    return changes.snapshot(centre, district, after, limit)


@get("/v1/digest/{district:str}")
@in_thread
def digest(centre: GivenCentre, caller: GivenCaller, request: AnyRequest, district: FromPath[str]) -> Digest:
    """Give count and digest per bucket, to prove that both ends agree."""
    require_version(request, protocol.PULL_VERSIONS)
    _require_scope(caller, district)
    return changes.digest(centre, district)


def check_envelope(envelope: protocol.Envelope) -> None:
    """Refuse what can never be a command of ours, before anything is stored."""
    numbers = (envelope.device_seq, envelope.base_version, envelope.version, envelope.rules_version)
    whole = all(0 <= number < LARGEST for number in numbers) and abs(envelope.skew_ms) < LARGEST
    texts = (envelope.device_id, envelope.actor_id, envelope.name, envelope.subject, envelope.decided_at)
    plain = all(len(text) <= 120 and "\0" not in text for text in (*texts, *envelope.after))
    plain = plain and len(envelope.after) <= protocol.MAX_AFTER
    if not (whole and plain and UUID7.fullmatch(envelope.op_id)):
        raise WebError(400, "BAD_REQUEST", "上报的内容格式不对，服务器没有接收。")


def _require_scope(caller: Caller, scope: str) -> None:
    if scope not in caller.data_clerk().reads:
        raise not_found()


HANDLERS = [hello, enrol, open_session, close_session, new_password, push, pull, snapshot, digest]
