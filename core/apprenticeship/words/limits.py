"""The programme's own numbers: what an office may change of its rules (product.md section 3)."""

from __future__ import annotations

from core.domain.values import Value


class Limits(Value, frozen=True):
    """Years, seats and pages that the rules of the programme read; defaults are those of product.md."""

    qualification_years: int = 15
    apprentice_limit: int = 4
    notarial_pages_max: int = 10
    dissolution_pages_max: int = 10
    shortest_years: int = 3
    scores_per_command: int = 500
    publish_second_look: int = 50
    termination_pages_max: int = 10
