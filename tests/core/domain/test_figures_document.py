"""docs/figures.md says what the program prints under each table, word for word."""

from __future__ import annotations

from pathlib import Path

from core.apprenticeship.words.figures import DEFINITIONS, Figure
from core.figures.columns import rate
from core.figures.definition import WAITING_COUNTED

DOCUMENT = Path(__file__).parents[3] / "docs" / "figures.md"


def test_every_figure_is_defined_once_and_documented_word_for_word() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert list(DEFINITIONS) == list(Figure)
    lines = [f"| {one.name} | {one.unit} | {one.counts} |" for one in DEFINITIONS.values()]
    assert "\n".join(lines) in text
    assert WAITING_COUNTED in text
    assert len({one.name for one in DEFINITIONS.values()}) == len(Figure)


def test_a_pass_rate_is_rounded_half_up_to_a_tenth_of_a_percent() -> None:
    rates = [(0, 0, None), (0, 3, 0), (1, 3, 333), (2, 3, 667), (1, 16, 63), (1, 2000, 1), (3, 3, 1000)]
    for passed, assessed, expected in rates:
        assert rate(passed, assessed) == expected
