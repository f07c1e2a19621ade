"""Signed requests between this server and the carrier of text messages, the same scheme both ways.

The signature is HMAC-SHA256 (hex) under the shared secret over these lines, joined by line feeds:
`shicheng-gateway-v1`, method, path with query, time in seconds since 1970, nonce, hex SHA-256 of the body.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

SCHEME = "shicheng-gateway-v1"
H_KEY, H_TIME = "x-gateway-key", "x-gateway-time"
H_NONCE, H_SIGNATURE = "x-gateway-nonce", "x-gateway-signature"
WINDOW_SECONDS = 300
"""How far the clocks of both ends may lie apart."""

_NONCE = re.compile(r"[A-Za-z0-9_-]{16,64}")
_TIME = re.compile(r"[0-9]{1,12}")


def signed_headers(
    secret: str, key_id: str, *, method: str, path: str, body: bytes, seconds: int, nonce: str
) -> dict[str, str]:
    """Give the headers that sign a request made at `seconds` since 1970."""
    signature = _signature(secret, method, path, str(seconds), nonce, body)
    return {H_KEY: key_id, H_TIME: str(seconds), H_NONCE: nonce, H_SIGNATURE: signature}


def verified_nonce(
    secret: str,
    key_id: str,
    headers: Mapping[str, str],
    *,
    method: str,
    path: str,
    body: bytes,
    seconds: int,
) -> str | None:
    """Give the nonce of a request that is signed and of now; None for any other.

    The caller must refuse a nonce it has seen within the window.
    """
    time, nonce = headers.get(H_TIME, ""), headers.get(H_NONCE, "")
    if not secret or not _TIME.fullmatch(time) or not _NONCE.fullmatch(nonce):
        return None
    wanted = _signature(secret, method, path, time, nonce, body)
    signed = hmac.compare_digest(wanted.encode(), headers.get(H_SIGNATURE, "").encode())
    ours = hmac.compare_digest(key_id.encode(), headers.get(H_KEY, "").encode())
    return nonce if signed and ours and abs(int(time) - seconds) <= WINDOW_SECONDS else None


def _signature(secret: str, method: str, path: str, time: str, nonce: str, body: bytes) -> str:
    lines = (SCHEME, method, path, time, nonce, hashlib.sha256(body).hexdigest())
    return hmac.new(secret.encode(), "\n".join(lines).encode(), hashlib.sha256).hexdigest()
