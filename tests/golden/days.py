"""What happens in the office of the fixtures, by the PCs' own programs: two days, each command once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import msgspec

from core.apprenticeship.commands.assessment import PublishScores, RecordScore, RecordScores, RemoveScore
from core.apprenticeship.commands.filing import RefuseFiling
from core.apprenticeship.commands.termination import ForceTerminate
from core.apprenticeship.words.dictionaries import of
from core.apprenticeship.words.kinds import TERMINATION_BASIS
from core.apprenticeship.words.scores import result_for
from core.apprenticeship.words.values import ScoreEntry
from core.commons.commands import (
    PublishPolicyNotice,
    RemovePolicyNotice,
    RetryNotice,
    SavePolicyNotice,
    WithdrawPolicyNotice,
)
from core.domain.clock import FixedClock
from core.domain.values import SeenRecord
from core.files.watermark import WatermarkText
from core.store.recorder import Recorder
from server.feed import grant_blobs, write_feed
from server.sample.desk import Desk
from sync.protocol import Envelope, Ops
from tests import registers
from tests.golden import office, past
from tests.golden.tape import PULL, Exchange, Tape
from tests.kit import WUCHANG, World

if TYPE_CHECKING:
    from tests.golden.pcs import Pc
    from tests.live_server import LiveServer

PAGE = 25
"""Rows asked for when the feed is recorded in small pages."""
REASON = "公证书缺少盖章页，不予备案。"


@dataclass
class Made:
    """Everything under way: the recorded PCs by tape, and the two that are kept."""

    ids: dict[str, str]
    clock: FixedClock
    tapes: dict[str, Tape]
    pcs: dict[str, Pc]

    def score(self, pc: Pc, case: str, tenths: int = 860) -> ScoreEntry:
        """A score of today for the apprenticeship of a filing."""
        type_ = of(pc.setting.dictionaries).assessment_type("graduation")
        study = pc.row("filing", self.ids[case]).apprenticeship_id
        day = f"{self.clock.now():%Y-%m-%d}"
        return ScoreEntry(study, "graduation", day, tenths, result_for(tenths, type_))

    def seen(self, pc: Pc, *scores: str) -> tuple[SeenRecord, ...]:
        return tuple(SeenRecord(one, pc.row("assessment", one).version) for one in scores)


def meanwhile(made: Made, server: LiveServer) -> None:
    """What is settled and what waits on the two PCs, while others decide and file at the centre."""
    ids, (district, city) = made.ids, (made.pcs["pc-district"], made.pcs["pc-city"])
    colleague, colleague_city = made.pcs["district"], made.pcs["city"]
    office.approve(district, ids["overdue_3"])
    office.freeze(district, "武昌区 2026 年度备案情况")
    district.sync()
    district.send_files()
    entry = made.score(city, "five_years", 712)
    city.decide(RecordScore(city.ids.new(), entry))
    city.sync()
    office.approve(colleague, ids["overdue_11"])
    colleague.sync()
    office.approve(district, ids["overdue_11"])
    district.sync()
    made.clock.advance(seconds=60)
    district_waits(made, district)
    city_waits(made, city, colleague_city)
    desk = Desk(server.centre, "zhoumin")
    for case in ("due_today", "stays_with_bureau"):
        row = colleague.row("filing", ids[case])
        verdict = desk.decide(RefuseFiling(row.id, row.revision, REASON), row.version)
        assert verdict.status == "applied", verdict
    new_filing(server)


def district_waits(made: Made, pc: Pc) -> None:
    """Decisions without the network; the one on `due_today` loses against the centre."""
    ids = made.ids
    office.approve(pc, ids["due_in_1"])
    office.give_back(pc, ids["due_in_2"])
    office.approve(pc, ids["due_today"])
    office.refuse(pc, ids["ten_pages"])
    office.approve(pc, ids["dissolution_resubmitted"])
    office.freeze(pc, "武昌区 2026 年度备案情况（第二次）")


def city_waits(made: Made, pc: Pc, colleague: Pc) -> None:
    """A score entered and published, one published elsewhere meanwhile, one that is taken back."""
    ids = made.ids
    new = pc.ids.new()
    pc.decide(RecordScore(new, made.score(pc, "eligible_today", 905)))
    pc.decide(PublishScores(pc.ids.new(), made.seen(pc, new)))
    scores = {one["apprenticeship_id"]: one["id"] for one in pc.records("assessment")}
    first, second, third = (scores[pc.row("filing", ids[key]).apprenticeship_id] for key in past.MORE)
    pc.decide(PublishScores(pc.ids.new(), made.seen(pc, first)))
    pc.decide(PublishScores(pc.ids.new(), made.seen(pc, second)))
    pc.decide(RemoveScore(third, pc.row("assessment", third).version))
    colleague.decide(PublishScores(colleague.ids.new(), made.seen(colleague, second)))
    colleague.sync()


def new_filing(server: LiveServer) -> None:
    """A resident's filing arrives of which the PCs know nothing."""
    centre = server.centre
    with centre.writing() as session:
        world = World(session, FixedClock(centre.clock.now()))
        world.ids = centre.ids
        with Recorder(session) as recorder:
            world.submit(world.student(world.teacher(501), 501, "2026-01-12"))
        grant_blobs(session, recorder)
        write_feed(session, recorder, "")


def second_day(made: Made) -> None:
    """Every command that a PC sends goes over the recorded wire, and some that are refused."""
    pcs = made.pcs
    day_of_district(made, pcs["district"])
    day_of_city(made, pcs["city"])
    day_of_commission(made, pcs["commission"])
    strange_commands(made, pcs["district"])
    for pc in pcs.values():
        pc.sync()
    pcs["district"].client.digest(WUCHANG)
    pcs["district"].client.snapshot(WUCHANG, "")


def strange_commands(made: Made, pc: Pc) -> None:
    """What no program of ours sends: unknown name, version and field, another content than was signed."""
    seq = 1 + max(one.device_seq for one in sent(made.tapes["district"]))
    row = pc.row("filing", made.ids["returned"])
    approval = {"filing_id": row.id, "revision": row.revision}
    said = office.push_raw(
        pc,
        seq,
        {"name": "RaiseFiling", "args": {"filing_id": "x"}},
        {"name": "ApproveFiling", "version": 99, "args": approval, "subject": row.id},
        {"name": "ApproveFiling", "args": approval, "subject": row.id, "forged": True},
        {"name": "ApproveFiling", "args": approval | {"colour": "red"}, "subject": row.id},
        {"name": "ApproveFiling", "args": approval, "subject": row.id},
    )
    assert len(said.verdicts) == 5


def pages(tape: Tape, pc: Pc) -> list[Exchange]:
    """Pull all that came since the first load once more, in small pages; takes them off the tape."""
    first = next(one for one in tape.exchanges if one.place == PULL)
    cursor, before, more = parse_qs(urlsplit(first.path).query)["cursor"][0], len(tape.exchanges), True
    while more:
        page = pc.client.changes(cursor, 0, PAGE)
        cursor, more = page.cursor, page.more
    found = tape.exchanges[before:]
    del tape.exchanges[before:]
    return found


def day_of_district(made: Made, pc: Pc) -> None:
    """Its first decision was taken before it heard that the filing is refused already."""
    ids = made.ids
    office.approve(pc, ids["stays_with_bureau"])
    office.approve(pc, ids["due_in_6"])
    office.give_back(pc, ids["other_name"])
    office.refuse(pc, ids["qualified_15_years"])
    office.approve(pc, ids["resubmitted"])
    office.approve(pc, ids["dissolution_resubmitted"])
    lines = [registers.line(number, filing_no=f"旧备〔2023〕{number} 号") for number in (601, 602)]
    pc.decide(registers.command(pc.ids, *lines))
    office.freeze(pc, "武昌区 2026 年度备案情况（录制）")
    failed = [one["id"] for one in pc.records("notice") if one["state"] in ("failed", "given_up")]
    row = pc.row("notice", min(failed))
    pc.decide(RetryNotice(row.id, row.version), row.version)
    pc.sync()
    pc.send_files()


def day_of_city(made: Made, pc: Pc) -> None:
    pc.sync()
    entries = (made.score(pc, "eligible_today", 640),)
    pc.decide(RecordScores(pc.ids.new(), entries))
    one = pc.ids.new()
    pc.decide(RecordScore(one, made.score(pc, "session_1_3", 777)))
    pc.sync()
    pc.decide(RemoveScore(one, pc.row("assessment", one).version))
    pc.sync()


def day_of_commission(made: Made, pc: Pc) -> None:
    pc.sync()
    row = pc.row("apprenticeship", pc.row("filing", made.ids["five_years"]).apprenticeship_id)
    mark = WatermarkText("仅用于师承强制解除", "武汉市卫生健康委员会", f"{made.clock.now():%Y-%m-%d}")
    basis = pc.outgoing().keep_picture(office.picture(), TERMINATION_BASIS, 1, mark)
    words = "经核查，备案时提交的学历证书系伪造。"
    ending = ForceTerminate(
        row.id, row.version, "false_materials", "武卫医罚〔2026〕18 号", words, row.student_name, (basis,)
    )
    pc.decide(ending, row.version)
    drafts = [pc.ids.new() for _ in range(2)]
    file = pc.outgoing().keep_file("通知.pdf", office.paper("notice"))
    for draft in drafts:
        pc.decide(SavePolicyNotice(draft, 0, "关于报送年度师承情况的通知", "请各区于月底前报送。", (file,)))
    pc.sync()
    pc.send_files()
    pc.decide(PublishPolicyNotice(drafts[0], pc.row("policy_notice", drafts[0]).version))
    pc.decide(RemovePolicyNotice(drafts[1], pc.row("policy_notice", drafts[1]).version))
    pc.sync()
    row = pc.row("policy_notice", drafts[0])
    pc.decide(WithdrawPolicyNotice(row.id, row.version, "文件有误，另行印发。"))
    pc.sync()


def sent(tape: Tape) -> list[Envelope]:
    """Every command on a tape."""
    pushed = [one.sent for one in tape.exchanges if one.place == "/v1/ops"]
    return [envelope for text in pushed for envelope in msgspec.json.decode(text, type=Ops).ops]
