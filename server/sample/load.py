"""`add_sample_data`: plays the plan through the server's own doors, with the clock set to each moment.

Residents come through the residents' API, clerks through the ledger with signed commands; so whatever the
sample shows could have happened, and whatever should be refused was.
"""

from __future__ import annotations

import contextlib
import dataclasses
from typing import TYPE_CHECKING, Any

from litestar.testing import TestClient
from sqlalchemy import insert, select, update

from core.actions.facts import content_at
from core.domain import commands
from core.domain.clock import FixedClock, SystemClock, local_text
from core.domain.errors import KnownError
from core.domain.values import Value
from core.store.engine import session_factory
from core.store.tables import Filing, Student, Teacher
from server.app import app_for
from server.centre import make_store, open_centre
from server.config import Config
from server.sample import past, steps
from server.sample.desk import CLERKS, PASSWORD, Desk, make_accounts
from server.sample.door import Door, TurnedAway
from server.sample.pictures import Pictures, uploads
from server.sample.scenario import STUDENTS, TEACHERS, plan
from server.tables import META

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from core.domain.commands import Command
    from server.centre import Centre
    from server.sample.steps import Plan, Step

SEED = 1
MARK = "sample"
EVERY = 20


class Summary(Value, frozen=True):
    """What was added; `ids` maps keys of the plan (`t1`, `s1`, `f1`) to record ids, `refused` lists codes.

    `added` is false when the sample was there already. `cases` is that of the plan.
    """

    added: bool
    teachers: int = 0
    students: int = 0
    filings: int = 0
    ids: dict[str, str] = {}  # noqa: RUF012 - msgspec copies it
    cases: dict[str, str] = {}  # noqa: RUF012
    refused: tuple[str, ...] = ()


def add_sample_data(
    place: Config | Path,
    teachers: int = TEACHERS,
    students: int = STUDENTS,
    seed: int = SEED,
    *,
    now: datetime | None = None,
    tell: Callable[[str], None] = print,
) -> Summary:
    """Add the sample to a server that is not running and holds no residents yet; a second call adds nothing.

    `place` is a configuration or a data folder (made when it is not there). `now` is the moment from which
    dates lie back. KnownError: SAMPLE_UNFINISHED, NOT_EMPTY.
    """
    config = place if isinstance(place, Config) else Config(data=place)
    make_store(config)
    told = plan(seed, now or SystemClock().now(), teachers, students)
    clock = FixedClock(told.begins)
    centre = open_centre(dataclasses.replace(config, gateway="recording"), clock=clock)
    # A sample that a power cut spoils is made again; waiting for the disk would double its time.
    centre = dataclasses.replace(centre, write=session_factory(centre.engine, durable=False))
    with contextlib.closing(centre):
        if _is_there(centre):
            tell("样例数据已经在了，没有重复添加。")
            return Summary(added=False)
        _begin(centre, told)
        tell("建立演示账号（仅供演示）：" + "、".join(one.username for one in CLERKS) + f"，密码 {PASSWORD}")
        make_accounts(centre)
        with TestClient(app_for(centre)) as client, Pictures(uploads(told.steps)) as pictures:
            player = Player(told, centre, clock, client, pictures, tell)
            player.play()
            summary = player.summary()
            _end(centre)
    tell(
        f"样例数据已添加：老师 {summary.teachers} 名，学生 {summary.students} 名，备案 {summary.filings} 件。"
    )
    return summary


def _is_there(centre: Centre) -> bool:
    with centre.reading() as session:
        state = session.scalar(select(META.c.value).where(META.c.name == MARK))
        people = session.scalar(select(Teacher.id).limit(1)) or session.scalar(select(Student.id).limit(1))
    if state and state != "done":
        message = "上次添加样例数据没有做完。请换一个空的数据文件夹，重新添加。"
        raise KnownError("SAMPLE_UNFINISHED", message)
    if people and not state:
        raise KnownError("NOT_EMPTY", "这台服务器上已有居民的资料，不能再添加样例数据。")
    return bool(state)


def _begin(centre: Centre, told: Plan) -> None:
    with centre.writing() as session:
        session.execute(insert(META).values(name=MARK, value=f"seed {told.seed}, {told.today}"))


def _end(centre: Centre) -> None:
    with centre.writing() as session:
        session.execute(update(META).where(META.c.name == MARK).values(value="done"))


class Player:
    """Takes the steps one after the other."""

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
        self._desks: dict[str, Desk] = {}
        self._ids: dict[str, str] = {}
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
        def count(prefix: str) -> int:
            return sum(key.startswith(prefix) for key in self._ids)

        return Summary(
            added=True,
            teachers=count("t"),
            students=count("s"),
            filings=count("f"),
            ids=dict(self._ids),
            cases=self._plan.cases,
            refused=tuple(self._refused),
        )

    def _take(self, step: Step) -> None:
        match step:
            case steps.RegisterTeacher():
                self._ids[step.who] = self._door(step).register_teacher(step.teacher, step.papers)
            case steps.UpdateTeacher():
                self._door(step).update_teacher(step.teacher, step.papers)
            case steps.RegisterStudent():
                self._ids[step.who] = self._door(step).register_student(
                    step.student, step.papers, step.notarisation, step.pages
                )
            case steps.SubmitFiling():
                self._ids[step.filing] = self._door(step).submit(step.notarisation, step.pages)
            case steps.ResubmitFiling():
                self._resubmit(step)
            case steps.WithdrawFiling():
                filing = self._filing(step.filing)
                self._door(step).withdraw(filing.id, filing.revision)
            case _:
                self._office(step)

    def _office(self, step: Step) -> None:
        match step:
            case steps.ApproveFiling():
                filing = self._filing(step.filing)
                self._decide(
                    step,
                    commands.ApproveFiling(
                        filing_id=filing.id,
                        revision=filing.revision,
                        opinion=step.opinion,
                        documents_shown=self._documents(filing),
                        confirmed=step.confirmed,
                    ),
                    filing,
                )
            case steps.ReturnFiling():
                filing = self._filing(step.filing)
                command = commands.ReturnFiling(filing.id, filing.revision, step.items, step.opinion)
                self._decide(step, command, filing)
            case steps.RefuseFiling():
                filing = self._filing(step.filing)
                self._decide(step, commands.RefuseFiling(filing.id, filing.revision, step.opinion), filing)
            case steps.ForceTermination():
                past.terminate(self._centre, self._ids[step.filing], local_text(step.at)[:10])
            case steps.CarryOver():
                past.carry_over(self._centre, self._ids[step.teacher], self._ids[step.who], step.filed_on)
            case _:
                raise TypeError(f"no such step: {step!r}")

    def _resubmit(self, step: steps.ResubmitFiling) -> None:
        filing = self._filing(step.filing)
        self._door(step).resubmit(
            filing.id, filing.revision, step.student, step.papers, step.notarisation, step.pages
        )

    def _decide(self, step: Step, command: Command, filing: Filing) -> None:
        if step.who not in self._desks:
            self._desks[step.who] = Desk(self._centre, step.who)
        verdict = self._desks[step.who].decide(command, filing.version)
        if verdict.status != "applied":
            codes = (verdict.code, *(one.code for one in verdict.findings if one.blocking))
            raise TurnedAway(codes, verdict.message)

    def _documents(self, filing: Filing) -> tuple[str, ...]:
        """The copies a reviewer has looked at: all of them."""
        with self._centre.reading() as session:
            return tuple(ref.sha256 for _, ref in content_at(session, filing).documents())

    def _door(self, step: Step) -> Door:
        return self._doors[step.who]

    def _filing(self, key: str) -> Filing:
        with self._centre.reading() as session:
            return session.get_one(Filing, self._ids[key])
