"""The words around a statistic: heading, 口径, and that total and detail agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.apprenticeship.words.figures import DEFINITIONS
from core.domain.values import Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from core.apprenticeship.figures.models import Proof
    from core.apprenticeship.words.figures import Figure
    from core.domain.dictionaries import Dictionaries

TOTAL = "合计"


class Heading(Value, frozen=True):
    """The words around a statistic, as in `StatTable`."""

    office: str
    period: str
    filtered: str
    as_of: str
    data_at: str
    made_by: str


def sentences(figures: Iterable[Figure]) -> tuple[str, ...]:
    """口径 of figures, each with its name before it."""
    return tuple(f"{DEFINITIONS[one].name}：{DEFINITIONS[one].counts}" for one in figures)


def proof_line(proofs: Sequence[Proof]) -> str:
    """Say that the totals equal the records counted one by one, or which do not and what to do."""
    wrong = [proof for proof in proofs if not proof.agrees]
    if wrong:
        which = "；".join(
            f"{DEFINITIONS[one.figure].name}合计 {one.total:,}，明细 {one.counted:,} 条" for one in wrong
        )
        return (
            f"合计与逐条核对的明细不一致：{which}。请先不要报送，在同步中心完成同步后重新查询；"
            "仍不一致时请联系系统维护人员。"
        )
    if len(proofs) == 1:
        return f"合计 {proofs[0].total:,} 与逐条核对的明细 {proofs[0].counted:,} 条一致。"
    parts = "，".join(f"{DEFINITIONS[one.figure].name} {one.counted:,}" for one in proofs)
    return f"合计与逐条核对的明细一致：{parts}。" if parts else ""


def around(heading: Heading) -> dict[str, str]:
    return {name: getattr(heading, name) for name in Heading.__struct_fields__}


def short_name(dictionaries: Dictionaries, bureau: str) -> str:
    if dictionaries.has_district(bureau):
        return dictionaries.district(bureau).short
    return bureau
