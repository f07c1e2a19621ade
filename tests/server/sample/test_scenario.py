"""The plan of the sample data, judged by the rules of the centre without server or pictures."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import create_engine, update
from sqlalchemy.orm import Session

from core.actions import Actor
from core.domain import commands as c
from core.domain.clock import today
from core.domain.content import decode_content
from core.domain.errors import Refused
from core.domain.idnumber import parse_id_number
from core.domain.rules import check_filing
from core.domain.values import ApprenticeshipState, DocumentRef, FilingState, IdKind, Role
from core.actions.facts import filing_facts, content_at
from core.store.tables import Apprenticeship, Base, Filing
from server.sample import scenario, steps
from server.sample.papers import Paper
from server.sample.plotter import HONGSHAN, REVIEWERS, WUCHANG
from tests.kit import World

NOW = datetime(2026, 11, 20, 2, 20, tzinfo=UTC)


@pytest.fixture(scope="module")
def plan() -> steps.Plan:
    return scenario.plan(20261120, NOW)


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
        self.notarisations: dict[str, str] = {}
        self.refused: list[str] = []
        self.wrong: list[str] = []

    def run(self) -> None:
        for step in self.plan.steps:
            if step.refused_for.startswith("image_"):
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
            if isinstance(command, c.SubmitFiling):
                self.notarisations[step.filing] = command.notarisation_id

    def on_RegisterTeacher(self, step: steps.RegisterTeacher) -> c.Command:  # noqa: N802 - by step
        return c.RegisterTeacher(f"p-{step.who}", step.teacher, refs(step.papers))

    def on_UpdateTeacher(self, step: steps.UpdateTeacher) -> c.Command:  # noqa: N802
        return c.UpdateTeacher(f"p-{step.who}", 1, step.teacher, refs(step.papers))

    def on_RegisterStudent(self, step: steps.RegisterStudent) -> c.Command:  # noqa: N802
        return c.RegisterStudent(
            f"p-{step.who}", step.student, refs(step.papers), f"n-{step.who}", step.notarisation, refs(step.pages)
        )

    def on_SubmitFiling(self, step: steps.SubmitFiling) -> c.Command:  # noqa: N802
        notarisation = f"n-{step.filing}" if step.notarisation else f"n-{step.who}"
        return c.SubmitFiling(
            step.filing, f"a-{step.filing}", f"p-{step.who}", notarisation, step.notarisation, refs(step.pages)
        )

    def revision(self, filing: str) -> int:
        return self.world.session.get_one(Filing, filing).revision

    def on_ResubmitFiling(self, step: steps.ResubmitFiling) -> c.Command:  # noqa: N802
        pages = refs(step.pages) or None
        revision = self.revision(step.filing)
        return c.ResubmitFiling(
            step.filing, revision, step.student, refs(step.papers), step.notarisation, pages
        )

    def on_WithdrawFiling(self, step: steps.WithdrawFiling) -> c.Command:  # noqa: N802
        return c.WithdrawFiling(step.filing, self.revision(step.filing))

    def on_ApproveFiling(self, step: steps.ApproveFiling) -> c.Command:  # noqa: N802
        revision = self.revision(step.filing)
        return c.ApproveFiling(step.filing, revision, step.opinion, (), True, step.confirmed)

    def on_ReturnFiling(self, step: steps.ReturnFiling) -> c.Command:  # noqa: N802
        return c.ReturnFiling(step.filing, self.revision(step.filing), step.items, step.opinion)

    def on_RefuseFiling(self, step: steps.RefuseFiling) -> c.Command:  # noqa: N802
        return c.RefuseFiling(step.filing, self.revision(step.filing), step.opinion)

    def on_ForceTermination(self, step: steps.ForceTermination) -> None:  # noqa: N802
        row = self.world.session.get_one(Apprenticeship, f"a-{step.filing}")
        row.state, row.ended_on = ApprenticeshipState.TERMINATED, step.at[:10]

    def on_CarryOver(self, step: steps.CarryOver) -> None:  # noqa: N802
        """Left out here: the loader's own test looks at it."""


def refs(papers: tuple[Paper, ...]) -> tuple[DocumentRef, ...]:
    return tuple(ref(paper) for paper in papers)


@pytest.fixture(scope="module")
def rehearsed(plan: steps.Plan) -> Any:
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        rehearsal = Rehearsal(plan, World(session))
        rehearsal.run()
        yield rehearsal
    engine.dispose()


def test_every_step_is_judged_as_promised(rehearsed: Rehearsal) -> None:
    assert rehearsed.wrong == []
    assert {
        "G1_QUALIFICATION_TOO_YOUNG",
        "G1_TITLE_TOO_LOW",
        "G2_FULL",
        "G3_BIRTH_DIFFERS",
        "G3_SEX_DIFFERS",
        "G3_ID_CHECK",
        "G4_END_NOT_AFTER_START",
        "G5_MISSING",
        "G5_PAGE_NUMBERS",
        "G5_TOO_MANY_PAGES",
        "G6_OPEN",
        "G15_LOCKED",
    } <= set(rehearsed.refused)


def test_print(rehearsed: Rehearsal) -> None:
    s=rehearsed.world.session
    from collections import Counter
    from sqlalchemy import select
    print(Counter((f.state, f.bureau, f.submitted_at[:4]) for f in s.scalars(select(Filing))))
    rehearsed.world.clock.set("2026-11-20T02:20:00.000Z")
    cal=rehearsed.world.setting.calendar
    for f in s.scalars(select(Filing).where(Filing.state=="pending")):
        fs=check_filing(filing_facts(s,f,content_at(s,f)),rehearsed.world.setting.parameters,date(2026,11,20),rehearsed.world.setting.dictionaries)
        print(f.filing_no,f.student_name,f.teacher_name,f.practice_place,f.submitted_at[:16],cal.remaining(date.fromisoformat(f.due_on),date(2026,11,20)).text,[x.code for x in fs if x.level!="pass"], [k for k,v in rehearsed.plan.cases.items() if v==f.id])
