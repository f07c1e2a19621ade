"""Commands of the city commission and about notices (product.md C2, C8, A3; G9, G14)."""

from __future__ import annotations

from typing import ClassVar

from core.domain.commands.base import Command
from core.domain.values import PolicyFile


class SavePolicyNotice(Command, frozen=True):
    """C8: write or change a draft; `seen_version` is 0 for a new one (the PC makes its id)."""

    name: ClassVar[str] = "SavePolicyNotice"
    subject_field: ClassVar[str] = "policy_id"

    policy_id: str
    seen_version: int
    title: str
    text: str
    files: tuple[PolicyFile, ...] = ()


class PublishPolicyNotice(Command, frozen=True):
    """C8: let every district and resident read a draft."""

    name: ClassVar[str] = "PublishPolicyNotice"
    subject_field: ClassVar[str] = "policy_id"

    policy_id: str
    seen_version: int


class WithdrawPolicyNotice(Command, frozen=True):
    """C8: take a published notice back; it stays in the commission's list with the reason."""

    name: ClassVar[str] = "WithdrawPolicyNotice"
    subject_field: ClassVar[str] = "policy_id"

    policy_id: str
    seen_version: int
    reason: str


class RemovePolicyNotice(Command, frozen=True):
    """C8: throw a draft away."""

    name: ClassVar[str] = "RemovePolicyNotice"
    subject_field: ClassVar[str] = "policy_id"

    policy_id: str
    seen_version: int


class RetryNotice(Command, frozen=True):
    """A3 重发: queue a text message again that failed or was given up."""

    name: ClassVar[str] = "RetryNotice"
    subject_field: ClassVar[str] = "notice_id"

    notice_id: str
    seen_version: int
