"""What stands around every request: compression both ways with a cap, versions, one shape for all errors."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import msgspec
import zstandard
from litestar import Response
from litestar.exceptions import HTTPException, ValidationException
from litestar.middleware import ASGIMiddleware
from sqlalchemy.exc import DataError

from core.domain.errors import KnownError, Refused
from core.files.atomic import DiskFull
from core.files.images import ImageRefused
from core.files.papers import FileRefused
from server.errors import WebError
from server.ledger import TEMPORARY
from sync import protocol
from sync.protocol import Problem

if TYPE_CHECKING:
    from litestar import Request
    from litestar.types import ASGIApp, Message, Receive, Scope, Send

LOG = logging.getLogger("server")
PIECE = 1024
SENTENCES = {
    400: ("BAD_REQUEST", "请求的内容不完整或格式不对。"),
    401: ("NO_SESSION", "请先登录。"),
    403: ("FORBIDDEN", "当前身份不能使用此功能。"),
    404: ("NOT_FOUND", "没有找到所请求的内容。"),
    405: ("METHOD_NOT_ALLOWED", "此地址不支持这种请求方式。"),
    406: ("NOT_ACCEPTABLE", "服务器不能给出所要求的格式。"),
    413: ("TOO_LARGE", "内容过大，服务器没有接收。"),
    415: ("UNSUPPORTED_TYPE", "服务器不接收这种格式的内容。"),
    429: ("TOO_MANY", "请求过于频繁，请稍后再试。"),
}


class _TooLarge(Exception):
    pass


class _Broken(Exception):
    pass


class Compression(ASGIMiddleware):
    """zstd in both directions; a request may not unpack to more than `MAX_BODY` bytes."""

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        if str(scope["type"]) != "http":
            await next_app(scope, receive, send)
            return
        headers = {name.lower(): value for name, value in scope["headers"]}
        packs = b"zstd" in headers.get(b"accept-encoding", b"")
        encoding = headers.get(b"content-encoding", b"identity").strip().lower()
        if encoding not in (b"", b"identity", b"zstd"):
            await _plain_problem(send, 415, "UNSUPPORTED_TYPE", "服务器不接收这种压缩格式。")
            return
        if encoding == b"zstd":
            try:
                receive = await _unpacked(scope, receive)
            except _TooLarge:
                await _plain_problem(send, 413, *SENTENCES[413])
                return
            except _Broken:
                await _plain_problem(send, 400, "BROKEN_BODY", "收到的内容在传输中损坏，请重新发送。")
                return
        await next_app(scope, receive, _packing(send) if packs else send)


async def _unpacked(scope: Scope, receive: Receive) -> Receive:
    machine = zstandard.ZstdDecompressor(max_window_size=2**27).decompressobj()
    result = bytearray()
    more = True
    try:
        while more:
            message: Any = await receive()
            if message["type"] == "http.disconnect":
                raise _Broken
            body = message.get("body", b"")
            more = message.get("more_body", False)
            for start in range(0, len(body), PIECE):
                result += machine.decompress(body[start : start + PIECE])
                if len(result) > protocol.MAX_BODY:
                    raise _TooLarge
    except zstandard.ZstdError as error:
        raise _Broken from error
    if not machine.eof:
        raise _Broken
    scope["headers"] = [
        (name, value)
        for name, value in scope["headers"]
        if name.lower() not in (b"content-encoding", b"content-length")
    ] + [(b"content-length", str(len(result)).encode())]
    given = False

    async def again() -> Any:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": bytes(result), "more_body": False}

    return again


def _packing(send: Send) -> Send:
    """Compress JSON answers above `COMPRESS_FROM`; everything else passes as it is."""
    start: Any = None
    body = bytearray()

    async def packed(message: Message) -> None:
        nonlocal start
        if message["type"] == "http.response.start":
            kind = dict(message["headers"]).get(b"content-type", b"")
            if kind.startswith(b"application/json"):
                start = message
                return
        elif message["type"] == "http.response.body" and start is not None:
            body.extend(message.get("body", b""))
            if message.get("more_body"):
                return
            await _send_packed(send, start, bytes(body))
            return
        await send(message)

    return packed


async def _send_packed(send: Send, start: Any, body: bytes) -> None:
    if len(body) > protocol.COMPRESS_FROM:
        body = zstandard.ZstdCompressor(level=1, write_checksum=True).compress(body)
        kept = [pair for pair in start["headers"] if pair[0].lower() != b"content-length"]
        start["headers"] = [
            *kept,
            (b"content-encoding", b"zstd"),
            (b"vary", b"accept-encoding"),
            (b"content-length", str(len(body)).encode()),
        ]
    await send(start)
    await send({"type": "http.response.body", "body": body, "more_body": False})


async def _plain_problem(send: Send, status: int, code: str, message: str) -> None:
    body = msgspec.json.encode(Problem(code, message))
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})


def require_version(request: Request[Any, Any, Any], accepted: tuple[int, ...]) -> None:
    """Refuse a protocol version that is no longer understood (sync.md rule 8): 426."""
    text = request.headers.get(protocol.H_PROTOCOL, str(protocol.PROTOCOL_VERSION))
    if not text.isascii() or not text.isdigit() or int(text[:9]) not in accepted:
        raise WebError(426, "UPGRADE_NEEDED", "本程序版本过旧，请升级程序；待上报的决定都已保留。")


def problem(status: int, body: Problem, headers: dict[str, str] | None = None) -> Response[Problem]:
    """Make the answer of an error."""
    extra = dict(headers or {})
    if body.retry_after:
        extra["Retry-After"] = str(body.retry_after)
    return Response(body, status_code=status, headers=extra, media_type="application/json")


def known_error(_: Request[Any, Any, Any], error: KnownError) -> Response[Problem]:
    if isinstance(error, WebError):
        body = Problem(error.code, error.message, error.findings, error.retry_after)
        return problem(error.status, body, error.headers)
    findings = error.findings if isinstance(error, Refused) else ()
    return problem(422, Problem(error.code, error.message, findings))


def http_error(_: Request[Any, Any, Any], error: HTTPException) -> Response[Problem]:
    status = error.status_code
    if status >= 500:
        LOG.error("request failed: %s", type(error.__cause__ or error).__name__)
    code, message = SENTENCES.get(status, ("SERVER_FAILED", "服务器出错，请稍后再试。"))
    if isinstance(error, ValidationException):
        code, message = SENTENCES[400]
        message = _with_fields(message, error)
    kept = {name: value for name, value in (error.headers or {}).items() if name.lower() in ("allow",)}
    return problem(status, Problem(code, message), kept)


def _with_fields(message: str, error: ValidationException) -> str:
    """Name the fields that do not fit, never their values."""
    extra = error.extra if isinstance(error.extra, list) else []
    keys = [str(one["key"]) for one in extra if isinstance(one, dict) and one.get("key")]
    return f"{message[:-1]}：{'、'.join(keys[:5])}。" if keys else message


def file_refused(_: Request[Any, Any, Any], error: ImageRefused | FileRefused) -> Response[Problem]:
    return problem(422, Problem(error.code.upper(), error.message))


def disk_full(_: Request[Any, Any, Any], error: Exception) -> Response[Problem]:
    LOG.error("disk full")
    return problem(
        507, Problem("DISK_FULL", "服务器磁盘空间已满，内容没有保存，请稍后再试。", retry_after=60)
    )


def temporary(_: Request[Any, Any, Any], error: Exception) -> Response[Problem]:
    LOG.info("database: %s", type(error).__name__)
    return problem(503, Problem("SERVER_BUSY", "服务器正忙，请稍后再试。", retry_after=5))


def unexpected(request: Request[Any, Any, Any], error: Exception) -> Response[Problem]:
    """A bug: its kind and place are logged, never its values."""
    trace, place = error.__traceback__, ""
    while trace is not None:
        place = f"{trace.tb_frame.f_code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}"
        trace = trace.tb_next
    LOG.error("%s %s: %s at %s", request.method, request.url.path, type(error).__name__, place)
    return problem(500, Problem("SERVER_FAILED", "服务器出错，已记录，请稍后再试。"))


def bad_body(_: Request[Any, Any, Any], error: Exception) -> Response[Problem]:
    return problem(400, Problem(*SENTENCES[400]))


HANDLERS: Any = {
    KnownError: known_error,
    HTTPException: http_error,
    ImageRefused: file_refused,
    FileRefused: file_refused,
    DiskFull: disk_full,
    UnicodeDecodeError: bad_body,
    DataError: bad_body,
    **dict.fromkeys(TEMPORARY, temporary),
    Exception: unexpected,
}
