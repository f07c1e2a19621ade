"""The city's decisions on the way: what they build on, their words, clashes (faults 17 and 40)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest
from sqlalchemy import select

from core.apprenticeship.actions.scores import SCORE_EXISTS
from core.apprenticeship.commands.assessment import PublishScores, RecordScore
from core.apprenticeship.tables import Assessment
from core.apprenticeship.words.values import AssessmentState
from core.domain.values import Role, SeenRecord
from sync.fates import entry, overview
from sync.protocol import Envelope
from sync.tables import OUTBOX
from sync.transactions import reading
from tests.kit import CITY, HONGSHAN, WUCHANG

if TYPE_CHECKING:
    from core.apprenticeship.words.values import ScoreEntry
    from sync.fates import CentreEntry
    from tests.sync.conftest import Office
    from tests.sync.fake import Centre, Pc


@pytest.fixture
def pc(centre: Centre, office: Office) -> Pc:
    return office.pc(centre.city("何静", WUCHANG, HONGSHAN), "city")


def record(pc: Pc, score: ScoreEntry) -> tuple[str, str]:
    """Enter a score; gives its id and the op_id."""
    command = RecordScore(pc.ids.new(), score)
    return command.assessment_id, pc.decider.decide(command, 0).op_id


def publish(pc: Pc, *scores: str, supersedes: str = "") -> str:
    with reading(pc.unlocked.engine) as session:
        seen = tuple(SeenRecord(one, session.get_one(Assessment, one).version) for one in scores)
    command = PublishScores(pc.ids.new(), seen)
    return pc.decider.decide(command, 0, supersedes=supersedes).op_id


def after(pc: Pc, op_id: str) -> tuple[str, ...]:
    with reading(pc.unlocked.engine) as session:
        text = session.scalar(select(OUTBOX.c.envelope).where(OUTBOX.c.op_id == op_id))
    assert text is not None
    return msgspec.json.decode(text, type=Envelope).after


def shown(pc: Pc, op_id: str) -> CentreEntry:
    with reading(pc.unlocked.engine) as session:
        found = entry(session, op_id)
    assert found is not None
    return found


def facts(centre: Centre) -> dict[tuple[str, str], tuple[object, ...]]:
    return {key: body for scope in (CITY, WUCHANG, HONGSHAN) for key, body in centre.rows(scope).items()}


def test_a_day_offline_travels_in_order_and_districts_see_what_is_published_only(
    centre: Centre, office: Office, pc: Pc
) -> None:
    """G13: entered, edited and published offline; the district learns of the published score alone."""
    good, bad = centre.study(1), centre.study(2, tenths=500)
    district = office.pc(centre.clerk("周敏"), "district")
    for one in (pc, district):
        one.sync.run_once()
    (first, op1), (second, op2) = record(pc, good), record(pc, bad)
    op3 = publish(pc, first)
    assert after(pc, op3) == (op1,)
    assert op2 not in after(pc, op3)
    for one in (pc, district):
        state = one.sync.run_once()
        assert (state.waiting, state.refused, state.problem) == (0, 0, None)
    assert pc.rows() == facts(centre)
    kept = {key[1]: body for key, body in district.rows().items() if key[0] == "assessment"}
    assert list(kept) == [first]
    assert second in {key[1] for key in pc.rows()}


def test_the_centre_names_people_and_counts(centre: Centre, pc: Pc) -> None:
    good, bad = centre.study(1), centre.study(2, tenths=555)
    pc.sync.run_once()
    (one, op1), (two, op2) = record(pc, good), record(pc, bad)
    op3 = publish(pc, one, two)
    texts = {op_id: shown(pc, op_id) for op_id in (op1, op2, op3)}
    assert texts[op1].what == "录入成绩：陈亦舟，出师考核 86 分（合格）"
    assert texts[op2].what == "录入成绩：陈亦舟，出师考核 55.5 分（不合格）"
    assert texts[op3].what.startswith("公布成绩：2 人（合格 1，不合格 1）")
    assert (texts[op1].target, texts[op1].record_id) == ("scores", one)
    assert (texts[op3].target, texts[op3].record_id, texts[op3].about) == ("scores", "", "2 人")


def test_fault_17_a_publication_falls_with_the_score_it_publishes(
    centre: Centre, office: Office, pc: Pc
) -> None:
    """A colleague entered the same person first: the score and its publication come back, each with why."""
    score = centre.study(1)
    colleague = office.pc(centre.city("李思", WUCHANG, HONGSHAN), "colleague")
    for one in (pc, colleague):
        one.sync.run_once()
    _, mine = record(pc, score)
    (own,) = [key[1] for key in pc.rows() if key[0] == "assessment"]
    published = publish(pc, own)
    theirs, _ = record(colleague, score)
    colleague.sync.run_once()
    state = pc.sync.run_once()
    assert (state.waiting, state.refused) == (0, 2)
    refused, fallen = shown(pc, mine), shown(pc, published)
    assert (refused.code, fallen.code) == ("SCORE_EXISTS", "PREDECESSOR_REJECTED")
    assert "李思" in refused.reason
    assert refused.what_to_do == SCORE_EXISTS.advice
    assert (refused.redo, fallen.redo) == ("", "")
    assert "已删除 1 条" in fallen.server_present
    assert pc.rows() == facts(centre)
    again = publish(pc, theirs, supersedes=published)
    assert after(pc, again) == ()
    pc.sync.run_once()
    assert shown(pc, again).state == "applied"
    assert shown(pc, published).state == "closed"


def test_fault_40_a_clash_while_a_page_is_applied_is_seen_and_kept(
    centre: Centre, office: Office, pc: Pc
) -> None:
    """The page brings a colleague's score for the same person while ours still waits."""
    score = centre.study(1)
    colleague = office.pc(centre.city("李思", WUCHANG, HONGSHAN), "colleague")
    for one in (pc, colleague):
        one.sync.run_once()
    _, mine = record(pc, score)
    record(colleague, score)
    colleague.sync.run_once()
    pc.sync._pull()
    waiting = shown(pc, mine)
    assert waiting.state == "waiting"
    assert waiting.reason.startswith("收到新数据后，这项决定可能不会被接受：")
    assert "李思" in waiting.reason
    assert pc.rows() == facts(centre)
    pc.sync.run_once()
    assert (shown(pc, mine).state, shown(pc, mine).code) == ("refused", "SCORE_EXISTS")


def test_a_refused_publication_reopens_with_the_scores_that_are_left(
    centre: Centre, office: Office, pc: Pc
) -> None:
    """One of two was published by a colleague: nothing of the batch happened, the other one is offered."""
    scores = [centre.study(1), centre.study(2)]
    pc.sync.run_once()
    ids = [record(pc, one)[0] for one in scores]
    pc.sync.run_once()
    colleague = office.pc(centre.city("李思", WUCHANG, HONGSHAN), "colleague")
    colleague.sync.run_once()
    both = publish(pc, *ids)
    publish(colleague, ids[0])
    colleague.sync.run_once()
    pc.sync.run_once()
    refused = shown(pc, both)
    assert (refused.state, refused.redo, refused.target) == ("refused", f"publish:{ids[1]}", "scores")
    assert refused.server_present == "这 2 条成绩中，服务器上未公布 1 条，已公布 1 条。"
    assert "陈亦舟" in refused.reason
    again = publish(pc, ids[1], supersedes=both)
    pc.sync.run_once()
    assert shown(pc, again).state == "applied"
    with reading(pc.unlocked.engine) as session:
        states = set(session.scalars(select(Assessment.state)))
        assert states == {AssessmentState.PUBLISHED}
        assert [one.state for one in overview(session)].count("refused") == 0


def test_a_termination_names_the_person_and_how_it_stands(centre: Centre, office: Office) -> None:
    score = centre.study(1)
    commission = centre.world.commission()
    centre.actors[commission.id] = commission
    pc = office.pc(commission, "commission")
    pc.sync.run_once()
    command = centre.world.termination(score.apprenticeship_id)
    centre.session.rollback()
    assert commission.role is Role.CITY_COMMISSION
    op_id = pc.decider.decide(command, 1).op_id
    centre.decide(command, commission)
    pc.sync.run_once()
    refused = shown(pc, op_id)
    assert refused.state == "refused"
    assert refused.what == "强制解除：陈亦舟（老师刘景和）"
    assert (refused.target, refused.record_id) == ("search", score.apprenticeship_id)
    assert refused.base == "该师承关系为“在教”"
    assert "“强制解除”" in refused.server_present
    assert "梁宏" in refused.server_present
    assert refused.redo == ""
