"""A cable between the program and the server that can be pulled and put back."""

from __future__ import annotations

import contextlib
import selectors
import socket
import threading


class Wire:
    """Forwards TCP connections on 127.0.0.1 to a server's port; `cut` makes the server unreachable.

    `port` is the end the program talks to. Threads end with `close`.
    """

    def __init__(self, server_port: int) -> None:
        self.server_port = server_port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(0.2)
        self.port: int = self._listener.getsockname()[1]
        self._whole = threading.Event()
        self._whole.set()
        self._closed = threading.Event()
        self._threads = [threading.Thread(target=self._accept, name="wire", daemon=True)]
        self._threads[0].start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def cut(self) -> None:
        """Pull the cable: connections end, new ones are dropped."""
        self._whole.clear()

    def join(self) -> None:
        """Put the cable back."""
        self._whole.set()

    def close(self) -> None:
        """End all threads."""
        self._closed.set()
        self._whole.clear()
        for thread in self._threads:
            thread.join(timeout=5)
        self._listener.close()

    def _accept(self) -> None:
        while not self._closed.is_set():
            try:
                near, _ = self._listener.accept()
            except TimeoutError:
                continue
            if not self._whole.is_set():
                near.close()
                continue
            thread = threading.Thread(target=self._carry, args=(near,), name="wire", daemon=True)
            self._threads.append(thread)
            thread.start()

    def _carry(self, near: socket.socket) -> None:
        with contextlib.suppress(OSError), near:
            far = socket.create_connection(("127.0.0.1", self.server_port), timeout=5)
            with far, selectors.DefaultSelector() as ready:
                ready.register(near, selectors.EVENT_READ, far)
                ready.register(far, selectors.EVENT_READ, near)
                self._pump(ready)

    def _pump(self, ready: selectors.BaseSelector) -> None:
        while self._whole.is_set():
            for key, _ in ready.select(timeout=0.1):
                assert isinstance(key.fileobj, socket.socket)
                data = key.fileobj.recv(65536)
                if not data:
                    return
                key.data.sendall(data)
