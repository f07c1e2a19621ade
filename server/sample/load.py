"""`add_sample_data`: plays the plan through the server's own doors, with the clock set to each moment.

Residents come through the residents' API, clerks through the ledger with signed commands; so whatever the
sample shows could have happened, and whatever should be refused was.
"""

from __future__ import annotations

import contextlib
import dataclasses
from typing import TYPE_CHECKING

from litestar.testing import TestClient
from sqlalchemy import insert, select, update

from core.apprenticeship.tables import Student, Teacher
from core.domain.clock import FixedClock, SystemClock
from core.domain.errors import KnownError
from core.store.engine import session_factory
from server.app import app_for
from server.centre import make_store, open_centre
from server.config import Config
from server.sample.apprenticeship.scenario import STUDENTS, TEACHERS, plan
from server.sample.desk import CLERKS, PASSWORD, make_accounts
from server.sample.pictures import Pictures, uploads
from server.sample.player import Player, Summary
from server.tables import META

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from server.centre import Centre
    from server.sample.apprenticeship.steps import Plan

SEED = 1
MARK = "sample"


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
        f"样例数据已添加：老师 {summary.teachers} 名，学生 {summary.students} 名，"
        f"备案和解除 {summary.filings} 件，成绩 {summary.scores} 条，公告 {summary.policies} 条。"
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
