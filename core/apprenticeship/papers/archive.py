"""备案档案: all papers of one filing as one PDF (D8).

Cover with catalogue, the form, opinions and history, every document on a page of its own, and the list of
all documents with their SHA-256. Pictures are asked for one after the other when their page is drawn, so that
only one is taken apart at a time. One that is not there or is not what it was keeps its page, which says so.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from core.apprenticeship.papers.archive_list import (
    ArchivePacket,
    ArchiveScan,
    ArchiveStep,
    NoticeItem,
    list_digest,
)
from core.apprenticeship.papers.archive_scans import Outcome, ScanPages
from core.apprenticeship.papers.filing_form import paint_form
from core.paper.flow import Flow
from core.paper.grid import Column
from core.paper.pages import made_words, paint_pages
from core.paper.pdf import Sheet

__all__ = ["ArchivePacket", "ArchiveScan", "ArchiveStep", "NoticeItem", "render_archive"]

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from core.paper.pages import Painter
    from core.paper.pdf import OutlineFont, Rendered

_LEFT, _WIDTH = 51.0, 493.0
_HISTORY = "审核意见与办理记录"
_CATALOGUE = (
    Column("序号", 40, "centre"),
    Column("材料", 343),
    Column("页次", 60, "centre"),
    Column("页数", 50, "centre"),
)
_LISTED = (
    Column("序号", 28, "centre"),
    Column("材料", 101),
    Column("所附副本的 SHA-256", 146),
    Column("原件的 SHA-256", 146),
    Column("页次", 30, "centre"),
    Column("状态", 42, "centre"),
)
_HALF = 32
"""A digest stands in two lines of so many signs."""


def render_archive(
    packet: ArchivePacket, read: Callable[[ArchiveScan], bytes | None], font: OutlineFont
) -> Rendered:
    """The packet as PDF; `read` gives the bytes of a document, None when they are not on this PC.

    It is called once for each document in order; what it raises ends the making. Documents without a page
    picture are named in `Rendered.remarks`.
    """
    sheet = Sheet.open(font, title=f"{packet.title} {packet.form.number}")
    history = _history(sheet, packet)
    scans = ScanPages(packet, read)
    # The words of a list do not change how many pages it takes: first laid out to be counted, then filled in.
    ends = len(_list(sheet, packet, [Outcome.MISSING] * len(packet.scans), 0))
    starts = _starts(packet, len(_front(sheet, packet, [])), len(history), ends)
    first_scan = starts[-1][1] - len(packet.scans)
    painters: list[Painter] = [
        *_front(sheet, packet, starts),
        partial(paint_form, packet.form, elsewhere=f"“{_HISTORY}”"),
        *history,
        *scans.painters,
        *(partial(_list_page, packet, scans, first_scan, place) for place in range(ends)),
    ]
    for name, page, _ in [("封面与目录", 1, 0), *starts]:
        painters[page - 1] = partial(_marked, name, painters[page - 1])
    paint_pages(
        sheet,
        painters,
        made_by=f"{made_words(packet.printed_by, packet.printed_at, role='导出人')}　{_export(packet)}",
        running=f"{packet.title}　{packet.form.number}",
    )
    scans.remark(sheet)
    return sheet.finish()


def _marked(name: str, paint: Painter, sheet: Sheet) -> None:
    sheet.mark(name)
    paint(sheet)


def _export(packet: ArchivePacket) -> str:
    return f"导出编号：{packet.export_number}"


def _starts(packet: ArchivePacket, front: int, history: int, ends: int) -> list[tuple[str, int, int]]:
    """Name, first page and number of pages of everything behind the catalogue."""
    parts = [(packet.form.title, 1), (_HISTORY, history)]
    parts += [(scan.name, 1) for scan in packet.scans]
    parts.append(("材料清单与校验值", ends))
    page, placed = front + 1, []
    for name, pages in parts:
        placed.append((name, page, pages))
        page += pages
    return placed


def _front(sheet: Sheet, packet: ArchivePacket, starts: Sequence[tuple[str, int, int]]) -> list[Painter]:
    """Cover and catalogue; without `starts` only to be counted."""
    flow = Flow(sheet, left=_LEFT, width=_WIDTH, first_top=790)
    form = packet.form
    flow.text(packet.title, 26, align="centre", spacing=1.7, bold=True)
    flow.text(form.number, 16, align="centre", spacing=1.6)
    flow.space(10)
    facts = (
        ("受理单位", form.bureau),
        ("学生", form.student.name),
        ("指导老师", form.teacher.name),
        ("申请状态", packet.state),
        ("备案日期", packet.filed),
        ("材料", f"{len(packet.scans)} 份"),
        ("导出人", packet.printed_by),
        ("导出时间", packet.printed_at),
        ("导出编号", packet.export_number),
    )
    for name, text in facts:
        if text:
            flow.text(f"{name}：{text}", 12, indent=70, spacing=1.55)
    flow.space(10)
    flow.text("目　　录", 15, align="centre", spacing=1.6, bold=True)
    rows = [
        (str(place), name, str(page), str(pages))
        for place, (name, page, pages) in enumerate(starts or _starts(packet, 0, 1, 1), 1)
    ]
    flow.table(_CATALOGUE, rows, 10)
    return flow.pages


def _history(sheet: Sheet, packet: ArchivePacket) -> list[Painter]:
    """Every step with time, person, opinion and items, oldest first."""
    flow = Flow(sheet, left=_LEFT, width=_WIDTH)
    flow.text(_HISTORY, 18, align="centre", spacing=2, bold=True)
    if not packet.steps:
        flow.text("没有办理记录。", 12)
    for place, step in enumerate(packet.steps, 1):
        _step(flow, place, step)
    return flow.pages


def _step(flow: Flow, place: int, step: ArchiveStep) -> None:
    flow.keep(52)
    flow.space(8)
    note = f"（{step.note}）" if step.note else ""
    flow.text(f"{place}．{step.at}　{step.what}{note}", 12, spacing=1.5, bold=True)
    if step.person:
        flow.text(f"办理人：{step.person}", 11.5, indent=18, spacing=1.5)
    if step.opinion:
        flow.text(f"意见：{step.opinion}", 11.5, indent=18, spacing=1.5)
    for number, item in enumerate(step.items, 1):
        reason = f"：{item.reason}" if item.reason else ""
        flow.text(f"（{number}）{item.name}{reason}", 11.5, indent=30, spacing=1.5)


def _list(sheet: Sheet, packet: ArchivePacket, outcomes: Sequence[Outcome], first: int) -> list[Painter]:
    """All documents with their digests, and the digest over the list."""
    flow = Flow(sheet, left=_LEFT, width=_WIDTH)
    flow.text("材料清单与校验值", 18, align="centre", spacing=2, bold=True)
    rows = [
        (
            str(place + 1),
            scan.name,
            _halves(scan.sha256),
            _halves(scan.original_sha256) or "—",
            str(first + place),
            outcome.value,
        )
        for place, (scan, outcome) in enumerate(zip(packet.scans, outcomes, strict=True))
    ]
    flow.table(_LISTED, rows, 7)
    flow.space(10)
    flow.text(f"清单校验值（SHA-256）：\n{list_digest(packet.scans)}", 10.5, spacing=1.6, bold=True)
    flow.text(
        "计算方法：每份材料一行，依次为序号、材料名称、所附副本的 SHA-256，以制表符隔开，每行以换行符结尾，"
        "按 UTF-8 编码后计算。清单中任何一份材料增减或改动，校验值都会不同。"
        "所附副本带有水印；原件封存在市级平台，不在本档案内。",
        9.5,
        spacing=1.5,
    )
    return flow.pages


def _list_page(packet: ArchivePacket, scans: ScanPages, first: int, place: int, sheet: Sheet) -> None:
    _list(sheet, packet, scans.outcomes, first)[place](sheet)


def _halves(digest: str) -> str:
    return f"{digest[:_HALF]}\n{digest[_HALF:]}" if digest else ""
