"""Addresses of servers: https with a pinned authority, plain http to this machine only."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sync import troubles

if TYPE_CHECKING:
    from pathlib import Path


def checked_url(text: str) -> str:
    """Give the address without a trailing slash; `BAD_ADDRESS` unless https, or http to this machine."""
    url = text.strip()
    if url and "://" not in url:
        url = ("http://" if is_loopback(f"http://{url}") else "https://") + url
    url = url.rstrip("/")
    try:
        parts = urlsplit(url)
        port_is_good = parts.port is None or parts.port > 0
    except ValueError as error:
        raise troubles.bad_address(text) from error
    plain = parts.scheme == "http" and is_loopback(url)
    extra = parts.query or parts.fragment or parts.username or any(c.isspace() for c in url)
    if not parts.hostname or extra or not port_is_good or not (plain or parts.scheme == "https"):
        raise troubles.bad_address(text)
    return url


def is_loopback(url: str) -> bool:
    """Tell whether an address names this machine."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return False
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def verified_by(url: str, authority: Path | None) -> str | bool:
    """Give what requests is to verify by: the pinned authority; raises NO_AUTHORITY when it is not there."""
    if url.startswith("http://"):
        return True
    if authority is None or not authority.is_file():
        raise troubles.no_authority(str(authority or "authority.pem"))
    return str(authority)
