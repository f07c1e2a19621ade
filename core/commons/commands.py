"""Commands about policy notices and text messages (product.md C8, A3; G14)."""

from __future__ import annotations

from typing import Any

from core.domain.commands.base import Command
from core.domain.values import CITY_ROLES, DocumentRef, PolicyFile, Role


class OnPolicyNotice(Command, frozen=True):
    """What commands about one notice share; `seen_version` is the version that the person saw."""

    about, subject_field = "policy_notice", "policy_id"
    roles = (Role.CITY_COMMISSION,)

    policy_id: str
    seen_version: int

    def label(self, record: Any) -> str:
        return str(getattr(record, "title", ""))


class SavePolicyNotice(OnPolicyNotice, frozen=True):
    """C8: write or change a draft; `seen_version` is 0 for a new one (the PC makes its id)."""

    name, word = "SavePolicyNotice", "保存公告"

    title: str
    text: str
    files: tuple[PolicyFile, ...] = ()

    @property
    def attached(self) -> tuple[DocumentRef, ...]:
        return tuple(file.document for file in self.files)

    def label(self, record: Any) -> str:
        return self.title


class PublishPolicyNotice(OnPolicyNotice, frozen=True):
    """C8: let every district and resident read a draft."""

    name, word = "PublishPolicyNotice", "发布公告"


class WithdrawPolicyNotice(OnPolicyNotice, frozen=True):
    """C8: take a published notice back; it stays in the commission's list with the reason."""

    name, word = "WithdrawPolicyNotice", "撤回公告"

    reason: str


class RemovePolicyNotice(OnPolicyNotice, frozen=True):
    """C8: throw a draft away."""

    name, word = "RemovePolicyNotice", "删除公告草稿"


class RetryNotice(Command, frozen=True):
    """A3 重发: queue a text message again that failed or was given up."""

    name, word = "RetryNotice", "重发短信"
    about = "notice"
    roles = (Role.DISTRICT_REVIEWER, *CITY_ROLES)

    notice_id: str
    seen_version: int
