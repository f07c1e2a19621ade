"""What stands below every statistic: 口径, that total and detail agree, how fresh the data are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.domain.clock import local_text
from core.figures.definition import WAITING_COUNTED
from core.figures.proof import proof_line
from desktop.widgets.text import TextLabel, name_widget

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.figures.proof import Proof
    from desktop.desk import DataState

PROVING = "正在把合计与明细逐条核对…"
NOT_PROVED = "合计与明细没有核对完，请重新查询；核对完成前请先不要报送。"


class StatNotes(QWidget):
    """Three texts that wrap; `name` is the prefix of their names.

    Below a list 口径 run on in one paragraph, so that they take no room from its rows.
    """

    def __init__(self, name: str, parent: QWidget | None = None, *, running: bool = False) -> None:
        super().__init__(parent)
        self._between = "　" if running else "\n"
        self.proof = TextLabel(PROVING, "secondary", wrap=True)
        self.data = TextLabel("", "hint", wrap=True)
        self.definitions = TextLabel("", "hint", wrap=True)
        for label, own, accessible in (
            (self.proof, "proof", "合计与明细的核对"),
            (self.data, "data", "数据截止"),
            (self.definitions, "definitions", "口径"),
        ):
            name_widget(label, f"{name}.{own}", accessible)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 8, 14, 10)
        column.setSpacing(6)
        for label in (self.proof, self.data, self.definitions):
            column.addWidget(label)

    def show_notes(
        self, definitions: Sequence[str], state: DataState, proofs: Sequence[Proof] | None
    ) -> None:
        """There are no `proofs` while the detail is being counted."""
        self.show_proof(proofs)
        self.data.setText(f"{data_words(state)}。{WAITING_COUNTED}")
        self.definitions.setText(self._between.join(definitions))

    def show_proof(self, proofs: Sequence[Proof] | None) -> None:
        """Say whether the totals equal the records counted one by one, or that they are being counted."""
        if proofs is None:
            self.proof.setText(PROVING)
            self.proof.set_tone("")
        else:
            self.proof.setText(proof_line(proofs))
            self.proof.set_tone("ok" if all(one.agrees for one in proofs) else "bad")

    def tell_not_proved(self) -> None:
        """The totals could not be counted one by one."""
        self.proof.setText(NOT_PROVED)
        self.proof.set_tone("bad")


def data_words(state: DataState) -> str:
    """`数据截止 2026-11-20 09:42，有 3 条决定待上报`."""
    when = local_text(state.data_at)
    words = [f"数据截止 {when}" if when else "还没有从服务器取得数据"]
    if state.waiting:
        words.append(f"本机有 {state.waiting:,} 条决定待上报")
    if state.refused:
        words.append(f"有 {state.refused:,} 条决定未被采纳，请在同步中心处理")
    return "，".join(words)
