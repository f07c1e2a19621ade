"""考核成绩录入: G10, G11 as the city's two roles meet them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.store.tables import Assessment

if TYPE_CHECKING:
    from tests.kit import World


def test_smoke(world: World) -> None:
    study = world.active()
    one = world.score(study)
    assert world.study(study).unpublished_scores == 1
    world.publish(one)
    assert world.session.get_one(Assessment, one).state == "published"
    assert world.study(study).state == "passed"
