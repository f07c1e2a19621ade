"""A plan taken with `core.actions` alone, without server or pictures."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from core.actions import Actor
from core.apprenticeship.actions.facts import content_at, filing_facts
from core.apprenticeship.commands.assessment import PublishScores, RecordScore
from core.apprenticeship.commands.filing import (
    ApproveDissolution,
    ApproveFiling,
    RefuseFiling,
    RegisterStudent,
    RegisterTeacher,
    ResubmitDissolution,
    ResubmitFiling,
    ReturnFiling,
    SubmitDissolution,
    SubmitFiling,
    UpdateTeacher,
    WithdrawFiling,
)
from core.apprenticeship.commands.termination import ForceTerminate
from core.apprenticeship.rules import check_filing
from core.apprenticeship.tables import Apprenticeship, Assessment, Filing
from core.apprenticeship.words.values import ApprenticeshipState, ScoreEntry
from core.commons.commands import PublishPolicyNotice, SavePolicyNotice, WithdrawPolicyNotice
from core.commons.tables import PolicyNotice
from core.domain.errors import Refused
from core.domain.values import DocumentRef, Level, Role, SeenRecord
from server.sample.apprenticeship.plotter import REVIEWERS
from tests.kit import CITY, World

if TYPE_CHECKING:
    from core.domain.commands.base import Command
    from server.sample.apprenticeship import steps
    from server.sample.apprenticeship.papers import Paper

NOW = datetime(2026, 11, 20, 2, 20, tzinfo=UTC)
TODAY = date(2026, 11, 20)


def ref(paper: Paper) -> DocumentRef:
    digest = hashlib.sha256(repr(paper).encode()).hexdigest()
    return DocumentRef(paper.kind, digest, digest[::-1], paper.page, 1, 1, 1)


class Rehearsal:
    """Takes the steps of a plan with `core.actions` alone; keeps what was refused, by code."""

    def __init__(self, plan: steps.Plan, world: World) -> None:
        self.plan, self.world = plan, world
        self.actors = {
            one.key: Actor(one.key, one.key, one.role, person_id=f"p-{one.key}") for one in plan.residents
        }
        for district, clerks in REVIEWERS.items():
            for clerk in clerks:
                role = Role.DISTRICT_REVIEWER
                self.actors[clerk] = Actor(clerk, clerk, role, frozenset({district}))
        city = frozenset({CITY, *(one.code for one in world.setting.dictionaries.districts)})
        self.actors["chenjing"] = Actor("chenjing", "陈静", Role.CITY_OFFICE, city)
        self.actors["liuyang"] = Actor("liuyang", "刘洋", Role.CITY_COMMISSION, city)
        self.notarisations: dict[str, str] = {}
        self.refused: list[str] = []
        self.wrong: list[str] = []

    def filings(self) -> list[Filing]:
        return list(self.world.session.scalars(select(Filing)))

    def filing(self, case: str) -> Filing:
        return self.world.session.get_one(Filing, self.plan.cases[case])

    def hints(self, case: str) -> set[str]:
        """Codes of what a reviewer is told about a filing today, beside what is in order."""
        session, setting, filing = self.world.session, self.world.setting, self.filing(case)
        facts = filing_facts(session, filing, content_at(session, filing))
        findings = check_filing(facts, setting.parameters, TODAY, setting.dictionaries)
        return {one.code for one in findings if one.level is not Level.PASS}

    def open_of(self, case: str) -> int:
        """Open apprenticeships of a teacher."""
        wanted = select(Apprenticeship.state).where(Apprenticeship.teacher_id == f"p-{self.plan.cases[case]}")
        return sum(ApprenticeshipState(state).is_open for state in self.world.session.scalars(wanted))

    def run(self) -> None:
        for step in self.plan.steps:
            if step.refused_for.startswith("IMAGE_"):
                continue
            self.world.clock.set(step.at)
            try:
                self.take(step)
            except Refused as refusal:
                codes = {refusal.code, *(one.code for one in refusal.findings if one.blocking)}
                if step.refused_for not in codes:
                    self.wrong.append(f"{type(step).__name__} {step.who}: {refusal.code} {refusal.message}")
                self.refused.append(step.refused_for)
            else:
                if step.refused_for:
                    self.wrong.append(f"{type(step).__name__} {step.who}: not {step.refused_for}")

    def take(self, step: Any) -> None:
        command = getattr(self, f"on_{type(step).__name__}")(step)
        if command is not None:
            self.world.run(command, self.actors[step.who])
            if isinstance(command, SubmitFiling):
                self.notarisations[step.filing] = command.notarisation_id

    def on_RegisterTeacher(self, step: steps.RegisterTeacher) -> Command:
        return RegisterTeacher(f"p-{step.who}", step.teacher, refs(step.papers))

    def on_UpdateTeacher(self, step: steps.UpdateTeacher) -> Command:
        return UpdateTeacher(f"p-{step.who}", 1, step.teacher, refs(step.papers))

    def on_RegisterStudent(self, step: steps.RegisterStudent) -> Command:
        return RegisterStudent(
            f"p-{step.who}",
            step.student,
            refs(step.papers),
            f"n-{step.who}",
            step.notarisation,
            refs(step.pages),
        )

    def on_SubmitFiling(self, step: steps.SubmitFiling) -> Command:
        notarisation = f"n-{step.filing}" if step.notarisation else f"n-{step.who}"
        return SubmitFiling(
            step.filing,
            f"a-{step.filing}",
            f"p-{step.who}",
            notarisation,
            step.notarisation,
            refs(step.pages),
        )

    def revision(self, filing: str) -> int:
        return self.world.session.get_one(Filing, filing).revision

    def on_ResubmitFiling(self, step: steps.ResubmitFiling) -> Command:
        pages = refs(step.pages) or None
        revision = self.revision(step.filing)
        return ResubmitFiling(
            step.filing, revision, step.student, refs(step.papers), step.notarisation, pages
        )

    def on_WithdrawFiling(self, step: steps.WithdrawFiling) -> Command:
        return WithdrawFiling(step.filing, self.revision(step.filing))

    def on_ApproveFiling(self, step: steps.ApproveFiling) -> Command:
        revision = self.revision(step.filing)
        return ApproveFiling(step.filing, revision, step.opinion, (), True, step.confirmed)

    def on_ReturnFiling(self, step: steps.ReturnFiling) -> Command:
        return ReturnFiling(step.filing, self.revision(step.filing), step.items, step.opinion)

    def on_RefuseFiling(self, step: steps.RefuseFiling) -> Command:
        return RefuseFiling(step.filing, self.revision(step.filing), step.opinion)

    def on_ForceTermination(self, step: steps.ForceTermination) -> Command:
        study = self.study(step.filing)
        return ForceTerminate(
            study.id,
            study.version,
            step.reason_code,
            step.basis,
            step.text,
            step.name,
            refs(step.papers),
            step.confirmed,
        )

    def on_Dissolve(self, step: steps.Dissolve) -> Command:
        return SubmitDissolution(step.filing, f"a-{step.of}", step.dissolution, refs(step.papers))

    def on_ResubmitDissolution(self, step: steps.ResubmitDissolution) -> Command:
        proofs = refs(step.papers) or None
        return ResubmitDissolution(step.filing, self.revision(step.filing), step.dissolution, proofs)

    def on_ApproveDissolution(self, step: steps.ApproveDissolution) -> Command:
        revision = self.revision(step.filing)
        return ApproveDissolution(step.filing, revision, step.opinion, (), True, step.confirmed)

    def on_EnterScore(self, step: steps.EnterScore) -> Command:
        entry = ScoreEntry(f"a-{step.filing}", step.type, step.assessed_on, step.tenths, step.result)
        return RecordScore(step.score, entry, 0, step.corrects, step.confirmed)

    def on_PublishScores(self, step: steps.PublishScores) -> Command:
        seen = (self.world.session.get_one(Assessment, key) for key in step.scores)
        return PublishScores(step.at, tuple(SeenRecord(one.id, one.version) for one in seen))

    def on_WritePolicy(self, step: steps.WritePolicy) -> Command:
        return SavePolicyNotice(step.policy, 0, step.title, step.text)

    def on_PublishPolicy(self, step: steps.PublishPolicy) -> Command:
        return PublishPolicyNotice(step.policy, self.policy(step.policy).version)

    def on_WithdrawPolicy(self, step: steps.WithdrawPolicy) -> Command:
        return WithdrawPolicyNotice(step.policy, self.policy(step.policy).version, step.reason)

    def policy(self, key: str) -> PolicyNotice:
        return self.world.session.get_one(PolicyNotice, key)

    def study(self, filing: str) -> Apprenticeship:
        """The apprenticeship of an establishing filing."""
        return self.world.session.get_one(Apprenticeship, f"a-{filing}")

    def score(self, case: str) -> Assessment:
        return self.world.session.get_one(Assessment, self.plan.cases[case])

    def scores(self) -> list[Assessment]:
        return list(self.world.session.scalars(select(Assessment)))

    def on_CarryOver(self, step: steps.CarryOver) -> None:
        """Left out here: the loader's own test looks at it."""


def refs(papers: tuple[Paper, ...]) -> tuple[DocumentRef, ...]:
    return tuple(ref(paper) for paper in papers)
