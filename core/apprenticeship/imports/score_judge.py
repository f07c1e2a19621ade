"""Judges one row of a list of scores: each cell, then the person, then the rules (G3, G10, G11).

Most rows of a file repeat the same few days, types and scores: what was judged once is remembered.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from core.apprenticeship import rules
from core.apprenticeship.imports.score_columns import FIELDS, Field, read_result
from core.apprenticeship.words.scores import parse_score, result_for, score_text
from core.apprenticeship.words.values import ApprenticeshipState, CandidateFacts, ScoreEntry
from core.domain.clock import local_text
from core.domain.errors import KnownError
from core.domain.idnumber import parse_id_number
from core.domain.values import Level
from core.imports.checked import CheckedRow, Verdict
from core.imports.days import read_day
from core.imports.headers import LOST_DIGITS, shown
from core.imports.rows import REMEMBERED, tried

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from core.apprenticeship.lists.score_people import KnownPerson, KnownScore, KnownStudy
    from core.apprenticeship.words.values import AssessmentResult
    from core.domain.dictionaries import AssessmentType, Dictionaries
    from core.domain.values import Finding
    from core.imports.checked import GivenRow

ScoreRow = CheckedRow[ScoreEntry]
_DOTS = re.compile(r"[\s·•・‧∙.。]+")
_NAME, _ID_NUMBER, _TYPE, _DAY, _SCORE, _RESULT = range(len(FIELDS))


class Values(NamedTuple):
    """What the cells of a score say."""

    kind: AssessmentType
    day: date
    tenths: int
    result: AssessmentResult


class Judge:
    """Judges rows of one file; `today` by the clock of Wuhan."""

    def __init__(self, dictionaries: Dictionaries, today: date, since_1904: bool) -> None:
        self._today = today
        self._since_1904 = since_1904
        self._types = _type_words(dictionaries)
        self._type_names = "、".join(one.name for one in dictionaries.assessment_types)
        self._values: dict[tuple[object, ...], Values | str] = {}
        self._findings: dict[tuple[object, ...], tuple[Finding, ...]] = {}

    def row(self, given: GivenRow, number: str, person: KnownPerson | None) -> ScoreRow:
        """Judge a row; `number` is its id number in the form stored, `person` who has it."""
        values = self._read(given)
        problems = [*given.flaws, *self._person_problems(given, number, person)]
        if isinstance(values, str):
            problems.append(values)
        if problems or person is None or isinstance(values, str):
            return _row(given, Verdict.WRONG, "；".join(dict.fromkeys(filter(None, problems))))
        return self._judge(given, values, person)

    # cells

    def _read(self, given: GivenRow) -> Values | str:
        """Give type, day, tenths and result, or all that is wrong with these cells in one sentence."""
        # 46334 is a day where it is a number, and none where it is text.
        key = (*given.texts[_TYPE:], type(given.cells[_DAY]))
        found = self._values.get(key)
        if found is None:
            found = self._read_anew(given)
            if len(self._values) < REMEMBERED:
                self._values[key] = found
        return found

    def _read_anew(self, given: GivenRow) -> Values | str:
        problems: list[str] = []
        kind = self._kind(given.texts[_TYPE], problems)
        day = tried(problems, lambda: read_day(given.cells[_DAY], Field.DAY.label, self._since_1904))
        tenths = tried(problems, lambda: parse_score(_score_text(given)))
        result = tried(problems, lambda: read_result(given.texts[_RESULT]))
        if kind is None or day is None or tenths is None or problems:
            return "；".join(problem.rstrip("。") for problem in problems)
        return Values(kind, day, tenths, result or result_for(tenths, kind))

    def _kind(self, text: str, problems: list[str]) -> AssessmentType | None:
        word = _bare(text)
        if not word:
            problems.append("没有填写考核类型")
        elif word not in self._types:
            problems.append(f"考核类型“{shown(text)}”不存在，请填写{self._type_names}")
        return self._types.get(word)

    def _person_problems(self, given: GivenRow, number: str, person: KnownPerson | None) -> Sequence[str]:
        name = given.texts[_NAME]
        problems = [] if name else ["没有填写学生姓名"]
        if isinstance(given.cells[_ID_NUMBER], (int, float)):
            return [*problems, LOST_DIGITS]
        if person is None:
            return [*problems, self._unknown(number)]
        if name and name not in person.names and _bare_name(name) not in map(_bare_name, person.names):
            registered = "、".join(person.names)
            problems.append(f"姓名与身份证号不一致：这个身份证号登记的学生是“{registered}”，请核对")
        return problems

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

    def _judge(self, given: GivenRow, values: Values, person: KnownPerson) -> ScoreRow:
        other = next((one for one in person.unpublished if one.type == values.kind.code), None)
        if other is not None:
            return _already(given, values, other)
        study = _study_of(person.studies)
        if isinstance(study, str):
            return _row(given, Verdict.WRONG, study)
        entry = ScoreEntry(study.id, values.kind.code, values.day.isoformat(), values.tenths, values.result)
        findings = self._judged(entry, values, study, person.passed_types)
        wrong = [one.message for one in findings if one.blocking]
        if wrong:
            return _row(given, Verdict.WRONG, "；".join(wrong))
        if findings:
            return _row(given, Verdict.CONFIRM, "；".join(one.message for one in findings), entry)
        return _row(given, Verdict.GOOD, "", entry)

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


def _type_words(dictionaries: Dictionaries) -> dict[str, AssessmentType]:
    """`出师考核` and, where no other type begins so, `出师`."""
    words = {_bare(one.name): one for one in dictionaries.assessment_types}
    for word, one in list(words.items()):
        words.setdefault(word.removesuffix("考核"), one)
    return words


def _study_of(studies: tuple[KnownStudy, ...]) -> KnownStudy | str:
    """Give the apprenticeship that a score is for: the one in teaching, else the latest, for its reason."""
    active = [one for one in studies if one.state is ApprenticeshipState.ACTIVE]
    if len(active) > 1:
        numbers = "、".join(one.filing_no for one in active)
        return f"该学生有 {len(active)} 段在教的师承关系（{numbers}），请在“考试成绩录入”中选择后录入"
    if not studies:
        return "该学生还没有备案的师承关系，不能录入成绩"
    return active[0] if active else studies[-1]


def _already(given: GivenRow, values: Values, other: KnownScore) -> ScoreRow:
    """G11: there is an unpublished score of the type. The very same one is no error: it was imported."""
    when = local_text(other.entered_at)
    told = f"{other.entered_by_name}已于 {when} 录入"
    if (other.assessed_on, other.tenths, other.result) == (
        values.day.isoformat(),
        values.tenths,
        values.result,
    ):
        return _row(given, Verdict.SAME, f"{told}相同的成绩，不需要再导入")
    return _row(
        given,
        Verdict.WRONG,
        f"{told}该学生的{values.kind.name}成绩（{score_text(other.tenths)} 分，未公布），"
        "如需修改请在“考试成绩录入”中修改那一条",
    )


def _score_text(given: GivenRow) -> str:
    """What the score cell says; 86.30000000000001 is what a computation made of 86.3."""
    cell = given.cells[_SCORE]
    if isinstance(cell, float):
        return f"{round(cell, 6):.10g}"
    return given.texts[_SCORE]


def _row(given: GivenRow, verdict: Verdict, reason: str = "", entry: ScoreEntry | None = None) -> ScoreRow:
    return CheckedRow(given.number, given.texts, verdict, reason, entry)


def _bare(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def _bare_name(text: str) -> str:
    """Names of other peoples are written with many kinds of dots."""
    return _DOTS.sub("", unicodedata.normalize("NFKC", text)).casefold()
