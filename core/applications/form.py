"""A form: the content of a case, the stages it goes through, and the words that are said of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.applications.content import Content
    from core.domain.values import OfficeKind


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a case lies: with the office of a kind at or above the one it was handed in at.

    `key` is stored with the case and its decisions; the one stage of a form has the empty one. `label` is
    what a clerk reads (初审). `days` are the working days for a decision, 0 those of the parameters (G16).
    """

    key: str
    office: OfficeKind
    label: str = ""
    days: int = 0


@dataclass(frozen=True, slots=True)
class Form:
    """What an applicant fills in and who decides on it.

    `title` is what it is called in sentences, `purpose` the use that a watermark names, `refusal` what a
    refusal is called, `series` the mark of its numbers (`J` in `WC-J-2026-0001`).
    """

    key: str
    title: str
    content: type[Content]
    stages: tuple[Stage, ...]
    purpose: str
    refusal: str
    series: str = ""

    def stage(self, key: str) -> Stage:
        """Give a stage by its key; LookupError for one that the form does not have."""
        found = next((one for one in self.stages if one.key == key), None)
        if found is None:
            raise LookupError(f"{self.key} has no stage {key!r}")
        return found

    def after(self, key: str) -> tuple[Stage, ...]:
        """Give the stages after one."""
        return self.stages[self.stages.index(self.stage(key)) + 1 :]
