"""What the client believes and what it says of everything else, against a real socket."""

from __future__ import annotations

import json
import shutil
import threading
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
import zstandard

from core.domain.errors import KnownError
from sync import protocol
from sync.accounts.account import probe_server
from sync.accounts.address import checked_url
from sync.client import Client
from sync.protocol import Changes, Hello, Ops
from sync.troubles import WireError
from tests.support.quiet_http import QuietServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

JSON = {"Content-Type": "application/json"}
HELLO = Hello(
    service=protocol.SERVICE,
    server_time="2026-11-20T02:20:00.000Z",
    epoch="e1",
    app_version="0.1.0",
    protocol=1,
    push_versions=(1,),
    pull_versions=(1,),
    rules_version=1,
)
PAGE = Changes("c2", {}, {}, (), more=False)


class Server:
    """Answers every request with `answer`; keeps what it was asked in `seen`."""

    def __init__(self) -> None:
        self.answer: tuple[int, dict[str, str], bytes] = (200, JSON, b"{}")
        self.seen: list[tuple[str, dict[str, str], bytes]] = []
        self.cut_after: int | None = None
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                outer.seen.append((self.path, dict(self.headers.items()), self.rfile.read(length)))
                status, headers, body = outer.answer
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                cut, outer.cut_after = outer.cut_after, None
                self.wfile.write(body[:cut])
                self.close_connection = cut is not None

            do_POST = do_GET

            def log_message(self, *_: Any) -> None:
                pass

        self.http = QuietServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.http.server_port}"
        self.thread = threading.Thread(target=self.http.serve_forever, args=(0.01,), daemon=True)
        self.thread.start()

    def says(self, message: Any, status: int = 200, **headers: str) -> None:
        self.answer = (status, {**JSON, **headers}, msgspec.json.encode(message))

    def close(self) -> None:
        self.http.shutdown()
        self.thread.join()
        self.http.server_close()


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.close()


@pytest.fixture
def client(server: Server) -> Iterator[Client]:
    made = Client(server.url, device_id="d1", token=lambda: "t1", stall_seconds=1)
    yield made
    made.close()


def code_of(client: Client) -> str:
    with pytest.raises(WireError) as error:
        client.changes("c1", 0)
    assert error.value.message.endswith("。")
    return error.value.code


def test_a_request_says_who_asks(server: Server, client: Client) -> None:
    server.says(PAGE)
    assert client.changes("c1", 7) == PAGE
    path, headers, _ = server.seen[0]
    assert path == "/v1/changes?cursor=c1&known=7&limit=1000&public=1"
    assert headers["Authorization"] == "Bearer t1"
    assert headers[protocol.H_DEVICE] == "d1"
    assert headers[protocol.H_PROTOCOL] == "1"
    assert headers["Accept-Encoding"] == "zstd"


def test_a_compressed_page_is_read_and_a_big_push_is_compressed(server: Server, client: Client) -> None:
    body = zstandard.ZstdCompressor().compress(msgspec.json.encode(PAGE))
    server.answer = (200, {**JSON, "Content-Encoding": "zstd"}, body)
    assert client.changes("c1", 0) == PAGE
    big = protocol.Envelope("o", "d", 1, "a", "X", 1, {"text": "长" * 5000}, "s", 1, 1, "t")
    server.says(protocol.Verdicts((), ""))
    client.push(Ops((big,)))
    _, headers, sent = server.seen[-1]
    assert headers["Content-Encoding"] == "zstd"
    plain = zstandard.ZstdDecompressor().decompress(sent)
    assert msgspec.json.decode(plain, type=Ops) == Ops((big,))


@pytest.mark.parametrize("media", ["text/html; charset=utf-8", "text/plain", ""])
def test_fault_39_captive_portal_answers_200_with_html(server: Server, client: Client, media: str) -> None:
    server.answer = (200, {"Content-Type": media}, b"<html>Login to WiFi</html>")
    assert code_of(client) == "NOT_OUR_SERVER"
    with pytest.raises(WireError) as error:
        client.hello()
    assert error.value.is_offline


@pytest.mark.parametrize("body", [{"ok": True}, [], {"service": "other"}])
def test_fault_39_other_json_is_not_ours(server: Server, body: object) -> None:
    server.answer = (200, JSON, json.dumps(body).encode())
    with pytest.raises(KnownError) as error:
        probe_server(server.url)
    assert error.value.code == "NOT_OUR_SERVER"


def test_fault_39_a_redirect_to_a_portal_is_not_followed(server: Server, client: Client) -> None:
    server.answer = (302, {"Location": "http://portal.invalid/"}, b"")
    assert code_of(client) == "NOT_OUR_SERVER"


def test_fault_39_a_portals_page_is_no_attachment(server: Server, client: Client) -> None:
    server.answer = (200, {"Content-Type": "text/html"}, b"<html>")
    with pytest.raises(WireError) as error:
        client.blob("ab" * 32)
    assert error.value.code == "NOT_OUR_SERVER"


def test_fault_12_truncated_or_corrupt_compressed_page(server: Server, client: Client) -> None:
    good = zstandard.ZstdCompressor().compress(msgspec.json.encode(PAGE) * 50)
    flipped = bytearray(good)
    flipped[len(flipped) // 2] ^= 0x40
    for bad in (good[: len(good) // 2], bytes(flipped), good + b"x", b""):
        server.answer = (200, {**JSON, "Content-Encoding": "zstd"}, bad)
        assert code_of(client) == "BROKEN_ANSWER"
    server.answer = (200, JSON, msgspec.json.encode(PAGE)[:-4])
    assert code_of(client) == "BROKEN_ANSWER"


def test_fault_12_a_connection_cut_in_mid_page_is_no_short_page(server: Server, client: Client) -> None:
    server.says(PAGE)
    server.cut_after = 10
    assert code_of(client) == "BROKEN_ANSWER"
    assert client.changes("c1", 0) == PAGE


def test_a_decompression_bomb_is_refused(server: Server, client: Client) -> None:
    bomb = zstandard.ZstdCompressor(level=19).compress(bytes(protocol.MAX_BODY * 4))
    server.answer = (200, {**JSON, "Content-Encoding": "zstd"}, bomb)
    assert code_of(client) == "ANSWER_TOO_LARGE"


@pytest.mark.parametrize(
    ("status", "code", "temporary"),
    [
        (401, "SESSION_EXPIRED", False),
        (403, "FORBIDDEN", False),
        (404, "NOT_FOUND", False),
        (413, "TOO_LARGE", False),
        (426, "UPGRADE_NEEDED", False),
        (503, "SERVER_FAILED", True),
    ],
)
def test_statuses_have_sentences(
    server: Server, client: Client, status: int, code: str, temporary: bool
) -> None:
    server.answer = (status, JSON, b"not json")
    with pytest.raises(WireError) as error:
        client.changes("c1", 0)
    assert (error.value.code, error.value.is_temporary) == (code, temporary)
    server.says(protocol.Problem("OWN_CODE", "服务器自己的说明。"), status)
    assert code_of(client) == "OWN_CODE"


def test_retry_after_is_read(server: Server, client: Client) -> None:
    server.answer = (503, {**JSON, "Retry-After": "17"}, b"")
    with pytest.raises(WireError) as error:
        client.changes("c1", 0)
    assert error.value.retry_after == 17


def test_nobody_there(server: Server) -> None:
    server.close()
    with pytest.raises(KnownError) as error:
        probe_server(server.url)
    assert error.value.code == "SERVER_UNREACHABLE"
    server.http = QuietServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    server.thread = threading.Thread(target=server.http.serve_forever, args=(0.01,), daemon=True)
    server.thread.start()


def test_an_unknown_name(tmp_path: Path) -> None:
    import certifi

    authority = tmp_path / "authority.pem"
    shutil.copy(certifi.where(), authority)
    client = Client("https://server.invalid", authority=authority)
    with pytest.raises(KnownError) as error:
        client.hello()
    assert error.value.code in ("SERVER_NAME_UNKNOWN", "SERVER_UNREACHABLE")
    client.close()


def test_no_answer_in_time(client: Client) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as silent:
        slow = Client(f"http://127.0.0.1:{silent.getsockname()[1]}", stall_seconds=0.2)
        with pytest.raises(WireError) as error:
            slow.hello()
        slow.close()
    assert error.value.code == "SERVER_SLOW"


def test_versions_that_do_not_fit(server: Server) -> None:
    for versions, code in (((2, 3), "SERVER_TOO_NEW"), ((0,), "SERVER_TOO_OLD")):
        hello = msgspec.structs.replace(HELLO, push_versions=versions, pull_versions=versions)
        server.says(hello)
        with pytest.raises(KnownError) as error:
            probe_server(server.url)
        assert error.value.code == code
    server.says(HELLO)
    assert probe_server(server.url) == HELLO


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ftp://x",
        "http://example.invalid",
        "https://",
        "https://a b",
        "https://u:p@x",
        "http://127.0.0.1:99999",
    ],
)
def test_addresses_that_are_refused(text: str) -> None:
    with pytest.raises(KnownError) as error:
        checked_url(text)
    assert error.value.code == "BAD_ADDRESS"


def test_addresses_that_are_taken() -> None:
    assert checked_url(" 127.0.0.1:8000/ ") == "http://127.0.0.1:8000"
    assert checked_url("beian.example.invalid") == "https://beian.example.invalid"
    with pytest.raises(KnownError) as error:
        Client("https://beian.example.invalid")
    assert error.value.code == "NO_AUTHORITY"


def test_an_attachment_goes_on_where_it_broke(server: Server, client: Client) -> None:
    server.answer = (200, {"Content-Type": "image/jpeg"}, b"0123456789" * 1000)
    server.cut_after = 4000
    assert client.blob("ab" * 32) == b"0123456789" * 1000
    assert server.seen[1][1]["Range"] == "bytes=4000-"


def test_a_proxy_of_the_machine_is_not_used_for_loopback(
    server: Server, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    server.says(PAGE)
    assert client.changes("c1", 0) == PAGE
