"""What a chart shows: categories, series of values, for each bar an opaque key that says what it opens."""

from __future__ import annotations

from typing import NamedTuple


class Series(NamedTuple):
    """One value per category, None for what cannot be said (「—」). `keys` (one per category, or none) are
    handed back when a bar is opened; an empty key opens nothing. `fill` is the place in `chart_fills.FILLS`,
    the own position when negative.
    """

    name: str
    values: tuple[int | None, ...]
    keys: tuple[str, ...] = ()
    unit: str = ""
    fill: int = -1


class ChartData(NamedTuple):
    """Bars of all series at every category. `ending` follows a category in a sentence (2026 -> 2026年);
    `percent`: the values are tenths of a percent.
    """

    categories: tuple[str, ...] = ()
    series: tuple[Series, ...] = ()
    ending: str = ""
    percent: bool = False

    @property
    def most(self) -> int:
        """The greatest value, 0 when there is none."""
        return max((value or 0 for one in self.series for value in one.values), default=0)

    def words(self, value: int | None) -> str:
        """Put a value as a person reads it: 1,234 or 85.7% or —."""
        if value is None:
            return "—"
        return f"{value // 10}.{value % 10}%" if self.percent else f"{value:,}"

    def mark(self, value: int) -> str:
        """Put a mark of the scale: 1,200 or 75%."""
        return f"{value // 10}%" if self.percent else f"{value:,}"

    def top(self) -> int:
        """Give the upper end of the scale: round, and 100 % for shares."""
        return max(1000, self.most) if self.percent else nice_top(self.most)

    def exactly(self, category: int, series: int) -> str:
        """Say the value of one bar: `2026年　借出 163 件`."""
        return f"{self.categories[category]}{self.ending}　{self._said(category, self.series[series])}"

    def sentences(self) -> str:
        """Say all values, for who cannot see them."""
        return "；".join(self._sentence(at) for at in range(len(self.categories)))

    def key(self, category: int, series: int) -> str:
        """Give the key of one bar, empty when it opens nothing."""
        keys = self.series[series].keys
        return keys[category] if keys else ""

    def fill(self, series: int) -> int:
        """Give the place of a series in the list of fills."""
        wanted = self.series[series].fill
        return series if wanted < 0 else wanted

    def _sentence(self, category: int) -> str:
        values = "，".join(self._said(category, one) for one in self.series)
        return f"{self.categories[category]}{self.ending} {values}"

    def _said(self, category: int, one: Series) -> str:
        value = one.values[category]
        unit = one.unit if value is not None else ""
        return " ".join(part for part in (one.name, self.words(value), unit) if part)


def nice_top(value: int) -> int:
    """Give a round upper end of the scale, at least 4, dividable by 4."""
    if value <= 4:
        return 4
    step = 1
    while step * 40 < value:
        step *= 10
    for factor in (1, 2, 3, 4, 5, 6, 8, 10):
        if factor * step * 4 >= value:
            return factor * step * 4
    return value
