"""A carrier of text messages on 127.0.0.1 that answers as it is told, for tests of the gateway."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any

import msgspec

from server.notices.signing import signed_headers, verified_nonce
from tests.support.quiet_http import QuietServer

if TYPE_CHECKING:
    from collections.abc import Callable

SECRET = "a secret of a test that is long enough 01"
KEY_ID = "shicheng"
REPORTS = "/g/v1/reports"


class Carrier:
    """`answers` are used up one by one, then every message is taken; the same key is one message.

    An answer is (status, body), or a function that is called first and gives one. `sent` holds the messages
    by key, `keys` every request.
    """

    def __init__(self, seconds: Callable[[], int]) -> None:
        self.answers: list[Any] = []
        self.headers: dict[str, str] = {}
        self.sent: dict[str, dict[str, str]] = {}
        self.keys: list[str] = []
        self.unsigned = 0
        self._lock = threading.Lock()
        carrier = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                given = {name.lower(): value for name, value in self.headers.items()}
                nonce = verified_nonce(
                    SECRET, KEY_ID, given, method="POST", path=self.path, body=body, seconds=seconds()
                )
                status, answer = carrier.take(body, given, signed=nonce is not None)
                self.send_response(status)
                for name, value in carrier.headers.items():
                    self.send_header(name, value)
                self.send_header("content-length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: Any) -> None:
                pass

        self._server = QuietServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), name="carrier")
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/sms?app=1"

    def take(self, body: bytes, headers: dict[str, str], *, signed: bool) -> tuple[int, bytes]:
        message = msgspec.json.decode(body)
        key = message["key"]
        with self._lock:
            self.keys.append(key)
            if not signed or headers["idempotency-key"] != key:
                self.unsigned += 1
                return 401, b"{}"
            answer = self.answers.pop(0) if self.answers else None
        if callable(answer):
            answer = answer()
        with self._lock:
            if answer is not None and answer[0] >= 300:
                return answer  # type: ignore[no-any-return]
            self.sent.setdefault(key, message)
            number = list(self.sent).index(key) + 1
        return answer or (202, msgspec.json.encode({"id": f"C-{number}"}))

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def report(key: str, status: str, **more: str) -> bytes:
    """The body of a report of one message."""
    return msgspec.json.encode({"reports": [{"key": key, "status": status, **more}]})


def report_headers(body: bytes, seconds: int, nonce: str, path: str = REPORTS) -> dict[str, str]:
    return signed_headers(
        SECRET, KEY_ID, method="POST", path=path, body=body, seconds=seconds, nonce=nonce.ljust(20, "0")
    )
