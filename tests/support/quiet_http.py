"""An HTTP server for tests that expect their client to hang up."""

from __future__ import annotations

from http.server import ThreadingHTTPServer
from typing import Any


class QuietServer(ThreadingHTTPServer):
    """Says nothing when a client breaks off: that is what the test is about."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Swallow what the handler raised."""
