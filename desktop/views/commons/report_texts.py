"""What the screens of frozen reports say: places, states, numbers, warnings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.domain.clock import SKEW_SHOWN_MS
from core.domain.reports import hash_short
from core.figures.stat import cell_text

if TYPE_CHECKING:
    from core.commons.compared import Compared
    from core.domain.dictionaries import Dictionaries
    from desktop.views.commons.report_making import FreezePlan

STALE_DAYS = 1
"""After so many days without a pull the data are called old."""
UNDOABLE = "生成后不能修改，也不能删除；数据有变化时，请另行生成一份。"
FILE_STATES = {"ok": "一致", "bad": "不一致", "absent": "未下载到本机，没有核对"}


def state_word(*, waiting: bool) -> str:
    return "待上报" if waiting else "已上报"


def office_name(dictionaries: Dictionaries, office: str) -> str:
    """The district's name, or the city's."""
    return dictionaries.city.name if office == dictionaries.city.code else dictionaries.district_name(office)


def full_hash(digest: str) -> str:
    """A hash in groups that a person can read aloud."""
    return " ".join(digest[start : start + 8] for start in range(0, len(digest), 8))


def short_hash(digest: str) -> str:
    return hash_short(digest)


def plan_numbers(plan: FreezePlan) -> str:
    """The total of what would be frozen, in one text: `考核人次 1,032，合格人次 214，…`."""
    table = plan.table
    rows = len(table.rows)
    if not rows:
        return table.empty
    line = table.total or table.rows[0]
    pairs = [
        f"{column.title} {cell_text(cell, column.kind)}"
        for column, cell in zip(table.columns, line, strict=True)
        if column.kind != "text" and cell is not None
    ]
    head = f"共 {rows:,} 行，合计：" if rows > 1 else ""
    return f"{head}{'，'.join(pairs)}。"


def plan_warnings(plan: FreezePlan) -> tuple[str, ...]:
    """What the clerk should know before a report is frozen; empty when all is in order."""
    said = []
    if abs(plan.skew_ms) > SKEW_SHOWN_MS:
        late = "慢" if plan.skew_ms > 0 else "快"
        said.append(
            f"本机时钟比服务器{late} {off_words(plan.skew_ms)}；统计日和生成时间已按服务器的时间计算。"
            "请校准本机时钟。"
        )
    if plan.stale_days < 0:
        said.append("本机时钟早于上次同步的时间，不能确定统计日。请先校准本机时钟并联网同步，再生成报送版。")
    if not plan.data_at:
        said.append("本机还没有从服务器取得数据，数字可能不全。请先联网同步。")
    elif plan.stale_days >= STALE_DAYS:
        said.append(f"本机已有 {plan.stale_days} 天没有同步，数字可能不是最新的。建议先联网同步再生成。")
    if plan.waiting:
        said.append(f"本机有 {plan.waiting:,} 条决定待上报，已计入数字；市级平台接受后才生效。")
    if plan.refused:
        said.append(f"有 {plan.refused:,} 条决定未被接受，请先在同步中心处理。")
    return tuple(said)


def off_words(skew_ms: int) -> str:
    """How far the clocks are apart: `12 分钟`, `26 小时`, `365 天`."""
    minutes = round(abs(skew_ms) / 60_000)
    if minutes < 120:
        return f"{minutes} 分钟"
    return f"{round(minutes / 60)} 小时" if minutes < 72 * 60 else f"{round(minutes / 1440)} 天"


def compare_summary(found: Compared) -> tuple[str, str]:
    """A sentence and its tone."""
    if not found.differences and not found.changes:
        return "数字和记录都与生成时相同。", "ok"
    if not found.differences:
        return f"数字与生成时相同；有 {len(found.changes):,} 条记录有变化，不影响这些数字。", "ok"
    text = f"有 {len(found.differences):,} 个数字与生成时不同，{len(found.changes):,} 条记录有变化。"
    if found.unexplained:
        return f"{text}其中 {len(found.unexplained):,} 个数字没有找到对应的记录，请联系系统管理员。", "bad"
    return text, "warn"
