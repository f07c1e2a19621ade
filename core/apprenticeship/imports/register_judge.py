"""Judges a register: what each row says, then the rules, then what is known (G2-G4, G6).

Rows count for those behind them: seats, one apprenticeship at a time and duplicates hold within the file as
well.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from msgspec.structs import replace

from core.apprenticeship import rules
from core.apprenticeship.imports.register_columns import Field, read_state
from core.apprenticeship.lists.register_people import learn
from core.apprenticeship.words.dictionaries import of
from core.apprenticeship.words.register import ImportedFiling, leaps, own_number
from core.apprenticeship.words.register_known import KnownRegister
from core.apprenticeship.words.values import NotarisationData, StudentData, TeacherData, TitleLevel
from core.domain.errors import KnownError
from core.domain.idnumber import IdNumberError, normalise, parse_id_number
from core.domain.phone import normalise_phone
from core.domain.values import IdKind, Sex
from core.imports.checked import CheckedRow, Verdict
from core.imports.importing import Judge, sentences
from core.imports.words import bare

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from core.apprenticeship.words.register_known import Series
    from core.imports.importing import Against, Problem, Row

RegisterRow = CheckedRow[ImportedFiling]
_SAME = frozenset({"REGISTER_SAME", "REGISTER_SAME_LINE"})


class RegisterJudge(Judge[ImportedFiling]):
    """Judges rows one after the other; what is accepted counts for those behind it."""

    def __init__(self, against: Against) -> None:
        (bureau,) = against.districts
        self._against = against
        self._known = KnownRegister()
        self._prefix = against.dictionaries.district(bureau).prefix
        self._entry = Reader(against, bureau).entry

    def rows(self, rows: Sequence[Row]) -> Iterator[RegisterRow]:
        entries = [self._entry(row) for row in rows]
        learn(self._against.source, [one for one in entries if one is not None], self._known)
        return map(self._row, rows, entries)

    def whole(self, rows: list[RegisterRow]) -> list[RegisterRow]:
        return confirm_leaps(rows, self._known, self._prefix)

    def _row(self, row: Row, entry: ImportedFiling | None) -> RegisterRow:
        if entry is None:
            return row.wrong(_order)
        parameters = self._against.parameters
        findings = rules.check_against(entry, self._known.facts(entry), parameters)
        same = [one for one in findings if one.code in _SAME]
        if same:
            return row.checked(Verdict.SAME, sentences(one.message for one in same))
        findings += rules.check_imported(entry, parameters, self._against.today, self._against.dictionaries)
        entry = replace(entry, confirmed=tuple(dict.fromkeys(one.code for one in findings)))
        if not rules.blocking(findings):
            self._known.take(entry)
        return row.found(findings, entry)


def _order(problem: Problem) -> tuple[int, int]:
    """Days first, then what Excel has changed, then words."""
    return 0 if problem.field.about.is_day else 2 - problem.damaged, problem.field.place


class Reader:
    """Makes of the cells of a row what it would import, for a bureau."""

    def __init__(self, against: Against, bureau: str) -> None:
        self._bureau = bureau
        self._today = against.today
        self._titles = {bare(one.name): one for one in of(against.dictionaries).titles}

    def entry(self, row: Row) -> ImportedFiling | None:
        """None when a cell is wrong; all that is wrong is said of the row."""
        student = self._identity(row, Field.STUDENT_NUMBER, Field.STUDENT_ID_KIND, Field.STUDENT_SEX)
        teacher = self._identity(row, Field.TEACHER_NUMBER, Field.TEACHER_ID_KIND, Field.TEACHER_SEX)
        ended = _day(row, Field.ENDED_ON)
        try:
            state = read_state(row[Field.STATE], ended)
        except KnownError as error:
            row.add(Field.STATE, error.message)
        if row.is_wrong:
            return None
        who = self._teacher(row, *teacher)
        return ImportedFiling(
            who,
            self._student(row, *student),
            _notarisation(row, who),
            _day(row, Field.FILED_ON),
            row[Field.FILING_NO],
            state,
            ended,
            row.given.number,
        )

    def _identity(self, row: Row, number: Field, kind: Field, sex: Field) -> tuple[IdKind, Sex]:
        """What kind of number it is, and the sex as written or, when it is not, as the number says."""
        said, written = row[kind], row[sex]
        if written is None and said is IdKind.RESIDENT:
            try:
                written = parse_id_number(row[number], self._today).sex
            except IdNumberError:
                # The rule (G3) tells what is wrong with the number; a sex has to stand here meanwhile.
                written = Sex.MALE
        elif written is None and said is not None and not row.has_problem(sex):
            row.add(sex, f"请填写{sex.label}（{said.label}中看不出）")
        return said, written

    def _student(self, row: Row, kind: IdKind, sex: Sex) -> StudentData:
        return StudentData(
            name=closed_up(row[Field.STUDENT]),
            sex=sex,
            id_number=normalise(row[Field.STUDENT_NUMBER]),
            phone=normalise_phone(row[Field.STUDENT_PHONE]),
            education=row[Field.EDUCATION],
            born_on=self._born(row, kind, Field.STUDENT_NUMBER, Field.STUDENT_BORN),
            id_kind=kind,
        )

    def _teacher(self, row: Row, kind: IdKind, sex: Sex) -> TeacherData:
        title = self._titles.get(bare(row[Field.TITLE]))
        return TeacherData(
            name=closed_up(row[Field.TEACHER]),
            sex=sex,
            id_number=normalise(row[Field.TEACHER_NUMBER]),
            phone=normalise_phone(row[Field.TEACHER_PHONE]),
            title=title.name if title else row[Field.TITLE],
            title_level=title.level if title else TitleLevel.JUNIOR,
            title_on=_day(row, Field.TITLE_ON),
            qualification_no=row[Field.QUALIFICATION],
            qualification_on=_day(row, Field.QUALIFICATION_ON),
            licence_no=row[Field.LICENCE],
            licence_on=_day(row, Field.LICENCE_ON),
            practice_place=row[Field.PLACE],
            district=self._bureau,
            organisation_code=row[Field.ORGANISATION],
            born_on=self._born(row, kind, Field.TEACHER_NUMBER, Field.TEACHER_BORN),
            id_kind=kind,
        )

    def _born(self, row: Row, kind: IdKind, number: Field, born: Field) -> str:
        written = _day(row, born)
        if written or kind is not IdKind.RESIDENT:
            return written
        try:
            return parse_id_number(row[number], self._today).born_on.isoformat()
        except IdNumberError:
            return ""


def _notarisation(row: Row, teacher: TeacherData) -> NotarisationData:
    """The certificate names the teacher of the row: a register has him once."""
    return NotarisationData(
        office=row[Field.OFFICE],
        certificate_no=row[Field.CERTIFICATE],
        notarised_on=_day(row, Field.NOTARISED_ON),
        teaching_start=_day(row, Field.START),
        teaching_end=_day(row, Field.END),
        teaching_place=row[Field.TEACHING_PLACE],
        teacher_name=teacher.name,
        teacher_phone=teacher.phone,
        teacher_id_number=teacher.id_number,
    )


def _day(row: Row, field: Field) -> str:
    said: date | None = row[field]
    return said.isoformat() if said is not None else ""


def closed_up(name: str) -> str:
    """A Chinese name without the spaces that set it to the width of others: `张 三`."""
    signs = name.replace(" ", "")
    return signs if signs.isalpha() and not any(sign.isascii() for sign in signs) else name


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
