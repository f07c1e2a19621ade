"""What the pages of scores are given: functions and values (see `desktop.views.lists.ports`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from core.apprenticeship.lists.candidate import Candidate
    from core.apprenticeship.lists.scores import ScoreQuery, ScoreRow
    from core.apprenticeship.words.dictionaries import AssessmentType
    from core.apprenticeship.words.values import CandidateFacts, ScoreEntry
    from core.domain.commands.base import Command
    from core.domain.dictionaries import Dictionaries
    from core.domain.values import Finding
    from desktop.prompts import Prompter
    from desktop.tasks import Lane
    from desktop.views.lists.ports import ListPort, Memory
    from desktop.views.papers.paper_ports import PaperJob, PaperPorts, Papers


@dataclass(frozen=True, slots=True)
class ScoreJudging:
    """The rules as pure functions for the screen; the command is judged again where it is carried out.

    `candidate(facts, type, on)` is G10, `score(entry, type, today)` G11. `per_command` is the most scores of
    one command, from `second_look` scores on publishing needs two people.
    """

    candidate: Callable[[CandidateFacts, AssessmentType, date], tuple[Finding, ...]]
    score: Callable[[ScoreEntry, AssessmentType, date], tuple[Finding, ...]]
    per_command: int = 500
    second_look: int = 50


@dataclass(frozen=True, slots=True)
class ScoresPorts:
    """For 考试成绩录入 (C3).

    `candidate(number)` looks a person up and runs on the list's lane, `decide(command, base_version,
    supersedes)` on `writer`. `check_sheet(ids)` gives the 双人核对单 of these scores in this order for the
    preview. `new_id` makes ids, `reveal` as in `ReviewPorts`.
    """

    scores: ListPort[ScoreQuery, ScoreRow]
    writer: Lane
    paper: PaperPorts
    candidate: Callable[[str], Candidate | None]
    decide: Callable[[Command, int, str], object]
    judging: ScoreJudging
    check_sheet: Callable[[tuple[str, ...]], PaperJob]
    today: Callable[[], date]
    new_id: Callable[[], str]
    dictionaries: Dictionaries
    prompts: Prompter
    reveal: Callable[[str, str], None]
    memory: Memory
    papers: Papers | None = None


@dataclass(frozen=True, slots=True)
class ResultsPorts:
    """For 考试成绩查询 (D4): the published scores of the own district."""

    scores: ListPort[ScoreQuery, ScoreRow]
    dictionaries: Dictionaries
    prompts: Prompter
    reveal: Callable[[str, str], None]
    memory: Memory
    papers: Papers | None = None
