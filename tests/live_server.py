"""The real server on 127.0.0.1 for tests, in a thread with a wire that fails on demand, or as a process.

    with LiveServer(config, clock=clock) as server:
        server.faults.add("drop_response", path="/v1/ops")
        requests.post(server.url + "/v1/ops", …)

`config` must name a folder that `server.centre.make_store` made. The faults: drop_request (nothing is
processed), drop_response (processed, then the connection breaks), hold (processed only after `release`),
truncate, corrupt, html (a captive portal answers 200), status (with `status=`, `code=`, `retry_after=`).
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from server.app import app_for
from server.centre import open_centre

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from core.domain.clock import Clock
    from server.centre import Centre
    from server.config import Config

ROOT = Path(__file__).resolve().parents[1]
SECONDS = 180.0
PORTAL = b"<!DOCTYPE html><html><body>\xe8\xaf\xb7\xe5\x85\x88\xe7\x99\xbb\xe5\xbd\x95</body></html>"


@dataclass
class Fault:
    kind: str
    path: str = ""
    times: int = 1
    options: dict[str, Any] = field(default_factory=dict)
    entered: threading.Event = field(default_factory=threading.Event)
    released: threading.Event = field(default_factory=threading.Event)

    def release(self) -> None:
        """Let a held request go on."""
        self.released.set()


class Faults:
    """What goes wrong next; each fault strikes `times` requests whose path starts with `path`."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._lock = threading.Lock()
        self.seen: list[str] = []

    def add(self, kind: str, path: str = "", times: int = 1, **options: Any) -> Fault:
        fault = Fault(kind, path, times, options)
        with self._lock:
            self._faults.append(fault)
        return fault

    def clear(self) -> None:
        with self._lock:
            self._faults.clear()

    def take(self, path: str) -> Fault | None:
        with self._lock:
            self.seen.append(path)
            for fault in self._faults:
                if path.startswith(fault.path):
                    fault.times -= 1
                    if fault.times <= 0:
                        self._faults.remove(fault)
                    return fault
        return None


TRANSPORTS: dict[Any, asyncio.Transport] = {}


class _Protocol(H11Protocol):
    """Remembers the transport of each connection, so that a fault can break it."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        TRANSPORTS[transport.get_extra_info("peername")[:2]] = transport
        super().connection_made(transport)


class FaultyWire:
    """ASGI middleware that lets `faults` happen."""

    def __init__(self, app: Any, faults: Faults) -> None:
        self._app = app
        self._faults = faults

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        fault = self._faults.take(scope["path"]) if scope["type"] == "http" else None
        if fault is None:
            await self._app(scope, receive, send)
            return
        await getattr(self, f"_{fault.kind}")(fault, scope, receive, send)
        fault.entered.set()

    async def _drop_request(self, _: Fault, scope: Any, receive: Any, send: Any) -> None:
        await _drain(receive)
        await _abort(scope, receive)

    async def _drop_response(self, _: Fault, scope: Any, receive: Any, send: Any) -> None:
        await self._answer(scope, receive)
        await _abort(scope, receive)

    async def _hold(self, fault: Fault, scope: Any, receive: Any, send: Any) -> None:
        fault.entered.set()
        await asyncio.to_thread(fault.released.wait, SECONDS)
        await self._app(scope, receive, send)

    async def _truncate(self, _: Fault, scope: Any, receive: Any, send: Any) -> None:
        start, body = await self._answer(scope, receive)
        await send(start)
        await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})
        TRANSPORTS[tuple(scope["client"])].close()
        await _until_gone(receive)

    async def _corrupt(self, _: Fault, scope: Any, receive: Any, send: Any) -> None:
        start, body = await self._answer(scope, receive)
        middle = len(body) // 2
        body = body[:middle] + bytes([body[middle] ^ 0x55]) + body[middle + 1 :]
        await send(start)
        await send({"type": "http.response.body", "body": body})

    async def _html(self, _: Fault, scope: Any, receive: Any, send: Any) -> None:
        await _drain(receive)
        await _send(send, 200, b"text/html; charset=utf-8", PORTAL)

    async def _status(self, fault: Fault, scope: Any, receive: Any, send: Any) -> None:
        await _drain(receive)
        problem = {"code": fault.options.get("code", "INJECTED"), "message": "测试注入的错误。"}
        extra = []
        if "retry_after" in fault.options:
            extra = [(b"retry-after", str(fault.options["retry_after"]).encode())]
        body = json.dumps(problem).encode()
        await _send(send, fault.options.get("status", 503), b"application/json", body, extra)

    async def _answer(self, scope: Any, receive: Any) -> tuple[Any, bytes]:
        """Let the application answer, and keep the answer."""
        messages: list[Any] = []

        async def keep(message: Any) -> None:
            messages.append(message)

        await self._app(scope, receive, keep)
        return messages[0], b"".join(message.get("body", b"") for message in messages[1:])


async def _send(send: Any, status: int, kind: bytes, body: bytes, extra: Any = ()) -> None:
    headers = [(b"content-type", kind), (b"content-length", str(len(body)).encode()), *extra]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _drain(receive: Any) -> None:
    while (await receive()).get("more_body"):
        pass


async def _abort(scope: Any, receive: Any) -> None:
    TRANSPORTS[tuple(scope["client"])].abort()
    await _until_gone(receive)


async def _until_gone(receive: Any) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


class LiveServer:
    """A uvicorn of this process. `centre` is the server's inside, `url` its address."""

    def __init__(
        self, config: Config, *, clock: Clock | None = None, random: Callable[[int], bytes] = os.urandom
    ) -> None:
        self.config = config
        self.faults = Faults()
        self.centre: Centre = open_centre(config, clock=clock, random=random)
        app = FaultyWire(app_for(self.centre), self.faults)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        settings = uvicorn.Config(
            app,
            http=_Protocol,
            log_config=None,
            log_level="critical",
            access_log=False,
            timeout_graceful_shutdown=1,
        )
        self._server = uvicorn.Server(settings)
        self._thread = threading.Thread(target=self._run, name="live-server")

    def __enter__(self) -> LiveServer:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Stop serving; the store stays as it is."""
        if self._thread.is_alive():
            self._server.should_exit = True
            self._thread.join(SECONDS)
        self._listener.close()
        self.centre.close()

    def _run(self) -> None:
        self._server.run(sockets=[self._listener])


class ServerProcess:
    """`python -m server serve` as a process of its own, to be killed at any moment."""

    def __init__(self, data: Path, database: str = "", **environment: str) -> None:
        self._data = data
        self._ready = data / "ready.json"
        self._ready.unlink(missing_ok=True)
        words = [sys.executable, "-m", "server", "serve", "--data", str(data), "--port", "0"]
        words += ["--ready-file", str(self._ready), "--gateway", "recording"]
        if database:
            words += ["--database", database]
        self.process = subprocess.Popen(words, cwd=ROOT, env={**os.environ, **environment})
        self.url = f"http://127.0.0.1:{self._port()}"

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        self.process.kill()
        self.process.wait(SECONDS)

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(SECONDS)

    def __enter__(self) -> ServerProcess:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _port(self) -> int:
        pause = threading.Event()
        for _ in range(int(SECONDS * 20)):
            if self.process.poll() is not None:
                raise RuntimeError(f"the server ended with {self.process.returncode}")
            if self._ready.is_file():
                return int(json.loads(self._ready.read_text(encoding="utf-8"))["port"])
            pause.wait(0.05)
        raise TimeoutError("the server was not ready in time")
