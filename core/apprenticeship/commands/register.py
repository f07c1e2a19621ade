"""Commands about a bureau's register 台账 (product.md D8)."""

from __future__ import annotations

from typing import Any

from core.apprenticeship.words.register import ImportedFiling
from core.domain.commands.base import Command
from core.domain.commands.summary import Effect, Summary
from core.domain.values import Role

NAMED = 3
"""How many people 同步中心 names."""


class ImportFilings(Command, frozen=True):
    """Take over lines of the register that a bureau kept before, all or none; at most `ROWS_MAX`.

    Persons are found by id number and made when nobody has it. The ids of all records come from the
    command's op id. `batch_id` is a new id that the PC makes.
    """

    name, word = "ImportFilings", "导入台账"
    roles = (Role.DISTRICT_REVIEWER,)
    judged_again = False

    batch_id: str
    rows: tuple[ImportedFiling, ...]

    def label(self, record: Any) -> str:
        return f"{len(self.rows)} 件"

    def summary(self, effect: Effect) -> Summary:
        names = [row.student.name for row in self.rows]
        more = "等" if len(names) > NAMED else ""
        count = self.label(None)
        return Summary(
            f"{self.word}：{count}，{'、'.join(names[:NAMED])}{more}", about=count, target="register"
        )
