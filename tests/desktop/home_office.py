"""A decade of three districts in a real store, and 同步中心 with decisions of every fate."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import msgspec

from core.domain.commands.summary import Summary
from desktop.bootstrap.facts import CentrePort
from tests import kit
from tests.desktop.whole_office import WholeOffice

if TYPE_CHECKING:
    from typing import Any

    from core.actions import Actor
    from core.domain.values import Role
    from desktop.bootstrap.desk import StoreDesk

FATES = ("waiting", "waiting", "waiting", "quarantined", "rejected", "rejected", "closed", "sent", "applied")
"""What became of the decisions of this PC."""


class Decade:
    """Years of three districts: filings, passes, a failed try, a correction, ends of every kind."""

    def __init__(self, world: kit.World) -> None:
        self.world = world
        self.number = 100
        self.teachers: list[Actor] = []

    def fill(self) -> None:
        self._at("2019-03-04T01:00:00.000Z")
        self.teachers = [
            self.world.teacher(number, district=district, name=f"老师{number}")
            for number, district in enumerate((kit.WUCHANG, kit.WUCHANG, kit.HONGSHAN, "420103"), 21)
        ]
        studies = {year: self._year(year) for year in (2019, 2020, 2022, 2023)}
        self._at("2024-05-06T01:00:00.000Z")
        self._publish(studies[2019][0], 900)
        failed = self._publish(studies[2019][1], 400)
        self._at("2025-05-06T01:00:00.000Z")
        self._publish(studies[2019][1], 700, corrects=failed)
        self._publish(studies[2020][2], 800)
        self._at("2026-05-06T01:00:00.000Z")
        self._publish(studies[2020][0], 650)
        self.world.terminate(studies[2022][0])
        self._fill_a_teacher()
        self._at(kit.NOW)

    def _year(self, year: int) -> list[str]:
        self._at(f"{year}-12-31T18:00:00.000Z")  # the next year's first day in Wuhan
        late = self._study(self.teachers[0], f"{year}-02-03")
        self._at(f"{year}-04-05T01:00:00.000Z")
        return [self._study(one, f"{year}-02-03") for one in self.teachers[1:]] + [late]

    def _fill_a_teacher(self) -> None:
        """Three 在教 and one 待备案."""
        self.world.submit(self._student(self.teachers[3], "2026-02-03"))

    def _study(self, teacher: Actor, notarised_on: str) -> str:
        return self.world.approve(self.world.submit(self._student(teacher, notarised_on)))

    def _student(self, teacher: Actor, notarised_on: str) -> Actor:
        self.number += 1
        return self.world.student(teacher, self.number, notarised_on, name="学生")

    def _publish(self, study: str, tenths: int, *, corrects: str = "") -> str:
        made = self.world.score(study, tenths, corrects=corrects)
        self.world.publish(made)
        return made

    def _at(self, moment: str) -> None:
        self.world.clock.set(moment)


class Office(WholeOffice):
    """With 同步中心 over the real outbox."""

    def kit(self, role: Role, settings: Any) -> StoreDesk:
        made = super().kit(role, settings)
        centre = CentrePort(made.facts._unlocked, *([None] * 3))  # type: ignore[arg-type]
        return dataclasses.replace(made, centre=centre)


def decision(number: int, fate: str) -> dict[str, object]:
    """One row of the outbox."""
    state = {"closed": "rejected", "sent": "applied"}.get(fate, fate)
    return {
        "device_seq": number,
        "op_id": f"op-{number}",
        "subject": f"filing-{number}",
        "name": "ApproveFiling",
        "envelope": "{}",
        "actor": "{}",
        "actor_name": "周敏",
        "summary": msgspec.json.encode(Summary("通过备案：学生")).decode(),
        "decided_at": kit.NOW,
        "state": state,
        "settled": int(fate == "applied"),
        "closed_at": kit.NOW if fate == "closed" else "",
    }
