"""What stands in an archive packet, and the check over its documents that anybody can repeat."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import msgspec

from core.apprenticeship.papers.correction_notice import NoticeItem
from core.apprenticeship.papers.filing_form import FilingForm

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["ArchivePacket", "ArchiveScan", "ArchiveStep", "NoticeItem", "list_digest", "list_lines"]


class ArchiveStep(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One step of a filing: `at` to the second, `what` happened (提交备案申请, 退回补正 …), who did it.

    `opinion` as written, `items` those of a return, `note` what else has to be known (待上报，未生效), set in
    brackets.
    """

    at: str
    what: str
    person: str = ""
    opinion: str = ""
    items: tuple[NoticeItem, ...] = ()
    note: str = ""


class ArchiveScan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One document: whose and which (`学生　身份证正面`), its page where it has several, its digests (hex).

    `sha256` is that of the watermarked copy, which is printed; `original_sha256` of the sealed original.
    """

    kind: str
    sha256: str
    original_sha256: str = ""
    page: str = ""
    uploaded: str = ""

    @property
    def name(self) -> str:
        return f"{self.kind}　{self.page}" if self.page else self.kind


class ArchivePacket(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A whole packet, formatted. `state` is that of the filing, `export_number` names this export.

    `steps` oldest first, every decision there was; `scans` in the order of the packet.
    """

    form: FilingForm
    state: str
    steps: tuple[ArchiveStep, ...]
    scans: tuple[ArchiveScan, ...]
    export_number: str
    printed_by: str
    printed_at: str
    filed: str = ""
    title: str = "中医师承关系备案档案"


def list_lines(scans: Sequence[ArchiveScan]) -> str:
    """`序号 TAB 材料 TAB SHA-256` of every document, each line with a line feed at its end."""
    return "".join(f"{place}\t{scan.name}\t{scan.sha256}\n" for place, scan in enumerate(scans, 1))


def list_digest(scans: Sequence[ArchiveScan]) -> str:
    """SHA-256 (hex) over `list_lines` in UTF-8: one changed, added or missing document gives another."""
    return hashlib.sha256(list_lines(scans).encode()).hexdigest()
