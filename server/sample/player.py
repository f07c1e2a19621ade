"""Takes the steps of a plan one after the other: residents at the residents' API, clerks at their desks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.domain.clock import local_text
from core.domain.values import Value
from server.sample.apprenticeship import past, steps
from server.sample.apprenticeship.door import Door, TurnedAway
from server.sample.office import Office
from server.sample.post import Post

if TYPE_CHECKING:
    from collections.abc import Callable

    from litestar.testing import TestClient

    from core.domain.clock import FixedClock
    from server.centre import Centre
    from server.sample.apprenticeship.steps import Plan, Step
    from server.sample.pictures import Pictures

EVERY = 20


class Summary(Value, frozen=True):
    """What was added; `ids` maps keys of the plan (`t1`, `f1`, `k1`, …) to record ids, `refused` lists codes.

    `added` is false when the sample was there already. `filings` counts dissolutions too. `cases` is that of
    the plan.
    """

    added: bool
    teachers: int = 0
    students: int = 0
    filings: int = 0
    scores: int = 0
    policies: int = 0
    ids: dict[str, str] = {}  # noqa: RUF012 - msgspec copies it
    cases: dict[str, str] = {}  # noqa: RUF012
    refused: tuple[str, ...] = ()


class Player:
    """Plays a plan into a centre whose clock it moves."""

    def __init__(
        self,
        told: Plan,
        centre: Centre,
        clock: FixedClock,
        client: TestClient[Any],
        pictures: Pictures,
        tell: Callable[[str], None],
    ) -> None:
        self._plan, self._centre, self._clock, self._tell = told, centre, clock, tell
        self._doors = {one.key: Door(client, centre, one, pictures) for one in told.residents}
        self._ids: dict[str, str] = {}
        self._office = Office(centre, pictures, self._ids)
        self._post = Post(centre, clock, told)
        self._refused: list[str] = []

    def play(self) -> None:
        """All steps; an outcome that was not promised is a mistake of the program, and said so."""
        for count, step in enumerate(self._plan.steps, 1):
            self._clock.set(step.at)
            try:
                self._take(step)
            except TurnedAway as refusal:
                if step.refused_for not in refusal.codes:
                    raise AssertionError(f"{type(step).__name__} {step.who}: {refusal}") from refusal
                self._refused.append(step.refused_for)
            else:
                if step.refused_for:
                    raise AssertionError(f"{type(step).__name__} {step.who}: not {step.refused_for}")
            if count % EVERY == 0 or count == len(self._plan.steps):
                self._tell(f"{count}/{len(self._plan.steps)} 步，已到 {local_text(step.at)[:10]}")

    def summary(self) -> Summary:
        """Count what there is now."""

        def count(prefix: str) -> int:
            return sum(key.startswith(prefix) for key in self._ids)

        return Summary(
            added=True,
            teachers=count("t"),
            students=count("s"),
            filings=count("f"),
            scores=count("k"),
            policies=count("p"),
            ids=dict(self._ids),
            cases=self._plan.cases,
            refused=tuple(self._refused),
        )

    def _take(self, step: Step) -> None:
        door = self._doors.get(step.who)
        if isinstance(step, steps.CarryOver):
            past.carry_over(self._centre, self._ids[step.teacher], self._ids[step.who], step.filed_on)
        elif door is not None:
            self._at_the_door(door, step)
        else:
            self._office.take(step)
            self._post.after(step.at)

    def _at_the_door(self, door: Door, step: Step) -> None:
        match step:
            case steps.RegisterTeacher():
                self._ids[step.who] = door.register_teacher(step.teacher, step.papers)
            case steps.UpdateTeacher():
                door.update_teacher(step.teacher, step.papers)
            case steps.RegisterStudent():
                self._ids[step.who] = door.register_student(
                    step.student, step.papers, step.notarisation, step.pages
                )
            case steps.SubmitFiling():
                self._ids[step.filing] = door.submit(step.notarisation, step.pages)
            case steps.ResubmitFiling():
                filing = self._office.filing(step.filing)
                door.resubmit(
                    filing.id, filing.revision, step.student, step.papers, step.notarisation, step.pages
                )
            case steps.Dissolve():
                study = self._office.filing(step.of).apprenticeship_id
                self._ids[step.filing] = door.dissolve(study, step.dissolution, step.papers)
            case steps.ResubmitDissolution():
                filing = self._office.filing(step.filing)
                door.resubmit_dissolution(filing.id, filing.revision, step.dissolution, step.papers)
            case steps.WithdrawFiling():
                filing = self._office.filing(step.filing)
                door.withdraw(filing.id, filing.revision)
            case _:
                raise TypeError(f"no such step: {step!r}")
