"""Whatever the city does in whatever order, counts, states and corrections agree (G9 to G12)."""

from __future__ import annotations

import contextlib
from collections import Counter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.apprenticeship.commands.assessment import RecordScore, RemoveScore
from core.apprenticeship.tables import Apprenticeship, Assessment
from core.domain.errors import Refused
from tests.kit import World
from tests.support.stores import memory_store

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["enter", "correct", "edit", "remove", "publish", "terminate"]),
        st.integers(0, 7),
        st.sampled_from([0, 599, 600, 1000]),
        st.sampled_from(["graduation", "specialty"]),
    ),
    min_size=4,
    max_size=25,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(STEPS)
def test_any_history_leaves_the_store_in_order(steps: list[tuple[str, int, int, str]]) -> None:
    engine = memory_store()
    with Session(engine) as session:
        world = World(session)
        teacher = world.teacher()
        studies = [world.active(number, teacher, "2020-01-10") for number in (1, 2)]
        frozen: dict[str, tuple[int, str]] = {}
        for step in steps:
            with contextlib.suppress(Refused):
                _act(world, studies, step)
            session.expire_all()
            _check(world, frozen)
    engine.dispose()


def _act(world: World, studies: list[str], step: tuple[str, int, int, str]) -> None:
    name, number, tenths, kind = step
    study = studies[number % len(studies)]
    scores = list(world.session.scalars(select(Assessment).order_by(Assessment.id)))
    chosen = scores[number % len(scores)] if scores else None
    if name == "enter":
        world.score(study, tenths, type=kind)
    elif name == "terminate" and number == 0:
        world.terminate(study, confirmed=("G9_UNPUBLISHED_SCORES",))
    elif chosen is None:
        return
    elif name == "correct":
        world.score(chosen.apprenticeship_id, tenths, type=chosen.type, corrects=chosen.id)
    elif name == "edit":
        entry = world.entry(chosen.apprenticeship_id, tenths, type=kind)
        world.run(RecordScore(chosen.id, entry, seen_version=chosen.version), world.city())
    elif name == "remove":
        world.run(RemoveScore(chosen.id, chosen.version), world.city())
    elif name == "publish":
        world.publish(*(one.id for one in scores[number % len(scores) :][:2]))


def _check(world: World, frozen: dict[str, tuple[int, str]]) -> None:
    scores = list(world.session.scalars(select(Assessment)))
    drafts = [one for one in scores if one.state == "unpublished"]
    published = {one.id: one for one in scores if one.state == "published"}
    waiting = Counter(one.apprenticeship_id for one in drafts)
    assert len({(one.student_id, one.type) for one in drafts}) == len(drafts)
    for score_id, value in frozen.items():
        assert (published[score_id].tenths, published[score_id].result) == value
    frozen.update({one.id: (one.tenths, one.result) for one in published.values()})
    corrected = [one.corrects for one in published.values() if one.corrects]
    assert len(set(corrected)) == len(corrected)
    graduated = {
        one.apprenticeship_id
        for one in published.values()
        if (one.type, one.result) == ("graduation", "pass") and one.id not in corrected
    }
    for study in world.session.scalars(select(Apprenticeship)):
        assert study.unpublished_scores == waiting[study.id]
        if study.state != "terminated":
            assert (study.state == "passed") == (study.id in graduated)
            assert (study.ended_on != "") == (study.state == "passed")
