"""What went over the wire, kept as it went: a proxy that writes it down, and a server that says it again."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import msgspec
import requests
import zstandard

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SECONDS = 180
PULL = "/v1/changes"
KEPT = ("content-type", "x-shicheng-")
DROPPED = ("transfer-encoding", "connection", "date", "server")


class Exchange(msgspec.Struct):
    """A request and its answer. `sent` and `said` are the bodies as text, decompressed."""

    method: str
    path: str
    headers: dict[str, str]
    sent: str
    status: int
    said: str

    @property
    def place(self) -> str:
        return unquote(urlsplit(self.path).path)

    @property
    def answer(self) -> Any:
        return json.loads(self.said)


class Tape:
    """Passes requests on to the server at `target` and keeps those with JSON bodies."""

    def __init__(self, target: str) -> None:
        self.target = target
        self.exchanges: list[Exchange] = []

    def answer(self, asked: BaseHTTPRequestHandler, body: bytes) -> None:
        headers = {name: value for name, value in asked.headers.items() if name.lower() != "host"}
        with requests.Session() as session:
            session.trust_env = False
            wanted = requests.Request(asked.command, self.target + asked.path, headers, data=body)
            found = session.send(session.prepare_request(wanted), stream=True, timeout=SECONDS)
            raw = found.raw.read(decode_content=False)
        if found.headers.get("Content-Type", "").startswith("application/json"):
            self._keep(asked, body, found, raw)
        kept = {name: value for name, value in found.headers.items() if name.lower() not in DROPPED}
        reply(asked, found.status_code, kept | {"Content-Length": str(len(raw))}, raw)

    def _keep(self, asked: BaseHTTPRequestHandler, body: bytes, found: requests.Response, raw: bytes) -> None:
        headers = {name: value for name, value in asked.headers.items() if name.lower().startswith(KEPT)}
        sent = _plain(body, asked.headers.get("Content-Encoding", ""))
        said = _plain(raw, found.headers.get("Content-Encoding", ""))
        line = Exchange(asked.command, asked.path, headers, sent, found.status_code, said)
        self.exchanges.append(line)


class Echo:
    """Says again what a server said: answers of one place in their order.

    Cursors are not compared: what a PC asks with is its own affair. When the pages are at their end, the
    last one is given again as an empty one, which says that nothing is new.
    """

    def __init__(self, exchanges: Iterable[Exchange]) -> None:
        self._left: dict[tuple[str, str], list[Exchange]] = {}
        for one in exchanges:
            self._left.setdefault((one.method, one.place), []).append(one)
        self._pulled = False
        self.unknown: list[str] = []

    def answer(self, asked: BaseHTTPRequestHandler, body: bytes) -> None:
        place = unquote(urlsplit(asked.path).path)
        left = self._left.get((asked.command, place))
        if left is None:
            self.unknown.append(f"{asked.command} {place}")
            reply(asked, 404, {}, b"")
            return
        line, said = left[0], left[0].said
        if len(left) > 1:
            left.pop(0)
        elif place == PULL:
            said = _nothing_new(line.answer) if self._pulled else said
            self._pulled = True
        reply(asked, line.status, {"Content-Type": "application/json"}, said.encode())


@contextmanager
def serving(what: Tape | Echo) -> Iterator[str]:
    """Serve on the loopback; gives the address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_one(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            what.answer(self, self.rfile.read(length))

        do_GET = do_POST = do_PATCH = do_HEAD = do_PUT = do_DELETE = handle_one

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(SECONDS)


def reply(asked: BaseHTTPRequestHandler, status: int, headers: dict[str, str], body: bytes) -> None:
    asked.send_response(status)
    for name, value in {"Content-Length": str(len(body)), **headers}.items():
        asked.send_header(name, value)
    asked.end_headers()
    asked.wfile.write(body)


def _nothing_new(page: dict[str, Any]) -> str:
    spans = {scope: span | {"start": span["end"]} for scope, span in page["spans"].items()}
    return json.dumps(page | {"spans": spans, "rows": [], "verdicts": [], "more": False})


def _plain(body: bytes, encoding: str) -> str:
    if encoding == "zstd":
        body = zstandard.ZstdDecompressor().decompressobj().decompress(body)
    return body.decode()
