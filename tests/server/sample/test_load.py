"""The whole sample goes through a real server: ledger, feed, pictures, scopes, audit."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec
import pytest
from sqlalchemy import func, select

from core import audit
from core.applications.tables import CaseDecision
from core.apprenticeship.actions.facts import content_at
from core.apprenticeship.lists.apprenticeships import student_others, teacher_open
from core.apprenticeship.tables import Apprenticeship, Assessment, Filing, Student, Teacher, Termination
from core.apprenticeship.words.kinds import OF_TERMINATION, TERMINATION_BASIS
from core.apprenticeship.words.values import ApprenticeshipState
from core.commons.tables import Notice, PolicyNotice
from core.domain.clock import FixedClock
from core.domain.errors import KnownError
from core.domain.values import CaseState, NoticeState, PolicyFile
from core.store.base import scopes_of
from core.store.tables import Document
from server.accounts import Passwords, log_in
from server.centre import open_centre
from server.config import Config
from server.sample import load
from server.sample.apprenticeship import papers, scenario, steps
from server.sample.apprenticeship.circulars import GUIDE, LIST
from server.sample.desk import CLERKS, PASSWORD
from server.tables import BLOB_SCOPE, FEED, LEDGER, META, QUARANTINE
from tests.kit import CITY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy.orm import Session

    from server.centre import Centre

NOW = datetime(2026, 11, 20, 2, 20, tzinfo=UTC)
PIXELS = 400
WUCHANG, HONGSHAN = "420106", "420111"


class Loaded:
    """A server with the smallest sample, its pictures drawn small."""

    def __init__(self, config: Config, summary: load.Summary, told: list[str]) -> None:
        self.config, self.summary, self.told = config, summary, told
        self.centre: Centre = open_centre(config, clock=FixedClock(NOW))
        self.session: Session = self.centre.read()

    def filing(self, case: str) -> Filing:
        return self.session.get_one(Filing, self.summary.ids[self.summary.cases[case]])

    def person(self, case: str) -> str:
        return self.summary.ids[self.summary.cases[case]]


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    config = Config(data=tmp_path_factory.mktemp("sample") / "data", argon2_kib=8, argon2_rounds=1)
    told: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(papers, "LONG_SIDE", PIXELS)
        summary = load.add_sample_data(config, 0, 0, now=NOW, tell=told.append)
    result = Loaded(config, summary, told)
    yield result
    result.session.close()
    result.centre.close()


def test_all_that_was_planned_is_there(loaded: Loaded) -> None:
    planned = scenario.plan(load.SEED, NOW, 0, 0)
    session, summary = loaded.session, loaded.summary
    assert session.scalar(select(func.count()).select_from(Teacher)) == summary.teachers
    assert session.scalar(select(func.count()).select_from(Student)) == summary.students
    assert session.scalar(select(func.count()).select_from(Filing)) == summary.filings
    names = {one.student.name for one in planned.steps if isinstance(one, steps.RegisterStudent)}
    assert set(session.scalars(select(Student.name))) == names
    assert set(session.scalars(select(Filing.state))) == set(CaseState)
    assert session.scalar(select(func.count()).select_from(Assessment)) == summary.scores
    assert session.scalar(select(func.count()).select_from(PolicyNotice)) == summary.policies
    assert loaded.told[-1].startswith("样例数据已添加")


def test_what_must_be_refused_was_refused_for_its_rule(loaded: Loaded) -> None:
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
        "IMAGE_TYPE_PDF",
    } == set(loaded.summary.refused)
    refused = select(func.count()).select_from(LEDGER).where(LEDGER.c.status == "rejected")
    assert loaded.session.scalar(refused) == len(loaded.summary.refused) - 1


def test_reviewers_decided_through_the_ledger_with_their_own_keys(loaded: Loaded) -> None:
    wanted = select(CaseDecision.id, CaseDecision.decided_by, CaseDecision.decided_at)
    rows = loaded.session.execute(wanted.where(CaseDecision.outcome != CaseState.WITHDRAWN)).all()
    for row in rows:
        ledger = loaded.session.execute(select(LEDGER).where(LEDGER.c.op_id == row.id)).one()
        assert (ledger.actor_id, ledger.status) == (row.decided_by, "applied")
        assert ledger.device_seq > 0
        assert ledger.judged_at == row.decided_at
    assert loaded.session.scalar(select(func.count()).select_from(QUARANTINE)) == 0


def test_g17_every_document_has_sealed_original_and_watermarked_copy(loaded: Loaded) -> None:
    centre = loaded.centre
    for row in loaded.session.scalars(select(Document).order_by(Document.id).limit(40)):
        copy = centre.blobs.read(row.sha256)
        original = centre.sealer.read(centre.config.originals, row.original_sha256)
        assert hashlib.sha256(copy).hexdigest() == row.sha256
        assert hashlib.sha256(original).hexdigest() == row.original_sha256
        assert copy != original
        assert max(row.width, row.height) <= PIXELS


def test_g9_a_termination_has_its_pages_and_is_seen_by_bureau_and_city(loaded: Loaded) -> None:
    session, centre = loaded.session, loaded.centre
    study = loaded.filing("terminated_after_score").apprenticeship_id
    row = session.scalars(select(Termination).where(Termination.apprenticeship_id == study)).one()
    assert CITY in scopes_of(row)
    pages = session.scalars(
        select(Document).where(Document.owner_kind == OF_TERMINATION, Document.owner_id == row.id)
    ).all()
    assert [page.kind for page in pages] == [TERMINATION_BASIS] * 2
    for page in pages:
        original = centre.sealer.read(centre.config.originals, page.original_sha256)
        assert centre.blobs.read(page.sha256) != original


def test_c8_the_files_of_a_policy_can_be_fetched(loaded: Loaded) -> None:
    policy = loaded.session.get_one(PolicyNotice, loaded.person("policy_files"))
    files = msgspec.json.decode(policy.files, type=list[PolicyFile])
    assert [one.name for one in files] == [LIST.name, GUIDE.name]
    assert [loaded.centre.blobs.read(one.document.sha256) for one in files] == [LIST.data, GUIDE.data]
    granted = set(
        loaded.session.scalars(
            select(BLOB_SCOPE.c.scope).where(BLOB_SCOPE.c.sha256 == files[0].document.sha256)
        )
    )
    assert {WUCHANG, HONGSHAN, CITY} <= granted


def test_g14_most_messages_arrived_some_failed_some_wait(loaded: Loaded) -> None:
    notices = loaded.session.scalars(select(Notice)).all()
    states = Counter(one.state for one in notices)
    assert states[NoticeState.DELIVERED] > 0.9 * len(notices)
    assert states[NoticeState.WAITING] == 2
    assert states[NoticeState.FAILED] == 1
    assert states[NoticeState.GIVEN_UP] >= 1
    for one in notices:
        unwell = one.state in (NoticeState.FAILED, NoticeState.GIVEN_UP)
        assert bool(one.reason) == unwell, one.reason


def test_g13_unpublished_scores_stay_with_the_city(loaded: Loaded) -> None:
    score = loaded.session.get_one(Assessment, loaded.person("unpublished"))
    assert scopes_of(score) == (CITY,)
    published = loaded.session.get_one(Assessment, loaded.person("correction"))
    assert {WUCHANG, HONGSHAN} & set(scopes_of(published))
    fed = loaded.session.scalar(select(func.count()).select_from(FEED).where(FEED.c.kind == "assessment"))
    assert fed >= loaded.summary.scores == 28


def test_scopes_and_feed(loaded: Loaded) -> None:
    session = loaded.session
    for row in session.scalars(select(Filing)):
        assert scopes_of(row) == (row.bureau,)
        student = session.get_one(Student, row.student_id)
        assert row.bureau in scopes_of(student)
    moved = session.get_one(Teacher, loaded.person("mover"))
    assert set(scopes_of(moved)) == {WUCHANG, HONGSHAN}
    assert loaded.filing("stays_with_bureau").bureau == WUCHANG
    assert loaded.filing("filed_after_move").bureau == HONGSHAN
    fed = session.scalar(select(func.count()).select_from(FEED).where(FEED.c.kind == "filing"))
    assert fed == loaded.summary.filings
    page = content_at(session, loaded.filing("ten_pages")).notarial_pages
    assert len(page) == 10
    granted = set(session.scalars(select(BLOB_SCOPE.c.sha256).where(BLOB_SCOPE.c.scope == WUCHANG)))
    assert {ref.sha256 for ref in page} <= granted


def test_the_rows_no_command_makes_yet(loaded: Loaded) -> None:
    """G6 after a forced termination, G2 full between submission and review."""
    session = loaded.session
    again = loaded.filing("after_termination")
    others = student_others(session, again.student_id, but=again.apprenticeship_id)
    assert [one.state for one in others] == [ApprenticeshipState.TERMINATED]
    filled = loaded.filing("filled_meanwhile")
    assert filled.state == CaseState.PENDING
    assert len(teacher_open(session, filled.teacher_id, but=filled.apprenticeship_id)) == 4
    carried = select(Apprenticeship).where(Apprenticeship.student_id == loaded.person("carried_over"))
    row = session.scalars(carried).one()
    assert (row.scope, row.state) == (WUCHANG, ApprenticeshipState.ACTIVE)
    fed = select(FEED.c.action).where(FEED.c.kind == "apprenticeship", FEED.c.id == row.id)
    assert session.scalars(fed).all() == ["put"]


def test_the_audit_chain_holds(loaded: Loaded) -> None:
    assert audit.verify_store(loaded.session) == []


def test_the_accounts_are_those_documented(loaded: Loaded) -> None:
    passwords = Passwords(loaded.config)
    for clerk in CLERKS:
        account = log_in(loaded.centre, passwords, clerk.username, PASSWORD, "")
        assert (account.display_name, account.role) == (clerk.name, clerk.role)
        assert account.districts == ",".join(clerk.districts)
        assert not account.must_change_password


def test_a_second_call_adds_nothing(loaded: Loaded) -> None:
    told: list[str] = []
    summary = load.add_sample_data(loaded.config, 0, 0, now=NOW, tell=told.append)
    assert not summary.added
    assert told == ["样例数据已经在了，没有重复添加。"]


def test_an_unfinished_sample_is_said(loaded: Loaded, tmp_path: Path) -> None:
    config = Config(data=tmp_path / "data", argon2_kib=8, argon2_rounds=1)
    load.make_store(config)
    centre = open_centre(config)
    with centre.writing() as session:
        session.execute(META.insert().values(name=load.MARK, value="seed 1"))
    centre.close()
    with pytest.raises(KnownError, match="没有做完"):
        load.add_sample_data(config, now=NOW, tell=lambda text: None)
