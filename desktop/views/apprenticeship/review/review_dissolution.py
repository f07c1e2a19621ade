"""解除: what the student asks, the filing it ends, and what it does to the teacher's seats (D3, G2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.apprenticeship.words.values import ApprenticeshipState
from core.domain.values import CaseState
from desktop.views.apprenticeship.review.review_fields import FieldGrid
from desktop.widgets.text import TextLabel, name_widget

if TYPE_CHECKING:
    from core.apprenticeship.lists.detail import FilingDetail
    from desktop.views.apprenticeship.review.review_ports import ReviewPorts

FIELDS = (("dissolved_on", "original_no"), ("teaching_period", "filed_on"))


class DissolutionView(QWidget):
    """The first tab of a dissolution."""

    def __init__(self, ports: ReviewPorts) -> None:
        super().__init__()
        self.setObjectName("review.dissolution")
        self._limit = ports.apprentice_limit
        self.grid = FieldGrid("dissolution", FIELDS, ports)
        self.reason = TextLabel("", wrap=True)
        name_widget(self.reason, "review.dissolution.reason", "解除事由")
        self.effect = TextLabel("", wrap=True)
        name_widget(self.effect, "review.dissolution.effect", "对老师带教名额的影响")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 10)
        column.setSpacing(2)
        column.addWidget(self.grid)
        lines = QVBoxLayout()
        lines.setContentsMargins(14, 0, 14, 0)
        lines.setSpacing(2)
        for title, label in (("解除事由", self.reason), ("名额变化", self.effect)):
            lines.addWidget(TextLabel(title, "secondary"))
            lines.addWidget(label)
        column.addLayout(lines)

    def show_detail(self, detail: FilingDetail) -> None:
        """Show another filing; one that dissolves nothing leaves the tab empty."""
        data, case = detail.content.dissolution, detail.dissolving
        if data is None or case is None:
            return
        notarised = detail.content.notarisation
        period = f"{notarised.teaching_start} 至 {notarised.teaching_end}"
        self.grid.show_values(
            {
                "dissolution.dissolved_on": data.dissolved_on,
                "dissolution.original_no": case.original_no,
                "dissolution.filed_on": case.filed_on,
                "dissolution.teaching_period": period,
            }
        )
        self.reason.setText(data.reason or "（未填写）")
        self.effect.setText(effect_words(detail, self._limit))


def effect_words(detail: FilingDetail, limit: int) -> str:
    """Say how many the teacher teaches before and after: `刘景和老师在教 3 → 2，…`."""
    case = detail.dissolving
    if case is None:
        return ""
    name = detail.content.teacher.name
    active = sum(one.state is ApprenticeshipState.ACTIVE for one in detail.teacher_open)
    pending = len(detail.teacher_open) - active
    waiting = f"，另有待备案 {pending} 名" if pending else ""
    left = max(limit - len(detail.teacher_open), 0)
    if case.state is ApprenticeshipState.ACTIVE and detail.row.state is CaseState.PENDING:
        return f"{name}老师在教 {active + 1} → {active}{waiting}，上限 {limit} 名，解除后还可带 {left} 名"
    if case.state is ApprenticeshipState.ACTIVE:
        return f"{name}老师在教 {active + 1} 名{waiting}，上限 {limit} 名，本申请没有改变名额"
    words = case.state.label
    return f"师承关系目前为“{words}”，已不占名额；{name}老师在教 {active} 名{waiting}，还可带 {left} 名"
