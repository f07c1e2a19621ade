"""G14: text messages go out once, whatever the carrier does (issue item 6, bad input "gateway …")."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select, update

from core.apprenticeship.commands.filing import ApproveFiling, RefuseFiling
from core.commons.commands import RetryNotice
from core.commons.tables import Notice
from core.domain.errors import KnownError
from core.domain.values import NoticeState
from server.centre import open_centre
from server.notices.gateway import PermanentFailure, TemporaryFailure
from server.notices.queue import claim
from server.notices.recording import RecordingGateway
from server.notices.reports import take_reports
from server.notices.worker import BATCH, Worker
from server.tables import FEED, MESSAGE, NOTICE_JOB
from tests.kit import WUCHANG, World
from tests.server.carrier import REPORTS, SECRET, Carrier, report, report_headers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.domain.clock import FixedClock
    from server.centre import Centre
    from server.config import Config


@pytest.fixture
def carrier(clock: FixedClock) -> Iterator[Carrier]:
    made = Carrier(lambda: int(clock.now().timestamp()))
    yield made
    made.close()


@pytest.fixture
def centre(config: Config, clock: FixedClock, carrier: Carrier) -> Iterator[Centre]:
    """A centre whose carrier is on this machine, with one approved filing: two messages wait."""
    settings = replace(
        config,
        gateway="http",
        gateway_url=carrier.url,
        gateway_secret=SECRET,
        gateway_connect_seconds=5,
        gateway_read_seconds=4,
        notice_pause_seconds=0.01,
    )
    made = open_centre(settings, clock=clock)
    with made.writing() as session:
        world = World(session, clock)
        filing_id, _ = world.filed()
        world.run(ApproveFiling(filing_id, revision=1, paper_seen=True), world.reviewer())
    yield made
    made.close()


def notices(centre: Centre) -> dict[str, Notice]:
    with centre.reading() as session:
        return {row.recipient_role: row for row in session.scalars(select(Notice))}


def states(centre: Centre) -> set[str]:
    return {row.state for row in notices(centre).values()}


def feed(centre: Centre) -> list[Any]:
    with centre.reading() as session:
        return list(session.execute(select(FEED).where(FEED.c.kind == "notice", FEED.c.scope == WUCHANG)))


def tell(centre: Centre, clock: FixedClock, nonce: str, key: str, status: str, **more: str) -> None:
    body = report(key, status, **more)
    headers = report_headers(body, int(clock.now().timestamp()), nonce)
    take_reports(centre, headers, method="POST", path=REPORTS, body=body)


def retried(centre: Centre, notice_id: str) -> None:
    with centre.writing() as session:
        row = session.get_one(Notice, notice_id)
        row.state, row.reason, row.ended_at = NoticeState.WAITING, "", ""


def test_g14_messages_go_out_once_and_the_pcs_hear_of_it(
    centre: Centre, carrier: Carrier, clock: FixedClock
) -> None:
    worker = Worker(centre)
    assert worker.run_once() == (2, True)
    assert worker.run_once() == (0, True)
    found = notices(centre)
    assert {row.state for row in found.values()} == {NoticeState.SENT}
    assert {(row.phone, row.text) for row in found.values()} == {
        (message["phone"], message["text"]) for message in carrier.sent.values()
    }
    assert sorted(row.carrier_id for row in found.values()) == ["C-1", "C-2"]
    assert all(row.attempts == 1 and row.sent_at == centre.now for row in found.values())
    rows = feed(centre)
    assert {row.id for row in rows} == {row.id for row in found.values()}
    assert {row.op_id for row in rows} == {""}, "no command of a PC is settled by it"
    assert {row.version for row in rows} == {2}
    tell(centre, clock, "a", f"{found['student'].id}.1", "delivered", id="C-1")
    assert notices(centre)["student"].state == NoticeState.DELIVERED
    assert notices(centre)["student"].ended_at
    assert notices(centre)["teacher"].state == NoticeState.SENT
    assert carrier.unsigned == 0


@pytest.mark.parametrize(
    ("answer", "headers", "words"),
    [
        ((503, b"{}"), {"Retry-After": "600"}, "繁忙"),
        ((500, b"<html>"), {}, "繁忙"),
        ((429, b""), {}, "繁忙"),
        ((200, b"<html>\xff"), {}, "无法识别"),
        ((200, b'{"id": ""}'), {}, "无法识别"),
        ((200, b'{"id": 7}'), {}, "无法识别"),
        ((200, b'{"id": "' + b"x" * 100_000 + b'"}'), {}, "无法识别"),
        ((302, b""), {"Location": "http://127.0.0.1:1/"}, "无法识别"),
        ((401, b"{}"), {}, "检查配置"),
    ],
)
def test_what_may_pass_is_tried_again_with_the_same_key(
    centre: Centre, carrier: Carrier, clock: FixedClock, answer: Any, headers: Any, words: str
) -> None:
    carrier.answers, carrier.headers = [answer], headers
    worker = Worker(centre)
    assert worker.run_once() == (1, False), "the others are left alone while the carrier is not well"
    failed = next(row for row in notices(centre).values() if row.state == NoticeState.FAILED)
    assert words in failed.reason
    assert "自动重试" in failed.reason
    carrier.headers = {}
    assert worker.run_once() == (1, True), "the other one goes out meanwhile"
    assert worker.run_once() == (0, True), "not before its time"
    clock.advance(seconds=72 if "Retry-After" not in headers else 601)
    assert worker.run_once() == (1, True)
    assert states(centre) == {NoticeState.SENT}
    assert carrier.keys.count(f"{failed.id}.1") == 2
    assert notices(centre)[failed.recipient_role].attempts == 2


def test_a_slow_carrier_that_took_it_gets_the_same_key_again(
    centre: Centre, carrier: Carrier, clock: FixedClock
) -> None:
    released = threading.Event()

    def slow() -> tuple[int, bytes]:
        released.wait(30)
        return 202, b'{"id": "C-1"}'

    carrier.answers = [slow]
    worker = Worker(centre)
    assert worker.run_once() == (1, False)
    released.set()
    assert "没有及时答复" in str({row.reason for row in notices(centre).values()})
    clock.advance(seconds=80)
    worker.run_once()
    assert states(centre) == {NoticeState.SENT}
    assert len(carrier.keys) == 3
    assert len(carrier.sent) == 2, "one message each for two people"


def test_a_carrier_that_is_down_gives_up_after_the_parameter(
    centre: Centre, carrier: Carrier, clock: FixedClock
) -> None:
    carrier.close()
    worker = Worker(centre)
    for _ in range(2 * centre.setting.parameters.notice_attempts):
        assert worker.run_once() == (1, False)
        clock.advance(days=1)
    assert worker.run_once() == (0, True)
    for row in notices(centre).values():
        assert row.state == NoticeState.GIVEN_UP
        assert row.attempts == centre.setting.parameters.notice_attempts
        assert "已自动发送 5 次" in row.reason
        assert "连接" in row.reason
    carrier.__init__(lambda: 0)  # type: ignore[misc]


def test_a_refusal_for_good_is_not_repeated_and_a_retry_has_a_new_key(
    centre: Centre, carrier: Carrier, clock: FixedClock
) -> None:
    carrier.answers = [(422, b'{"code": "PHONE_REFUSED"}'), (400, b"\xff"), (409, b'{"code": "X_1"}')]
    worker = Worker(centre)
    assert worker.run_once() == (2, True)
    found = notices(centre)
    assert {row.state for row in found.values()} == {NoticeState.GIVEN_UP}
    assert any("手机号无效" in row.reason for row in found.values())
    clock.advance(days=2)
    assert worker.run_once() == (0, True)
    student = found["student"].id
    retried(centre, student)
    assert worker.run_once() == (1, True)
    assert carrier.keys[-1] == f"{student}.2"
    assert "（X_1）" in notices(centre)["student"].reason
    retried(centre, student)
    worker.run_once()
    row = notices(centre)["student"]
    assert (row.state, row.reason, row.attempts) == (NoticeState.SENT, "", 3)


def test_a_crash_between_sending_and_noting_sends_nothing_twice(
    centre: Centre, carrier: Carrier, clock: FixedClock
) -> None:
    claimed = claim(centre, "lease of the dead", limit=BATCH, seconds=300)
    for due in claimed:
        centre.gateway.send(due.key, due.phone, due.text)
    worker = Worker(centre)
    assert worker.run_once() == (0, True), "the lease holds"
    clock.advance(seconds=301)
    assert worker.run_once() == (2, True)
    assert len(carrier.keys) == 4
    assert len(carrier.sent) == 2
    assert states(centre) == {NoticeState.SENT}


def test_who_lost_the_lease_changes_nothing(centre: Centre, carrier: Carrier, clock: FixedClock) -> None:
    worker, other = Worker(centre), Worker(centre)

    def overtaken() -> tuple[int, bytes]:
        clock.advance(days=1)
        other.run_once()
        return 503, b"{}"

    carrier.answers = [overtaken]
    worker.run_once()
    assert states(centre) == {NoticeState.SENT}
    assert {row.attempts for row in notices(centre).values()} == {1}


def test_two_servers_send_each_message_once(config: Config, centre: Centre, carrier: Carrier) -> None:
    with centre.writing() as session:
        world = World(session, centre.clock)  # type: ignore[arg-type]
        world.ids = centre.ids
        teachers = [world.teacher(number) for number in range(20, 24)]
        for number in range(30, 45):
            filing_id, _ = world.filed(number, teachers[number % 4])
            world.run(RefuseFiling(filing_id, 1, "公证书不符合要求"), world.reviewer())
    second = open_centre(centre.config, clock=centre.clock)
    tried: list[int] = []
    start = threading.Barrier(2)

    def work(one: Centre) -> None:
        worker, sum_ = Worker(one), 0
        start.wait()
        while (done := worker.run_once()[0]) or "waiting" in states(one):
            sum_ += done
        tried.append(sum_)

    threads = [threading.Thread(target=work, args=(one,)) for one in (centre, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    second.close()
    assert sum(tried) == 32
    assert len(carrier.keys) == len(set(carrier.keys)) == 32


@pytest.mark.parametrize("status", ["delivered", "failed"])
def test_a_report_before_the_answer(centre: Centre, carrier: Carrier, clock: FixedClock, status: str) -> None:
    def early() -> tuple[int, bytes]:
        tell(centre, clock, "early", carrier.keys[-1], status, id="C-9", reason="关机\n13800000001")
        return 202, b'{"id": "C-9"}'

    carrier.answers = [early]
    worker = Worker(centre)
    worker.run_once()
    row = next(row for row in notices(centre).values() if row.carrier_id == "C-9")
    assert row.attempts == 1
    assert row.sent_at
    if status == "delivered":
        assert (row.state, row.reason) == (NoticeState.DELIVERED, "")
        return
    assert row.state == NoticeState.FAILED
    assert "关机 [手机号]" in row.reason
    clock.advance(seconds=80)
    assert worker.run_once() == (1, True)
    assert carrier.keys[-1] == f"{row.id}.2", "it failed for sure: another sending"


def test_reports_twice_out_of_order_and_of_nobody(
    centre: Centre, carrier: Carrier, clock: FixedClock
) -> None:
    worker = Worker(centre)
    worker.run_once()
    row = notices(centre)["student"]
    tell(centre, clock, "1", f"{row.id}.1", "failed", reason="停机")
    failed = notices(centre)["student"]
    assert (failed.state, failed.version) == (NoticeState.FAILED, row.version + 1)
    tell(centre, clock, "2", f"{row.id}.1", "failed", reason="停机")
    assert notices(centre)["student"].version == failed.version, "the second time nothing happens"
    tell(centre, clock, "3", f"{row.id}.1", "delivered")
    assert notices(centre)["student"].state == NoticeState.DELIVERED
    tell(centre, clock, "4", f"{row.id}.1", "failed")
    assert notices(centre)["student"].state == NoticeState.DELIVERED, "what arrived has arrived"
    clock.advance(days=1)
    assert worker.run_once() == (0, True), "and is not sent again"
    before = feed(centre)
    for number, key in enumerate(("nonsense", f"{row.id}.7", f"{'0' * 36}.1", "code.x", f"{row.id}.1")):
        tell(centre, clock, f"n{number}", key, "delivered")
    assert feed(centre) == before


def test_failed_reports_end_in_giving_up(centre: Centre, carrier: Carrier, clock: FixedClock) -> None:
    worker = Worker(centre)
    for number in range(1, 6):
        worker.run_once()
        for row in notices(centre).values():
            tell(centre, clock, f"{row.recipient_role}{number}", f"{row.id}.{number}", "failed")
        clock.advance(days=1)
    assert states(centre) == {NoticeState.GIVEN_UP}
    assert worker.run_once() == (0, True)
    assert len(carrier.sent) == 10


@pytest.mark.expects_log("broke the gateway: UnicodeError")
def test_a_message_that_breaks_the_adapter_stops_nobody(centre: Centre, clock: FixedClock) -> None:
    class Broken:
        delivers_at_once = True

        def __init__(self) -> None:
            self.calls = 0

        def send(self, key: str, phone: str, text: str) -> str:
            self.calls += 1
            if self.calls == 1:
                raise UnicodeError(phone)
            return "R-1"

        def close(self) -> None:
            pass

    worker = Worker(centre, Broken())
    assert worker.run_once() == (1, False)
    assert worker.run_once() == (1, True)
    assert states(centre) == {NoticeState.FAILED, NoticeState.DELIVERED}


def test_the_thread_sends_and_stops(centre: Centre, carrier: Carrier) -> None:
    worker, sent = Worker(centre), threading.Event()

    def last() -> tuple[int, bytes]:
        sent.set()
        return 202, b'{"id": "C-2"}'

    carrier.answers = [(202, b'{"id": "C-1"}'), last]
    worker.start()
    assert sent.wait(60)
    worker.stop()
    assert states(centre) == {NoticeState.SENT}


def test_the_recording_gateway_delivers_and_keeps_one_per_key(centre: Centre) -> None:
    gateway = RecordingGateway(centre.write, centre.ids, centre.clock)
    worker = Worker(centre, gateway)
    assert worker.run_once() == (2, True)
    assert states(centre) == {NoticeState.DELIVERED}
    row = notices(centre)["student"]
    again = gateway.send(f"{row.id}.1", row.phone, row.text)
    assert again == row.carrier_id
    with centre.reading() as session:
        assert len(session.execute(select(MESSAGE)).all()) == 2


def test_a_retry_with_the_person_s_new_phone(centre: Centre, carrier: Carrier, clock: FixedClock) -> None:
    carrier.answers = [(422, b'{"code": "PHONE_REFUSED"}')] * 2
    worker = Worker(centre)
    worker.run_once()
    student = notices(centre)["student"]
    with centre.writing() as session:
        from core.apprenticeship.tables import Student

        session.execute(update(Student).values(phone="13911112222"))
        world = World(session, clock)
        world.run(RetryNotice(student.id, student.version), world.reviewer())
    worker.run_once()
    assert carrier.sent[f"{student.id}.2"]["phone"] == "13911112222"
    assert notices(centre)["student"].state == NoticeState.SENT


@pytest.mark.parametrize(
    "changes",
    [
        {"gateway_url": "http://sms.invalid/x"},
        {"gateway_url": "https://user@sms.invalid/x"},
        {"gateway_url": ""},
        {"gateway_secret": "short"},
    ],
)
def test_a_carrier_without_tls_or_secret_is_refused(config: Config, changes: dict[str, str]) -> None:
    settings = {
        "gateway": "http",
        "gateway_url": "https://sms.invalid/x",
        "gateway_secret": SECRET,
        **changes,
    }
    with pytest.raises(KnownError) as refused:
        open_centre(replace(config, **settings))  # type: ignore[arg-type]
    assert refused.value.code == "GATEWAY_CONFIG"
    assert "short" not in repr(replace(config, gateway_secret="short-secret")).partition("gateway_url")[2]


def test_errors_and_claims_name_no_phone_and_no_text(
    centre: Centre, carrier: Carrier, caplog: pytest.LogCaptureFixture
) -> None:
    carrier.answers = [(422, b'{"code": "PHONE_REFUSED"}')]
    caplog.set_level("DEBUG")
    rows = notices(centre)
    Worker(centre).run_once()
    carrier.answers = [(422, b'{"code": "13800000001"}')]
    with pytest.raises(PermanentFailure) as refused:
        centre.gateway.send("k", rows["student"].phone, rows["student"].text)
    carrier.close()
    with pytest.raises(TemporaryFailure) as down:
        centre.gateway.send("k", rows["student"].phone, rows["student"].text)
    said = caplog.text + str(refused.value) + str(down.value)
    for row in rows.values():
        assert row.phone not in said
        assert row.recipient_name not in said
        assert "师承关系" not in said
    assert SECRET not in said
    assert "13800000001" not in said
    carrier.__init__(lambda: 0)  # type: ignore[misc]


def test_jobs_of_retries_count_anew(centre: Centre, carrier: Carrier) -> None:
    Worker(centre).run_once()
    with centre.reading() as session:
        assert set(session.scalars(select(NOTICE_JOB.c.next_at))) == {""}
    retried(centre, notices(centre)["teacher"].id)
    carrier.answers = [(503, b"")]
    Worker(centre).run_once()
    with centre.reading() as session:
        assert sorted(session.scalars(select(NOTICE_JOB.c.tries))) == [1, 1]
