"""What the page of batch entry is given: functions and values (see `desktop.views.lists.ports`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from core.apprenticeship.imports.score_import import ScoreList
    from core.apprenticeship.lists.eligible import EligibleQuery, EligibleRow
    from core.domain.commands.base import Command
    from core.domain.dictionaries import AssessmentType, Dictionaries
    from core.imports.checked import AnyRow
    from desktop.prompts import Prompter
    from desktop.tasks import Lanes
    from desktop.views.apprenticeship.scores.score_ports import ScoreJudging
    from desktop.views.lists.ports import ListPort, Memory


@dataclass(frozen=True, slots=True)
class BatchPorts:
    """For 考核成绩批量录入 (C4).

    `decide(command, base_version, supersedes)` runs on the writer lane. `check(path, progress, stopped)`
    reads and checks a workbook, `template(path)` and `failed(path, rows)` write one; all three run on a lane
    of their own and raise KnownError. `lanes` gives these lanes and relays progress.
    """

    eligible: ListPort[EligibleQuery, EligibleRow]
    lanes: Lanes
    decide: Callable[[Command, int, str], object]
    check: Callable[[str, Callable[[int, int], None], Callable[[], bool]], ScoreList]
    template: Callable[[str], None]
    failed: Callable[[str, Sequence[AnyRow]], None]
    judging: ScoreJudging
    today: Callable[[], date]
    new_id: Callable[[], str]
    dictionaries: Dictionaries
    prompts: Prompter
    memory: Memory

    def kind(self, code: str) -> AssessmentType:
        return self.dictionaries.assessment_type(code)
