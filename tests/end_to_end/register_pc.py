"""A register on a PC without windows: check a workbook and import it, as the window does."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from core.apprenticeship.imports.register import REGISTER_IMPORT
from core.domain.clock import SystemClock, today
from core.domain.ids import IdSource
from core.domain.values import Parameters
from core.imports.checked import Verdict
from core.imports.checking import check
from core.imports.entering import enter
from core.imports.importing import Against, Order
from sync.accounts.account import usual_setting
from sync.transactions import reading
from tests.kit import WUCHANG

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from core.apprenticeship.words.register import ImportedFiling
    from core.imports.checked import CheckedList
    from core.imports.entering import Saved
    from tests.end_to_end.real import RealPc


def checked(pc: RealPc, workbook: Path) -> CheckedList[ImportedFiling]:
    setting = usual_setting()
    with reading(pc.unlocked.engine) as session:
        against = Against(session, setting.dictionaries, setting.parameters, today(SystemClock()), (WUCHANG,))
        return check(REGISTER_IMPORT, workbook, against)


def order_of(pc: RealPc, workbook: Path) -> Order:
    """All rows that may be imported without a question."""
    return Order(checked(pc, workbook).entries(Verdict.GOOD))


def run(decide: Callable[..., Any], order: Order) -> Saved[ImportedFiling]:
    new_id = IdSource(SystemClock(), os.urandom).new
    return enter(REGISTER_IMPORT, order, decide, new_id, Parameters(), lambda done, total: None, bool)


def imported(pc: RealPc, workbook: Path) -> Saved[ImportedFiling]:
    return run(pc.decider.decide, order_of(pc, workbook))
