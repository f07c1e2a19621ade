"""成绩单: all published scores of one student, as a paper to hand out (C3, C4)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import msgspec

from core.paper.flow import Flow
from core.paper.grid import Column
from core.paper.pages import bind, made_words
from core.paper.pdf import Sheet

if TYPE_CHECKING:
    from core.paper.pdf import OutlineFont, Rendered

_LEFT, _WIDTH = 51.0, 493.0
_FACT = 11.0
_COLUMNS = (
    Column("序号", 32, "centre"),
    Column("考核类型", 92),
    Column("考核日期", 96, "centre"),
    Column("成绩", 46, "right"),
    Column("结果", 50, "centre"),
    Column("公布日期", 96, "centre"),
    Column("说明", 81),
)


class TranscriptScore(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One published score, formatted; days like 2026年3月5日, `note` like 更正 or 已被更正, else empty."""

    type: str
    day: str
    score: str
    result: str
    published: str = ""
    note: str = ""


class TranscriptCourse(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One apprenticeship 师承关系 with its scores, oldest first; values formatted."""

    number: str
    teacher: str
    bureau: str
    state: str
    notarised: str = ""
    filed: str = ""
    ended: str = ""
    scores: tuple[TranscriptScore, ...] = ()


class Transcript(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything on the paper, formatted; `id_number` comes masked (A7), `as_of` is the day of the data."""

    student: str
    id_number: str
    courses: tuple[TranscriptCourse, ...]
    office: str
    sex: str = ""
    born: str = ""
    as_of: str = ""
    printed_by: str = ""
    printed_at: str = ""
    title: str = "中医师承考核成绩单"


def render_transcript(transcript: Transcript, font: OutlineFont) -> Rendered:
    """The scores as PDF, A4 upright; without any it says so."""
    sheet = Sheet.open(font, title=transcript.title)
    flow = Flow(sheet, left=_LEFT, width=_WIDTH, first_top=800)
    flow.text(transcript.title, 22, align="centre", spacing=1.8, bold=True)
    flow.place(62, partial(_person, transcript=transcript))
    some = any(course.scores for course in transcript.courses)
    for course in transcript.courses:
        _course(flow, course, others=some)
    if not some:
        flow.space(14)
        flow.text("截至打印时，没有已公布的考核成绩。", 12)
    _closing(flow, transcript)
    return bind(
        sheet,
        flow.pages,
        made_by=made_words(transcript.printed_by, transcript.printed_at),
        running=f"{transcript.title}　{transcript.student}",
    )


def _person(sheet: Sheet, top: float, *, transcript: Transcript) -> None:
    rows = (
        (("姓名", transcript.student), ("身份证号", transcript.id_number)),
        (("性别", transcript.sex), ("出生日期", transcript.born)),
    )
    for place, row in enumerate(rows, 1):
        x, bottom = _LEFT, top - 27.0 * place
        for (label, value), room in zip(row, (_WIDTH * 0.5 - 60, _WIDTH * 0.5 - 72), strict=True):
            stub = 60.0 if label in ("姓名", "性别") else 72.0
            sheet.frame((x, bottom, stub, 27), shade=0.95)
            sheet.fitted((x + 2, bottom, stub - 4, 27), label, 11, name=label, align="centre")
            sheet.frame((x + stub, bottom, room, 27))
            sheet.fitted((x + stub + 5, bottom + 1, room - 10, 25), value, 13, name=label)
            x += stub + room


def _course(flow: Flow, course: TranscriptCourse, *, others: bool) -> None:
    """One apprenticeship; that it has no scores is only said of it where `others` have some."""
    flow.keep(110)
    flow.space(14)
    flow.text(f"师承关系　{course.number}", 13, bold=True, spacing=1.6)
    _facts(flow, ("指导老师", course.teacher), ("受理单位", course.bureau), ("状态", course.state))
    days = (("公证日期", course.notarised), ("备案日期", course.filed), ("结束日期", course.ended))
    _facts(flow, *days)
    flow.space(4)
    if not course.scores:
        if others:
            flow.text("没有已公布的考核成绩。", 11)
        return
    rows = [
        (str(place), one.type, one.day, one.score, one.result, one.published, one.note)
        for place, one in enumerate(course.scores, 1)
    ]
    flow.table(_COLUMNS, rows, 11)


def _facts(flow: Flow, *facts: tuple[str, str]) -> None:
    """Facts beside one another as far as they fit; none is torn that fits into a line of its own."""
    flow.words([f"{name}：{value}" for name, value in facts if value], _FACT, spacing=1.5)


def _closing(flow: Flow, transcript: Transcript) -> None:
    flow.space(12)
    flow.text(
        "本成绩单列出已公布的全部成绩。注明“更正”的，是对原成绩的更正，以更正后的成绩为准。"
        + (f"数据截至{transcript.as_of}。" if transcript.as_of else ""),
        10.5,
        spacing=1.5,
        grey=0.25,
    )
    flow.place(96, partial(_seal, transcript=transcript))


def _seal(sheet: Sheet, top: float, *, transcript: Transcript) -> None:
    left, width = _LEFT + _WIDTH * 0.5, _WIDTH * 0.5
    sheet.fitted((left, top - 43, width, 34), transcript.office, 13, name="单位", align="centre")
    sheet.fitted((left, top - 64, width, 22), "（盖章）", 13, name="盖章", align="centre")
    sheet.fitted((left, top - 88, width, 22), "　　　　年　　月　　日", 13, name="日期", align="centre")
