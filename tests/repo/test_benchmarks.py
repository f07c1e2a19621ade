"""The measuring itself: names, ratios, the JSON that others read. No time is judged here."""

from __future__ import annotations

import json

import pytest

from benchmarks import __main__ as runner
from benchmarks import measure


def test_ratio_is_of_medians_taken_in_turn() -> None:
    order: list[str] = []
    figures = {"ours": iter([99.0, 2, 2, 2, 50, 2]), "reference": iter([99.0, 1, 1, 40, 1, 1])}

    def take(side: str) -> float:
        order.append(side)
        return next(figures[side])

    result = measure.pairs(lambda: take("ours"), lambda: take("reference"))
    assert (result.ours, result.reference, result.ratio, result.n) == (2, 1, 2, 5)
    assert order == ["ours", "reference"] * 6


KEYS = ["name", "value", "unit", "reference", "reference_what", "ratio", "goal", "met", "n", "machine"]


@pytest.mark.parametrize(
    ("goal", "at_least", "met"), [(2.0, False, True), (1.9, False, False), (2.5, True, False)]
)
def test_row_has_the_agreed_shape(goal: float, at_least: bool, met: bool) -> None:
    made = measure.row(
        "X", measure.Pairs(0.2, 0.1, 2.0, 5), unit="ms", against="y", goal=goal, at_least=at_least, scale=1000
    )
    row = json.loads(measure.msgspec.json.encode(made))
    assert list(row) == KEYS
    assert (row["value"], row["reference"], row["ratio"], row["met"]) == (200, 100, 2.0, met)
    assert "Python 3." in row["machine"]


def test_runner_finds_benchmarks_by_number_and_word(capsys: pytest.CaptureFixture[str]) -> None:
    assert "p1_start" in runner.names()
    assert runner.chosen("P1") == runner.chosen("start") == runner.chosen("p1_start") == ["p1_start"]
    assert runner.chosen("all") == runner.names()
    with pytest.raises(SystemExit):
        runner.main(["nothing-of-the-kind"])
    assert "p1_start" in capsys.readouterr().err


def test_children_may_keep_their_bytecode(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    assert "PYTHONDONTWRITEBYTECODE" not in measure.child_environment()
