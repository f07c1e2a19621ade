"""考核成绩录入 (C3, C4): entering, editing and taking back, G10 and G11 with what stands in the store."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from sqlalchemy import func, select

from core.actions import execute
from core.apprenticeship.actions.scores import batch_score_id
from core.apprenticeship.commands.assessment import PublishScores, RecordScore, RecordScores, RemoveScore
from core.apprenticeship.tables import Assessment, Student
from core.apprenticeship.words.values import AssessmentResult, ScoreEntry
from core.domain.errors import Refused
from core.domain.values import Role
from tests.kit import CITY, WUCHANG

if TYPE_CHECKING:
    from core.actions import Actor
    from core.domain.commands.base import Command
    from tests.kit import World

CLERKS = (Role.CITY_OFFICE, Role.CITY_COMMISSION)


def refused(world: World, command: Command, actor: Actor | None = None) -> Refused:
    with pytest.raises(Refused) as caught:
        world.run(command, actor or world.city())
    return caught.value


def record(world: World, entry: ScoreEntry, **more: Any) -> RecordScore:
    return RecordScore(world.ids.new(), entry, **more)


def edit(world: World, score_id: str, entry: ScoreEntry, **more: Any) -> RecordScore:
    (seen,) = world.seen(score_id)
    return RecordScore(score_id, entry, **{"seen_version": seen.version, **more})


def row(world: World, score_id: str) -> Assessment:
    return world.session.get_one(Assessment, score_id)


def outsiders(world: World) -> list[Actor]:
    """Everybody who may not enter scores."""
    everywhere = world.city().scopes
    roles = [role for role in Role if role not in CLERKS]
    return [acting_as(world, role, everywhere) for role in roles]


def acting_as(world: World, role: Role, scopes: frozenset[str]) -> Actor:
    return replace(world.city(), role=role, scopes=scopes)


@pytest.mark.parametrize("role", CLERKS)
def test_a_score_is_kept_with_what_stands_about_the_study(world: World, role: Role) -> None:
    study = world.study(world.active())
    command = record(world, world.entry(study.id, 865))
    world.run(command, world.city(role))
    kept = row(world, command.assessment_id)
    assert (kept.tenths, kept.result, kept.state, kept.type) == (865, "pass", "unpublished", "graduation")
    assert (kept.student_name, kept.student_pinyin) == (study.student_name, study.student_pinyin)
    assert (kept.filing_no, kept.bureau, kept.teacher_id) == (study.filing_no, WUCHANG, study.teacher_id)
    assert (kept.entered_by_name, kept.settled_at != "") == ("何静", True)
    assert study.unpublished_scores == 1


def test_g13_an_unpublished_score_is_the_citys_alone(world: World) -> None:
    kept = row(world, world.score(world.active()))
    assert kept.scope == CITY


def test_each_role_that_may_not_is_told_who_may(world: World) -> None:
    study = world.active()
    score_id = world.score(study)
    seen = world.seen(score_id)
    commands: list[Command] = [
        record(world, world.entry(study, type="specialty")),
        RecordScores(world.ids.new(), (world.entry(study),)),
        RemoveScore(score_id, 1),
        PublishScores(world.ids.new(), seen),
    ]
    for actor in outsiders(world):
        for command in commands:
            error = refused(world, command, actor)
            assert error.code == "NOT_ALLOWED"
            assert "市中医处" in error.message


def test_g10_one_day_short_is_refused_with_the_day(world: World) -> None:
    study = world.active(notarised_on="2023-11-21")
    error = refused(world, record(world, world.entry(study)))
    assert error.code == "SCORE_FORBIDDEN"
    assert "2026-11-21 起可考核" in error.message
    world.score(world.active(2, notarised_on="2023-11-20"))


def test_g10_is_judged_on_the_assessment_date(world: World) -> None:
    study = world.active(notarised_on="2023-11-10")
    early = world.entry(study, assessed_on="2026-11-09")
    assert "2026-11-10 起可考核" in refused(world, record(world, early)).message
    world.score(study, assessed_on="2026-11-10")


def test_g11_bad_values_are_refused(world: World) -> None:
    study = world.active()
    for changes in (
        {"tenths": 1001},
        {"tenths": -10},
        {"assessed_on": ""},
        {"assessed_on": "2026-11-21"},
        {"assessed_on": "2022-12-31"},
    ):
        entry = msgspec.structs.replace(world.entry(study), **changes)
        assert refused(world, record(world, entry)).code == "SCORE_FORBIDDEN"
    error = refused(world, record(world, msgspec.structs.replace(world.entry(study), type="spelling")))
    assert error.code == "ASSESSMENT_TYPE_UNKNOWN"
    assert world.study(study).unpublished_scores == 0


def test_g11_a_result_against_the_pass_mark_must_be_confirmed(world: World) -> None:
    entry = world.entry(world.active(), 599, result=AssessmentResult.PASS)
    assert refused(world, record(world, entry)).code == "FINDINGS_NOT_CONFIRMED"
    command = record(world, entry, confirmed=("G11_RESULT_DISAGREES",))
    world.run(command, world.city())
    assert row(world, command.assessment_id).result == "pass"


def test_g11_a_second_unpublished_score_of_the_type_says_who_entered_the_first(world: World) -> None:
    study = world.active()
    world.score(study)
    error = refused(world, record(world, world.entry(study, 700)))
    assert error.code == "SCORE_EXISTS"
    assert "何静已于 2026-11-20 10:20 录入" in error.message
    assert "86 分" in error.message
    world.score(world.active(2))


def test_a_person_may_have_unpublished_scores_of_two_types(world: World) -> None:
    study = world.active(notarised_on="2020-01-10")
    world.score(study)
    world.score(study, type="specialty")
    assert world.study(study).unpublished_scores == 2


def test_an_unpublished_score_is_edited(world: World) -> None:
    study = world.active()
    score_id = world.score(study)
    world.run(edit(world, score_id, world.entry(study, 500)), world.city(name="刘倩"))
    kept = row(world, score_id)
    assert (kept.tenths, kept.result, kept.entered_by_name) == (500, "fail", "刘倩")
    assert world.study(study).unpublished_scores == 1


def test_an_edit_of_something_else_than_was_seen_is_refused(world: World) -> None:
    study, other = world.active(notarised_on="2020-01-10"), world.active(2)
    score_id = world.score(study)
    row(world, score_id).version = 2
    stale = edit(world, score_id, world.entry(study, 500), seen_version=1)
    error = refused(world, stale)
    assert error.code == "CHANGED_MEANWHILE"
    assert "何静" in error.message
    assert refused(world, edit(world, score_id, world.entry(other))).code == "SCORE_OF_ANOTHER"
    assert refused(world, RecordScore(score_id, world.entry(other))).code == "SCORE_EXISTS"
    world.score(study, type="specialty")
    taken = edit(world, score_id, world.entry(study, type="specialty"))
    assert refused(world, taken).code == "SCORE_EXISTS"


def test_what_is_not_there_or_not_visible_does_not_exist(world: World) -> None:
    study = world.active()
    score_id = world.score(study)
    blind = acting_as(world, Role.CITY_OFFICE, frozenset({"420111"}))
    gone = world.ids.new()
    commands: list[tuple[Command, Command]] = [
        (record(world, world.entry(study)), record(world, world.entry(gone))),
        (
            RecordScores(gone, (world.entry(study),)),
            RecordScores(gone, (world.entry(gone),)),
        ),
        (RemoveScore(score_id, 1), RemoveScore(gone, 1)),
        (
            PublishScores(gone, world.seen(score_id)),
            PublishScores(gone, tuple(msgspec.structs.replace(s, id=gone) for s in world.seen(score_id))),
        ),
    ]
    for hidden, absent in commands:
        one, two = refused(world, hidden, blind), refused(world, absent)
        assert (one.code, one.message) == (two.code, two.message)
        assert one.code.endswith("_NOT_FOUND")
    assert refused(world, RecordScore(gone, world.entry(study), seen_version=3)).code.endswith("_NOT_FOUND")


def test_a_score_is_taken_back(world: World) -> None:
    study = world.active()
    score_id = world.score(study)
    assert refused(world, RemoveScore(score_id, 2)).code == "CHANGED_MEANWHILE"
    world.run(RemoveScore(score_id, 1), world.city())
    assert world.session.get(Assessment, score_id) is None
    assert world.study(study).unpublished_scores == 0
    world.score(study)


def test_a_published_score_is_neither_edited_nor_removed(world: World) -> None:
    study = world.active()
    score_id = world.score(study)
    world.publish(score_id)
    for command in (edit(world, score_id, world.entry(study, 500)), RemoveScore(score_id, 1)):
        error = refused(world, command)
        assert error.code == "SCORE_PUBLISHED"
        assert "何静于 2026-11-20 10:20 公布" in error.message
    assert row(world, score_id).tenths == 860


def test_scores_of_several_people_have_ids_that_both_ends_know(world: World) -> None:
    teacher = world.teacher()
    entries = tuple(world.entry(world.active(number, teacher), 700) for number in range(1, 4))
    command = RecordScores(world.ids.new(), entries)
    context = world.context(world.city())
    outcome = execute(world.session, command, context)
    ids = [batch_score_id(context.op_id, entry) for entry in entries]
    assert outcome.id == ids[0]
    assert {row(world, one).tenths for one in ids} == {700}
    assert all(world.study(entry.apprenticeship_id).unpublished_scores == 1 for entry in entries)


def test_several_scores_are_all_kept_or_none(world: World) -> None:
    teacher = world.teacher()
    good, taken = world.active(1, teacher), world.active(2, teacher)
    early = world.active(3, teacher, "2024-01-10")
    world.score(taken)
    entries = tuple(world.entry(one) for one in (good, taken, early, good))
    error = refused(world, RecordScores(world.ids.new(), entries))
    assert error.code == "SCORES_FORBIDDEN"
    assert error.message.startswith("4 人中有 3 人不能录入，本次均未保存：陈亦舟（WC-2026-0002）：何静已于")
    assert [one.code for one in error.findings] == ["G11_SCORE_EXISTS", "G10_TOO_EARLY", "G11_SCORE_EXISTS"]
    assert [one.evidence[0].field for one in error.findings] == ["entries.1", "entries.2", "entries.3"]
    assert world.session.scalar(select(func.count()).select_from(Assessment)) == 1
    assert world.study(good).unpublished_scores == 0


def test_several_scores_need_someone_and_not_too_many(world: World) -> None:
    assert refused(world, RecordScores(world.ids.new(), ())).message == "请至少选择一名学员。"
    many = (world.entry(world.ids.new()),) * 501
    error = refused(world, RecordScores(world.ids.new(), many))
    assert error.code == "TOO_MANY_SCORES"
    assert "501" in error.message


def test_several_scores_against_the_pass_mark_are_confirmed_once(world: World) -> None:
    teacher = world.teacher()
    studies = [world.active(number, teacher) for number in (1, 2)]
    entries = tuple(world.entry(one, 500, result=AssessmentResult.PASS) for one in studies)
    assert refused(world, RecordScores(world.ids.new(), entries)).code == "FINDINGS_NOT_CONFIRMED"
    confirmed = RecordScores(world.ids.new(), entries, ("G11_RESULT_DISAGREES",))
    world.run(confirmed, world.city())
    assert [world.study(one).unpublished_scores for one in studies] == [1, 1]


def test_an_old_study_of_the_person_has_no_more_scores(world: World) -> None:
    """A person with two apprenticeships: the ended one is refused, the open one is assessed (G10)."""
    ended = world.active()
    world.terminate(ended)
    student_id = world.study(ended).student_id
    again = world.again(student_id, "2023-02-10")
    assert refused(world, record(world, world.entry(ended))).code == "SCORE_FORBIDDEN"
    score_id = world.score(again)
    assert row(world, score_id).apprenticeship_id == again
    assert world.session.get_one(Student, student_id).id == row(world, score_id).student_id


def test_a_pc_keeps_it_provisional(world: World) -> None:
    study = world.active()
    command = record(world, world.entry(study))
    execute(world.session, command, world.context(world.city(), settles=False))
    assert row(world, command.assessment_id).settled_at == ""
    seen = world.seen(command.assessment_id)
    execute(world.session, PublishScores(world.ids.new(), seen), world.context(world.city(), settles=False))
    kept = row(world, command.assessment_id)
    assert (kept.state, kept.settled_at) == ("published", "")
