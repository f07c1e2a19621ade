"""HTTP to the central server: one function per endpoint, every failure a `KnownError` with a sentence.

An answer is believed only when it is JSON of the expected shape: a captive portal's page is never taken
for data (fault 39), a cut or corrupt one is dropped (fault 12). Decompressed sizes are capped.
"""

from __future__ import annotations

import base64
import hashlib
import threading
import uuid
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote, urlsplit

import msgspec
import requests
import zstandard
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase
from urllib3.exceptions import HTTPError, NameResolutionError

from core.domain.ruleset import rules_version
from core.version import VERSION
from sync import protocol, troubles
from sync.accounts.address import checked_url, is_loopback, verified_by
from sync.troubles import WireError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

CONNECT_SECONDS = 5.0
STALL_SECONDS = 30.0
MAX_BLOB = 32 * 1024 * 1024
_PIECE = 64 * 1024
_ZSTD_PIECE = 1024
"""Compressed bytes given to the decompressor at a time: even a bomb makes at most 32 MB of them."""

JSON = {"Content-Type": "application/json", "Accept": "application/json"}

T = TypeVar("T")


class NewPassword(protocol.Request, frozen=True):
    """`POST /v1/passwords`: also the way out of a one-time password."""

    username: str
    password: str
    new_password: str


class _Bearer(AuthBase):
    """Sets the token itself, so that a `.netrc` of the machine cannot replace it."""

    def __init__(self, token: str | None) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._token:
            request.headers["Authorization"] = f"Bearer {self._token}"
        return request


class Client:
    """The server as seen from one PC; usable from several threads, each with its own connections.

    `token` is asked at every request. `authority` is the pinned certificate authority (PEM); needed for every
    address but loopback. Timeouts are in seconds: to connect, and without a byte.
    """

    def __init__(
        self,
        url: str,
        *,
        device_id: str = "",
        token: Callable[[], str | None] = lambda: None,
        authority: Path | None = None,
        connect_seconds: float = CONNECT_SECONDS,
        stall_seconds: float = STALL_SECONDS,
    ) -> None:
        self.url = checked_url(url)
        self._loopback = is_loopback(self.url)
        self._verify = verified_by(self.url, authority)
        self._device_id = device_id
        self._token = token
        self._timeout = (connect_seconds, stall_seconds)
        self._local = threading.local()
        self._sessions: list[requests.Session] = []

    def hello(self) -> protocol.Hello:
        """Ask who is there; raise unless it is our service."""
        answer = self._json("POST", "/v1/hello", protocol.Hello)
        if answer.service != protocol.SERVICE:
            raise troubles.not_ours(200)
        return answer

    def enrol(self, message: protocol.Enrol) -> protocol.Enrolled:
        return self._json("POST", "/v1/devices", protocol.Enrolled, message)

    def log_in(self, message: protocol.LogIn) -> protocol.Session:
        return self._json("POST", "/v1/sessions", protocol.Session, message)

    def change_password(self, message: NewPassword) -> None:
        """Set a new password; every session of the account ends."""
        self._send("POST", "/v1/passwords", body=msgspec.json.encode(message), headers=JSON).close()

    def push(self, ops: protocol.Ops) -> protocol.Verdicts:
        """Send commands; each gets its verdict, in order."""
        return self._json("POST", "/v1/ops", protocol.Verdicts, ops)

    def changes(self, cursor: str, known: int, limit: int = protocol.MAX_PULL_ROWS) -> protocol.Changes:
        """Fetch the page of the feed after `cursor`; one that the server cannot read asks for a reset."""
        params = {"cursor": cursor, "known": str(known), "limit": str(limit), "public": "1"}
        try:
            return self._json("GET", "/v1/changes", protocol.Changes, params=params)
        except WireError as error:
            if error.code != "BAD_CURSOR":
                raise
            return protocol.Changes(cursor, {}, {}, (), reset=True)

    def snapshot(self, scope: str, after: str) -> protocol.Snapshot:
        path = f"/v1/snapshot/{quote(scope, safe='')}"
        return self._json("GET", path, protocol.Snapshot, params={"after": after} if after else None)

    def digest(self, scope: str) -> protocol.Digest:
        return self._json("GET", f"/v1/digest/{quote(scope, safe='')}", protocol.Digest)

    def blob(self, sha256: str) -> bytes:
        """Fetch an attachment whole, going on once where the connection broke; not verified here."""
        data = bytearray()
        try:
            self._blob_part(sha256, data)
        except WireError as error:
            if not (error.is_temporary and data):
                raise
            self._blob_part(sha256, data)
        return bytes(data)

    def begin_upload(self, sha256: str, purpose: str, length: int) -> tuple[str, int]:
        """Announce a file by its digest; gives where its bytes go and from which offset on (fault 34)."""
        headers = {
            "Tus-Resumable": "1.0.0",
            "Upload-Length": str(length),
            protocol.H_DIGEST: sha256,
            protocol.H_PURPOSE: purpose,
        }
        with self._send("POST", "/v1/uploads", headers=headers) as response:
            path = urlsplit(response.headers.get("Location", "")).path
            if not path.startswith("/v1/uploads/"):
                raise troubles.not_ours(response.status_code)
            return path, _offset(response, length)

    def add_to_upload(self, path: str, offset: int, data: bytes) -> int:
        """Send the bytes at an offset with their checksum; gives the server's offset (fault 35)."""
        digest = base64.b64encode(hashlib.sha256(data).digest()).decode()
        headers = {
            "Content-Type": "application/offset+octet-stream",
            "Tus-Resumable": "1.0.0",
            "Upload-Offset": str(offset),
            "Upload-Checksum": f"sha256 {digest}",
        }
        with self._send("PATCH", path, body=data, headers=headers) as response:
            return _offset(response, offset + len(data))

    def close(self) -> None:
        """Close all connections; a request under way on another thread fails."""
        for session in self._sessions:
            session.close()

    def _blob_part(self, sha256: str, data: bytearray) -> None:
        headers = {"Range": f"bytes={len(data)}-"} if data else {}
        response = self._send("GET", f"/v1/blobs/{quote(sha256, safe='')}", headers=headers)
        with response:
            if _media_type(response) == "text/html":
                raise troubles.not_ours(response.status_code)
            if response.status_code == 200:
                data.clear()
            for piece in _pieces(response):
                data += piece
                if len(data) > MAX_BLOB:
                    raise troubles.too_large()
            expected = response.headers.get("Content-Length")
            if expected and not response.headers.get("Content-Range") and len(data) != int(expected):
                raise troubles.broken_answer()

    def _json(
        self,
        method: str,
        path: str,
        shape: type[T],
        message: protocol.Request | None = None,
        params: dict[str, str] | None = None,
    ) -> T:
        body = None if message is None else msgspec.json.encode(message)
        headers = {"Accept": "application/json"}
        if body is not None:
            headers["Content-Type"] = "application/json"
            if len(body) > protocol.COMPRESS_FROM:
                body = zstandard.ZstdCompressor(level=1, write_checksum=True).compress(body)
                headers["Content-Encoding"] = "zstd"
        with self._send(method, path, body=body, headers=headers, params=params) as response:
            return _decoded(response, shape)

    def _send(
        self,
        method: str,
        path: str,
        *,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
        params: dict[str, str] | None = None,
    ) -> requests.Response:
        """Send and give the opened answer of status 2xx; raise `WireError` for everything else."""
        try:
            response = self._session().request(
                method,
                self.url + path,
                params=params,
                data=body,
                headers={**self._headers(), **(headers or {})},
                auth=_Bearer(self._token()),
                timeout=self._timeout,
                verify=self._verify,
                allow_redirects=False,
                stream=True,
            )
        except (requests.RequestException, HTTPError, OSError) as error:
            raise _classified(error, self.url, str(self._verify)) from error
        if 200 <= response.status_code < 300:
            return response
        with response:
            raise _problem(response)

    def _headers(self) -> dict[str, str]:
        return {
            "Accept-Encoding": "zstd",
            "User-Agent": f"shicheng/{VERSION}",
            protocol.H_DEVICE: self._device_id,
            protocol.H_REQUEST: str(uuid.uuid4()),
            protocol.H_APP: VERSION,
            protocol.H_PROTOCOL: str(protocol.PROTOCOL_VERSION),
            protocol.H_RULES: str(rules_version()),
        }

    def _session(self) -> requests.Session:
        session: requests.Session | None = getattr(self._local, "session", None)
        if session is None:
            session = requests.Session()
            session.trust_env = not self._loopback
            adapter = HTTPAdapter(pool_connections=1, pool_maxsize=2, max_retries=0)
            session.mount("https://", adapter)
            session.mount("http://", adapter)
            self._local.session = session
            self._sessions.append(session)
        return session


def _offset(response: requests.Response, most: int) -> int:
    """Read the server's offset; an answer without a sensible one is not ours."""
    text = response.headers.get("Upload-Offset", "")
    if not text.isdigit() or int(text) > most:
        raise troubles.not_ours(response.status_code)
    return int(text)


def _decoded(response: requests.Response, shape: type[T]) -> T:
    """Read a JSON answer; HTML or any other type is not ours, a broken body is to be fetched again."""
    if _media_type(response) != "application/json":
        raise troubles.not_ours(response.status_code)
    body = _body(response)
    try:
        return msgspec.json.decode(body, type=shape)
    except msgspec.ValidationError as error:
        raise troubles.not_ours(response.status_code) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise troubles.broken_answer() from error


def _body(response: requests.Response) -> bytes:
    """Read the answer whole, decompressed, at most `MAX_BODY` bytes."""
    encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
    raw = bytearray()
    for piece in _pieces(response):
        raw += piece
        if len(raw) > protocol.MAX_BODY:
            raise troubles.too_large()
    _check_length(response, len(raw))
    if encoding in ("", "identity"):
        return bytes(raw)
    if encoding != "zstd":
        raise troubles.broken_answer()
    return decompressed(bytes(raw))


def decompressed(data: bytes, limit: int = protocol.MAX_BODY) -> bytes:
    """Decompress one whole zstd frame of at most `limit` bytes; `BROKEN_ANSWER` when cut or corrupt."""
    machine = zstandard.ZstdDecompressor(max_window_size=2**27).decompressobj()
    result = bytearray()
    try:
        for start in range(0, len(data), _ZSTD_PIECE):
            result += machine.decompress(data[start : start + _ZSTD_PIECE])
            if len(result) > limit:
                raise troubles.too_large()
    except zstandard.ZstdError as error:
        raise troubles.broken_answer() from error
    if not machine.eof or machine.unused_data:
        raise troubles.broken_answer()
    return bytes(result)


def _check_length(response: requests.Response, length: int) -> None:
    expected = response.headers.get("Content-Length")
    if expected is not None and expected.isdigit() and int(expected) != length:
        raise troubles.broken_answer()


def _pieces(response: requests.Response) -> Iterator[bytes]:
    """Give the bytes as they came, undecoded; a break in the middle is an error, never a short answer."""
    try:
        yield from response.raw.stream(_PIECE, decode_content=False)
    except (HTTPError, OSError, requests.RequestException) as error:
        if "timed out" in str(error):
            raise troubles.slow() from error
        raise troubles.broken_answer() from error


def _problem(response: requests.Response) -> WireError:
    """Turn an answer that is not 2xx into its error; one that is not ours stays not ours."""
    status = response.status_code
    code, sentence = troubles.for_status(status)
    retry_after = _seconds(response.headers.get("Retry-After"))
    if _media_type(response) == "application/json":
        try:
            problem = msgspec.json.decode(_body(response), type=protocol.Problem)
        except (msgspec.DecodeError, WireError):
            return WireError(code, sentence, status=status, retry_after=retry_after)
        retry_after = retry_after if retry_after is not None else _positive(problem.retry_after)
        return WireError(problem.code, problem.message, status=status, retry_after=retry_after)
    if 300 <= status < 500 and status not in (408, 413, 426, 429):
        return troubles.not_ours(status)
    return WireError(code, sentence, status=status, retry_after=retry_after)


def _classified(error: Exception, url: str, authority: str) -> WireError:
    if isinstance(error, requests.exceptions.SSLError):
        return troubles.not_trusted(authority)
    if isinstance(error, requests.ConnectTimeout):
        return troubles.unreachable()
    if isinstance(error, requests.Timeout):
        return troubles.slow()
    if _caused_by(error, NameResolutionError):
        return troubles.name_unknown(urlsplit(url).hostname or "")
    return troubles.unreachable()


def _caused_by(error: Any, kind: type[Exception]) -> bool:
    seen = 0
    while error is not None and seen < 8:
        if isinstance(error, kind):
            return True
        inner = getattr(error, "reason", None) or (error.args[0] if getattr(error, "args", ()) else None)
        error, seen = inner if isinstance(inner, Exception) else None, seen + 1
    return False


def _media_type(response: requests.Response) -> str:
    return response.headers.get("Content-Type", "").split(";")[0].strip().lower()


def _seconds(text: str | None) -> float | None:
    """Read a Retry-After of whole seconds; a date is not obeyed to the second, only as a minute."""
    if text is None:
        return None
    return float(text) if text.strip().isdigit() else 60.0


def _positive(seconds: int) -> float | None:
    return float(seconds) if seconds > 0 else None
