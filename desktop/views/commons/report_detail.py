"""Everything about one frozen report: who, when, from which data, its files, the whole hash, 验证."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from core.domain.clock import local_text
from desktop.prompts import Sheet
from desktop.views.commons.policy_reader import size_text
from desktop.views.commons.report_keeping import REPORTS, KeptReports
from desktop.views.commons.report_texts import FILE_STATES, full_hash, office_name, state_word
from desktop.widgets.buttons import Button
from desktop.widgets.lines import PlainLines
from desktop.widgets.text import TextLabel, name_widget

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from core.commons.reports import FrozenReport
    from core.domain.errors import KnownError
    from desktop.desk import Desk
    from desktop.views.commons.report_keeping import Verified

VERIFYING = "正在重新计算校验值…"


class ReportDetail(Sheet):
    """`verified` when 验证 has ended."""

    verified = Signal()

    def __init__(self, desk: Desk, report: FrozenReport, parent: QWidget | None = None) -> None:
        super().__init__(parent, "report", "报送版详情")
        self._desk = desk
        self._report = report
        self.setMinimumWidth(640)
        self.lines = PlainLines("report.lines", (0, 0, 0, 0))
        self.lines.show_lines(_lines(desk, report))
        self.body.addWidget(self.lines)
        self.outcome = TextLabel("", "secondary", wrap=True)
        name_widget(self.outcome, "report.result", "验证结果")
        self.outcome.hide()
        self.body.addWidget(self.outcome)
        self.verify = Button("验证", "report.verify", tip="重新计算校验值，与生成时的比较")
        self.verify.clicked.connect(self._verify)
        self.buttons.addWidget(self.verify)
        self.ok = self.add_buttons("关闭", cancel="")

    def _verify(self) -> None:
        self.verify.setEnabled(False)
        self._say(VERIFYING, "")
        work = partial(KeptReports(self._desk).verify, self._report.facts.report_id)
        self._desk.lanes.more(REPORTS).run(work, self._came, self._failed, key="report.verify")

    def _came(self, found: Verified) -> None:
        files = "；".join(f"{name}：{FILE_STATES[state]}" for name, state in found.files)
        if not found.right:
            hash_words = "" if found.hash_right else "校验值与生成时不一致。"
            self._say(f"验证没有通过。{hash_words}{files}。请联系系统管理员核查本机数据。", "bad")
        elif any(state == "absent" for _, state in found.files):
            self._say(f"校验值一致。{files}。联网后可再验证一次。", "warn")
        else:
            self._say(f"验证通过：校验值与生成时一致。{files}。", "ok")
        self._rest()

    def _failed(self, error: KnownError) -> None:
        self._say(error.message, "bad")
        self._rest()

    def _say(self, text: str, tone: str) -> None:
        self.outcome.setText(text)
        self.outcome.set_tone(tone)
        self.outcome.show()

    def _rest(self) -> None:
        self.verify.setEnabled(True)
        self.verified.emit()


def _lines(desk: Desk, report: FrozenReport) -> list[tuple[str, str]]:
    facts = report.facts
    files = "\n".join(f"{one.name}（{size_text(one.document.size)}）" for one in facts.files)
    data_at = local_text(facts.data_at, seconds=True) or "还没有从服务器取得数据"
    return [
        ("标题", facts.title),
        ("统计", facts.kind.label),
        ("单位", office_name(desk.words, facts.office)),
        ("统计日", facts.as_of),
        ("数据截止", data_at),
        ("操作人", report.made_by_name),
        ("生成时间", local_text(facts.made_at, seconds=True)),
        ("状态", state_word(waiting=report.waiting)),
        ("文件", files),
        ("校验值", full_hash(report.hash)),
    ]
