"""Where text messages go: the port, its errors, and the gateway that is none."""

from __future__ import annotations

from typing import Protocol

from core.domain.errors import KnownError


class GatewayError(KnownError):
    """A message that did not go out; `message` says why, without phone or text."""


class TemporaryFailure(GatewayError):
    """It may go out later. Whether the carrier took it may be unknown: the same key is sent again.

    `retry_after` is what the carrier asked to wait, in seconds.
    """

    def __init__(self, code: str, message: str, retry_after: int = 0) -> None:
        super().__init__(code, message)
        self.retry_after = retry_after


class PermanentFailure(GatewayError):
    """The carrier refused this message for good."""


class Gateway(Protocol):
    """Takes one message for one phone, outside any transaction.

    `send` gives the carrier's number of the message; the same key is one message however often it is sent.
    Raises TemporaryFailure or PermanentFailure. `delivers_at_once`: no report will come, sent is delivered.
    """

    delivers_at_once: bool

    def send(self, key: str, phone: str, text: str) -> str: ...

    def close(self) -> None: ...


class NoGateway:
    """None is configured: says so."""

    delivers_at_once = False

    def send(self, key: str, phone: str, text: str) -> str:
        raise TemporaryFailure("NO_GATEWAY", "短信通道尚未配置，暂时无法发送短信，请联系管理员。")

    def close(self) -> None:
        pass
