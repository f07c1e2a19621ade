"""Invented scores and a small office that enters and publishes them, for the tests of the screens."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec

from core.apprenticeship import rules
from core.apprenticeship.commands.assessment import PublishScores, RecordScore, RemoveScore
from core.apprenticeship.lists.candidate import Candidate, CandidateStudy
from core.apprenticeship.lists.scores import ScoreQuery, ScoreRow
from core.apprenticeship.words.values import ApprenticeshipState, AssessmentResult, AssessmentState
from core.domain.dictionaries import load_dictionaries
from core.domain.errors import KnownError, Refused
from desktop.views.apprenticeship.scores.score_ports import ResultsPorts, ScoreJudging, ScoresPorts
from desktop.views.lists.ports import ListPort
from desktop.views.papers.jobs import save_paper
from desktop.views.papers.paper_ports import PaperJob, PaperPorts
from tests import kit
from tests.desktop import filed, printed

if TYPE_CHECKING:
    from core.domain.commands.base import Command
    from desktop.tasks import Lanes
    from tests.desktop.conftest import ScriptedPrompts

DICTIONARIES = load_dictionaries()
TODAY = date(2026, 11, 20)
DISTRICTS = [one.code for one in DICTIONARIES.districts]
TENTHS = (860, 910, 540, 780, 820, 690, 885, 730, 950, 600, 770)


def score_row(number: int, **changes: Any) -> ScoreRow:
    tenths = TENTHS[number % len(TENTHS)]
    row = ScoreRow(
        id=f"s{number:06d}",
        version=1,
        apprenticeship_id=f"a{number:06d}",
        student_id=f"p{number:06d}",
        teacher_id=f"t{number % 4}",
        bureau=DISTRICTS[number % 5],
        type="graduation",
        assessed_on="2026-11-08",
        tenths=tenths,
        result=AssessmentResult.PASS if tenths >= 600 else AssessmentResult.FAIL,
        state=AssessmentState.UNPUBLISHED,
        corrects="",
        corrected_by="",
        filing_no=f"WC-2023-{1200 - number % 1200:04d}",
        student_name=filed.STUDENTS[number % 15],
        student_id_number=kit.id_number("1996-08-21", number % 990 + 1),
        teacher_name=filed.TEACHERS[number % 4],
        practice_place=filed.PLACES[number % 3],
        notarised_on="2023-03-16",
        entered_at=f"2026-11-09T02:{59 - number % 60:02d}:00.000Z",
        entered_by_name="何静",
        published_at="",
        published_by_name="",
        waiting=False,
        apprenticeship_state=ApprenticeshipState.ACTIVE,
    )
    return msgspec.structs.replace(row, **changes)


def published(number: int, **changes: Any) -> ScoreRow:
    made = score_row(number, state=AssessmentState.PUBLISHED, published_at="2026-11-12T01:00:00.000Z")
    return msgspec.structs.replace(made, **{"published_by_name": "梁宏", **changes})


def candidate(
    number: int, scores: tuple[ScoreRow, ...] = (), *, places: int = 1, **changes: Any
) -> Candidate:
    """A person whose open apprenticeship comes first; `scores` are of that one."""
    student = kit.student_data(number % 990 + 1, name=filed.STUDENTS[number % 15])
    studies = []
    for place in range(places):
        row = filed.register_row(
            number,
            id=f"a{number:06d}" if not place else f"old{number:06d}",
            state="active" if not place else "terminated",
            student_name=student.name,
            student_id_number=student.id_number,
            teacher_name=filed.TEACHERS[(number + place) % 4],
            notarised_on="2019-05-06" if place else changes.get("notarised_on", "2023-03-16"),
            **{name: value for name, value in changes.items() if not place and name != "notarised_on"},
        )
        studies.append(CandidateStudy(row, 1, scores if not place else ()))
    passed = {score.type for score in scores if score.state == "published" and score.result == "pass"}
    return Candidate(f"p{number:06d}", student, tuple(studies), tuple(sorted(passed)))


@dataclass
class Office:
    """Scores in memory that query, enter and publish like the store does, as far as the screens can tell."""

    rows: list[ScoreRow]
    people: dict[str, Candidate] = field(default_factory=dict)
    asked: list[ScoreQuery] = field(default_factory=list)
    taken: list[Command] = field(default_factory=list)
    superseded: list[str] = field(default_factory=list)
    refuse: list[KnownError | None] = field(default_factory=list)
    sheets: list[tuple[str, ...]] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    revealed: list[tuple[str, str]] = field(default_factory=list)
    memory: filed.Memory = field(default_factory=filed.Memory)
    made: int = 0

    # the list

    def ids(self, query: ScoreQuery) -> list[str]:
        return [row.id for row in self._found(query)]

    def first_page(self, query: ScoreQuery, limit: int) -> list[ScoreRow]:
        self.asked.append(query)
        return self._found(query)[:limit]

    def by_ids(self, ids: tuple[str, ...]) -> list[ScoreRow]:
        wanted = set(ids)
        return [row for row in self.rows if row.id in wanted]

    def count(self, query: ScoreQuery) -> int:
        return len(self._found(query))

    def row(self, id_: str) -> ScoreRow:
        return next(row for row in self.rows if row.id == id_)

    def replace(self, id_: str, **changes: Any) -> None:
        self.rows = [msgspec.structs.replace(row, **changes) if row.id == id_ else row for row in self.rows]

    def _found(self, query: ScoreQuery) -> list[ScoreRow]:
        found = [
            row
            for row in self.rows
            if query.state in ("", row.state)
            and query.type in ("", row.type)
            and query.result in ("", row.result)
            and query.bureau in ("", row.bureau)
            and query.student in row.student_name + row.student_id_number
            and query.teacher in row.teacher_name
            and query.assessed_from <= row.assessed_on <= (query.assessed_to or "9999")
        ]
        return sorted(found, key=lambda row: getattr(row, query.sort), reverse=query.descending)

    # people and commands

    def add(self, number: int, *, places: int = 1, **changes: Any) -> Candidate:
        """Let a person be found by the id number."""
        scores = tuple(row for row in self.rows if row.student_id == f"p{number:06d}")
        made = candidate(number, scores, places=places, **changes)
        self.people[made.student.id_number] = made
        return made

    def candidate(self, number: str) -> Candidate | None:
        found = self.people.get(number)
        if found is None:
            return None
        first, *others = found.studies
        scores = tuple(row for row in self.rows if row.student_id == found.student_id)
        return msgspec.structs.replace(
            found, studies=(msgspec.structs.replace(first, scores=scores), *others)
        )

    def decide(self, command: Command, version: int, supersedes: str) -> object:
        fault = self.refuse.pop(0) if self.refuse else None
        if fault is not None:
            raise fault
        self.taken.append(command)
        self.superseded.append(supersedes)
        if isinstance(command, RecordScore):
            self._record(command)
        elif isinstance(command, RemoveScore):
            self.rows = [row for row in self.rows if row.id != command.assessment_id]
        elif isinstance(command, PublishScores):
            self._publish(command)
        return None

    def _record(self, command: RecordScore) -> None:
        entry = command.entry
        values = {
            "type": entry.type, "assessed_on": entry.assessed_on, "tenths": entry.tenths,
            "result": entry.result, "waiting": True,
        }  # fmt: skip
        if command.seen_version:
            self.replace(command.assessment_id, version=command.seen_version + 1, **values)
            return
        number = int(entry.apprenticeship_id[-6:])
        made = score_row(number, id=command.assessment_id, corrects=command.corrects, **values)
        self.rows = [made, *self.rows]

    def _publish(self, command: PublishScores) -> None:
        for seen in command.scores:
            if self.row(seen.id).state is AssessmentState.PUBLISHED:
                name = self.row(seen.id).student_name
                raise Refused("G12_PUBLISHED", f"{name}的成绩已经公布，不能再次公布。")
        for seen in command.scores:
            self.replace(seen.id, state=AssessmentState.PUBLISHED, waiting=True, version=seen.version + 1)

    def check_sheet(self, ids: tuple[str, ...]) -> PaperJob:
        self.sheets.append(ids)
        paper = printed.rendered(printed.pdf(printed.UPRIGHT))
        return PaperJob("双人核对单", "核对单.pdf", lambda: paper, "print_check_sheet", f"{len(ids)} 人")

    def note(self, act: str, subject: str) -> None:
        self.notes.append((act, subject))

    def new_id(self) -> str:
        self.made += 1
        return f"new{self.made:03d}"

    def reveal(self, what: str, reason: str) -> None:
        self.revealed.append((what, reason))

    def list_port(self, lanes: Lanes) -> ListPort[ScoreQuery, ScoreRow]:
        return ListPort(lanes.reader, self.first_page, self.ids, self.by_ids, self.count)

    def ports(self, lanes: Lanes, prompts: ScriptedPrompts, *, per_command: int = 500) -> ScoresPorts:
        return ScoresPorts(
            scores=self.list_port(lanes),
            writer=lanes.writer,
            paper=PaperPorts(lanes.more("paper"), prompts, self.note, save_paper),
            candidate=self.candidate,
            decide=self.decide,
            judging=ScoreJudging(rules.check_candidate, rules.check_score, per_command, 50),
            check_sheet=self.check_sheet,
            today=lambda: TODAY,
            new_id=self.new_id,
            dictionaries=DICTIONARIES,
            prompts=prompts,
            reveal=self.reveal,
            memory=self.memory,
        )

    def results(self, lanes: Lanes, prompts: ScriptedPrompts) -> ResultsPorts:
        return ResultsPorts(self.list_port(lanes), DICTIONARIES, prompts, self.reveal, self.memory)
