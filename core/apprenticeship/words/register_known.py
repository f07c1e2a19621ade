"""What is known of a register's persons while its lines are judged one after the other.

Filled from a store (`lists.register_people`); every accepted line is taken in, so that seats
(G2), one apprenticeship at a time (G6) and duplicates count the lines of the same file.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from core.apprenticeship.rules import RegisterFacts
from core.apprenticeship.words.register import number_key
from core.apprenticeship.words.values import ApprenticeshipFacts, ApprenticeshipState

if TYPE_CHECKING:
    from core.apprenticeship.words.register import ImportedFiling


class Line(NamedTuple):
    """Where something stands: its filing number, and its line of the file (0: in the store)."""

    filing_no: str
    row: int = 0


Series = tuple[str, str, int]
"""Prefix, mark and year of numbers that are counted together."""
LineKey = tuple[str, str, str]
"""Student's number, teacher's number, certificate."""


@dataclass
class KnownRegister:
    """By id number as stored; an unknown number has an empty name and nothing else."""

    teachers: dict[str, str] = field(default_factory=dict)
    students: dict[str, str] = field(default_factory=dict)
    open_of: defaultdict[str, list[ApprenticeshipFacts]] = field(default_factory=lambda: defaultdict(list))
    studies: defaultdict[str, list[ApprenticeshipFacts]] = field(default_factory=lambda: defaultdict(list))
    lines: dict[LineKey, Line] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    """Filing numbers of the bureau by `number_key`; the value is the line of the file, 0 in the store."""
    highest: dict[Series, int] = field(default_factory=dict)
    """The highest number in the store of each series that lines belong to; 0 when there is none."""

    def facts(self, row: ImportedFiling) -> RegisterFacts:
        """Give what is known for a line, at this moment."""
        same = self.lines.get(line_key(row))
        taken = self.numbers.get(number_key(row.filing_no)) if row.filing_no else None
        teacher, student = row.teacher.id_number, row.student.id_number
        return RegisterFacts(
            teacher_name=self.teachers.get(teacher, ""),
            student_name=self.students.get(student, ""),
            teacher_open=tuple(self.open_of.get(teacher, ())),
            student_others=tuple(self.studies.get(student, ())),
            same=same is not None,
            same_no=same.filing_no if same else "",
            same_row=same.row if same else 0,
            number_taken=taken is not None,
            number_row=taken or 0,
        )

    def take(self, row: ImportedFiling) -> None:
        """Take a line in: those behind it are judged as if it stood in the store."""
        teacher, student = row.teacher, row.student
        self.teachers[teacher.id_number] = self.teachers.get(teacher.id_number) or teacher.name
        self.students[student.id_number] = self.students.get(student.id_number) or student.name
        study = ApprenticeshipFacts(
            id=f"line {row.row}",
            teacher_id=teacher.id_number,
            student_id=student.id_number,
            state=row.state,
            bureau=teacher.district,
            teacher_name=teacher.name,
            student_name=student.name,
            notarised_on=row.notarisation.notarised_on,
            ended_on=row.ended_on,
        )
        if row.state is ApprenticeshipState.ACTIVE:
            self.open_of[teacher.id_number].append(study)
        self.studies[student.id_number].append(study)
        self.lines.setdefault(line_key(row), Line(row.filing_no, row.row))
        if row.filing_no:
            self.numbers.setdefault(number_key(row.filing_no), row.row)


def line_key(row: ImportedFiling) -> LineKey:
    """Give what two lines have in common when they are the same filing."""
    certificate = certificate_key(row.notarisation.certificate_no)
    return row.student.id_number, row.teacher.id_number, certificate


def certificate_key(text: str) -> str:
    """The number of a certificate without spaces and kinds of brackets."""
    folded = unicodedata.normalize("NFKC", text).translate(_BRACKETS)
    return "".join(folded.split()).upper()


_BRACKETS = str.maketrans("〔〕[]【】{}", "()()()()")
