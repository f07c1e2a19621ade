"""What can go wrong on the wire, as errors with a Chinese sentence (sync.md faults 3, 12, 27, 30, 39)."""

from __future__ import annotations

from core.domain.errors import KnownError
from core.domain.product import PRODUCT

OFFLINE_CODES = frozenset(
    {
        "SERVER_UNREACHABLE",
        "SERVER_NAME_UNKNOWN",
        "SERVER_SLOW",
        "NOT_OUR_SERVER",
        "TLS_NOT_TRUSTED",
        "OFFLINE",
    }
)
"""Codes that mean: our server was not reached."""


class WireError(KnownError):
    """A failed request. `status` is the HTTP status, 0 without an answer.

    `retry_after` is in seconds as the server asked, `None` when it did not; `is_temporary` tells that the
    same request may succeed later without anybody doing something.
    """

    def __init__(self, code: str, message: str, *, status: int = 0, retry_after: float | None = None) -> None:
        super().__init__(code, message)
        self.status = status
        self.retry_after = retry_after

    @property
    def is_offline(self) -> bool:
        return self.code in OFFLINE_CODES

    @property
    def is_temporary(self) -> bool:
        return self.is_offline or self.status in (0, 408, 429) or self.status >= 500


def unreachable() -> WireError:
    return WireError("SERVER_UNREACHABLE", "连接不上服务器，请检查网络；本机可以继续审核，联网后自动上报。")


def name_unknown(host: str) -> WireError:
    return WireError("SERVER_NAME_UNKNOWN", f"找不到服务器“{host}”，请检查网络或服务器地址。")


def slow() -> WireError:
    return WireError("SERVER_SLOW", "服务器长时间没有响应，稍后会自动重试。")


def not_trusted(authority: str) -> WireError:
    return WireError(
        "TLS_NOT_TRUSTED",
        "服务器的安全证书不可信，已停止连接。请核对服务器地址；地址无误的，"
        f"请向管理员索取最新的 authority.pem，替换 {authority} 后再试。",
    )


def not_ours(status: int = 0) -> WireError:
    return WireError(
        "NOT_OUR_SERVER",
        f"该地址返回的不是{PRODUCT.service}服务器的内容。可能需要先登录单位网络（上网认证），或者服务器地址有误。",
        status=status,
    )


def broken_answer() -> WireError:
    return WireError("BROKEN_ANSWER", "服务器返回的数据不完整，已丢弃，稍后会重新获取。")


def too_large() -> WireError:
    return WireError("ANSWER_TOO_LARGE", "服务器返回的数据过大，已丢弃。请联系管理员。")


def bad_address(text: str) -> KnownError:
    return KnownError(
        "BAD_ADDRESS",
        f"服务器地址“{text[:80]}”格式不对，应形如 https://服务器名 ；不加密的 http 只能用于本机。",
    )


def no_authority(authority: str) -> KnownError:
    return KnownError(
        "NO_AUTHORITY",
        f"本机还没有服务器的信任证书。请向管理员索取文件 authority.pem，保存为 {authority} 后再试。",
    )


STATUS_SENTENCES = {
    401: ("SESSION_EXPIRED", "登录已过期，请重新登录；待上报的决定都已保留。"),
    403: ("FORBIDDEN", "当前用户没有进行此操作的权限。"),
    404: ("NOT_FOUND", "服务器上没有找到所需的内容。"),
    413: ("TOO_LARGE", "一次上报的内容过多，将自动分批上报。"),
    426: ("UPGRADE_NEEDED", "本程序版本过旧，无法下载新数据，请升级；待上报的决定仍会上报。"),
    429: ("TOO_MANY", "请求过于频繁，稍后会自动重试。"),
}


def for_status(status: int) -> tuple[str, str]:
    """Give code and sentence for a status whose answer did not bring its own."""
    if status >= 500:
        return ("SERVER_FAILED", "服务器暂时出错，稍后会自动重试。")
    return STATUS_SENTENCES.get(status, ("REQUEST_REFUSED", f"服务器拒绝了请求（{status}），请联系管理员。"))
