"""Errors that become answers: a status, a stable code and a Chinese sentence (sync.protocol.Problem)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.domain.errors import KnownError

if TYPE_CHECKING:
    from core.domain.values import Finding


class WebError(KnownError):
    """An expected failure of a request. `retry_after` is in seconds, 0 when nothing is to be waited for."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        findings: tuple[Finding, ...] = (),
        retry_after: int = 0,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(code, message)
        self.status = status
        self.findings = findings
        self.retry_after = retry_after
        self.headers = headers or {}


def not_found() -> WebError:
    """What is not visible does not exist (security.md section 3)."""
    return WebError(404, "NOT_FOUND", "没有找到所请求的内容。")


def no_session() -> WebError:
    return WebError(401, "NO_SESSION", "请先登录。", headers={"WWW-Authenticate": "Bearer"})


def session_expired() -> WebError:
    return WebError(
        401,
        "SESSION_EXPIRED",
        "登录已过期，请重新登录；未上报的决定都已保留。",
        headers={"WWW-Authenticate": "Bearer"},
    )


def forbidden() -> WebError:
    return WebError(403, "FORBIDDEN", "当前身份不能使用此功能。")


def busy() -> WebError:
    return WebError(503, "SERVER_BUSY", "服务器正忙，请稍后再试。", retry_after=5)
