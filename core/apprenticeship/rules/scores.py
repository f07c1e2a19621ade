"""G10 who may be assessed, G11 what a score must be, G12 what publishing needs (manual 2.4.3, 2.4.4)."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING

from core.apprenticeship.rules._common import day, period_text
from core.apprenticeship.words.dictionaries import AssessmentType
from core.apprenticeship.words.limits import Limits
from core.apprenticeship.words.scores import HIGHEST, result_for, score_text
from core.apprenticeship.words.values import ApprenticeshipState, AssessmentResult, AssessmentState
from core.domain.clock import full_months, full_years
from core.domain.findings import check, error, field, passed
from core.domain.values import Evidence, Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from core.apprenticeship.words.values import CandidateFacts, ScoreEntry
    from core.domain.values import Finding, Parameters

NAMED_MAX = 5
"""So many people are named in a sentence; of more it says how many there are."""

_STUDYING = (ApprenticeshipState.ACTIVE, ApprenticeshipState.PASSED)


class PublicationFacts(Value, frozen=True):
    """One score about to be published, as rule G12 sees it.

    `label` is what a sentence calls it (name and filing number), `changed` says that it is not what the
    person saw, `passed` that the student has an uncorrected published pass of the type, `correction` that it
    corrects a published score, `corrected` that another correction of that one was published meanwhile,
    `takes_back` that it turns a pass that ended the study into a fail, `other_open` that the student has
    another open apprenticeship.
    """

    id: str
    label: str
    type: AssessmentType
    tenths: int
    result: AssessmentResult
    state: AssessmentState
    apprenticeship_state: ApprenticeshipState
    changed: bool = False
    passed: bool = False
    correction: bool = False
    corrected: bool = False
    takes_back: bool = False
    other_open: bool = False


def check_candidate(facts: CandidateFacts, assessment_type: AssessmentType, on: date) -> tuple[Finding, ...]:
    """G10 on a day: 在教, the type's full years since the notarisation, no published pass of the type."""
    problems = (
        *_studying(facts),
        *_long_enough(facts, assessment_type, on),
        *_not_passed(facts, assessment_type),
    )
    if problems:
        return problems
    start = day(facts.notarised_on)
    months = full_months(start, on) if start else 0
    shown = field("notarisation.notarised_on", facts.notarised_on)
    return (passed("G10", "G10_OK", f"已跟师 {period_text(months)}，可考核", shown),)


def eligible_from(notarised_on: date, years: int) -> date:
    """The first day on which the years are full; after 29 February it is 1 March of a common year."""
    try:
        return notarised_on.replace(year=notarised_on.year + years)
    except ValueError:
        return date(notarised_on.year + years, 3, 1)


def _studying(facts: CandidateFacts) -> Iterator[Finding]:
    if facts.state is not ApprenticeshipState.ACTIVE:
        message = f"只有在教的学生才能考核，目前是“{facts.state.label}”"
        yield error("G10", "G10_NOT_ACTIVE", message)


def _long_enough(facts: CandidateFacts, assessment_type: AssessmentType, on: date) -> Iterator[Finding]:
    start = day(facts.notarised_on)
    shown = field("notarisation.notarised_on", facts.notarised_on)
    if start is None:
        yield error("G10", "G10_NOTARISED_UNKNOWN", "没有公证日期，无法确认跟师年限", shown)
    elif on < start:
        message = f"考核日期 {on} 早于公证日期 {start}，请核对"
        yield error("G10", "G10_BEFORE_NOTARISATION", message, shown)
    elif full_years(start, on) < assessment_type.years:
        message = (
            f"公证日期 {start}，到考核日期 {on} 满 {period_text(full_months(start, on))}，"
            f"{assessment_type.name}须满 {assessment_type.years} 年，"
            f"{eligible_from(start, assessment_type.years)} 起可考核"
        ).replace("满 不足", "不足")
        yield error("G10", "G10_TOO_EARLY", message, shown)


def _not_passed(facts: CandidateFacts, assessment_type: AssessmentType) -> Iterator[Finding]:
    if assessment_type.code in facts.passed_types:
        message = f"该学生的{assessment_type.name}已有公布的合格成绩，不能再次考核"
        yield error("G10", "G10_PASSED", message)


def check_score(entry: ScoreEntry, assessment_type: AssessmentType, today: date) -> tuple[Finding, ...]:
    """G11: 0 to 100 points, a day that is not in the future; a result against the pass mark warns."""
    problems = (*_amount(entry), *_assessed(entry, today), *_agreeing(entry, assessment_type))
    message = f"{assessment_type.name} {score_text(entry.tenths)} 分，{entry.result.label}"
    return problems or (passed("G11", "G11_OK", message, field("score.tenths")),)


def _amount(entry: ScoreEntry) -> Iterator[Finding]:
    if not 0 <= entry.tenths <= HIGHEST:
        yield error("G11", "G11_OUT_OF_RANGE", "成绩应在 0 到 100 分之间", field("score.tenths"))


def _assessed(entry: ScoreEntry, today: date) -> Iterator[Finding]:
    on, shown = day(entry.assessed_on), field("score.assessed_on", entry.assessed_on)
    if on is None:
        yield error("G11", "G11_DATE_MISSING", "请填写考核日期", shown)
    elif on > today:
        yield error("G11", "G11_DATE_FUTURE", f"考核日期 {on} 不能晚于今天", shown)


def _agreeing(entry: ScoreEntry, assessment_type: AssessmentType) -> Iterator[Finding]:
    if entry.result is result_for(entry.tenths, assessment_type) or not 0 <= entry.tenths <= HIGHEST:
        return
    reached = "已达到" if entry.result is AssessmentResult.FAIL else "低于"
    message = (
        f"成绩 {score_text(entry.tenths)} 分{reached}{assessment_type.name}的合格线"
        f" {assessment_type.pass_mark} 分，结果却是“{entry.result.label}”，请核对"
    )
    yield check("G11", "G11_RESULT_DISAGREES", message, field("score.result", entry.result.label))


def check_publication(
    scores: Sequence[PublicationFacts], parameters: Parameters, *, checked_twice: bool
) -> tuple[Finding, ...]:
    """G12: something selected, not too much at once, every row still as it was seen and publishable.

    From `publish_second_look` rows on two people compare the sheet first (security.md section 3). Rows with
    the same problem share one finding; its evidence holds their ids (`field` is `assessment`).
    """
    selection = check_selection(len(scores), parameters, checked_twice=checked_twice)
    problems = (*selection, *_rows(scores))
    if problems:
        return problems
    good = sum(one.result is AssessmentResult.PASS for one in scores)
    message = f"共 {len(scores)} 人，合格 {good} 人，不合格 {len(scores) - good} 人"
    return (passed("G12", "G12_OK", message),)


def check_selection(count: int, parameters: Parameters, *, checked_twice: bool) -> tuple[Finding, ...]:
    """The part of G12 that needs to know only how many scores are selected; nothing when it is kept."""
    if not count:
        return (error("G12", "G12_NOTHING_SELECTED", "请至少选择一名学员"),)
    if count > parameters.of(Limits).scores_per_command:
        most = parameters.of(Limits).scores_per_command
        return (error("G12", "G12_TOO_MANY", f"一次最多公布 {most} 人，已选 {count} 人，请分批公布"),)
    if count >= parameters.of(Limits).publish_second_look and not checked_twice:
        message = f"一次公布 {count} 人，请由两人对照双人核对单核对后再公布"
        return (error("G12", "G12_SECOND_LOOK", message),)
    return ()


def _rows(scores: Iterable[PublicationFacts]) -> Iterator[Finding]:
    found: dict[str, list[PublicationFacts]] = defaultdict(list)
    for one in scores:
        code = _problem(one)
        if code:
            found[code].append(one)
    for code, words in _PROBLEMS.items():
        if code in found:
            message = f"{people([one.label for one in found[code]])}{words}"
            evidence = (Evidence(field="assessment", text=one.id) for one in found[code])
            make = check if code == "G11_RESULT_DISAGREES" else error
            yield make(code.split("_")[0], code, message, *evidence)


_PROBLEMS = {
    "G12_PUBLISHED": "的成绩已经公布，不能再次公布",
    "G12_CHANGED": "的成绩在您查看后已被修改，请核对后重新选择",
    "G12_ENDED": "的师承关系已结束，成绩不能公布",
    "G12_PASSED": "已有公布的同类合格成绩，不能再次公布",
    "G12_CORRECTED": "要更正的成绩已由另一条成绩更正，请核对",
    "G12_OTHER_OPEN": "已有另一段在办或在教的师承关系，合格成绩不能更正为不合格",
    "G11_RESULT_DISAGREES": "的成绩与结果按合格线不一致，请核对",
}
"""What is wrong with a row, in the order in which it is told; only the last may be confirmed."""


def _problem(one: PublicationFacts) -> str:
    if one.state is AssessmentState.PUBLISHED:
        return "G12_PUBLISHED"
    if one.changed:
        return "G12_CHANGED"
    if one.correction:
        if one.corrected:
            return "G12_CORRECTED"
        if one.takes_back and one.other_open:
            return "G12_OTHER_OPEN"
    elif one.apprenticeship_state not in _STUDYING:
        return "G12_ENDED"
    elif one.passed:
        return "G12_PASSED"
    agrees = one.result is result_for(one.tenths, one.type)
    return "" if agrees else "G11_RESULT_DISAGREES"


def people(labels: Sequence[str]) -> str:
    """`甲、乙`, or `甲、乙、丙、丁、戊等 12 人`."""
    more = f"等 {len(labels)} 人" if len(labels) > NAMED_MAX else ""
    return "、".join(labels[:NAMED_MAX]) + more
