"""The fault rows of sync.md section 4 as the server sees them."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
import requests
import zstandard
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import DBAPIError, OperationalError

from core import audit
from core.applications.tables import CaseDecision
from core.apprenticeship.commands.filing import RefuseFiling
from core.apprenticeship.tables import Filing
from core.domain.values import Role
from core.store.tables import AuditEntry
from server import ledger
from server.tables import ACCOUNT, FEED, FEED_MARK, HEAD, LEDGER, META
from sync.protocol import Changes, Verdicts
from tests.kit import WUCHANG
from tests.live_server import LiveServer, ServerProcess
from tests.server.kit import Pc, account, filed

if TYPE_CHECKING:
    from server.config import Config
    from sync.protocol import Verdict


def count(server: LiveServer, table: Any) -> int:
    with server.centre.reading() as session:
        return int(session.scalar(select(func.count()).select_from(table)) or 0)


def test_fault_3_a_lost_request_left_no_trace_and_is_applied_once(server: LiveServer, pc: Pc) -> None:
    filing_id, _ = filed(server)
    envelope = pc.envelope(RefuseFiling(filing_id, 1, "材料不实。"))
    server.faults.add("drop_request", "/v1/ops")
    with pytest.raises(requests.ConnectionError):
        pc.send(envelope)
    assert count(server, CaseDecision) == 0
    assert pc.push(envelope)[0].status == "applied"
    assert count(server, CaseDecision) == 1


def test_faults_4_and_8_a_repeat_gets_the_same_verdict(server: LiveServer, pc: Pc) -> None:
    filing_id, _ = filed(server)
    envelope = pc.envelope(RefuseFiling(filing_id, 1, "材料不实。"))
    server.faults.add("drop_response", "/v1/ops")
    with pytest.raises(requests.ConnectionError):
        pc.send(envelope)
    assert count(server, CaseDecision) == 1
    server.centre.clock.advance(seconds=3600)  # type: ignore[attr-defined]
    first, second = pc.push(envelope)[0], pc.push(envelope)[0]
    assert first == second
    assert first.status == "applied"
    assert count(server, CaseDecision) == 1


def test_fault_6_the_same_command_on_two_connections_has_one_effect(server: LiveServer, pc: Pc) -> None:
    filing_id, _ = filed(server)
    envelope = pc.envelope(RefuseFiling(filing_id, 1, "材料不实。"))
    verdicts: list[Verdict] = []
    gate = threading.Barrier(4)

    def send() -> None:
        gate.wait()
        verdicts.append(ledger.settle(server.centre, envelope))

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(map(msgspec.json.encode, verdicts))) == 1
    assert verdicts[0].status == "applied"
    assert (count(server, CaseDecision), count(server, LEDGER)) == (1, 4)


def test_fault_7_killed_in_mid_batch_all_or_none_of_each(config: Config) -> None:
    with LiveServer(config) as live:
        account(live, "zhoumin", Role.DISTRICT_REVIEWER, WUCHANG)
        clerk = Pc(live, "zhoumin")
        filings = [filed(live, number)[0] for number in (1, 2, 3)]
        envelopes = [clerk.envelope(RefuseFiling(one, 1, "材料不实。")) for one in filings]
    process = ServerProcess(config.data, config.database)
    body = msgspec.json.encode({"ops": envelopes})
    sender = threading.Thread(target=_send_and_forget, args=(clerk, process.url, body))
    sender.start()
    process.kill()
    sender.join()
    with ServerProcess(config.data, config.database) as again:
        answer = clerk.http.post(again.url + "/v1/ops", data=body, timeout=60)
        verdicts = msgspec.json.decode(answer.content, type=Verdicts).verdicts
    assert [one.status for one in verdicts] == ["applied"] * 3
    with LiveServer(config) as live:
        assert count(live, CaseDecision) == 3
        _feed_is_gapless(live)
        with live.centre.reading() as session:
            assert audit.verify_store(session) == []


def _send_and_forget(clerk: Pc, url: str, body: bytes) -> None:
    try:
        clerk.http.post(url + "/v1/ops", data=body, timeout=60)
    except requests.RequestException:
        return


def _feed_is_gapless(server: LiveServer) -> None:
    with server.centre.reading() as session:
        for scope, seq in session.execute(select(HEAD.c.scope, HEAD.c.seq)):
            newest = session.scalar(select(func.max(FEED.c.seq)).where(FEED.c.scope == scope))
            mark = session.scalar(select(func.max(FEED_MARK.c.seq)).where(FEED_MARK.c.scope == scope))
            assert newest == mark == seq


def test_fault_9_a_database_error_is_retry_and_leaves_no_trace(
    server: LiveServer, pc: Pc, monkeypatch: pytest.MonkeyPatch
) -> None:
    filing_id, _ = filed(server)
    envelope = pc.envelope(RefuseFiling(filing_id, 1, "材料不实。"))

    def full(*_: Any) -> None:
        raise OperationalError("", None, Exception("database or disk is full"))

    before = count(server, LEDGER)
    with monkeypatch.context() as patch:
        patch.setattr(ledger, "write_feed", full)
        verdict = pc.push(envelope)[0]
    assert verdict.status == "retry"
    assert (count(server, LEDGER), count(server, CaseDecision)) == (before, 0)
    assert pc.push(envelope)[0].status == "applied"


@pytest.mark.expects_log("attempt . failed: ValueError")
def test_fault_10_one_command_always_raises_the_others_proceed(
    server: LiveServer, pc: Pc, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, _ = filed(server, 1)
    good, _ = filed(server, 2)
    real = ledger.execute

    def broken(session: Any, command: Any, context: Any) -> Any:
        if command.subject == bad:
            raise ValueError("a bug")
        return real(session, command, context)

    monkeypatch.setattr(ledger, "execute", broken)
    envelopes = [
        pc.envelope(RefuseFiling(bad, 1, "材料不实。")),
        pc.envelope(RefuseFiling(bad, 1, "再次。")),
        pc.envelope(RefuseFiling(good, 1, "材料不实。")),
    ]
    verdicts = pc.push(*envelopes)
    assert [one.status for one in verdicts] == ["quarantined", "quarantined", "applied"]
    assert verdicts[1].code == "WAITS_BEHIND_QUARANTINED"
    assert pc.push(*envelopes) == verdicts
    start = pc.snapshot(WUCHANG)
    assert [one.status for one in pc.changes(start.cursor).verdicts] == [
        "quarantined", "quarantined", "applied",
    ]  # fmt: skip


def test_fault_12_compressed_both_ways_and_capped(server: LiveServer, pc: Pc) -> None:
    filed(server)
    packed = pc.http.get(
        pc.url(f"/v1/snapshot/{WUCHANG}"), headers={"Accept-Encoding": "zstd"}, stream=True, timeout=60
    )
    assert packed.headers["Content-Encoding"] == "zstd"
    raw = packed.raw.read(decode_content=False)
    assert b'"cursor"' in zstandard.ZstdDecompressor().decompressobj().decompress(raw)
    headers = {"Content-Encoding": "zstd"}
    bomb = zstandard.ZstdCompressor().compress(b" " * (64 * 1024 * 1024))
    assert pc.post("/v1/ops", data=bomb, headers=headers).status_code == 413
    body = zstandard.ZstdCompressor().compress(b'{"ops":[]}')
    assert pc.post("/v1/ops", data=body, headers=headers).status_code == 200
    assert pc.post("/v1/ops", data=body[:-3], headers=headers).json()["code"] == "BROKEN_BODY"
    assert pc.post("/v1/ops", data=b"garbage", headers=headers).json()["code"] == "BROKEN_BODY"


def test_fault_13_writers_at_once_no_row_is_skipped(server: LiveServer, pc: Pc) -> None:
    account(server, "lixiaohong", Role.DISTRICT_REVIEWER, WUCHANG)
    clerks = [pc, Pc(server, "lixiaohong")]
    start = pc.snapshot(WUCHANG)
    filings = [filed(server, number)[0] for number in range(1, 7)]
    halves = [filings[0::2], filings[1::2]]
    done = threading.Event()

    def decide(clerk: Pc, ids: list[str]) -> None:
        for one in ids:
            clerk.push(clerk.envelope(RefuseFiling(one, 1, "材料不实。")))

    threads = [threading.Thread(target=decide, args=pair) for pair in zip(clerks, halves, strict=True)]
    reader = Pc(server, "zhoumin")
    seen = {(row.kind, row.id): int(row.body[1]) for row in start.rows}
    cursor = start.cursor
    for thread in threads:
        thread.start()
    while True:
        done_before = not any(thread.is_alive() for thread in threads)
        page = reader.changes(cursor, limit=7)
        assert not page.reset
        for row in page.rows:
            seen[row.kind, row.id] = row.version
        cursor = page.cursor
        if done_before and not page.more:
            break
    for thread in threads:
        thread.join()
    done.set()
    _feed_is_gapless(server)
    with server.centre.reading() as session:
        wanted = select(FEED.c.kind, FEED.c.id, FEED.c.version).where(FEED.c.scope == WUCHANG)
        assert {(kind, one): version for kind, one, version in session.execute(wanted)} == seen


def test_fault_23_another_epoch_or_chain_asks_for_a_reset(server: LiveServer, pc: Pc) -> None:
    filed(server)
    cursor = pc.snapshot(WUCHANG).cursor
    assert not pc.changes(cursor).reset
    with server.centre.writing() as session:
        session.execute(update(FEED_MARK).values(chain="f" * 64))
    assert pc.changes(cursor).reset
    with server.centre.writing() as session:
        session.execute(delete(FEED_MARK))
        session.execute(update(HEAD).values(seq=1))
    assert pc.changes(cursor).reset
    assert pc.changes("").reset
    with server.centre.reading() as session:
        assert session.scalar(select(META.c.value).where(META.c.name == "epoch")) == server.centre.epoch


def test_faults_24_and_25_order_of_a_device(server: LiveServer, pc: Pc) -> None:
    filing_id, _ = filed(server)
    gap = pc.envelope(RefuseFiling(filing_id, 1, "材料不实。"), device_seq=5)
    assert (pc.send(gap).status_code, pc.send(gap).json()["code"]) == (409, "SEQ_GAP")
    pc.push(pc.envelope(RefuseFiling(filing_id, 1, "材料不实。"), device_seq=1))
    fork = pc.envelope(RefuseFiling(filing_id, 1, "材料不实。"), device_seq=1)
    assert pc.send(fork).json()["code"] == "DEVICE_FORKED"


def test_fault_27_an_expired_token_says_so(server: LiveServer, pc: Pc) -> None:
    server.centre.clock.advance(days=1)  # type: ignore[attr-defined]
    answer = pc.get("/v1/changes")
    assert (answer.status_code, answer.json()["code"]) == (401, "SESSION_EXPIRED")


def test_fault_28_a_right_withdrawn_before_the_push(server: LiveServer, pc: Pc) -> None:
    filing_id, _ = filed(server)
    account(server, "lixiaohong", Role.DISTRICT_REVIEWER, WUCHANG)
    envelope = pc.envelope(RefuseFiling(filing_id, 1, "材料不实。"))
    with server.centre.writing() as session:
        session.execute(update(ACCOUNT).where(ACCOUNT.c.username == "zhoumin").values(active=0))
    assert pc.send(envelope).status_code == 401
    colleague = Pc(server, "lixiaohong", pc.device_id)
    verdict = colleague.push(envelope)[0]
    assert (verdict.status, verdict.code) == ("rejected", "ACTOR_DISABLED")


def test_fault_29_a_command_counts_for_who_signed_it(server: LiveServer, pc: Pc) -> None:
    filing_id, _ = filed(server)
    account(server, "lixiaohong", Role.DISTRICT_REVIEWER, WUCHANG)
    envelope = pc.envelope(RefuseFiling(filing_id, 1, "材料不实。"))
    colleague = Pc(server, "lixiaohong", pc.device_id)
    assert colleague.push(envelope)[0].status == "applied"
    with server.centre.reading() as session:
        assert session.scalar(select(Filing.decided_by)) == pc.session.actor_id


def test_a_forged_command_is_refused(server: LiveServer, pc: Pc) -> None:
    filing_id, _ = filed(server)
    envelope = pc.envelope(RefuseFiling(filing_id, 1, "材料不实。"))
    forged = msgspec.structs.replace(envelope, args={**envelope.args, "opinion": "别的意见。"})
    assert pc.push(forged)[0].code == "BAD_PROOF"
    assert count(server, CaseDecision) == 0


@pytest.mark.expects_log("reused with another body")
def test_fault_33_an_op_id_with_another_body_is_refused_and_alarmed(server: LiveServer, pc: Pc) -> None:
    filing_id, _ = filed(server)
    envelope = pc.envelope(RefuseFiling(filing_id, 1, "材料不实。"))
    pc.push(envelope)
    other = pc.sign(msgspec.structs.replace(envelope, args={**envelope.args, "opinion": "别的意见。"}))
    assert pc.push(other)[0].code == "OP_REUSED"
    assert pc.push(envelope)[0].status == "applied"
    with server.centre.reading() as session:
        assert session.scalar(select(AuditEntry.ok).where(AuditEntry.action == "OP_REUSED")) == 0


def test_the_ledger_and_the_audit_only_grow(server: LiveServer, pc: Pc) -> None:
    filed(server)
    for statement in (delete(LEDGER), update(LEDGER).values(verdict="{}"), delete(AuditEntry)):
        with pytest.raises(DBAPIError), server.centre.writing() as session:
            session.execute(statement)
    assert count(server, LEDGER) == 3


def test_a_snapshot_stays_whole_while_others_write(server: LiveServer, pc: Pc) -> None:
    filings = [filed(server, number)[0] for number in (1, 2)]
    page = pc.snapshot(WUCHANG, limit=5)
    cursor, keys = page.cursor, [(row.kind, row.id) for row in page.rows]
    pc.push(pc.envelope(RefuseFiling(filings[0], 1, "材料不实。")))
    filed(server, 3)
    while page.after:
        page = pc.snapshot(WUCHANG, page.after, limit=5)
        assert page.cursor == cursor
        keys += [(row.kind, row.id) for row in page.rows]
    assert len(keys) == len(set(keys))
    later: Changes = pc.changes(cursor)
    everything = set(keys) | {(row.kind, row.id) for row in later.rows}
    with server.centre.reading() as session:
        stored = session.execute(select(FEED.c.kind, FEED.c.id).where(FEED.c.scope == WUCHANG))
        assert {tuple(row) for row in stored} == everything
    digest = pc.get(f"/v1/digest/{WUCHANG}").json()
    assert sum(one["count"] for one in digest["buckets"].values()) == len(everything)
