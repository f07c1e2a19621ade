"""A real server with the whole city at work: accounts of every role, people who may be assessed."""

from __future__ import annotations

import copy
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
from sqlalchemy import select

from core.apprenticeship.tables import Apprenticeship, Assessment, Notarisation, Student, Teacher
from core.commons.tables import Notice, PolicyNotice
from core.domain.clock import FixedClock, SystemClock
from core.domain.values import NoticeState, Role
from core.store.base import KINDS
from core.store.codec import body_of, columns_of
from core.store.recorder import Recorder
from core.store.tables import LogEntry
from server.accounts import Passwords, create_account
from server.feed import grant_blobs, write_feed
from server.tables import LEDGER
from sync import client, protocol
from sync.protocol import Verdict
from tests import kit
from tests.end_to_end.real import PASSWORD, RealPc, RealServer
from tests.kit import HONGSHAN, WUCHANG, World
from tests.live_server import LiveServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pytest
    import requests

    from core.store.base import Record

OLD_ENOUGH = "2023-01-10"
NAMES = (
    "陈亦舟", "贺晓怡", "吴思远", "宋佳宁", "高子墨", "罗雨桐", "梁文博", "郑可欣", "谢明轩", "韩若溪",
)  # fmt: skip
DIGITS = "零一二三四五六七八九"


class Clerk(NamedTuple):
    """An account of the city or a district; `username` logs in with `PASSWORD`."""

    username: str
    name: str
    role: Role
    districts: tuple[str, ...] = ()


OFFICE = Clerk("hejing", "何静", Role.CITY_OFFICE)
SECOND = Clerk("zhaowen", "赵文", Role.CITY_OFFICE)
COMMISSION = Clerk("lianghong", "梁宏", Role.CITY_COMMISSION)
REVIEWER = Clerk("zhoumin", "周敏", Role.DISTRICT_REVIEWER, (WUCHANG,))
VIEWER = Clerk("sunli", "孙丽", Role.DISTRICT_VIEWER, (WUCHANG,))
NEIGHBOUR = Clerk("maohong", "毛虹", Role.DISTRICT_REVIEWER, (HONGSHAN,))
ADMINISTRATORS = (
    Clerk("sysadmin", "系统管理员", Role.SYSTEM_ADMIN),
    Clerk("secadmin", "安全管理员", Role.SECURITY_ADMIN),
    Clerk("auditor", "审计员", Role.AUDITOR),
)
CLERKS = (OFFICE, SECOND, COMMISSION, REVIEWER, VIEWER, NEIGHBOUR)


class Trainee(NamedTuple):
    """A student 在教: `study` is the apprenticeship's id."""

    study: str
    student_id: str
    name: str
    id_number: str


class CityServer(RealServer):
    """The server as a process, with the accounts of `CLERKS`."""

    def clerk(self, clerk: Clerk) -> str:
        """Make an account; gives its id."""
        return create_account(
            self.centre,
            Passwords(self.config),
            username=clerk.username,
            display_name=clerk.name,
            role=clerk.role,
            districts=clerk.districts,
            password=PASSWORD,
            must_change=False,
        )

    def clerks(self, *clerks: Clerk) -> None:
        for clerk in clerks or CLERKS:
            self.clerk(clerk)

    # filling

    @contextmanager
    def world(self) -> Iterator[World]:
        """What is done inside happens at the centre and goes into the feed."""
        with self.centre.writing() as session:
            if self._world is None:
                self._world = World(session, FixedClock(SystemClock().now()))
            self._world.session = session
            with Recorder(session) as recorder:
                yield self._world
            grant_blobs(session, recorder)
            write_feed(session, recorder, "")

    def trainees(
        self, count: int = 1, *, first: int = 1, notarised_on: str = OLD_ENOUGH, district: str = WUCHANG
    ) -> list[Trainee]:
        """Let students be 在教, four with each teacher; `first` tells those of two calls apart."""
        made = []
        with self.world() as world:
            teacher = None
            for number in range(first, first + count):
                if teacher is None or (number - first) % 4 == 0:
                    teacher = world.teacher(number, district=district)
                name = NAMES[(number - 1) % len(NAMES)]
                student = world.student(teacher, number, notarised_on, name=name)
                study = world.approved(world.submit(student))
                row = world.session.get_one(Student, student.person_id)
                made.append(Trainee(study, row.id, row.name, row.id_number))
        return made

    def crowd(self, count: int) -> list[Trainee]:
        """Many students 在教, copied from one: rows as the actions write them, without their documents."""
        pattern = self.trainees(first=900)[0]
        made = []
        with self.world() as world:
            get, new = world.session.get_one, world.ids.new
            study = get(Apprenticeship, pattern.study)
            student, paper = get(Student, study.student_id), get(Notarisation, study.notarisation_id)
            teacher = get(Teacher, study.teacher_id)
            mentor = teacher
            for number in range(count):
                if number % 4 == 0:
                    mentor = copied(teacher, id=new(), id_number=kit.id_number("1969-03-05", number // 4))
                    world.session.add(mentor)
                born = f"{1980 + number // 900}-05-06"
                one = Trainee(new(), new(), crowd_name(number), kit.id_number(born, number % 900 + 1))
                paper_id = new()
                changes = {"student_name": one.name, "student_id_number": one.id_number}
                world.session.add_all(
                    (
                        copied(student, id=one.student_id, name=one.name, id_number=one.id_number),
                        copied(paper, id=paper_id, student_id=one.student_id),
                        copied(
                            study,
                            id=one.study,
                            student_id=one.student_id,
                            teacher_id=mentor.id,
                            notarisation_id=paper_id,
                            filing_no=f"WC-2023-{number:04d}",
                            **changes,
                        ),
                    )
                )
                made.append(one)
        return made

    def failed_notice(self, study: str) -> str:
        """Let the carrier have refused a message about an apprenticeship; gives its id."""
        with self.world() as world:
            wanted = select(Notice).where(Notice.subject_id == study).order_by(Notice.recipient_role)
            row = world.session.scalars(wanted).all()[0]
            row.state, row.reason = NoticeState.GIVEN_UP, "运营商拒收：手机号无效或已停用"
            row.attempts, row.ended_at = 1, row.created_at
            return row.id

    # looking

    def all_rows(self, *, log: bool = True) -> dict[tuple[str, str], tuple[Any, ...]]:
        """Every record of the centre; without the log when a refusal must change nothing else."""
        kinds = {kind: table for kind, table in KINDS.items() if log or table is not LogEntry}
        with self.centre.reading() as session:
            return {
                (kind, row.id): body_of(row)
                for kind, table in kinds.items()
                for row in session.scalars(select(table))
            }

    def scores(self, study: str = "") -> list[Assessment]:
        """Scores in the order of their entry, of one apprenticeship or all."""
        return [one for one in self._all(Assessment) if study in ("", one.apprenticeship_id)]

    def study(self, trainee: Trainee) -> Apprenticeship:
        with self.centre.reading() as session:
            return session.get_one(Apprenticeship, trainee.study)

    def policies(self) -> list[PolicyNotice]:
        return self._all(PolicyNotice)

    def notices(self, template: str) -> list[Notice]:
        return [one for one in self._all(Notice) if one.template == template]

    def log(self, action: str) -> list[LogEntry]:
        return [one for one in self._all(LogEntry) if one.action == action]

    def verdicts(self, name: str = "") -> list[Verdict]:
        """Final verdicts in the order they were given, of one kind of command or all."""
        with self.centre.reading() as session:
            rows = session.execute(select(LEDGER.c.name, LEDGER.c.verdict).order_by(LEDGER.c.judged_at))
            return [msgspec.json.decode(row.verdict, type=Verdict) for row in rows if name in ("", row.name)]

    def _all(self, table: type[Any]) -> list[Any]:
        with self.centre.reading() as session:
            return list(session.scalars(select(table).order_by(table.id)))


class CityCentre(CityServer):
    """The same in a thread of the test, behind a wire that can be cut."""

    _back: LiveServer | None = None

    def start(self, port: int = 0) -> None:
        self.live = LiveServer(self.config)
        self.live.__enter__()
        self.faults = self.live.faults
        self.url = self.live.url

    def elsewhere(self) -> CityServer:
        """The same server by a way that `cut` leaves open."""
        if self._back is None:
            self._back = LiveServer(self.config)
            self._back.__enter__()
        other = copy.copy(self)
        other.url = self._back.url
        return other

    def close(self) -> None:
        self.live.stop()
        if self._back is not None:
            self._back.stop()
        super().close()

    def cut(self) -> None:
        """Nobody reaches the server until `mend`; what was sent is not processed."""
        self.faults.add("drop_request", times=1_000_000)

    def mend(self) -> None:
        self.faults.clear()


def crowd_name(number: int) -> str:
    """A name of its own for each of up to ten thousand."""
    return "学" + "".join(DIGITS[int(digit)] for digit in f"{number:04d}")


def copied(row: Record, **changes: Any) -> Any:
    """A new record like another one."""
    kind = row.__tablename__
    values = dict(zip(columns_of(kind), body_of(row), strict=True))
    return KINDS[kind](**{**values, "version": 1, **changes})


class Listener:
    """A PC that keeps every byte the server ever sent to it, from its first log-in on."""

    def __init__(
        self, folder: Path, server: CityServer, clerk: Clerk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        heard: list[tuple[str, bytes]] = []
        plain = client._body

        def listening(response: requests.Response) -> bytes:
            body = plain(response)
            heard.append((str(response.request.headers.get(protocol.H_DEVICE)), body))
            return body

        monkeypatch.setattr(client, "_body", listening)
        self._heard = heard
        self.pc = RealPc(folder, server, clerk.username)

    def scores(self) -> dict[str, tuple[Any, ...]]:
        """Synchronise; gives the scores that this PC has."""
        assert self.pc.sync.run_once().problem is None
        return {key[1]: body for key, body in self.pc.rows().items() if key[0] == Assessment.__tablename__}

    def heard_of(self, *words: str) -> list[str]:
        """Which of the words the server ever said to this PC."""
        said = b"\n".join(body for device, body in self._heard if device == self.pc.unlocked.device_id)
        assert b'"apprenticeship"' in said, "nothing was listened to"
        return [word for word in words if word.encode() in said]
