"""The past of the fixtures' centre: a part of the sample data, played through the server's own doors."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

import msgspec
from litestar.testing import TestClient

from core.domain.clock import FixedClock, parse_instant
from server.app import app_for
from server.centre import make_store, open_centre
from server.sample.apprenticeship import steps
from server.sample.apprenticeship.scenario import plan
from server.sample.desk import make_accounts
from server.sample.pictures import Pictures, uploads
from server.sample.player import Player

if TYPE_CHECKING:
    from collections.abc import Callable

    from server.config import Config
    from server.sample.apprenticeship.steps import Plan, Step

SEED = 7
CASES = (
    "due_in_1", "due_in_2", "due_today", "overdue_3", "overdue_11", "due_in_6", "other_name",
    "qualified_15_years", "ten_pages", "resubmitted", "returned", "refused", "withdrawn",
    "dissolution_approved", "dissolution_resubmitted", "terminated", "stays_with_bureau", "session_1_1",
    "session_1_3", "correction_passed", "unpublished_filing", "terminated_after_score", "eligible_today",
    "five_years", "leap_day", "post_busy",
)  # fmt: skip
"""Filings in every state, dissolutions, terminations, scores published, corrected and not published."""
MORE = ("f71", "f74", "f76")
"""Filings with a score that is not published."""


def play(
    config: Config, now: str, random: Callable[[int], bytes], tell: Callable[[str], None]
) -> dict[str, str]:
    """Fill a new server with what happened up to a moment; gives ids by case and by key of the plan."""
    told = part_of(plan(SEED, parse_instant(now), 0, 0))
    make_store(config, FixedClock(told.begins), random)
    clock = FixedClock(told.begins)
    with contextlib.closing(open_centre(config, clock=clock, random=random)) as centre:
        make_accounts(centre)
        with TestClient(app_for(centre)) as client, Pictures(uploads(told.steps)) as pictures:
            player = Player(told, centre, clock, client, pictures, tell)
            player.play()
            ids = player.summary().ids
    return ids | {case: ids[key] for case, key in told.cases.items() if key in ids}


def part_of(told: Plan) -> Plan:
    """Leave out everybody who has nothing to do with the filings of `CASES`, and what was refused."""
    filings = {told.cases[case] for case in CASES} | set(MORE)
    filings |= {step.of for step in told.steps if isinstance(step, steps.Dissolve) and step.filing in filings}
    happened = [step for step in told.steps if not step.refused_for]
    people: set[str] = set()
    scores: set[str] = set()
    for step in happened:
        if isinstance(step, steps.SubmitFiling) and step.filing in filings:
            people |= {step.who, step.teacher}
        if isinstance(step, steps.EnterScore) and step.filing in filings:
            scores.add(step.score)
    taken = [kept for step in happened if (kept := _kept(step, filings, people, scores)) is not None]
    residents = tuple(one for one in told.residents if one.key in people)
    return msgspec.structs.replace(told, steps=tuple(taken), residents=residents)


def _kept(step: Step, filings: set[str], people: set[str], scores: set[str]) -> Step | None:
    filing: Any = getattr(step, "filing", None)
    if isinstance(step, steps.CarryOver):
        return None
    if isinstance(step, steps.PublishScores):
        some = tuple(one for one in step.scores if one in scores)
        return msgspec.structs.replace(step, scores=some) if some else None
    if filing is not None:
        return step if filing in filings else None
    registers = (steps.RegisterTeacher, steps.UpdateTeacher, steps.RegisterStudent)
    return step if not isinstance(step, registers) or step.who in people else None
