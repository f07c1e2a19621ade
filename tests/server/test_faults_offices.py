"""Faults 10, 19, 28, 32, 33 and 40 at the centre, and what the office's log says of them (A4)."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from sqlalchemy import func, select, update

from core.applications.tables import CaseDecision
from core.apprenticeship.commands.assessment import RecordScores
from core.apprenticeship.commands.filing import ApproveFiling, RefuseFiling
from core.apprenticeship.tables import Assessment, Filing
from core.apprenticeship.words.limits import Limits
from core.domain.errors import KnownError
from core.domain.values import Role
from core.store.recorder import Recorder
from core.store.tables import LogEntry
from server import ledger
from server.accounts import Passwords, change_password, log_in
from server.cli import main
from server.feed import write_feed
from server.release import kept, release
from server.tables import ACCOUNT
from tests.kit import CITY, HONGSHAN, WUCHANG
from tests.server.city import office, record, studying
from tests.server.kit import PASSWORD, Pc, account, filed

if TYPE_CHECKING:
    from sync.protocol import Row, Verdict
    from tests.live_server import LiveServer


def entries(server: LiveServer, action: str = "") -> list[LogEntry]:
    with server.centre.reading() as session:
        wanted = select(LogEntry).order_by(LogEntry.id)
        return list(session.scalars(wanted.where(LogEntry.action == action) if action else wanted))


def reaches(pc: Pc, cursor: str, entry: LogEntry) -> Row | None:
    rows = [row for row in pc.changes(cursor).rows if row.id == entry.id]
    return rows[0] if rows else None


def test_a_decision_stands_in_the_log_of_its_office(server: LiveServer, pc: Pc) -> None:
    filing_id, _ = filed(server)
    account(server, "wangqiang", Role.DISTRICT_REVIEWER, HONGSHAN)
    stranger, cursor = Pc(server, "wangqiang"), pc.snapshot(WUCHANG).cursor
    elsewhere = stranger.snapshot(HONGSHAN).cursor
    envelope = pc.envelope(RefuseFiling(filing_id, 1, "材料不实。"))
    pc.push(envelope)
    (entry,) = entries(server, "RefuseFiling")
    assert (entry.scope, entry.ok, entry.code, entry.user_name) == (WUCHANG, 1, "", "zhoumin")
    assert (entry.object, entry.device) == (f"filing:{filing_id}", pc.device_id)
    with server.centre.reading() as session:
        assert entry.label == session.get_one(Filing, filing_id).filing_no
    row = reaches(pc, cursor, entry)
    assert row is not None
    assert row.op_id == envelope.op_id
    assert reaches(stranger, elsewhere, entry) is None


def test_the_log_names_no_person_and_no_number(server: LiveServer, pc: Pc) -> None:
    filing_id, _ = filed(server)
    pc.decide(RefuseFiling(filing_id, 1, "材料不实。"))
    city = office(server)
    scores = studying(server, 11, 12)
    city.decide(RecordScores(server.centre.ids.new(), tuple(scores)))
    (batch,) = entries(server, "RecordScores")
    assert (batch.label, batch.scope) == ("2 人", CITY)
    for entry in entries(server):
        text = " ".join((entry.user_name, entry.object, entry.label))
        assert "陈亦舟" not in text
        assert "刘景和" not in text
        assert "19960821" not in text


def test_log_ins_failures_passwords_and_new_pcs_are_logged(server: LiveServer, pc: Pc) -> None:
    assert [one.scope for one in entries(server, "log_in")] == [WUCHANG]
    assert [one.object for one in entries(server, "device_enrolled")] == [f"device:{pc.device_id}"]
    passwords = Passwords(server.config)
    for name in ("zhoumin", "nobody"):
        with pytest.raises(KnownError):
            log_in(server.centre, passwords, name, "Falsch-1234567", pc.device_id)
    (failed,) = entries(server, "log_in_failed")
    assert (failed.ok, failed.code, failed.scope) == (0, "WRONG_CREDENTIALS", WUCHANG)
    clerk = log_in(server.centre, passwords, "zhoumin", PASSWORD, pc.device_id)
    change_password(server.centre, passwords, clerk, "Neu-Passwort-77")
    assert len(entries(server, "password_changed")) == 1
    account(server, "sysadmin", Role.SYSTEM_ADMIN)
    count = len(entries(server))
    Pc(server, "sysadmin")
    assert len(entries(server)) == count, "administrators belong to no office"


@pytest.mark.expects_log("attempt . failed: ValueError")
def test_fault_10_the_operator_tries_again_once_the_cause_is_mended(
    server: LiveServer, pc: Pc, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, other = filed(server, 1)[0], filed(server, 2)[0]
    real = ledger.execute

    def broken(session: Any, command: Any, context: Any) -> Any:
        if command.subject == bad:
            raise ValueError("a bug")
        return real(session, command, context)

    first = pc.envelope(RefuseFiling(bad, 1, "材料不实。"))
    second = pc.envelope(RefuseFiling(other, 1, "材料不实。"), after=(first.op_id,))
    third = pc.envelope(RefuseFiling(bad, 1, "再次。"))
    with monkeypatch.context() as patch:
        patch.setattr(ledger, "execute", broken)
        assert {one.status for one in pc.push(first, second, third)} == {"quarantined"}
        assert [line.split()[0] for line in kept(server.centre)] == [
            first.op_id, second.op_id, third.op_id,
        ]  # fmt: skip
        with pytest.raises(KnownError) as still:
            release(server.centre, first.op_id)
        assert still.value.code == "STILL_FAILING"
    with pytest.raises(KnownError) as early:
        release(server.centre, second.op_id)
    assert first.op_id in early.value.message
    lines = release(server.centre, first.op_id)
    assert [line.split("：")[0] for line in lines] == [first.op_id, second.op_id, third.op_id]
    assert "ALREADY_DECIDED" in lines[2]
    verdicts = pc.changes(pc.snapshot(WUCHANG).cursor).verdicts
    assert [one.status for one in verdicts] == ["applied", "applied", "rejected"]
    assert pc.push(first)[0].status == "applied"
    assert kept(server.centre) == ["没有暂存的操作。"]
    assert [one.code for one in entries(server, "QUARANTINED")] == ["QUARANTINED_ValueError"]


def test_fault_10_the_operators_command(server: LiveServer, capsys: pytest.CaptureFixture[str]) -> None:
    where = ["--data", str(server.config.data)]
    if server.config.database:
        where += ["--database", server.config.database]
    assert main(["release-quarantined", *where, "--list"]) == 0
    assert "没有暂存的操作" in capsys.readouterr().out
    assert main(["release-quarantined", *where, "unknown"]) == 1
    assert "没有暂存编号为“unknown”的操作" in capsys.readouterr().err


def moved_away(server: LiveServer, filing_id: str) -> None:
    """The filing goes to another bureau, as an operator's correction would do it."""
    with server.centre.writing() as session:
        with Recorder(session) as recorder:
            filing = session.get_one(Filing, filing_id)
            filing.bureau = filing.scope = HONGSHAN
        write_feed(session, recorder, "")


def test_fault_19_a_decision_on_a_record_that_left_is_out_of_scope(server: LiveServer, pc: Pc) -> None:
    filing_id, _ = filed(server)
    account(server, "zhaolei", Role.DISTRICT_REVIEWER, "420102")
    stranger = Pc(server, "zhaolei")
    moved_away(server, filing_id)
    verdict = pc.decide(RefuseFiling(filing_id, 1, "材料不实。"))
    assert (verdict.status, verdict.code, verdict.current_version) == ("rejected", "OUT_OF_SCOPE", 0)
    assert "转出" in verdict.message
    unseen = stranger.decide(RefuseFiling(filing_id, 1, "材料不实。"))
    nothing = stranger.decide(RefuseFiling(server.centre.ids.new(), 1, "材料不实。"))
    assert unseen.code == nothing.code == "FILING_NOT_FOUND"
    assert unseen.message == nothing.message, "who never saw it learns nothing"
    refused = entries(server, "RefuseFiling")
    assert [(one.scope, one.code) for one in refused] == [
        (WUCHANG, "OUT_OF_SCOPE"), ("420102", "FILING_NOT_FOUND"), ("420102", "FILING_NOT_FOUND"),
    ]  # fmt: skip
    assert {one.label for one in refused} == {""}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"active": 0}, "ACTOR_DISABLED"),
        ({"role": Role.DISTRICT_VIEWER.value}, "NOT_ALLOWED"),
        ({"districts": HONGSHAN}, "FILING_NOT_FOUND"),
    ],
)
def test_fault_28_a_right_withdrawn_before_the_push_stands_in_the_offices_log(
    server: LiveServer, pc: Pc, changes: dict[str, Any], code: str
) -> None:
    """Refused at the moment of applying; the colleagues of the office see it."""
    filing_id, _ = filed(server)
    account(server, "lixiaohong", Role.DISTRICT_REVIEWER, WUCHANG)
    envelope = pc.envelope(RefuseFiling(filing_id, 1, "材料不实。"))
    with server.centre.writing() as session:
        session.execute(update(ACCOUNT).where(ACCOUNT.c.username == "zhoumin").values(**changes))
    colleague = Pc(server, "lixiaohong", pc.device_id)
    cursor = colleague.snapshot(WUCHANG).cursor
    verdict = colleague.push(envelope)[0]
    assert (verdict.status, verdict.code) == ("rejected", code)
    (entry,) = entries(server, "RefuseFiling")
    assert (entry.ok, entry.code, entry.user_name) == (0, code, "zhoumin")
    if "districts" not in changes:
        row = reaches(colleague, cursor, entry)
        assert row is not None
        assert row.op_id == "", "the row of a refusal must not look like an effect"


def test_fault_32_rules_that_changed_in_between_refuse_with_a_stable_code(
    server: LiveServer, pc: Pc, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The PC judged by older rules; the newer ones of the centre find something to confirm."""
    filing_id, _ = filed(server)
    envelope = pc.envelope(ApproveFiling(filing_id, 1, "同意", paper_seen=True), rules_version=1)
    setting = msgspec.structs.replace(server.centre.setting.parameters, own=(Limits(apprentice_limit=0),))
    object.__setattr__(server.centre.setting, "parameters", setting)
    verdict = pc.push(envelope)[0]
    assert (verdict.status, verdict.code) == ("rejected", "FILING_FORBIDDEN")
    assert any(one.rule == "G2" and one.blocking for one in verdict.findings)
    assert verdict.message
    assert pc.push(envelope)[0] == verdict


@pytest.mark.expects_log("reused with another body")
def test_fault_33_a_reused_op_id_stands_in_the_offices_log(server: LiveServer, pc: Pc) -> None:
    filing_id, _ = filed(server)
    envelope = pc.envelope(RefuseFiling(filing_id, 1, "材料不实。"))
    pc.push(envelope)
    other = pc.sign(msgspec.structs.replace(envelope, args={**envelope.args, "opinion": "别的。"}))
    for _ in range(2):
        assert pc.push(other)[0].code == "OP_REUSED"
    found = entries(server, "OP_REUSED")
    assert [(one.ok, one.code, one.scope) for one in found] == [(0, "OP_REUSED", WUCHANG)] * 2
    with server.centre.reading() as session:
        assert session.scalar(select(func.count()).select_from(CaseDecision)) == 1


def test_fault_40_two_pcs_enter_a_score_for_the_same_person_at_once(server: LiveServer) -> None:
    """Truly at once on PostgreSQL: one stands, the other is refused with the reason, none is dropped."""
    pcs = [office(server, "shizhongyi"), office(server, "shizhonger")]
    people = studying(server, *range(1, 5))
    verdicts: list[Verdict] = []
    for entry in people:
        envelopes = [pc.envelope(record(pc, entry)) for pc in pcs]
        gate = threading.Barrier(2)

        def push(pc: Pc, envelope: Any, gate: threading.Barrier = gate) -> None:
            gate.wait()
            verdicts.append(pc.push(envelope)[0])

        threads = [threading.Thread(target=push, args=pair) for pair in zip(pcs, envelopes, strict=True)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(one.status for one in verdicts) == ["applied"] * 4 + ["rejected"] * 4
    for one in verdicts:
        if one.status == "rejected":
            assert one.code == "SCORE_EXISTS"
            assert "shizhong" in one.message
    with server.centre.reading() as session:
        assert session.scalar(select(func.count()).select_from(Assessment)) == 4


def test_fault_40_a_clash_that_only_the_database_sees_comes_back_with_its_reason(
    server: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The check saw nobody, the unique index did: tried again, and then the check sees it too."""
    city = office(server)
    (entry,) = studying(server, 1)
    assert city.decide(record(city, entry)).status == "applied"
    real = ledger.execute
    blind = [True]

    def looks_away(session: Any, command: Any, context: Any) -> Any:
        if blind:
            blind.clear()
            with session.no_autoflush:
                found = session.scalars(select(Assessment)).one()
                values = {name.name: getattr(found, name.name) for name in Assessment.__table__.columns}
                session.add(Assessment(**{**values, "id": command.assessment_id}))
            session.flush()
        return real(session, command, context)

    with monkeypatch.context() as patch:
        patch.setattr(ledger, "execute", looks_away)
        patch.setattr(ledger.LOG, "error", lambda *_: None)
        verdict = city.decide(record(city, entry))
    assert (verdict.status, verdict.code) == ("rejected", "SCORE_EXISTS")
    assert not blind
