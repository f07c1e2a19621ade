"""Invented filings as the read models give them, and drawn pages, for the tests of the screens."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

import msgspec
from PySide6.QtCore import QBuffer, QIODevice, QRect, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter

from core.apprenticeship.actions.names import pinyin_of
from core.apprenticeship.lists.filings import FilingRow
from core.apprenticeship.lists.register import RegisterRow
from core.apprenticeship.tables import Filing
from core.apprenticeship.words.content import FilingContent
from core.apprenticeship.words.values import FilingKind
from core.domain.errors import KnownError
from core.domain.values import CaseState
from tests import kit

if TYPE_CHECKING:
    from core.domain.values import DocumentRef

STUDENTS = (
    "陈亦舟", "何静怡", "吴思远", "宋佳宁", "高子墨", "罗雨桐", "梁文博", "郑可欣", "谢明轩", "韩若溪",
    "唐一诺", "冯语晨", "董浩然", "萧晴川", "程知行",
    "阿依古丽·买买提江·吐尔逊娜依·阿卜杜热合曼·穆罕默德艾力",
)  # fmt: skip
TEACHERS = ("刘景和", "孙伯言", "胡敬之", "徐国栋")
PLACES = ("武昌区中医医院", "首义路街社区卫生服务中心", "积玉桥国医堂门诊部")
TITLES = ("主任医师", "副主任医师", "主治医师")
SUBMITTED = "2026-11-19T02:20:00.000Z"


def filing_row(number: int, state: CaseState | None = None, **changes: object) -> FilingRow:
    """Row number 0 is the newest, WC-2026-1284."""
    if state is None:
        state = CaseState.PENDING if number < 12 else list(CaseState)[1 + number % 3]
    row = FilingRow(
        id=f"f{number:06d}",
        filing_no=f"WC-2026-{1284 - number:04d}",
        kind=FilingKind.ESTABLISH,
        state=state,
        bureau=kit.WUCHANG,
        student_name=STUDENTS[number % len(STUDENTS)],
        teacher_name=TEACHERS[number % 4],
        teacher_title=TITLES[number % 3],
        practice_place=PLACES[number % 3],
        notarised_on=f"2026-{9 - number // 4 % 9:02d}-{28 - number % 28:02d}",
        submitted_at=f"2026-11-{19 - number % 19:02d}T02:{20 + number % 30:02d}:00.000Z",
        due_on=("2026-11-24", "2026-11-24", "2026-11-30", "2026-11-30", "2026-11-30")[number]
        if number < 5
        else f"2026-12-{min(3 + number, 31):02d}",
        revision=1,
        decided_at="" if state is CaseState.PENDING else "2026-11-18T03:00:00.000Z",
        waiting=False,
    )
    return msgspec.structs.replace(row, **changes)


def filing(number: int, state: CaseState | None = None, **changes: Any) -> Filing:
    """The record of such a row; what was submitted with it is not here."""
    row = filing_row(number, state)
    values = {name: getattr(row, name) for name in row.__struct_fields__ if name != "waiting"}
    values |= {
        "apprenticeship_id": f"a{number:06d}",
        "student_id": f"s{number:06d}",
        "teacher_id": f"t{number % 4:06d}",
        "student_id_number": kit.id_number("1996-08-21", number + 1),
        "teacher_id_number": kit.id_number("1970-03-05", number % 4 + 1),
        "student_pinyin": pinyin_of(row.student_name),
        "teacher_pinyin": pinyin_of(row.teacher_name),
        "first_submitted_at": row.submitted_at,
        "settled_at": row.decided_at,
    }
    return Filing(scope=row.bureau, **values | changes)


def content(number: int = 0, **student_changes: object) -> FilingContent:
    teacher = kit.teacher_data(number % 4 + 1, name=TEACHERS[number % 4], email="liujh@example.cn")
    student = kit.student_data(
        number + 1,
        name=STUDENTS[number % len(STUDENTS)],
        education="bachelor",
        email="yizhou@example.cn",
    )
    return FilingContent(
        teacher=teacher,
        teacher_registered_on="2026-08-01",
        teacher_documents=kit.refs(kit.TEACHER_KINDS, f"t{number}"),
        student=msgspec.structs.replace(student, **student_changes),
        student_documents=kit.refs(kit.STUDENT_KINDS, f"s{number}"),
        notarisation=kit.notarisation_data(teacher, teaching_start="2026-08-20"),
        notarial_pages=kit.pages(6, f"n{number}"),
    )


@cache
def scan(title: str, size: tuple[int, int] = (900, 1240)) -> bytes:
    """A drawn page as JPEG."""
    image = QImage(*size, QImage.Format.Format_RGB32)
    image.fill(QColor("#FCFAF4"))
    painter = QPainter(image)
    painter.setPen(QColor("#B59A55"))
    painter.drawRect(30, 30, size[0] - 60, size[1] - 60)
    painter.setPen(QColor("#222222"))
    font = QFont(painter.font())
    font.setPixelSize(52)
    painter.setFont(font)
    painter.drawText(QRect(0, 80, size[0], 120), int(Qt.AlignmentFlag.AlignCenter), title)
    font.setPixelSize(26)
    painter.setFont(font)
    for line in range(8):
        painter.drawText(90, 300 + line * 60, "兹证明甲乙双方于二〇二六年九月一日签订师承关系合同。")
    painter.setPen(QColor(0, 0, 0, 40))
    painter.rotate(-20)
    for place in range(6):
        painter.drawText(-200 + place * 130, 400 + place * 190, "样例　仅用于师承备案　武昌区卫健局")
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "JPG", 80)
    return bytes(buffer.data().data())


@dataclass
class Shelf:
    """Images by digest, as the attachments' port gives them."""

    images: dict[str, bytes] = field(default_factory=dict)
    errors: dict[str, KnownError] = field(default_factory=dict)
    read: list[str] = field(default_factory=list)
    again: list[str] = field(default_factory=list)

    def add(self, refs: tuple[DocumentRef, ...]) -> None:
        for ref in refs:
            landscape = ref.kind.startswith("id_")
            self.images[ref.sha256] = scan(ref.kind.label, (1240, 800) if landscape else (900, 1240))

    def fill(self, made: FilingContent) -> Shelf:
        self.add(tuple(ref for _, ref in made.documents()))
        return self

    def image(self, sha256: str) -> bytes:
        self.read.append(sha256)
        if sha256 in self.errors:
            raise self.errors[sha256]
        if sha256 not in self.images:
            raise KnownError("OFFLINE", "现在离线，这一页还没有下载。")
        return self.images[sha256]

    def image_again(self, sha256: str) -> bytes:
        self.again.append(sha256)
        self.errors.pop(sha256, None)
        return self.image(sha256)


class Memory:
    """What outlives the program, in a dictionary."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}

    def text(self, name: str) -> str:
        return self.texts.get(name, "")

    def set_text(self, name: str, value: str) -> None:
        self.texts[name] = value


def register_row(number: int, **changes: object) -> RegisterRow:
    states = ("active", "active", "pending", "passed", "dissolved", "terminated")
    row = RegisterRow(
        id=f"a{number:05d}",
        filing_no=f"WC-2026-{1284 - number:04d}",
        state=states[number % len(states)],
        bureau=kit.WUCHANG,
        student_id=f"s{number}",
        student_name=STUDENTS[number % len(STUDENTS)],
        student_id_number=kit.id_number("1996-08-21", number % 900 + 1),
        teacher_id=f"t{number % 4}",
        teacher_name=TEACHERS[number % 4],
        teacher_title=TITLES[number % 3],
        practice_place=PLACES[number % 3],
        notarised_on=f"2026-{9 - number // 4 % 9:02d}-{28 - number % 28:02d}",
        filed_on="" if states[number % len(states)] == "pending" else f"2026-10-{28 - number % 28:02d}",
        ended_on="2026-11-01" if number % len(states) >= 3 else "",
    )
    return msgspec.structs.replace(row, **changes)
