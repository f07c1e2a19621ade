"""Commands that no honest PC sends, about scores, terminations and policies (G13, security.md section 5)."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from sqlalchemy import func, select, update

from core.apprenticeship.commands.assessment import PublishScores, RecordScore, RecordScores, RemoveScore
from core.apprenticeship.tables import Apprenticeship, Assessment, Termination
from core.commons.commands import (
    PublishPolicyNotice,
    RemovePolicyNotice,
    SavePolicyNotice,
    WithdrawPolicyNotice,
)
from core.commons.tables import Notice, PolicyNotice
from core.domain.values import Role, SeenRecord
from server.notices.gateway import PermanentFailure
from server.notices.worker import Worker
from tests.kit import HONGSHAN, WUCHANG, World
from tests.server.city import office, record, studying
from tests.server.kit import Pc, account

if TYPE_CHECKING:
    from core.apprenticeship.commands.termination import ForceTerminate
    from core.apprenticeship.words.values import ScoreEntry
    from core.domain.commands.base import Command
    from tests.live_server import LiveServer


@pytest.fixture
def entries(server: LiveServer) -> list[ScoreEntry]:
    return studying(server, 1, 2, 3)


@pytest.fixture
def city(server: LiveServer) -> Pc:
    return office(server)


@pytest.fixture
def commission(server: LiveServer) -> Pc:
    account(server, "shiwei", Role.CITY_COMMISSION)
    return Pc(server, "shiwei")


def termination(server: LiveServer, study: str, **changes: Any) -> ForceTerminate:
    with server.centre.reading() as session:
        return World(session).termination(study, **changes)


def publication(server: LiveServer, *scores: SeenRecord) -> PublishScores:
    return PublishScores(server.centre.ids.new(), scores, checked_twice=True)


def count(server: LiveServer, table: type[Any]) -> int:
    with server.centre.reading() as session:
        return int(session.scalar(select(func.count()).select_from(table)) or 0)


@pytest.mark.parametrize("role", [Role.DISTRICT_REVIEWER, Role.DISTRICT_VIEWER, Role.SYSTEM_ADMIN])
@pytest.mark.parametrize("district", [WUCHANG, HONGSHAN])
def test_g13_nobody_else_learns_of_a_score_by_asking(
    server: LiveServer, entries: list[ScoreEntry], city: Pc, role: Role, district: str
) -> None:
    """Every command about scores, terminations and policies, of the own and of another district."""
    entry = msgspec.structs.replace(entries[0], tenths=731)
    score = record(city, entry)
    assert city.decide(score).status == "applied"
    account(server, "fremd", role, *([] if role is Role.SYSTEM_ADMIN else [district]))
    pc, new = Pc(server, "fremd"), server.centre.ids.new
    commands: list[Command] = [
        RecordScore(new(), entry),
        RecordScore(score.assessment_id, entry, seen_version=1),
        RecordScore(new(), entry, corrects=score.assessment_id),
        RecordScores(new(), (entry,)),
        RemoveScore(score.assessment_id, 1),
        publication(server, SeenRecord(score.assessment_id, 1)),
        termination(server, entry.apprenticeship_id, confirmed=("G9_UNPUBLISHED_SCORES",)),
        SavePolicyNotice(new(), 0, "通知", "正文"),
        PublishPolicyNotice(new(), 1),
        WithdrawPolicyNotice(new(), 1, "原因"),
        RemovePolicyNotice(new(), 1),
    ]
    for command in commands:
        verdict = pc.decide(command)
        assert (verdict.status, verdict.code) == ("rejected", "NOT_ALLOWED"), command.name
        assert verdict.findings == ()
        assert "73" not in verdict.message
        if command.subject == score.assessment_id:
            assert verdict.current_version == 0
    assert count(server, Assessment) == 1
    assert pc.get("/v1/snapshot/420100").status_code in (403, 404)
    assert pc.get("/v1/digest/420100").status_code in (403, 404)


def test_ids_that_belong_to_something_else_change_nothing(
    server: LiveServer, entries: list[ScoreEntry], city: Pc
) -> None:
    first, other = record(city, entries[0]), record(city, entries[1])
    for command in (first, other):
        city.decide(command)
    version = {"seen_version": 1}
    wrong: list[tuple[Command, str]] = [
        (RecordScore(first.assessment_id, entries[1]), "SCORE_EXISTS"),
        (RecordScore(first.assessment_id, entries[1], **version), "SCORE_OF_ANOTHER"),
        (RecordScore(first.assessment_id, entries[0], seen_version=7), "CHANGED_MEANWHILE"),
        (RecordScore(entries[0].apprenticeship_id, entries[0], **version), "ASSESSMENT_NOT_FOUND"),
        (RecordScore(server.centre.ids.new(), entries[0], **version), "ASSESSMENT_NOT_FOUND"),
        (RemoveScore(entries[0].apprenticeship_id, 1), "ASSESSMENT_NOT_FOUND"),
        (RecordScore("x" * 65, entries[2]), "BAD_ARGUMENTS"),
        (publication(server, SeenRecord(entries[0].apprenticeship_id, 1)), "ASSESSMENT_NOT_FOUND"),
    ]
    for command, code in wrong:
        verdict = city.decide(command)
        assert (verdict.status, verdict.code) == ("rejected", code)
    with server.centre.reading() as session:
        for command in (first, other):
            row = session.get_one(Assessment, command.assessment_id)
            assert (row.apprenticeship_id, row.version) == (command.entry.apprenticeship_id, 1)


def test_batches_that_are_too_large_or_name_one_twice(
    server: LiveServer, entries: list[ScoreEntry], city: Pc
) -> None:
    verdict = city.decide(RecordScores(server.centre.ids.new(), (entries[0],) * 501))
    assert verdict.code == "TOO_MANY_SCORES"
    verdict = city.decide(RecordScores(server.centre.ids.new(), (entries[0], entries[0])))
    assert "两次" in verdict.message
    command = record(city, entries[0])
    city.decide(command)
    seen = SeenRecord(command.assessment_id, 1)
    many = tuple(SeenRecord(server.centre.ids.new(), 1) for _ in range(501))
    assert city.decide(publication(server, *many)).code == "PUBLICATION_FORBIDDEN"
    assert city.decide(publication(server, seen, seen)).status == "applied"
    with server.centre.reading() as session:
        assert session.get_one(Apprenticeship, entries[0].apprenticeship_id).unpublished_scores == 0
    with server.centre.reading() as session:
        told = session.scalars(select(Notice.recipient_role).where(Notice.template == "published"))
        assert sorted(told) == ["student", "teacher"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"text": "字" * 1_000_000}, "TERMINATION_FORBIDDEN"),
        ({"basis": "字" * 1_000_000}, "TERMINATION_FORBIDDEN"),
        ({"text": "\u200b\u202e"}, "TERMINATION_FORBIDDEN"),
        ({"basis": "\u2060"}, "TERMINATION_FORBIDDEN"),
        ({"text": "有\0无"}, "BAD_ARGUMENTS"),
        ({"typed_name": "陈亦\u200b舟"}, "TERMINATION_FORBIDDEN"),
        ({"typed_name": "舟亦陈\u202e"}, "TERMINATION_FORBIDDEN"),
        ({"typed_name": ""}, "TERMINATION_FORBIDDEN"),
        ({"apprenticeship_id": "x"}, "APPRENTICESHIP_NOT_FOUND"),
    ],
)
def test_g9_a_forged_termination_is_refused_not_kept_aside(
    server: LiveServer, entries: list[ScoreEntry], commission: Pc, changes: dict[str, Any], code: str
) -> None:
    command = msgspec.structs.replace(termination(server, entries[0].apprenticeship_id), **changes)
    verdict = commission.decide(command)
    assert (verdict.status, verdict.code) == ("rejected", code)
    assert count(server, Termination) == 0


def test_signs_that_cannot_be_seen_are_not_kept(
    server: LiveServer, entries: list[ScoreEntry], commission: Pc
) -> None:
    changes = {"basis": "武卫\u202e医罚\x1b[31m 1 号", "text": "第一行\r\n第二行\x07\u2028"}
    assert commission.decide(termination(server, entries[0].apprenticeship_id, **changes)).status == "applied"
    with server.centre.reading() as session:
        row = session.scalars(select(Termination)).one()
    assert row.basis == "武卫 医罚 [31m 1 号"
    assert row.text == "第一行\n第二行"


def test_a_policys_id_cannot_be_taken_over(server: LiveServer, commission: Pc) -> None:
    draft = SavePolicyNotice(server.centre.ids.new(), 0, "通知", "正文")
    assert commission.decide(draft).status == "applied"
    forged = msgspec.structs.replace(draft, title="另一条")
    assert commission.decide(forged).status == "rejected"
    assert commission.decide(SavePolicyNotice("p" * 65, 0, "通知", "正文")).code == "BAD_ARGUMENTS"
    long = msgspec.structs.replace(draft, policy_id=server.centre.ids.new(), title="题" * 1_000_000)
    assert commission.decide(long).code == "POLICY_TOO_LONG"
    with server.centre.reading() as session:
        assert [one.title for one in session.scalars(select(PolicyNotice))] == ["通知"]


def test_g9_g12_g14_the_servers_log_names_nobody(
    server: LiveServer,
    entries: list[ScoreEntry],
    city: Pc,
    commission: Pc,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Names, numbers, phones and texts of the new paths, applied and refused (security.md, row 23)."""
    caplog.set_level(logging.DEBUG)
    commands = [record(city, entry) for entry in entries]
    for command in (*commands, *commands):
        city.decide(msgspec.structs.replace(command))
    city.decide(publication(server, *(SeenRecord(one.assessment_id, 9) for one in commands)))
    city.decide(publication(server, SeenRecord(commands[0].assessment_id, 1)))
    study, confirmed = entries[1].apprenticeship_id, ("G9_UNPUBLISHED_SCORES",)
    commission.decide(termination(server, study, typed_name="王小明", confirmed=confirmed))
    commission.decide(termination(server, study, confirmed=confirmed))
    commission.decide(SavePolicyNotice(server.centre.ids.new(), 0, "字" * 101, "机密正文"))
    with server.centre.writing() as session:
        session.execute(update(Notice).values(phone="13812345678"))
        texts = list(session.scalars(select(Notice.text)))

    def refuse(key: str, phone: str, text: str) -> str:
        raise PermanentFailure("BAD_NUMBER", f"号码 {phone} 无效")

    monkeypatch.setattr(server.centre.gateway, "send", refuse)
    Worker(server.centre).run_once()
    said = "\n".join(f"{one.getMessage()} {one.exc_text or ''}" for one in caplog.records)
    assert "rejected" in said
    for canary in (
        "陈亦舟",
        "刘景和",
        "王小明",
        "19960821",
        "19700305",
        "1381234",
        "机密正文",
        "伪造",
        *texts,
    ):
        assert canary not in said
