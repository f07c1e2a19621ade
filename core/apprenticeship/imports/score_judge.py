"""Judges a list of scores: the person, then the rules, then rows that stand there twice (G3, G10, G11).

Most rows of a file repeat the same few days, types and scores: what was judged once is remembered.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from core.apprenticeship import rules
from core.apprenticeship.imports.score_columns import Field
from core.apprenticeship.lists.score_people import people_by_number
from core.apprenticeship.words.scores import result_for, score_text
from core.apprenticeship.words.values import ApprenticeshipState, CandidateFacts, ScoreEntry
from core.domain.clock import local_text
from core.domain.errors import KnownError
from core.domain.idnumber import normalise, parse_id_number
from core.domain.values import Level
from core.imports.checked import REMEMBERED, CheckedRow, Verdict
from core.imports.importing import Judge
from core.imports.words import LOST_DIGITS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from core.apprenticeship.lists.score_people import KnownPerson, KnownScore, KnownStudy
    from core.apprenticeship.words.dictionaries import AssessmentType
    from core.apprenticeship.words.values import AssessmentResult
    from core.domain.values import Finding
    from core.imports.importing import Against, Row

ScoreRow = CheckedRow[ScoreEntry]
_NAME, _ID = Field.NAME.place, Field.ID_NUMBER.place
_DOTS = re.compile(r"[\s·•・‧∙.。]+")


class Values(NamedTuple):
    """What the cells of a score say."""

    kind: AssessmentType
    day: date
    tenths: int
    result: AssessmentResult


class ScoreJudge(Judge[ScoreEntry]):
    """`people(source, numbers)` gives who has up to `AT_ONCE` id numbers."""

    def __init__(
        self,
        against: Against,
        people: Callable[[Session, Sequence[str]], Mapping[str, KnownPerson]] = people_by_number,
    ) -> None:
        self._source = against.source
        self._today = against.today
        self._people = people
        self._findings: dict[tuple[object, ...], tuple[Finding, ...]] = {}

    def rows(self, rows: Sequence[Row]) -> Iterator[ScoreRow]:
        numbers = [_number(row.values[_ID]) for row in rows]
        known = self._people(self._source, sorted({number for number in numbers if number}))
        for row, number in zip(rows, numbers, strict=True):
            yield self._row(row, number, known.get(number))

    def whole(self, rows: list[ScoreRow]) -> list[ScoreRow]:
        """A student's second row of a type is refused, and with another content the first as well."""
        judged: list[ScoreRow] = []
        places: dict[tuple[str, str], int] = {}
        for row in rows:
            _add(judged, row, places)
        return judged

    # the person

    def _row(self, row: Row, number: str, person: KnownPerson | None) -> ScoreRow:
        if isinstance(row.given.cells[_ID], (int, float)):
            row.add(Field.ID_NUMBER, LOST_DIGITS)
        elif person is None:
            row.add(Field.ID_NUMBER, self._unknown(number))
        else:
            _compare_names(row, person)
        if row.is_wrong or person is None:
            return row.wrong()
        _, _, kind, day, tenths, result = row.values
        return self._judge(row, Values(kind, day, tenths, result or result_for(tenths, kind)), person)

    def _unknown(self, number: str) -> str:
        """Why there is nobody with this number: it cannot be one (G3), or nobody has it."""
        if not number:
            return "没有填写身份证号"
        try:
            parse_id_number(number, self._today)
        except KnownError as error:
            return error.message.rstrip("。")
        return "没有找到这个身份证号的备案学生，请核对"

    # rules

    def _judge(self, row: Row, values: Values, person: KnownPerson) -> ScoreRow:
        for other in person.unpublished:
            if other.type == values.kind.code:
                return _already(row, values, other)
        study = _study_of(person.studies)
        if isinstance(study, str):
            return row.checked(Verdict.WRONG, study)
        entry = ScoreEntry(study.id, values.kind.code, values.day.isoformat(), values.tenths, values.result)
        return row.found(self._judged(entry, values, study, person.passed_types), entry)

    def _judged(
        self, entry: ScoreEntry, values: Values, study: KnownStudy, passed: tuple[str, ...]
    ) -> tuple[Finding, ...]:
        key = (values.kind.code, *values[1:], study.state, study.notarised_on, passed)
        found = self._findings.get(key)
        if found is None:
            facts = CandidateFacts(study.state, study.notarised_on, passed)
            every = (
                *rules.check_candidate(facts, values.kind, values.day),
                *rules.check_score(entry, values.kind, self._today),
            )
            found = tuple(one for one in every if one.level is not Level.PASS)
            if len(self._findings) < REMEMBERED:
                self._findings[key] = found
        return found


def _compare_names(row: Row, person: KnownPerson) -> None:
    name = row.given.texts[_NAME]
    if name and name not in person.names and _bare_name(name) not in map(_bare_name, person.names):
        registered = "、".join(person.names)
        row.add(Field.ID_NUMBER, f"姓名与身份证号不一致：这个身份证号登记的学生是“{registered}”，请核对")


def _number(text: str) -> str:
    """The id number as stored; most are written so."""
    return text if len(text) == 18 and text.isascii() and text.isdecimal() else normalise(text)


def _study_of(studies: tuple[KnownStudy, ...]) -> KnownStudy | str:
    """Give the apprenticeship that a score is for: the one in teaching, else the latest, for its reason."""
    active = [one for one in studies if one.state is ApprenticeshipState.ACTIVE]
    if len(active) > 1:
        numbers = "、".join(one.filing_no for one in active)
        return f"该学生有 {len(active)} 段在教的师承关系（{numbers}），请在“考试成绩录入”中选择后录入"
    if not studies:
        return "该学生还没有备案的师承关系，不能录入成绩"
    return active[0] if active else studies[-1]


def _already(row: Row, values: Values, other: KnownScore) -> ScoreRow:
    """G11: there is an unpublished score of the type. The very same one is no error: it was imported."""
    when = local_text(other.entered_at)
    told = f"{other.entered_by_name}已于 {when} 录入"
    if (other.assessed_on, other.tenths, other.result) == (
        values.day.isoformat(),
        values.tenths,
        values.result,
    ):
        return row.checked(Verdict.SAME, f"{told}相同的成绩，不需要再导入")
    return row.checked(
        Verdict.WRONG,
        f"{told}该学生的{values.kind.name}成绩（{score_text(other.tenths)} 分，未公布），"
        "如需修改请在“考试成绩录入”中修改那一条",
    )


def _add(rows: list[ScoreRow], row: ScoreRow, places: dict[tuple[str, str], int]) -> None:
    """Add a row. A student's second row of a type is refused, and with another content the first as well."""
    if row.entry is None:
        rows.append(row)
        return
    key = (row.entry.apprenticeship_id, row.entry.type)
    place = places.setdefault(key, len(rows))
    if place == len(rows):
        rows.append(row)
        return
    first = rows[place]
    same = first.entry == row.entry
    told = "内容相同，已保留前一行" if same else "但内容不同，请只保留正确的一行"
    rows.append(_wrong(row, f"与第 {first.number} 行是同一名学生的同一考核类型，{told}"))
    if not same and first.verdict is not Verdict.WRONG:
        reason = f"与第 {row.number} 行是同一名学生的同一考核类型，{told}"
        # The entry stays for the comparison with a third row; only the verdict says what is entered.
        rows[place] = replace(first, verdict=Verdict.WRONG, reason=reason)


def _wrong(row: ScoreRow, reason: str) -> ScoreRow:
    return replace(row, verdict=Verdict.WRONG, reason=reason, entry=None)


def _bare_name(text: str) -> str:
    """Names of other peoples are written with many kinds of dots."""
    return _DOTS.sub("", unicodedata.normalize("NFKC", text)).casefold()
