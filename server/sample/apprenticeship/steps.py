"""What happens in the sample data, step by step: each at a moment, by a person, through the ordinary doors.

A step that must be refused names the finding or error code in `refused_for`; the loader checks that it was.
`who` is the key of a resident (`t3`, `s12`) or a clerk's user name; `filing`, `score` and `policy` are keys
of the plan (`f7`, `k2`, `p1`).
"""

from __future__ import annotations

from core.apprenticeship.words.values import (
    AssessmentResult,
    DissolutionData,
    NotarisationData,
    StudentData,
    TeacherData,
)
from core.domain.values import ReturnItem, Role, Value
from server.sample.apprenticeship.papers import Paper
from server.sample.office_files import PolicySheet

Papers = tuple[Paper, ...]


class Step(Value, frozen=True, kw_only=True):
    """`at` is an instant text; steps are taken in its order."""

    at: str
    who: str
    refused_for: str = ""


class RegisterTeacher(Step, frozen=True, kw_only=True):
    teacher: TeacherData
    papers: Papers


class UpdateTeacher(Step, frozen=True, kw_only=True):
    teacher: TeacherData
    papers: Papers = ()


class RegisterStudent(Step, frozen=True, kw_only=True):
    student: StudentData
    papers: Papers
    notarisation: NotarisationData
    pages: Papers


class SubmitFiling(Step, frozen=True, kw_only=True):
    """Without `notarisation` the one of the registration; `teacher` is the key of the teacher it names."""

    filing: str
    teacher: str
    notarisation: NotarisationData | None = None
    pages: Papers = ()


class ResubmitFiling(Step, frozen=True, kw_only=True):
    """`pages` are all pages of the corrected certificate, also those that stay."""

    filing: str
    student: StudentData | None = None
    papers: Papers = ()
    notarisation: NotarisationData | None = None
    pages: Papers = ()


class WithdrawFiling(Step, frozen=True, kw_only=True):
    filing: str


class ApproveFiling(Step, frozen=True, kw_only=True):
    filing: str
    opinion: str = ""
    confirmed: tuple[str, ...] = ()


class ReturnFiling(Step, frozen=True, kw_only=True):
    filing: str
    items: tuple[ReturnItem, ...]
    opinion: str = ""


class RefuseFiling(Step, frozen=True, kw_only=True):
    filing: str
    opinion: str


class Dissolve(Step, frozen=True, kw_only=True):
    """The student asks to dissolve the apprenticeship of an approved filing `of` (G8); `filing` is new."""

    filing: str
    of: str
    dissolution: DissolutionData
    papers: Papers


class ResubmitDissolution(Step, frozen=True, kw_only=True):
    """`papers` are all pages of the corrected proof."""

    filing: str
    dissolution: DissolutionData | None = None
    papers: Papers = ()


class ApproveDissolution(Step, frozen=True, kw_only=True):
    filing: str
    opinion: str = ""
    confirmed: tuple[str, ...] = ()


class EnterScore(Step, frozen=True, kw_only=True):
    """A score for the apprenticeship of a filing; `corrects` is the key of the published one it corrects."""

    score: str
    filing: str
    type: str
    assessed_on: str
    tenths: int
    result: AssessmentResult
    corrects: str = ""
    confirmed: tuple[str, ...] = ()


class PublishScores(Step, frozen=True, kw_only=True):
    scores: tuple[str, ...]


class ForceTermination(Step, frozen=True, kw_only=True):
    """The apprenticeship of an approved filing ends by force (G9); `name` is typed to confirm it."""

    filing: str
    reason_code: str
    basis: str
    text: str
    name: str
    papers: Papers
    confirmed: tuple[str, ...] = ()


class WritePolicy(Step, frozen=True, kw_only=True):
    policy: str
    title: str
    text: str
    sheets: tuple[PolicySheet, ...] = ()


class PublishPolicy(Step, frozen=True, kw_only=True):
    policy: str


class WithdrawPolicy(Step, frozen=True, kw_only=True):
    policy: str
    reason: str


class CarryOver(Step, frozen=True, kw_only=True):
    """An apprenticeship filed on paper before this system, entered by the operators; takes a seat (G2).

    Written directly: no command can fill a teacher's seats past a pending filing, since pending ones count.
    `who` is the student.
    """

    teacher: str
    filed_on: str


class Resident(Value, frozen=True):
    """Who logs in by phone: key, role, phone."""

    key: str
    role: Role
    phone: str


class Clerk(Value, frozen=True):
    """A demonstration account."""

    username: str
    name: str
    role: Role
    districts: tuple[str, ...] = ()


class Unreachable(Value, frozen=True):
    """A phone that text messages do not reach: never again when `for_good`, else the carrier is busy."""

    phone: str
    reason: str
    for_good: bool


class Plan(Value, frozen=True):
    """The whole sample: `steps` in order of time; `cases` maps what a test looks for to a key of the plan.

    Text messages written after `posted_until` (an instant) are not sent by then; `unreachable` never are.
    """

    seed: int
    today: str
    residents: tuple[Resident, ...]
    steps: tuple[Step, ...]
    cases: dict[str, str]
    unreachable: tuple[Unreachable, ...] = ()
    posted_until: str = ""

    @property
    def begins(self) -> str:
        """Moment of the first step."""
        return self.steps[0].at
