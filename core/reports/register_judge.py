"""Reads and judges one row of a register: each cell, then the rules, then what is known (G2-G4, G6)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from core.domain import rules
from core.domain.errors import KnownError
from core.domain.idnumber import IdNumberError, normalise, parse_id_number
from core.domain.phone import normalise_phone
from core.domain.register import ImportedFiling
from core.domain.values import IdKind, NotarisationData, Sex, StudentData, TeacherData, TitleLevel
from core.reports.register_columns import (
    DAYS,
    FIELDS,
    Field,
    educations_of,
    read_id_kind,
    read_sex,
    read_state,
)
from core.reports.sheet_columns import LOST_DIGITS, bare, read_day, shown
from core.reports.sheet_list import CheckedRow, Verdict
from core.reports.sheet_rows import REMEMBERED, tried

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from core.domain.dictionaries import Dictionaries
    from core.domain.register_known import KnownRegister
    from core.domain.values import Finding, Parameters
    from core.files.workbooks import Cell
    from core.reports.sheet_list import GivenRow

RegisterRow = CheckedRow[ImportedFiling]
_SAME = frozenset({"REGISTER_SAME", "REGISTER_SAME_LINE"})
_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?[eE]\+?[0-9]+")
_WHOLE = 10**15
"""From here on Excel has lost digits of a number."""


class Read:
    """A row as read: what it would import, or what is wrong with its cells."""

    __slots__ = ("entry", "given", "problems")

    def __init__(self, given: GivenRow, entry: ImportedFiling | None, problems: tuple[str, ...]) -> None:
        self.given = given
        self.entry = entry
        self.problems = problems


class Reader:
    """Reads rows of one file for a bureau; `today` by the clock of Wuhan."""

    def __init__(self, dictionaries: Dictionaries, bureau: str, today: date, since_1904: bool) -> None:
        self._bureau = bureau
        self._today = today
        self._since_1904 = since_1904
        self._titles = {bare(one.name): one for one in dictionaries.titles}
        self._educations = educations_of(dictionaries)
        self._days: dict[tuple[type, Cell, Field], str | KnownError] = {}

    def read(self, given: GivenRow) -> Read:
        """Read every cell; all that is wrong is told together."""
        problems = [*given.flaws]
        texts = dict(zip(FIELDS, given.texts, strict=True))
        cells = dict(zip(FIELDS, given.cells, strict=True))
        for field in DAYS:
            if texts[field]:
                day = tried(problems, lambda field=field: self._day(cells[field], field))  # type: ignore[misc]
                texts[field] = day or ""
        for field in (Field.STUDENT_NUMBER, Field.TEACHER_NUMBER):
            if _lost_digits(cells[field], texts[field]):
                problems.append(f"{field.label.removesuffix('身份证号')}{LOST_DIGITS}")
        student, teacher = self._student(texts, problems), self._teacher(texts, problems)
        state = tried(problems, lambda: read_state(texts[Field.STATE], texts[Field.ENDED_ON]))
        if problems or student is None or teacher is None or state is None:
            return Read(given, None, tuple(dict.fromkeys(one.rstrip("。") for one in problems)))
        entry = ImportedFiling(
            teacher,
            student,
            self._notarisation(texts, teacher),
            texts[Field.FILED_ON],
            texts[Field.FILING_NO],
            state,
            texts[Field.ENDED_ON],
            given.number,
        )
        return Read(given, entry, ())

    def _day(self, cell: Cell, field: Field) -> str:
        key = (cell.__class__, cell, field)
        found = self._days.get(key)
        if found is None:
            try:
                found = read_day(cell, field.label, self._since_1904).isoformat()
            except KnownError as error:
                found = error
            if len(self._days) < REMEMBERED:
                self._days[key] = found
        if isinstance(found, KnownError):
            raise found
        return found

    def _student(self, texts: Mapping[Field, str], problems: list[str]) -> StudentData | None:
        kind, sex = self._identity(
            texts, problems, Field.STUDENT_NUMBER, Field.STUDENT_ID_KIND, Field.STUDENT_SEX
        )
        word = bare(texts[Field.EDUCATION])
        education = self._educations.get(word, "")
        if word and not education:
            words = "、".join(dict.fromkeys(self._educations))
            problems.append(f"文化程度“{shown(texts[Field.EDUCATION])}”无法识别，请填写{words}之一，或留空")
        if kind is None or sex is None:
            return None
        return StudentData(
            name=texts[Field.STUDENT],
            sex=sex,
            id_number=normalise(texts[Field.STUDENT_NUMBER]),
            phone=normalise_phone(texts[Field.STUDENT_PHONE]),
            education=education,
            born_on=self._born(texts, kind, Field.STUDENT_NUMBER, Field.STUDENT_BORN),
            id_kind=kind,
        )

    def _teacher(self, texts: Mapping[Field, str], problems: list[str]) -> TeacherData | None:
        kind, sex = self._identity(
            texts, problems, Field.TEACHER_NUMBER, Field.TEACHER_ID_KIND, Field.TEACHER_SEX
        )
        title = self._titles.get(bare(texts[Field.TITLE]))
        if kind is None or sex is None:
            return None
        return TeacherData(
            name=texts[Field.TEACHER],
            sex=sex,
            id_number=normalise(texts[Field.TEACHER_NUMBER]),
            phone=normalise_phone(texts[Field.TEACHER_PHONE]),
            title=title.name if title else texts[Field.TITLE],
            title_level=title.level if title else TitleLevel.JUNIOR,
            title_on=texts[Field.TITLE_ON],
            qualification_no=texts[Field.QUALIFICATION],
            qualification_on=texts[Field.QUALIFICATION_ON],
            licence_no=texts[Field.LICENCE],
            licence_on=texts[Field.LICENCE_ON],
            practice_place=texts[Field.PLACE],
            district=self._bureau,
            organisation_code=texts[Field.ORGANISATION],
            born_on=self._born(texts, kind, Field.TEACHER_NUMBER, Field.TEACHER_BORN),
            id_kind=kind,
        )

    def _notarisation(self, texts: Mapping[Field, str], teacher: TeacherData) -> NotarisationData:
        """The certificate names the teacher of the row: a register has him once."""
        return NotarisationData(
            office=texts[Field.OFFICE],
            certificate_no=texts[Field.CERTIFICATE],
            notarised_on=texts[Field.NOTARISED_ON],
            teaching_start=texts[Field.START],
            teaching_end=texts[Field.END],
            teaching_place=texts[Field.TEACHING_PLACE],
            teacher_name=teacher.name,
            teacher_phone=teacher.phone,
            teacher_id_number=teacher.id_number,
        )

    def _identity(
        self, texts: Mapping[Field, str], problems: list[str], number: Field, kind: Field, sex: Field
    ) -> tuple[IdKind | None, Sex | None]:
        """What kind of number it is, and the sex as written or, when it is not, as the number says."""
        said = tried(problems, lambda: read_id_kind(texts[kind], kind.label))
        before = len(problems)
        written = tried(problems, lambda: read_sex(texts[sex], sex.label))
        if said is None or len(problems) > before or written is not None:
            return said, written
        if said is IdKind.RESIDENT:
            try:
                return said, parse_id_number(texts[number], self._today).sex
            except IdNumberError:
                # The rule (G3) tells what is wrong with the number; a sex has to stand here meanwhile.
                return said, Sex.MALE
        problems.append(f"请填写{sex.label}（{said.label}中看不出）")
        return said, None

    def _born(self, texts: Mapping[Field, str], kind: IdKind, number: Field, born: Field) -> str:
        if texts[born] or kind is not IdKind.RESIDENT:
            return texts[born]
        try:
            return parse_id_number(texts[number], self._today).born_on.isoformat()
        except IdNumberError:
            return ""


class Judge:
    """Judges rows one after the other; what is accepted counts for those behind it."""

    def __init__(self, parameters: Parameters, dictionaries: Dictionaries, today: date) -> None:
        self._parameters = parameters
        self._dictionaries = dictionaries
        self._today = today

    def row(self, read: Read, known: KnownRegister) -> RegisterRow:
        """Judge a row."""
        given, entry = read.given, read.entry
        if entry is None:
            return CheckedRow(given.number, given.texts, Verdict.WRONG, "；".join(read.problems))
        findings = rules.check_against(entry, known.facts(entry), self._parameters)
        same = [one for one in findings if one.code in _SAME]
        if same:
            return CheckedRow(given.number, given.texts, Verdict.SAME, _sentences(same))
        setting = self._parameters, self._today, self._dictionaries
        findings += rules.check_imported(entry, *setting)
        wrong = rules.blocking(findings)
        if wrong:
            return CheckedRow(given.number, given.texts, Verdict.WRONG, _sentences(wrong))
        entry = replace(entry, confirmed=tuple(dict.fromkeys(one.code for one in findings)))
        known.take(entry)
        verdict = Verdict.CONFIRM if findings else Verdict.GOOD
        return CheckedRow(given.number, given.texts, verdict, _sentences(findings), entry)


def _sentences(findings: Iterable[Finding]) -> str:
    return "；".join(dict.fromkeys(one.message.rstrip("。") for one in findings))


def _lost_digits(cell: Cell, text: str) -> bool:
    """Excel keeps 15 digits of a number; `4.20106E+17` is what such a cell shows and a copy of it says."""
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return abs(cell) >= _WHOLE
    return _SCIENTIFIC.fullmatch(text) is not None
