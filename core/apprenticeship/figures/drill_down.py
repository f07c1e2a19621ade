"""The query behind a number, whose list its cell opens: only with what its figure knows (year, day, type)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.apprenticeship.figures.models import BehindQuery
from core.apprenticeship.words.figures import AS_OF, OF_YEAR, TYPED, USUAL_SORTS, Figure

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

PREFIX = "behind/"


def behind(
    figure: Figure, bureaus: Sequence[str], *, year: int = 0, as_of: str = "", type: str = ""
) -> BehindQuery:
    """Make the query of a number; `as_of` is the day of the figures that have one."""
    return BehindQuery(
        figure=figure,
        bureaus=tuple(bureaus),
        year=year if figure in OF_YEAR else 0,
        as_of=as_of if figure in AS_OF else "",
        type=type if figure in TYPED else "",
        sort=USUAL_SORTS.get(figure, "filing_no"),
        descending=figure is not Figure.ELIGIBLE,
    )


def students_of(teacher_id: str, figure: Figure, bureaus: tuple[str, ...]) -> BehindQuery:
    """Make the query of a teacher's students in the state that a figure counts."""
    return BehindQuery(figure, bureaus, teacher_id=teacher_id, sort="filing_no", descending=True)


def address(figure: Figure, year: int = 0, bureau: str = "") -> str:
    """The address by which other pages open a list: `behind/<figure>/<year>/<bureau>/`."""
    return f"{PREFIX}{figure}/{year or ''}/{bureau}/"


def parse(preset: str, bureaus: tuple[str, ...], as_of: Callable[[int], str]) -> BehindQuery | None:
    """Give the query of `behind/<figure>/<year>/<bureau>/<type>`; None when it is no such address.

    Year, bureau and type may be empty: all years (or today), all of `bureaus`, any type. A district that does
    not count here is not an address. `as_of(year)` is the day of figures as of one (year 0: today).
    """
    figure, year, bureau, type_ = (*preset.removeprefix(PREFIX).split("/"), "", "", "", "")[:4]
    known = figure in set(Figure) and (not bureau or bureau in bureaus) and (year.isdigit() or not year)
    if not preset.startswith(PREFIX) or not known:
        return None
    places, number = (bureau,) if bureau else bureaus, int(year or 0)
    return behind(Figure(figure), places, year=number, as_of=as_of(number), type=type_)
