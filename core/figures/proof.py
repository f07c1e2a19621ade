"""That total and detail agree: the records behind each total counted one by one, and a line that says so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.domain.values import Value

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from core.figures.cells import Total


class Proof(Value, frozen=True):
    """`name` of the figure, `total` as shown, `counted` by counting the records one by one."""

    name: str
    total: int
    counted: int

    @property
    def agrees(self) -> bool:
        return self.total == self.counted


def prove(totals: Sequence[Total], count: Callable[[Any], int]) -> tuple[Proof, ...]:
    """Count the records behind totals; `count(query)` counts those of one query one by one."""
    return tuple(Proof(one.name, one.number, count(one.cell.behind)) for one in totals)


def proof_line(proofs: Sequence[Proof]) -> str:
    """Say that the totals equal the records counted one by one, or which do not and what to do."""
    wrong = [proof for proof in proofs if not proof.agrees]
    if wrong:
        which = "；".join(f"{one.name}合计 {one.total:,}，明细 {one.counted:,} 条" for one in wrong)
        return (
            f"合计与逐条核对的明细不一致：{which}。请先不要报送，在同步中心完成同步后重新查询；"
            "仍不一致时请联系系统维护人员。"
        )
    if len(proofs) == 1:
        return f"合计 {proofs[0].total:,} 与逐条核对的明细 {proofs[0].counted:,} 条一致。"
    parts = "，".join(f"{one.name} {one.counted:,}" for one in proofs)
    return f"合计与逐条核对的明细一致：{parts}。" if parts else ""
