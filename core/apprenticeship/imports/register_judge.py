"""Reads and judges one row of a register: each cell, then the rules, then what is known (G2-G4, G6)."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING

from msgspec.structs import replace

from core.apprenticeship import rules
from core.apprenticeship.imports.register_columns import (
    DAYS,
    FIELDS,
    Field,
    educations_of,
    read_id_kind,
    read_sex,
    read_state,
)
from core.apprenticeship.words.register import ImportedFiling, leaps, own_number
from core.apprenticeship.words.values import NotarisationData, StudentData, TeacherData, TitleLevel
from core.domain.errors import KnownError
from core.domain.idnumber import IdNumberError, normalise, parse_id_number
from core.domain.phone import normalise_phone
from core.domain.values import IdKind, Sex
from core.imports.checked import CheckedRow, Verdict
from core.imports.days import read_day
from core.imports.headers import LOST_DIGITS, bare, shown
from core.imports.rows import REMEMBERED, tried

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from core.apprenticeship.words.register_known import KnownRegister, Series
    from core.domain.dictionaries import Dictionaries
    from core.domain.values import Finding, Parameters
    from core.files.workbooks import Cell
    from core.imports.checked import GivenRow

RegisterRow = CheckedRow[ImportedFiling]
_SAME = frozenset({"REGISTER_SAME", "REGISTER_SAME_LINE"})
_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?[eE]\+?[0-9]+")
_WHOLE = 10**15
"""From here on Excel has lost digits of a number."""
_ID_NUMBERS = (Field.STUDENT_NUMBER, Field.TEACHER_NUMBER)
_NOTHING = frozenset({"/", "\\", "无", "暂无", "没有", "不详", "空", "None", "NULL", "N/A", "#N/A"})
"""What people write in a cell that has nothing to say; so are dashes."""
_QUOTES = "'`‘’"
"""What stands before a number that was typed as text."""


def said(text: str) -> str:
    """What a cell says; nothing for a stroke or a word that means so."""
    plain = text.strip(_QUOTES).strip()
    return "" if plain in _NOTHING or not plain.strip("-—–－/ ") else plain


def closed_up(name: str) -> str:
    """A Chinese name without the spaces that set it to the width of others: `张 三`."""
    signs = name.replace(" ", "")
    return signs if signs.isalpha() and not any(sign.isascii() for sign in signs) else name


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
        texts = {field: said(text) for field, text in zip(FIELDS, given.texts, strict=True)}
        cells = dict(zip(FIELDS, given.cells, strict=True))
        for field in DAYS:
            if texts[field]:
                cell = cells[field] if not isinstance(cells[field], str) else texts[field]
                day = tried(problems, lambda cell=cell, field=field: self._day(cell, field))  # type: ignore[misc]
                texts[field] = day or ""
        problems += self._changed_by_excel(cells, texts)
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

    def _changed_by_excel(self, cells: Mapping[Field, Cell], texts: Mapping[Field, str]) -> Iterator[str]:
        """Numbers that lost digits, and texts that became a day (`2023-12` is typed, 2023-12-01 is kept)."""
        for field in FIELDS:
            if field in DAYS or not texts[field]:
                continue
            cell = cells[field]
            if field in _ID_NUMBERS:
                if _lost_digits(cell, texts[field]):
                    yield f"{field.label.removesuffix('身份证号')}{LOST_DIGITS}"
            elif isinstance(cell, (int, float)) and _lost_digits(cell, texts[field]):
                yield f"{field.label}是数字格式，Excel 只保留前 15 位；请把该列设为“文本”格式后重新填写"
            elif isinstance(cell, date):
                yield f"{field.label}是日期格式，内容可能已被 Excel 改动；请把该列设为“文本”格式后重新填写"

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
            name=closed_up(texts[Field.STUDENT]),
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
            name=closed_up(texts[Field.TEACHER]),
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


def confirm_leaps(rows: Sequence[RegisterRow], known: KnownRegister, prefix: str) -> list[RegisterRow]:
    """Ask about numbers of the bureau that lie far above those before them, in the file and in the store."""
    series: defaultdict[Series, list[int]] = defaultdict(list)
    owns = [own_number(row.entry.filing_no) if row.entry is not None else None for row in rows]
    for own in owns:
        if own is not None and own.prefix == prefix:
            series[own.prefix, own.mark, own.year].append(own.number)
    far = {one: leaps(numbers, known.highest.get(one, 0)) for one, numbers in series.items()}
    asked = []
    for row, own in zip(rows, owns, strict=True):
        found = far.get((own.prefix, own.mark, own.year), {}) if own is not None else {}
        leap = own is not None and own.number in found
        asked.append(_asked(row, own.number, found[own.number]) if own is not None and leap else row)
    return asked


def _asked(row: RegisterRow, number: int, before: int) -> RegisterRow:
    if row.entry is None:
        return row
    finding = rules.check_leap(row.entry, number, before)
    entry = replace(row.entry, confirmed=(*row.entry.confirmed, finding.code))
    reason = "；".join(filter(None, (row.reason, finding.message)))
    return CheckedRow(row.number, row.texts, Verdict.CONFIRM, reason, entry)


def _sentences(findings: Iterable[Finding]) -> str:
    return "；".join(dict.fromkeys(one.message.rstrip("。") for one in findings))


def _lost_digits(cell: Cell, text: str) -> bool:
    """Excel keeps 15 digits of a number; `4.20106E+17` is what such a cell shows and a copy of it says."""
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return abs(cell) >= _WHOLE
    return _SCIENTIFIC.fullmatch(text) is not None
