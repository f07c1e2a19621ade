"""Papers out of texts that nobody should have typed: each is made, can be opened, and says what is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.apprenticeship.papers.archive import (
    ArchivePacket,
    ArchiveScan,
    ArchiveStep,
    NoticeItem,
    render_archive,
)
from core.apprenticeship.papers.check_sheet import CheckRow, CheckSheet, render_check_sheet
from core.apprenticeship.papers.correction_notice import CorrectionNotice, render_correction_notice
from core.apprenticeship.papers.filing_form import FilingForm, Person, Teacher, render_filing_form
from core.apprenticeship.papers.transcript import (
    Transcript,
    TranscriptCourse,
    TranscriptScore,
    render_transcript,
)
from core.figures.stat import StatChart, StatColumn, StatSeries, StatTable
from core.files.fonts import find_fonts
from core.paper.figures_paper import render_stat
from core.paper.pdf import MISSING, Sheet
from tests.support.poppler import reader

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from core.paper.pdf import Rendered

FONT = find_fonts().paper
UGLY = {
    "nothing": "",
    "control": "陈\x00\x01\x1b[31m舟",
    "breaks": "陈\tb\rc\r\nd\u2028e\u2029f",
    "emoji": "陈👨‍👩‍👧‍👦😀🇨🇳舟",
    "direction": "\u202e反向\u202c\u200f\u061c",
    "accents": "e\u0301\u0302\u0303" * 20,
    "private": "陈\ue000\uf8ff舟",
    "no characters": "\ufffd\ufffe\uffff",
    "variants": "葛\U000e0100\ufe0f城",
    "all planes": "𠀀𪚥𫝀𫠠𬺰𮯠\U00030000\U00031350",
    "formula": "=cmd|' /C calc'!A0",
    "markup": "<b>&amp;</b>",
    "format": "%s %d {0}",
    "operators of a PDF": "\\(evil\\) Tj ET",
    "ligatures": "ﷺ" * 30,
    "only spaces": " 　" * 60,
    "leading accents": "\u3099\u0301",
    "half a pair": "陈\ud800舟",
    "stacked": "ก็็็็็็็็",
    "no spaces": "x" * 500,
    "one long line": "很长的内容，" * 200,
}


def papers(text: str) -> Iterator[Rendered]:
    """Each paper with the text in every place."""
    person, teacher = Person(*[text] * 6), Teacher(*[text] * 14)
    form = FilingForm(text, text, person, teacher, *[text] * 14)
    yield render_filing_form(form, FONT)
    row = CheckRow(*[text] * 7, tenths=5)
    yield render_check_sheet(CheckSheet((row, row), text, text, text), FONT)
    course = TranscriptCourse(*[text] * 7, scores=(TranscriptScore(*[text] * 6),))
    yield render_transcript(Transcript(text, text, (course,), text, *[text] * 6), FONT)
    items = (NoticeItem(text, text),) * 2
    yield render_correction_notice(CorrectionNotice(*[text] * 4, items, *[text] * 9), FONT)
    chart = StatChart(text, (text, text), (StatSeries(text, (1, 2)),))
    yield render_stat(
        StatTable(
            title=text,
            office=text,
            period=text,
            filtered=text,
            as_of=text,
            data_at=text,
            made_by=text,
            columns=(StatColumn(text, "text"), StatColumn(text)),
            rows=((text, 1), (text, 2)),
            total=(text, 3),
            charts=(chart,),
            definitions=(text,),
            proof=text,
            empty=text,
        ),
        FONT,
    )
    step, scan = ArchiveStep(*[text] * 4, items, text), ArchiveScan("公证书", "0" * 64, page=text[:3])
    sound = "".join(one for one in text if not "\ud800" <= one <= "\udfff")
    packet = ArchivePacket(form, text, (step,), (scan,), text, text, text, title=sound)
    if sound == text:
        yield render_archive(packet, lambda _: None, FONT)


@pytest.mark.parametrize("text", UGLY.values(), ids=UGLY.keys())
def test_every_paper_can_be_made_and_opened(text: str, tmp_path: Path) -> None:
    poppler = reader(tmp_path)
    for made in papers(text):
        assert len(poppler.pages(made.data)) == made.pages
        lost = [remark for remark in made.remarks if "手工填写" in remark]
        assert bool(lost) == bool(made.missing)


def test_any_kind_of_line_break_breaks_a_line() -> None:
    font = Sheet.open(FONT, title="").font
    assert font.printable("陈\r亦\r\n舟\u2028一\u2029二\v三").text.split("\n") == list("陈亦舟一二三")


def test_what_is_lost_leaves_a_sign_in_its_place() -> None:
    made = Sheet.open(FONT, title="").font.printable("陈\ue000舟")
    assert made.text == f"陈{MISSING}舟"
    assert made.missing == ("\ue000",)
