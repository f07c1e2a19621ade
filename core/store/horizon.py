"""What day it is for a query: `due` filters depend on it (G16)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from core.domain.values import Parameters
    from core.domain.workdays import Calendar


@dataclass(frozen=True, slots=True)
class Horizon:
    """Today in Wuhan and the last day that counts as due soon, as `YYYY-MM-DD`."""

    today: str
    soon_until: str


def horizon(today: date, calendar: Calendar, parameters: Parameters) -> Horizon:
    """Look `due_soon_days` working days ahead."""
    last = calendar.add_working_days(today, parameters.due_soon_days)
    return Horizon(today.isoformat(), last.isoformat())
