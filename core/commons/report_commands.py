"""The command that freezes a statistic as it is sent upward (D5-D7, C5-C7)."""

from __future__ import annotations

from typing import Any

from core.domain.commands.base import Command
from core.domain.reports import ReportKind
from core.domain.values import CITY_ROLES, DocumentRef, PolicyFile, Role


class FreezeReport(Command, frozen=True):
    """生成报送版: a statistic that never changes again; the PC makes its id.

    `office` is the district's code, or the city's. `filtered` and `figures` are canonical JSON
    (`core.domain.reports`), `as_of` a day, `data_at` the instant of the last pull (empty: never),
    `made_at` the instant at which it was made (both by the server's clock as far as the PC knew it), `files`
    the paper (PDF) and the workbook with the records behind, in parts when it is large. `hash` is
    `report_hash` of it all with the actor; each end computes it again.
    """

    name, word = "FreezeReport", "生成报送版"
    about = "report"
    roles = (Role.DISTRICT_REVIEWER, *CITY_ROLES)

    report_id: str
    kind: ReportKind
    title: str
    office: str
    filtered: str
    as_of: str
    data_at: str
    figures: str
    files: tuple[PolicyFile, ...]
    made_at: str
    hash: str

    @property
    def attached(self) -> tuple[DocumentRef, ...]:
        return tuple(file.document for file in self.files)

    def label(self, record: Any) -> str:
        return self.title
