"""Tables on paper with a font of this computer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.domain.errors import KnownError
from core.files.fonts import NoChineseFont, find_fonts

if TYPE_CHECKING:
    from core.figures.stat import StatTable
    from core.files.fonts import FontFile
    from core.paper.pdf import Rendered


def paper_font() -> FontFile:
    """The font for paper; KnownError with a sentence when this computer has none."""
    try:
        return find_fonts().paper
    except NoChineseFont as error:
        raise KnownError(error.code, error.message) from error


def set_on_paper(table: StatTable) -> Rendered:
    """Render a statistic or a comparison as PDF, on the papers' lane; KnownError as `paper_font` says."""
    from core.paper.figures_paper import render_stat

    return render_stat(table, paper_font())
