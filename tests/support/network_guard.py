"""Keeps tests on this machine: a connection or a name that leaves the loopback fails the test."""

from __future__ import annotations

import ipaddress
import socket
from typing import Any

import pytest

NAMES = {"", "localhost", "localhost.localdomain"}


def is_loopback(host: object) -> bool:
    """True for 127.0.0.0/8, ::1, any-address binds, `localhost` and no host at all."""
    if host is None:
        return True
    text = host.decode() if isinstance(host, bytes) else str(host)
    if text.lower() in NAMES:
        return True
    try:
        address = ipaddress.ip_address(text.split("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _check(sock: socket.socket, address: Any) -> None:
    inet = sock.family in (socket.AF_INET, socket.AF_INET6)
    if inet and isinstance(address, tuple) and not is_loopback(address[0]):
        pytest.fail(f"a test tried to reach {address[0]}; only the loopback is allowed")


def install() -> None:
    """Put the guard around sockets and name look-ups for the rest of the process.

    Names under `.invalid` do not exist by their standard, so they get the answer a resolver would give
    and tests can use them as a wrong address. pytest.fail is no Exception: code cannot swallow it.
    """
    connect, connect_ex, look_up = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        _check(self, address)
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        _check(self, address)
        return connect_ex(self, address)

    def guarded_look_up(host: Any, *args: Any, **options: Any) -> Any:
        if not is_loopback(host):
            name = host.decode() if isinstance(host, bytes) else str(host)
            if name.rstrip(".").endswith(".invalid"):
                raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
            pytest.fail(f"a test tried to look up {name}; only the loopback is allowed")
        return look_up(host, *args, **options)

    socket.socket.connect = guarded_connect  # type: ignore[method-assign,assignment]
    socket.socket.connect_ex = guarded_connect_ex  # type: ignore[method-assign,assignment]
    socket.getaddrinfo = guarded_look_up
