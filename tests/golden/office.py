"""Decisions that the recorded PCs take: files of a report, a raw command, and what a row stands at."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import msgspec
import xlsxwriter  # type: ignore[import-untyped]
from PIL import Image
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from core.apprenticeship.commands.filing import ApproveDissolution, ApproveFiling, RefuseFiling, ReturnFiling
from core.apprenticeship.rules import RULES_VERSION
from core.apprenticeship.words.kinds import YEARS
from core.commons.report_actions import sealed
from core.commons.report_commands import FreezeReport
from core.domain.clock import instant
from core.domain.reports import ReportFilter, canonical
from core.domain.values import DocumentKind, ReturnItem
from sync import protocol
from tests.kit import WUCHANG

if TYPE_CHECKING:
    from tests.golden.pcs import Pc

BLURRED = ReturnItem("student.id_front", "照片模糊，看不清姓名或证件号，请重新拍摄。")


def approve(pc: Pc, filing_id: str) -> str:
    row = pc.row("filing", filing_id)
    kind = ApproveFiling if row.kind == "establish" else ApproveDissolution
    return pc.decide(kind(filing_id, row.revision, "同意备案。", paper_seen=True), row.version)


def give_back(pc: Pc, filing_id: str) -> str:
    row = pc.row("filing", filing_id)
    return pc.decide(ReturnFiling(filing_id, row.revision, (BLURRED,), "请补正后再报。"), row.version)


def refuse(pc: Pc, filing_id: str) -> str:
    row = pc.row("filing", filing_id)
    return pc.decide(RefuseFiling(filing_id, row.revision, "公证书不符合要求，不予备案。"), row.version)


def freeze(pc: Pc, title: str) -> str:
    """A frozen report with its paper and its workbook, sealed on the PC until they are sent."""
    kept = [
        pc.outgoing().keep_file(name, data, DocumentKind.REPORT_FILE, page)
        for page, (name, data) in enumerate((("报表.pdf", paper(title)), ("数据.xlsx", workbook(title))), 1)
    ]
    command = FreezeReport(
        report_id=pc.ids.new(),
        kind=YEARS,
        title=title,
        office=WUCHANG,
        filtered=canonical(ReportFilter((WUCHANG,), 2026)),
        as_of=instant(pc.clock.now())[:10],
        data_at=instant(pc.clock.now()),
        figures=canonical({"rows": [["武昌区", "3"]]}),
        files=tuple(kept),
        made_at=instant(pc.clock.now()),
        hash="",
    )
    return pc.decide(sealed(command, pc.unlocked.actor.id))


def push_raw(pc: Pc, first_seq: int, *asked: dict[str, Any]) -> protocol.Verdicts:
    """Sign and push what the PC's own program would never send; `forged` breaks the signature."""
    made = []
    for number, changes in enumerate(asked):
        forged = changes.pop("forged", False)
        values = {
            "op_id": pc.ids.new(),
            "device_id": pc.unlocked.device_id,
            "device_seq": first_seq + number,
            "actor_id": pc.unlocked.actor.id,
            "version": 1,
            "subject": pc.ids.new(),
            "base_version": 1,
            "rules_version": RULES_VERSION,
            "decided_at": instant(pc.clock.now()),
            **changes,
        }
        envelope = protocol.Envelope(**values)
        proof = pc.unlocked.signer.sign(protocol.canonical(envelope))
        if forged:
            envelope = msgspec.structs.replace(envelope, decided_at="2026-01-01T00:00:00.000Z")
        made.append(msgspec.structs.replace(envelope, proof=proof))
    return pc.client.push(protocol.Ops(tuple(made)))


def paper(text: str) -> bytes:
    stream = io.BytesIO()
    canvas = Canvas(stream, invariant=1)
    canvas.drawString(72, 720, text.encode().hex())
    canvas.save()
    return stream.getvalue()


def workbook(text: str) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        book.add_worksheet().write(0, 0, text)
    return stream.getvalue()


def picture() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (640, 480), (200, 210, 220)).save(stream, "PNG")
    return stream.getvalue()
