"""A small city in the store of an office, for the register, the search and the record windows."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtWidgets import QLabel

from core.apprenticeship.commands.filing import ResubmitFiling, ReturnFiling
from core.apprenticeship.tables import Apprenticeship, Filing
from core.apprenticeship.words.kinds import DIPLOMA
from core.domain.values import Origin, ReturnItem
from core.store.tables import Document
from tests import kit
from tests.desktop.filed import STUDENTS

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from core.actions import Actor
    from tests.desktop.offices import Office

LONG = STUDENTS[15]
NUMBER, PHONE = kit.student_data(1).id_number, kit.student_data(1).phone
"""Of 陈亦舟."""


class Town(NamedTuple):
    """Two teachers, 刘景和 in 武昌区 and 孙伯言 in 洪山区, and four students.

    陈亦舟 learnt with 刘景和 until that was ended by force (`ended`), and does again: `study`.
    何静怡 (`waiting`, still to be reviewed) and one with the longest name (`long`, 在教, sent back once)
    are his too, 吴思远 is of 孙伯言 (`hongshan`, 在教). `filing` is that of `study`.
    """

    teacher: str
    student: Actor
    ended: str
    study: str
    filing: str
    waiting: str
    long: str
    hongshan: str
    far: Actor


def town(world: kit.World) -> Town:
    """Let it happen."""
    teacher = world.teacher(1)
    student = world.student(teacher, 1, "2019-01-10")
    ended = world.approved(world.submit(student))
    world.terminate(ended)
    study = world.again(student.person_id, "2021-01-10", teacher)
    waiting = world.submit(world.student(teacher, 2, name=STUDENTS[1]))
    long = sent_back(world, world.student(teacher, 3, "2023-01-10", name=LONG))
    other = world.teacher(2, name="孙伯言", district=kit.HONGSHAN, practice_place="洪山区中医医院")
    far = world.student(other, 4, "2023-01-10", name=STUDENTS[2])
    hongshan = world.approved(world.submit(far))
    return Town(
        teacher.person_id,
        student,
        ended,
        study,
        filing_of(world, study),
        world.session.get_one(Filing, waiting).apprenticeship_id,
        long,
        hongshan,
        far,
    )


def filing_of(world: kit.World, study: str) -> str:
    """The filing of an apprenticeship."""
    return world.session.query(Filing.id).filter_by(apprenticeship_id=study).one()[0]


def sent_back(world: kit.World, student: Actor) -> str:
    """A filing that is sent back, submitted again and approved; gives the id of the apprenticeship."""
    filing = world.submit(student)
    items = (ReturnItem("student.diploma", "照片模糊，请重新拍摄。"),)
    world.run(ReturnFiling(filing, 1, items, "部分材料需补正。"), world.reviewer())
    again = (kit.ref(DIPLOMA, f"again {filing}"),)
    world.run(ResubmitFiling(filing, 1, student_documents=again), student)
    return world.approved(filing)


def change(office: Office, study: str, **values: object) -> None:
    """Put other values into the record of an apprenticeship, as a sync does."""
    with office.writing() as world:
        record = world.session.get_one(Apprenticeship, study)
        for name, value in values.items():
            setattr(record, name, value)


def taken_over(office: Office, study: str, *, all_on_paper: bool = True) -> None:
    """Make an apprenticeship one of the bureau's register: its documents are on paper."""
    with office.writing() as world:
        record = world.session.get_one(Apprenticeship, study)
        record.origin = Origin.REGISTER
        owners = [record.notarisation_id]
        if all_on_paper:
            owners += [record.student_id, record.teacher_id]
        world.session.query(Document).filter(Document.owner_id.in_(owners)).delete()


def revealed(office: Office) -> list[str]:
    """What was looked at in full, with the reason, as the log has it."""
    return [subject for action, subject in office.noted() if action == "view_full_number"]


def texts(widget: QWidget) -> str:
    """All that is to be read in a widget."""
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())
