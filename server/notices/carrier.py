"""The carrier over HTTP: one signed POST per message, short time-outs, small answers, no redirects.

Request: `{"key", "phone", "text"}` with the header Idempotency-Key; the answer with 200, 201 or 202 is
`{"id"}`, the carrier's number of the message. A refusal is 4xx with `{"code"}`.
docs/server.md describes the scheme.
"""

from __future__ import annotations

import base64
import os
import re
import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx
import msgspec

from core.domain.errors import KnownError
from server.notices.gateway import PermanentFailure, TemporaryFailure
from server.notices.signing import signed_headers

if TYPE_CHECKING:
    from core.domain.clock import Clock
    from server.config import Config

LARGEST_ANSWER = 64 * 1024
LONGEST_WAIT_SECONDS = 3600
SHORTEST_SECRET = 32
DOWN = "短信通道暂时无法连接"
SLOW = "短信通道没有及时答复"
BUSY = "短信通道繁忙或正在维护"
GARBAGE = "短信通道的答复无法识别"
CONFIG = "短信通道不接受本系统的请求，请管理员检查配置"
REFUSALS = {
    "PHONE_REFUSED": "运营商拒收：手机号无效或已停用",
    "BLOCKED": "运营商拒收：收件人拒绝接收此类短信",
    "TEMPLATE_REFUSED": "运营商没有通过这条短信的内容或签名",
}
_LOOPBACK = {"127.0.0.1", "::1", "localhost"}
_OURS = {401, 403, 404, 405}
"""The carrier does not know us or the address is wrong: a matter of configuration, not of this message."""
_LATER = {408, 425, 429}


class _Taken(msgspec.Struct):
    id: str


class _Refusal(msgspec.Struct):
    code: str = ""


class HttpGateway:
    """Usable from any thread. Secret, phones and texts appear in no log and no error."""

    delivers_at_once = False

    def __init__(self, config: Config, clock: Clock) -> None:
        """KnownError GATEWAY_CONFIG for an address without TLS (except on this machine) or a short secret."""
        check_config(config)
        self._config = config
        self._clock = clock
        address = urlsplit(config.gateway_url)
        self._path = (address.path or "/") + (f"?{address.query}" if address.query else "")
        self._longest = config.gateway_connect_seconds + config.gateway_read_seconds
        self._client = httpx.Client(
            timeout=httpx.Timeout(config.gateway_read_seconds, connect=config.gateway_connect_seconds),
            follow_redirects=False,
            trust_env=False,
        )

    def send(self, key: str, phone: str, text: str) -> str:
        body = msgspec.json.encode({"key": key, "phone": phone, "text": text})
        headers = {
            "Content-Type": "application/json",
            "Accept-Encoding": "identity",
            "Idempotency-Key": key,
            **signed_headers(
                self._config.gateway_secret,
                self._config.gateway_key_id,
                method="POST",
                path=self._path,
                body=body,
                seconds=int(self._clock.now().timestamp()),
                nonce=base64.urlsafe_b64encode(os.urandom(24)).decode(),
            ),
        }
        try:
            return _judge(*self._exchange(body, headers))
        except httpx.TimeoutException as error:
            raise TemporaryFailure("GATEWAY_SLOW", SLOW) from error
        except httpx.HTTPError as error:
            raise TemporaryFailure("GATEWAY_DOWN", DOWN) from error

    def close(self) -> None:
        self._client.close()

    def _exchange(self, body: bytes, headers: dict[str, str]) -> tuple[int, httpx.Headers, bytes]:
        """Give status, headers and body; an answer that drips or grows without end is cut off."""
        until = time.monotonic() + self._longest
        answer = bytearray()
        url = self._config.gateway_url
        with self._client.stream("POST", url, content=body, headers=headers) as response:
            for piece in response.iter_raw():
                answer += piece
                if len(answer) > LARGEST_ANSWER:
                    raise TemporaryFailure("GATEWAY_GARBAGE", GARBAGE)
                if time.monotonic() > until:
                    raise TemporaryFailure("GATEWAY_SLOW", SLOW)
            return response.status_code, response.headers, bytes(answer)


def check_config(config: Config) -> None:
    """Refuse a carrier without address, TLS or secret: KnownError GATEWAY_CONFIG."""
    address = urlsplit(config.gateway_url)
    safe = address.scheme == "https" or (address.scheme == "http" and address.hostname in _LOOPBACK)
    if not safe or not address.hostname or address.username is not None:
        raise KnownError(
            "GATEWAY_CONFIG", "短信通道的地址不可用：请给出 https 开头、不含用户名的地址（本机可用 http）。"
        )
    if len(config.gateway_secret) < SHORTEST_SECRET:
        raise KnownError("GATEWAY_CONFIG", f"短信通道的密钥至少 {SHORTEST_SECRET} 个字符，请设置后再启动。")


def _judge(status: int, headers: httpx.Headers, body: bytes) -> str:
    if status in (200, 201, 202):
        try:
            taken = msgspec.json.decode(body, type=_Taken).id
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise TemporaryFailure("GATEWAY_GARBAGE", GARBAGE) from error
        if not re.fullmatch(r"[!-~]{1,80}", taken):
            raise TemporaryFailure("GATEWAY_GARBAGE", GARBAGE)
        return taken
    if status in _OURS:
        raise TemporaryFailure("GATEWAY_CONFIG", CONFIG)
    if status in _LATER or status >= 500:
        raise TemporaryFailure("GATEWAY_BUSY", BUSY, _wait(headers))
    if status >= 400:
        raise _refusal(body)
    raise TemporaryFailure("GATEWAY_GARBAGE", GARBAGE)


def _refusal(body: bytes) -> PermanentFailure:
    try:
        code = msgspec.json.decode(body, type=_Refusal).code
    except (msgspec.DecodeError, UnicodeDecodeError):
        code = ""
    known = REFUSALS.get(code)
    shown = f"（{code}）" if re.fullmatch(r"[A-Z][A-Z0-9_]{0,39}", code) else ""
    return PermanentFailure(code if known else "REFUSED", known or f"运营商拒绝发送这条短信{shown}")


def _wait(headers: httpx.Headers) -> int:
    text = headers.get("retry-after", "")
    return min(int(text), LONGEST_WAIT_SECONDS) if re.fullmatch(r"[0-9]{1,6}", text) else 0
