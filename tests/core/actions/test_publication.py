"""公布成绩 (C3, G12, G13): what it refuses, what it makes of a study, corrections."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from core.apprenticeship.commands.assessment import PublishScores, RecordScore, RemoveScore
from core.apprenticeship.tables import Assessment
from core.apprenticeship.words.limits import Limits
from core.apprenticeship.words.values import AssessmentResult
from core.domain.errors import Refused
from core.domain.values import Parameters, SeenRecord
from core.store.base import scopes_of
from tests.kit import CITY, HONGSHAN, WUCHANG

if TYPE_CHECKING:
    from tests.kit import World


def refused(world: World, *seen: SeenRecord, twice: bool = True) -> Refused:
    with pytest.raises(Refused) as caught:
        world.run(PublishScores(world.ids.new(), seen, twice), world.city())
    return caught.value


def row(world: World, score_id: str) -> Assessment:
    return world.session.get_one(Assessment, score_id)


def state(world: World, study: str) -> tuple[str, str]:
    found = world.study(study)
    return found.state, found.ended_on


def parameters(world: World, **changes: int) -> None:
    world.setting = world.setting.__class__(
        world.setting.dictionaries, world.setting.calendar, Parameters(own=(Limits(**changes),))
    )


def test_g12_a_published_pass_ends_the_study_and_frees_the_teachers_seat(world: World) -> None:
    teacher = world.teacher()
    studies = [world.active(number, teacher) for number in range(1, 5)]
    fifth = world.student(teacher, 5)
    with pytest.raises(Refused, match="4"):
        world.submit(fifth)
    world.publish(world.score(studies[0], assessed_on="2026-11-18"))
    assert state(world, studies[0]) == ("passed", "2026-11-18")
    world.submit(fifth)


def test_g12_a_fail_or_a_type_that_does_not_graduate_leaves_the_study_open(world: World) -> None:
    study = world.active(notarised_on="2020-01-10")
    world.publish(world.score(study, 500), world.score(study, type="specialty"))
    assert state(world, study) == ("active", "")
    assert world.study(study).unpublished_scores == 0
    world.publish(world.score(study, 700))
    assert state(world, study) == ("passed", "2026-11-20")


def test_g13_a_published_score_is_seen_by_the_districts_of_the_study(world: World) -> None:
    study = world.active()
    score_id = world.score(study)
    world.publish(score_id)
    assert scopes_of(row(world, score_id)) == (CITY, WUCHANG)
    assert HONGSHAN not in scopes_of(row(world, score_id))


def test_g12_it_says_who_published_when(world: World) -> None:
    score_id = world.score(world.active())
    world.publish(score_id)
    kept = row(world, score_id)
    assert (kept.published_by_name, kept.published_at) == ("何静", "2026-11-20T02:20:00.000Z")
    assert kept.settled_at == kept.published_at


def test_g12_nothing_selected(world: World) -> None:
    error = refused(world)
    assert (error.code, error.message) == ("PUBLICATION_FORBIDDEN", "请至少选择一名学员")
    assert [one.code for one in error.findings] == ["G12_NOTHING_SELECTED"]


def test_g12_501_rows_are_too_many(world: World) -> None:
    seen = (SeenRecord(world.ids.new(), 1) for _ in range(501))
    assert "一次最多公布 500 人，已选 501 人" in refused(world, *seen).message


def test_g12_from_50_rows_on_two_people_look(world: World) -> None:
    parameters(world, publish_second_look=2)
    teacher = world.teacher()
    ids = [world.score(world.active(number, teacher)) for number in (1, 2)]
    error = refused(world, *world.seen(*ids), twice=False)
    assert [one.code for one in error.findings] == ["G12_SECOND_LOOK"]
    world.publish(*ids, checked_twice=True)
    parameters(world)
    seen = (SeenRecord(world.ids.new(), 1) for _ in range(50))
    assert "一次公布 50 人，请由两人对照双人核对单" in refused(world, *seen, twice=False).message


def test_g12_what_was_published_meanwhile_is_named_and_nothing_else_happens(world: World) -> None:
    teacher = world.teacher()
    studies = [world.active(number, teacher) for number in (1, 2)]
    mine, taken = (world.score(one) for one in studies)
    seen = world.seen(mine, taken)
    world.publish(taken)
    error = refused(world, *seen)
    assert error.message == "陈亦舟（WC-2026-0002）的成绩已经公布，不能再次公布"
    assert row(world, mine).state == "unpublished"
    assert state(world, studies[0])[0] == "active"
    assert [one.evidence[0].text for one in error.findings] == [taken]


def test_g12_the_same_row_twice_in_one_command_is_published_once(world: World) -> None:
    study = world.active()
    score_id = world.score(study)
    world.publish(score_id, score_id)
    assert world.study(study).unpublished_scores == 0


def test_g12_a_score_that_was_changed_since_it_was_seen_is_refused(world: World) -> None:
    score_id = world.score(world.active())
    error = refused(world, SeenRecord(score_id, 7))
    assert "在您查看后已被修改" in error.message


def test_g12_a_score_that_is_gone_is_counted(world: World) -> None:
    score_id = world.score(world.active())
    error = refused(world, *world.seen(score_id), SeenRecord(world.ids.new(), 1))
    assert error.code == "ASSESSMENT_NOT_FOUND"
    assert "有 1 条已找不到" in error.message


def test_g12_a_score_of_an_ended_study_stays_unpublished_until_removed(world: World) -> None:
    study = world.active()
    score_id = world.score(study)
    world.terminate(study, confirmed=("G9_UNPUBLISHED_SCORES",))
    assert "陈亦舟（WC-2026-0001）的师承关系已结束" in refused(world, *world.seen(score_id)).message
    assert world.study(study).unpublished_scores == 1
    world.run(RemoveScore(score_id, 1), world.city())
    assert world.study(study).unpublished_scores == 0


def test_g12_a_result_against_the_pass_mark_is_confirmed_again(world: World) -> None:
    """Who publishes may be another person than who entered."""
    entry = world.entry(world.active(), 599, result=AssessmentResult.PASS)
    record = RecordScore(world.ids.new(), entry, confirmed=("G11_RESULT_DISAGREES",))
    world.run(record, world.city())
    seen = world.seen(record.assessment_id)
    assert refused(world, *seen).code == "FINDINGS_NOT_CONFIRMED"
    publish = PublishScores(world.ids.new(), seen, confirmed=("G11_RESULT_DISAGREES",))
    world.run(publish, world.city())


def test_g12_a_correction_cites_the_old_score_which_stays(world: World) -> None:
    study = world.active()
    old = world.score(study, 860)
    world.publish(old)
    new = world.score(study, 680, corrects=old)
    world.publish(new)
    assert (row(world, old).tenths, row(world, new).corrects) == (860, old)
    assert state(world, study)[0] == "passed"


def test_g12_a_pass_corrected_to_a_fail_goes_back_to_study(world: World) -> None:
    study = world.active()
    old = world.score(study)
    world.publish(old)
    new = world.score(study, 590, corrects=old)
    assert state(world, study)[0] == "passed"
    world.publish(new)
    assert state(world, study) == ("active", "")
    world.publish(world.score(study, 750))
    assert state(world, study) == ("passed", "2026-11-20")


def test_g12_a_fail_corrected_to_a_pass_ends_the_study(world: World) -> None:
    study = world.active()
    old = world.score(study, 590, assessed_on="2026-11-18")
    world.publish(old)
    world.publish(world.score(study, 610, corrects=old, assessed_on="2026-11-18"))
    assert state(world, study) == ("passed", "2026-11-18")


def test_g12_corrections_form_a_chain(world: World) -> None:
    study = world.active()
    first = world.score(study, 860)
    world.publish(first)
    second = world.score(study, 590, corrects=first)
    world.publish(second)
    with pytest.raises(Refused, match="请更正最新的那一条"):
        world.score(study, 700, corrects=first)
    world.publish(world.score(study, 700, corrects=second))
    assert state(world, study)[0] == "passed"


def test_g12_only_a_published_score_of_the_same_study_and_type_is_corrected(world: World) -> None:
    study, other = world.active(notarised_on="2020-01-10"), world.active(2)
    draft, published = world.score(study), world.score(other)
    world.publish(published)
    for corrects in (draft, published, world.ids.new()):
        with pytest.raises(Refused) as caught:
            world.score(study, 500, type="specialty", corrects=corrects)
        assert caught.value.code == "CORRECTION_UNKNOWN"


def test_g12_a_correction_cannot_become_another_type(world: World) -> None:
    study = world.active(notarised_on="2020-01-10")
    old = world.score(study)
    world.publish(old)
    new = world.score(study, 680, corrects=old)
    edit = RecordScore(new, world.entry(study, type="specialty"), seen_version=1)
    with pytest.raises(Refused) as caught:
        world.run(edit, world.city())
    assert caught.value.code == "CORRECTION_UNKNOWN"
    world.run(msgspec.structs.replace(edit, entry=world.entry(study, 500)), world.city())
    assert row(world, new).corrects == old


def test_g12_a_correction_still_needs_the_years(world: World) -> None:
    study = world.active(notarised_on="2023-11-18")
    old = world.score(study)
    world.publish(old)
    with pytest.raises(Refused, match="2026-11-18 起可考核"):
        world.score(study, corrects=old, assessed_on="2026-11-17")


def test_g12_a_pass_is_not_taken_back_from_someone_who_studies_again(world: World) -> None:
    study = world.active()
    old = world.score(study)
    world.publish(old)
    student_id = world.study(study).student_id
    world.again(student_id, "2026-09-10")
    new = world.score(study, 590, corrects=old)
    assert "已有另一段在办或在教的师承关系" in refused(world, *world.seen(new)).message
    assert state(world, study)[0] == "passed"


def test_g12_one_of_two_passes_taken_back_leaves_the_study_ended(world: World) -> None:
    study = world.active()
    failed = world.score(study, 500)
    world.publish(failed)
    passed = world.score(study, 700)
    world.publish(passed)
    world.publish(world.score(study, 650, corrects=failed))
    world.publish(world.score(study, 550, corrects=passed))
    assert state(world, study)[0] == "passed"


def test_g12_the_record_of_an_ended_study_is_put_right_without_reviving_it(world: World) -> None:
    study = world.active()
    old = world.score(study, 500)
    world.publish(old)
    world.terminate(study)
    new = world.score(study, 700, corrects=old)
    world.publish(new)
    assert state(world, study)[0] == "terminated"
    assert row(world, new).state == "published"


def test_g10_a_pass_is_not_followed_by_another_assessment_of_the_type(world: World) -> None:
    study = world.active(notarised_on="2020-01-10")
    world.publish(world.score(study, type="specialty"))
    with pytest.raises(Refused, match="确有专长考核已有公布的合格成绩"):
        world.score(study, type="specialty")


def test_a_score_of_the_other_type_is_published_after_the_graduation(world: World) -> None:
    study = world.active(notarised_on="2020-01-10")
    graduation, specialty = world.score(study), world.score(study, type="specialty")
    world.publish(graduation)
    world.publish(specialty)
    assert row(world, specialty).state == "published"


def test_g12_a_pass_of_another_type_does_not_keep_the_study_ended(world: World) -> None:
    """Only a type that graduates ends a study; the corrected pass was the last of them."""
    study = world.active(notarised_on="2020-01-10")
    world.publish(world.score(study, type="specialty"))
    first = world.score(study)
    world.publish(first)
    assert state(world, study) == ("passed", "2026-11-20")
    world.publish(world.score(study, 500, corrects=first))
    assert state(world, study) == ("active", "")
