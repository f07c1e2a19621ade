"""PostgreSQL with many writers at once: nothing is lost or waits in a circle (G12, faults 9, 13, 16)."""

from __future__ import annotations

import contextlib
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select, text

from core import audit
from core.actions import Actor, Context, execute
from core.applications.numbers import next_number
from core.apprenticeship.actions.scoring import locked
from core.apprenticeship.commands.assessment import PublishScores, RecordScore, RecordScores, RemoveScore
from core.apprenticeship.commands.filing import (
    ApproveDissolution,
    ApproveFiling,
    UpdateTeacher,
    WithdrawFiling,
)
from core.apprenticeship.tables import Apprenticeship, Assessment, Filing, Student, Teacher
from core.apprenticeship.words.roles import STUDENT
from core.apprenticeship.words.values import AssessmentState
from core.commons.tables import Notice
from core.domain.values import Role, SeenRecord
from core.store.recorder import Recorder
from server import ledger
from server.feed import write_feed
from server.notices.worker import Worker
from server.tables import FEED, FEED_MARK, HEAD
from tests.kit import HONGSHAN, WUCHANG, World, teacher_data
from tests.registers import command as register
from tests.registers import line
from tests.server.kit import Pc, account

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from core.apprenticeship.commands.termination import ForceTerminate
    from core.domain.commands.base import Command
    from sync.protocol import Envelope, Verdict
    from tests.live_server import LiveServer

SECONDS = 60


@pytest.fixture(autouse=True)
def only_postgresql(request: pytest.FixtureRequest) -> None:
    if "postgresql" not in request.node.name:
        pytest.skip("SQLite has one writer")


def made(server: LiveServer, make: Callable[[World], Any]) -> Any:
    """Let residents and offices do something; it stands in the feed like everything."""
    with server.centre.writing() as session:
        world = World(session, server.centre.clock)  # type: ignore[arg-type]
        world.ids = server.centre.ids
        with Recorder(session) as recorder:
            result = make(world)
        write_feed(session, recorder, "")
    return result


def pc_of(server: LiveServer, username: str, role: Role, *districts: str) -> Pc:
    account(server, username, role, *districts)
    return Pc(server, username)


def settled(server: LiveServer, envelope: Envelope) -> Verdict:
    """Push until there is a final verdict, as a PC does."""
    for _ in range(20):
        verdict = ledger.settle(server.centre, envelope)
        if verdict.status != "retry":
            return verdict
    raise AssertionError("never settled")


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    barrier = threading.Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        barrier.wait(SECONDS)
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts, timeout=SECONDS))


def feeds_are_gapless(server: LiveServer) -> None:
    with server.centre.reading() as session:
        for scope, head in session.execute(select(HEAD.c.scope, HEAD.c.seq)).all():
            marks = list(session.scalars(select(FEED_MARK.c.seq).where(FEED_MARK.c.scope == scope)))
            assert max(marks) == head
            numbers = list(session.scalars(select(FEED.c.seq).where(FEED.c.scope == scope)))
            assert len(numbers) == len(set(numbers))
            assert max(numbers) == head
        for table in (Apprenticeship, Assessment, Notice):
            named = select(FEED.c.id, FEED.c.version).where(
                FEED.c.kind == table.__tablename__, FEED.c.action == "put"
            )
            for record_id, version in session.execute(named):
                assert session.get_one(table, record_id).version == version
        assert audit.verify_store(session) == []


def counters_agree(server: LiveServer) -> None:
    with server.centre.reading() as session:
        for study in session.scalars(select(Apprenticeship)):
            waiting = session.scalar(
                select(func.count())
                .select_from(Assessment)
                .where(
                    Assessment.apprenticeship_id == study.id,
                    Assessment.state == AssessmentState.UNPUBLISHED,
                )
            )
            assert study.unpublished_scores == waiting


def test_everything_at_once_ends_in_one_verdict_each(server: LiveServer) -> None:
    """Two overlapping publications, terminations, dissolutions, new scores and the notices' worker."""
    people = 8
    worlds = made(server, lambda world: _people(world, people))
    studies, scores, filings, entries = worlds
    office = pc_of(server, "hejing", Role.CITY_OFFICE)
    second = pc_of(server, "liuqian", Role.CITY_OFFICE)
    commission = pc_of(server, "lianghong", Role.CITY_COMMISSION)
    bureau = pc_of(server, "zhoumin", Role.DISTRICT_REVIEWER, WUCHANG)
    new = server.centre.ids.new
    forward = PublishScores(new(), tuple(SeenRecord(one, 1) for one in scores[:5]), True)
    backward = PublishScores(new(), tuple(SeenRecord(one, 1) for one in reversed(scores[3:])), True)
    orders: list[tuple[Pc, list[Command]]] = [
        (office, [forward, RecordScores(new(), tuple(entries[4:]))]),
        (second, [backward, RecordScores(new(), tuple(reversed(entries)))]),
        (commission, [_termination(server, study) for study in studies[2:6]]),
        (bureau, [ApproveDissolution(one, 1, "同意。", paper_seen=True) for one in filings]),
    ]
    batches = [[pc.envelope(one) for one in commands] for pc, commands in orders]
    work = [partial(_settle_all, server, batch) for batch in batches]
    worker = Worker(server.centre)
    found = at_once(*work, lambda: [worker.run_once() for _ in range(12)])
    verdicts = [verdict for some in found[:4] for verdict in some]
    assert {verdict.status for verdict in verdicts} <= {"applied", "rejected"}
    assert any(verdict.status == "applied" for verdict in verdicts)
    feeds_are_gapless(server)
    counters_agree(server)
    with server.centre.reading() as session:
        for study in session.scalars(select(Apprenticeship)):
            ends = session.scalars(select(Assessment.state).where(Assessment.apprenticeship_id == study.id))
            assert (study.state == "passed") == ("published" in set(ends))


def _settle_all(server: LiveServer, envelopes: list[Envelope]) -> list[Verdict]:
    return [settled(server, one) for one in envelopes]


def _people(world: World, count: int) -> tuple[list[str], list[str], list[str], list[Any]]:
    studies = [world.active(number) for number in range(1, count + 1)]
    scores = [world.score(one) for one in studies]
    filings = []
    for number, study in enumerate(studies[5:], start=6):
        student = Actor(f"r-s{number}", "", STUDENT, person_id=world.study(study).student_id)
        filings.append(world.dissolve(student, study))
    others = [world.active(number, notarised_on="2020-01-10") for number in range(60, 66)]
    return studies, scores, filings, [world.entry(one, type="specialty") for one in others]


def _termination(server: LiveServer, study: str) -> ForceTerminate:
    with server.centre.reading() as session:
        confirmed = ("G9_UNPUBLISHED_SCORES",)
        return World(session).termination(study, confirmed=confirmed)


def _run(server: LiveServer, session: Session, command: Command, actor: Actor) -> None:
    centre = server.centre
    context = Context(
        actor=actor,
        setting=centre.setting,
        now=centre.clock.now(),
        decided_at=centre.now,
        device_id="device-1",
        op_id=centre.ids.new(),
        settles=True,
    )
    with Recorder(session) as recorder:
        execute(session, command, context)
    write_feed(session, recorder, "")


def test_a_study_that_is_scored_and_shown_to_another_bureau_keeps_both(server: LiveServer) -> None:
    """Each change of a record is a version of its own, made on top of the one before (fault 41)."""
    study, entry, city, teacher = made(server, _moving)
    with server.centre.reading() as session:
        before = session.get_one(Apprenticeship, study).version
    moved = threading.Thread(target=lambda: _move(server, teacher))
    with server.centre.writing() as session:
        _run(server, session, RecordScore(server.centre.ids.new(), entry), city)
        moved.start()
        moved.join(0.5)
        assert moved.is_alive()
    moved.join(SECONDS)
    with server.centre.reading() as session:
        row = session.get_one(Apprenticeship, study)
        assert row.scope == f"{WUCHANG},{HONGSHAN}"
        assert row.unpublished_scores == 1
        assert row.version == before + 2
    feeds_are_gapless(server)


def _moving(world: World) -> Any:
    teacher = world.teacher(1)
    study = world.active(1, teacher)
    return study, world.entry(study), world.city(), teacher


def _move(server: LiveServer, teacher: Actor) -> None:
    with server.centre.writing() as session:
        version = session.get_one(Teacher, teacher.person_id).version
        data = teacher_data(1, district=HONGSHAN)
        _run(server, session, UpdateTeacher(teacher.person_id, version, data), teacher)


@pytest.mark.parametrize("by_phone", [True, False])
def test_fault_9_a_deadlock_loses_nothing(
    server: LiveServer, monkeypatch: pytest.MonkeyPatch, by_phone: bool
) -> None:
    """Two take the same records in opposite order: a PC asks again, for a resident the server does so."""
    first, second = made(server, lambda world: (world.score(world.active(1)), world.score(world.active(2))))
    monkeypatch.setattr(ledger, "execute", _crossing(first, second))
    pcs = [pc_of(server, name, Role.CITY_OFFICE) for name in ("hejing", "liuqian")]
    envelopes = [pc.envelope(RemoveScore(one, 1)) for pc, one in zip(pcs, (first, second), strict=True)]
    trusted = ledger.Trusted("hash", lambda session: World(session).city()) if by_phone else None
    verdicts = at_once(*[partial(ledger.settle, server.centre, one, trusted) for one in envelopes])
    statuses = sorted(one.status for one in verdicts)
    assert statuses == (["applied", "applied"] if by_phone else ["applied", "retry"])
    again = [ledger.settle(server.centre, one, trusted) for one in envelopes]
    assert [one.status for one in again] == ["applied", "applied"]
    feeds_are_gapless(server)


def _crossing(first: str, second: str) -> Callable[[Session, Any, Context], Any]:
    """`execute`, after the own score and the other's were taken; the first time both have their own."""
    barrier, met = threading.Barrier(2), threading.local()
    run = ledger.execute

    def crossing(session: Session, command: Any, context: Context) -> Any:
        mine, other = (first, second) if command.assessment_id == first else (second, first)
        session.get(Assessment, mine, with_for_update=True)
        if not getattr(met, "once", False):
            met.once = True
            with contextlib.suppress(threading.BrokenBarrierError):
                barrier.wait(5)
        session.get(Assessment, other, with_for_update=True)
        return run(session, command, context)

    return crossing


def test_the_same_score_from_two_offices_is_entered_once(server: LiveServer) -> None:
    """G11: the unique rule of the database is the last word; the loser learns who was first."""
    entries = made(server, lambda world: [world.entry(world.active(number)) for number in range(1, 4)])
    pcs = [pc_of(server, name, Role.CITY_OFFICE) for name in ("hejing", "liuqian")]
    orders = (tuple(entries), tuple(reversed(entries)))
    envelopes = [
        pc.envelope(RecordScores(server.centre.ids.new(), order))
        for pc, order in zip(pcs, orders, strict=True)
    ]
    verdicts = at_once(*[partial(settled, server, one) for one in envelopes])
    assert sorted(one.status for one in verdicts) == ["applied", "rejected"]
    assert any("hejing" in one.message or "liuqian" in one.message for one in verdicts)
    counters_agree(server)


def test_a_filing_is_withdrawn_and_approved_at_the_same_moment(server: LiveServer) -> None:
    filing, student = made(server, lambda world: world.filed(1))
    bureau = pc_of(server, "zhoumin", Role.DISTRICT_REVIEWER, WUCHANG)
    envelope = bureau.envelope(ApproveFiling(filing, 1, paper_seen=True))

    def withdraw() -> str:
        try:
            with server.centre.writing() as session:
                _run(server, session, WithdrawFiling(filing, 1), student)
        except Exception as error:
            return type(error).__name__
        return "withdrawn"

    verdict, ended = at_once(lambda: settled(server, envelope), withdraw)
    with server.centre.reading() as session:
        row = session.get_one(Filing, filing)
        study = session.get_one(Apprenticeship, row.apprenticeship_id)
    wanted = ("approved", "active") if verdict.status == "applied" else ("withdrawn", "withdrawn")
    assert (row.state, study.state) == wanted
    assert (ended == "withdrawn") == (verdict.status == "rejected")


def test_a_submission_and_an_import_do_not_wait_in_a_circle(server: LiveServer) -> None:
    """Both lock the people first and take the number last: the import waits, then goes through."""
    bureau = pc_of(server, "zhoumin", Role.DISTRICT_REVIEWER, WUCHANG)
    student = made(server, lambda world: world.student(world.teacher(1), 1))
    envelope = bureau.envelope(register(server.centre.ids, line(1, filing_no="WC-2026-0007")))
    with ThreadPoolExecutor(1) as pool:
        with server.centre.writing() as session:
            context = World(session, server.centre.clock).context(student)  # type: ignore[arg-type]
            locked(session, Student, [student.person_id])
            importing = pool.submit(ledger.settle, server.centre, envelope)
            waits(server)
            assert next_number(session, context, WUCHANG, "") == "WC-2026-0001"
        verdict = importing.result(SECONDS)
    assert verdict.status == "applied", verdict.message
    with server.centre.writing() as session:
        assert next_number(session, context, WUCHANG, "") == "WC-2026-0008"


def waits(server: LiveServer) -> None:
    """Return when a transaction waits for another one."""
    waiting = text(
        "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid)"
        " WHERE NOT granted AND datname = current_database()"
    )
    pause = threading.Event()
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        with server.centre.reading() as session:
            if session.scalar(waiting):
                return
        pause.wait(0.01)
    raise AssertionError("nobody waits")
