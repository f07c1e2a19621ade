"""The documents in an archive packet: one to a page, stamped with who exported it, its number and the time.

The watermarked copy is all a PC has; an export adds operator, number and time (security.md section 6), over
the picture and in the foot, so that neither a copy of the page nor one of the picture alone is without them.
"""

from __future__ import annotations

import hashlib
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING

from core.files.images import ImageRefused
from core.files.print_images import print_image
from core.paper.pdf_images import place_image

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.apprenticeship.papers.archive_list import ArchivePacket, ArchiveScan
    from core.paper.pages import Painter
    from core.paper.pdf import Box, Sheet

_BOX: Box = (51.0, 98.0, 493.0, 688.0)
_STAMP, _SMALLEST_STAMP = 9.0, 5.0


class Outcome(Enum):
    """What became of a document; the value is the word for the list."""

    PRINTED = "已附"
    MISSING = "不在本机"
    CHANGED = "校验不符"
    BROKEN = "无法读取"


_SAID = {
    Outcome.MISSING: (
        "这份材料不在本机，导出时也没有取到，本页没有附图。",
        "请连接市级平台后重新导出档案。仍然没有的，请联系系统维护人员。",
    ),
    Outcome.CHANGED: (
        "本机保存的这份材料与登记的校验值不一致，本页没有附图。",
        "请不要使用本机的这份文件，联系系统维护人员从市级平台重新取得后，再导出档案。",
    ),
    Outcome.BROKEN: (
        "这份材料不是能够印出的图片（JPG 或 PNG），或者已经损坏，本页没有附图。",
        "请在审核页面打开原文件查看，需要时单独打印后附在本页之后。",
    ),
}


class ScanPages:
    """The pages of all documents, and what became of each when it was drawn."""

    def __init__(self, packet: ArchivePacket, read: Callable[[ArchiveScan], bytes | None]) -> None:
        self.outcomes = [Outcome.MISSING for _ in packet.scans]
        self._packet = packet
        self._read = read

    @property
    def painters(self) -> list[Painter]:
        return [partial(self._paint, place) for place in range(len(self._packet.scans))]

    def remark(self, sheet: Sheet) -> None:
        """Names in the remarks what could not be printed; to be called when the pages are painted."""
        for outcome in (Outcome.MISSING, Outcome.CHANGED, Outcome.BROKEN):
            names = [
                scan.name
                for scan, one in zip(self._packet.scans, self.outcomes, strict=True)
                if one is outcome
            ]
            if names:
                sheet.notes.append(
                    f"档案中有 {len(names)} 份材料没有附图（{outcome.value}），页面上已注明："
                    f"{'、'.join(names)}。"
                )

    def _paint(self, place: int, sheet: Sheet) -> None:
        scan = self._packet.scans[place]
        data = self._read(scan)
        outcome = Outcome.MISSING if data is None else self._picture(sheet, scan, data)
        self.outcomes[place] = outcome
        if outcome is not Outcome.PRINTED:
            _absent(sheet, scan, outcome)
        _caption(sheet, scan, place + 1)

    def _picture(self, sheet: Sheet, scan: ArchiveScan, data: bytes) -> Outcome:
        if hashlib.sha256(data).hexdigest() != scan.sha256:
            return Outcome.CHANGED
        try:
            image = print_image(data)
        except ImageRefused:
            return Outcome.BROKEN
        _stamp(sheet, place_image(sheet, _BOX, image), self._packet)
        return Outcome.PRINTED


def _words(packet: ArchivePacket) -> str:
    return f"导出人：{packet.printed_by}　编号：{packet.export_number}　{packet.printed_at}"


def _stamp(sheet: Sheet, place: Box, packet: ArchivePacket) -> None:
    """Dark words with a light outline in the lower left of the picture: read on any picture.

    On a narrow one they are not made smaller than can be read: they reach beyond it, over its middle.
    """
    words, canvas = sheet.printable(_words(packet)), sheet.canvas
    length = max(1.0, sheet.font.width(words))
    size = min(_STAMP, max(_SMALLEST_STAMP, (place[2] - 8) / length))
    x = max(_BOX[0], min(place[0] + 5, place[0] + (place[2] - length * size) / 2))
    canvas.saveState()
    canvas.setStrokeGray(1)
    canvas.setFillGray(1)
    canvas.setLineJoin(1)
    canvas.setLineWidth(2.2)
    sheet.outline(x, place[1] + 6, words, size)
    canvas.restoreState()
    sheet.line(x, place[1] + 6, words, size, grey=0.12)


def _absent(sheet: Sheet, scan: ArchiveScan, outcome: Outcome) -> None:
    left, bottom, width, height = _BOX
    sheet.frame(_BOX)
    what, then = _SAID[outcome]
    middle = bottom + height / 2
    sheet.fitted((left + 40, middle + 40, width - 80, 40), scan.name, 18, name="材料", align="centre")
    sheet.fitted((left + 40, middle, width - 80, 34), what, 13, name="材料", align="centre")
    sheet.fitted((left + 40, middle - 50, width - 80, 44), then, 11, name="材料", align="centre")


def _caption(sheet: Sheet, scan: ArchiveScan, number: int) -> None:
    left, bottom, width, _ = _BOX
    name = f"材料 {number}　{scan.name}" + (f"　上传时间：{scan.uploaded}" if scan.uploaded else "")
    sheet.fitted((left, bottom - 24, width, 18), name, 11, name="材料", bold=True)
    sheet.fitted((left, bottom - 40, width, 14), f"SHA-256：{scan.sha256}", 8.5, name="校验值")
