"""What the page of batch entry is given: functions and values (see `desktop.views.lists.ports`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.apprenticeship.words.dictionaries import of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from core.apprenticeship.lists.eligible import EligibleQuery, EligibleRow
    from core.apprenticeship.words.dictionaries import AssessmentType
    from core.domain.dictionaries import Dictionaries
    from desktop.desk import Desk
    from desktop.prompts import Prompter
    from desktop.tasks import Lanes
    from desktop.views.apprenticeship.scores.score_ports import ScoreJudging
    from desktop.views.lists.ports import ListPort, Memory


@dataclass(frozen=True, slots=True)
class BatchPorts:
    """For 考核成绩批量录入 (C4).

    `desk` is for what is entered and imported.
    """

    eligible: ListPort[EligibleQuery, EligibleRow]
    desk: Desk
    lanes: Lanes
    judging: ScoreJudging
    today: Callable[[], date]
    dictionaries: Dictionaries
    prompts: Prompter
    memory: Memory

    def kind(self, code: str) -> AssessmentType:
        return of(self.dictionaries).assessment_type(code)
