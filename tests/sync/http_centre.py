"""The small centre of `fake` behind a real socket: for log-in and for what needs HTTP."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import msgspec
import zstandard

from core.domain.clock import instant
from sync import protocol
from sync.troubles import WireError
from tests.support.quiet_http import QuietServer

if TYPE_CHECKING:
    from core.actions import Actor
    from tests.sync.fake import Centre

ROOM = 4096


class HttpCentre:
    """Serves one `Centre`; `passwords` by user name. A token is the actor's id in hex."""

    def __init__(self, centre: Centre) -> None:
        self.centre = centre
        self.passwords: dict[str, str] = {}
        self.keys: dict[str, str] = {}
        self.expired: set[str] = set()
        self.lock = threading.Lock()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                body = self.rfile.read(length)
                if self.headers.get("Content-Encoding") == "zstd":
                    body = zstandard.ZstdDecompressor().decompress(body)
                with outer.lock:
                    status, answer = outer.answer(self.path, self.headers, body)
                self._send(status, answer)

            do_POST = do_GET

            def _send(self, status: int, answer: Any) -> None:
                raw = answer if isinstance(answer, bytes) else msgspec.json.encode(answer)
                self.send_response(status)
                media = "image/jpeg" if isinstance(answer, bytes) else "application/json"
                self.send_header("Content-Type", media)
                if len(raw) > ROOM and not isinstance(answer, bytes):
                    raw = zstandard.ZstdCompressor(level=1).compress(raw)
                    self.send_header("Content-Encoding", "zstd")
                self.send_header("Content-Length", str(len(raw)))
                self.end_headers()
                self.wfile.write(raw)

            def log_message(self, *_: Any) -> None:
                pass

        self.http = QuietServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.http.server_port}"
        self.thread = threading.Thread(target=self.http.serve_forever, args=(0.01,), daemon=True)
        self.thread.start()

    def close(self) -> None:
        self.http.shutdown()
        self.thread.join()
        self.http.server_close()

    def account(self, name: str, password: str) -> Actor:
        actor = self.centre.clerk(name)
        self.passwords[actor.id] = password
        return actor

    def answer(self, target: str, headers: Any, body: bytes) -> tuple[int, Any]:
        parts = urlsplit(target)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        try:
            return 200, self._route(parts.path.split("/")[2:], query, headers, body)
        except WireError as error:
            return error.status, protocol.Problem(error.code, error.message)

    def _route(self, path: list[str], query: dict[str, str], headers: Any, body: bytes) -> Any:
        if path == ["hello"]:
            actor = self._actor(headers, optional=True)
            nobody = next(iter(self.centre.actors.values()))
            hello = self.centre.hello(actor or nobody)
            return hello if actor else msgspec.structs.replace(hello, scopes=(), actor_id="", actor_name="")
        if path == ["devices"]:
            enrol = msgspec.json.decode(body, type=protocol.Enrol)
            self._check(enrol.username, enrol.password)
            return protocol.Enrolled("device-1")
        if path == ["sessions"]:
            return self._session(msgspec.json.decode(body, type=protocol.LogIn))
        actor = self._actor(headers)
        assert actor is not None
        if path == ["ops"]:
            return self.centre.push(msgspec.json.decode(body, type=protocol.Ops).ops)
        if path == ["changes"]:
            device = headers[protocol.H_DEVICE]
            return self.centre.changes(actor, query["cursor"], int(query["known"]), device)
        if path[0] == "snapshot":
            return self.centre.snapshot(path[1], query.get("after", ""))
        if path[0] == "blobs" and path[1] in self.centre.blobs:
            return self.centre.blobs[path[1]]
        raise WireError("NOT_FOUND", "没有找到。", status=404)

    def _session(self, log_in: protocol.LogIn) -> protocol.Session:
        self._check(log_in.username, log_in.password)
        actor = self.centre.actors[log_in.username]
        self.keys[actor.id] = log_in.public_key
        self.expired.discard(actor.id)
        return protocol.Session(
            token=actor.id.encode().hex(),
            expires_at="",
            actor_id=actor.id,
            username=actor.id,
            display_name=actor.name,
            role=actor.role,
            scopes=tuple(sorted(actor.scopes)),
            next_seq=self.centre.next_seq[log_in.device_id],
            server_time=instant(self.centre.clock.now()),
        )

    def _check(self, username: str, password: str) -> None:
        if self.passwords.get(username) != password:
            raise WireError("WRONG_CREDENTIALS", "用户名或密码不正确。", status=401)

    def _actor(self, headers: Any, *, optional: bool = False) -> Actor | None:
        token = (headers.get("Authorization") or "").removeprefix("Bearer ")
        actor = self.centre.actors.get(bytes.fromhex(token).decode())
        if actor is None or actor.id in self.expired:
            if optional:
                return None
            raise WireError("SESSION_EXPIRED", "登录已过期，请重新登录。", status=401)
        return actor
