"""People of a score list by id number: what the import knows of them (C4, G10, G11, G12)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.apprenticeship.lists.score_people import people_by_number
from core.apprenticeship.tables import Student
from core.apprenticeship.words.values import ApprenticeshipState

if TYPE_CHECKING:
    from tests.kit import World


def number_of(world: World, apprenticeship_id: str) -> str:
    return world.session.get_one(Student, world.study(apprenticeship_id).student_id).id_number


def test_unknown_numbers_are_left_out_and_known_ones_bring_their_study(world: World) -> None:
    study = world.active()
    number = number_of(world, study)
    found = people_by_number(world.session, [number, "420106199608219999"])
    assert list(found) == [number]
    person = found[number]
    assert [(one.id, one.state) for one in person.studies] == [(study, ApprenticeshipState.ACTIVE)]
    assert (person.unpublished, person.passed_types) == ((), ())


def test_g11_an_unpublished_score_is_brought_with_who_and_when(world: World) -> None:
    study = world.active()
    world.score(study, 780)
    (score,) = people_by_number(world.session, [number_of(world, study)])[number_of(world, study)].unpublished
    assert (score.type, score.tenths, score.result) == ("graduation", 780, "pass")
    assert score.entered_by_name


def test_g12_a_published_pass_counts_until_a_published_correction(world: World) -> None:
    study = world.active()
    number = number_of(world, study)
    first = world.score(study, 780)
    world.publish(first)
    assert people_by_number(world.session, [number])[number].passed_types == ("graduation",)
    correction = world.score(study, 500, corrects=first)
    assert people_by_number(world.session, [number])[number].passed_types == ("graduation",)
    world.publish(correction)
    assert people_by_number(world.session, [number])[number].passed_types == ()


def test_more_numbers_than_one_statement_takes_are_a_mistake(world: World) -> None:
    with pytest.raises(ValueError, match="at most"):
        people_by_number(world.session, [str(number) for number in range(501)])
