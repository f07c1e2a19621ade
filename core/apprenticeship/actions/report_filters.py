"""What the statistics of the programme may be frozen of (D5-D7, C5-C7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.apprenticeship.words.dictionaries import of
from core.apprenticeship.words.kinds import PASSES, TEACHERS, YEARS
from core.commons.report_actions import FILTERS

if TYPE_CHECKING:
    from core.actions.context import Context
    from core.domain.reports import ReportFilter


def known_type(found: ReportFilter, context: Context) -> bool:
    """Of any year, and of one 考核类型 or all."""
    types = of(context.setting.dictionaries).assessment_types
    return found.type in {"", *(one.code for one in types)}


def timeless(found: ReportFilter, context: Context) -> bool:
    """As things stand: neither year nor type."""
    return not found.year and not found.type


FILTERS |= {YEARS: known_type, PASSES: known_type, TEACHERS: timeless}
