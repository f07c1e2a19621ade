"""Running the application under uvicorn, with a port file for whoever waits for it."""

from __future__ import annotations

import ipaddress
import json
import os
import socket
from typing import TYPE_CHECKING

import uvicorn

from core.domain.errors import KnownError
from server.app import create_app
from server.notices.worker import Worker

if TYPE_CHECKING:
    from pathlib import Path

    from server.config import Config


def serve(
    config: Config,
    *,
    host: str,
    port: int,
    ready_file: Path | None = None,
    certificate: Path | None = None,
    key: Path | None = None,
) -> int:
    """Serve until told to stop. Plain HTTP only on the loopback. Raises KnownError."""
    if not (certificate and key) and not is_loopback(host):
        raise KnownError(
            "TLS_NEEDED", "对外提供服务必须使用 TLS，请给出 --certificate 和 --key；不加密只能用于本机。"
        )
    listener = listen(host, port)
    try:
        app = create_app(config)
        worker = Worker(app.state.centre)
        settings = uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            server_header=False,
            ssl_certfile=certificate,
            ssl_keyfile=key,
            lifespan="on",
            timeout_graceful_shutdown=10,
        )
        if ready_file is not None:
            _say_ready(ready_file, listener.getsockname()[1])
        if config.gateway:
            worker.start()
        try:
            uvicorn.Server(settings).run(sockets=[listener])
        finally:
            worker.stop()
    finally:
        listener.close()
        if ready_file is not None:
            ready_file.unlink(missing_ok=True)
    return 0


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def listen(host: str, port: int) -> socket.socket:
    """Open the listening socket; requests wait in it until the application is up."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name != "nt":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(2048)
    except OSError as error:
        listener.close()
        raise KnownError("PORT_TAKEN", f"无法在 {host}:{port} 上提供服务，端口可能已被占用。") from error
    return listener


def _say_ready(ready_file: Path, port: int) -> None:
    part = ready_file.with_name(ready_file.name + ".part")
    part.write_text(json.dumps({"port": port, "pid": os.getpid()}), encoding="utf-8")
    part.replace(ready_file)
