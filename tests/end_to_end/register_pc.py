"""A register on a PC without windows: check a workbook and import it, as the window does."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING, Any

from core.apprenticeship.imports.register_import import check_register
from core.apprenticeship.lists.register_people import learn
from core.domain.clock import SystemClock, today
from core.domain.ids import IdSource
from core.imports.checked import Verdict
from desktop.views.apprenticeship.register.register_import import save
from desktop.views.imports.import_preview import Order
from sync.accounts.account import usual_setting
from sync.transactions import reading
from tests.kit import WUCHANG

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from core.apprenticeship.imports.register_import import RegisterList
    from desktop.views.apprenticeship.register.register_import import SavedRows
    from tests.end_to_end.real import RealPc


def checked(pc: RealPc, workbook: Path) -> RegisterList:
    setting = usual_setting()
    with reading(pc.unlocked.engine) as session:
        return check_register(
            workbook,
            partial(learn, session),
            WUCHANG,
            setting.dictionaries,
            setting.parameters,
            today(SystemClock()),
        )


def order_of(pc: RealPc, workbook: Path) -> Order:
    """All rows that may be imported without a question."""
    return Order(checked(pc, workbook).entries(Verdict.GOOD))


def run(decide: Callable[..., Any], order: Order) -> SavedRows:
    return save(decide, IdSource(SystemClock(), os.urandom).new, order, lambda done, total: None, bool)


def imported(pc: RealPc, workbook: Path) -> SavedRows:
    return run(pc.decider.decide, order_of(pc, workbook))
