"""What becomes of invented apprenticeships: assessments, retakes, corrections, ends; the same each time."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from core.apprenticeship.actions.scores import COPIED

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

ASSESSED, PASSES, CORRECTED, TAKEN_EARLY = 0.85, 0.78, 0.02, 0.09
RETAKES = 3


def scores(luck: random.Random, study: dict[str, Any], today: date) -> Iterator[dict[str, Any]]:
    """Give the scores of an apprenticeship 在教 without their ids, and change its state to what follows.

    One in eleven ends early; of the others most are assessed after three years, the same person again half
    a year later when it failed, some after five years in 确有专长; one score in fifty is corrected.
    """
    filed, notarised = date.fromisoformat(study["filed_on"]), date.fromisoformat(study["notarised_on"])
    if luck.random() < TAKEN_EARLY:
        _end(study, luck.choice(("dissolved", "dissolved", "terminated")), filed, luck, today)
        return
    if luck.random() > ASSESSED:
        return
    if luck.random() < 0.2:
        day = notarised + timedelta(days=5 * 366 + luck.randrange(300))
        if day <= today:
            yield from _published(luck, study, "specialty", day, luck.random() < PASSES)
    day = notarised + timedelta(days=3 * 366 + luck.randrange(500))
    for _ in range(RETAKES):
        if day > today:
            return
        passed = luck.random() < PASSES
        for one in _published(luck, study, "graduation", day, passed):
            passed = one["result"] == "pass"
            yield one
        if passed:
            study["state"], study["ended_on"] = "passed", day.isoformat()
            return
        day += timedelta(days=luck.randint(150, 250))
    yield _score(study, "graduation", today, False, "unpublished")


def _end(study: dict[str, Any], state: str, filed: date, luck: random.Random, today: date) -> None:
    day = filed + timedelta(days=luck.randint(20, 900))
    if day <= today:
        study["state"], study["ended_on"] = state, day.isoformat()


def _published(
    luck: random.Random, study: dict[str, Any], type_: str, day: date, passed: bool
) -> Iterator[dict[str, Any]]:
    """A published score, and at times the correction that turns it round."""
    yield _score(study, type_, day, passed, "published")
    if luck.random() < CORRECTED:
        yield _score(study, type_, day, not passed, "published") | {"corrects": "before"}


def _score(study: dict[str, Any], type_: str, day: date, passed: bool, state: str) -> dict[str, Any]:
    at = f"{day + timedelta(days=20)}T02:00:00.000Z"
    published = at if state == "published" else ""
    return {name: study[name] for name in (*COPIED, "scope")} | {
        "apprenticeship_id": study["id"],
        "type": type_,
        "assessed_on": day.isoformat(),
        "tenths": 800 if passed else 400,
        "result": "pass" if passed else "fail",
        "state": state,
        "entered_at": at,
        "entered_by": "office",
        "entered_by_name": "何静",
        "published_at": published,
        "published_by": "office" if published else "",
        "published_by_name": "何静" if published else "",
        "settled_at": at,
    }
