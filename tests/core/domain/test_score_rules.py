"""G10 who may be assessed, G11 what a score must be, G12 what publishing needs."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from core.apprenticeship import rules
from core.apprenticeship.words.dictionaries import of
from core.apprenticeship.words.values import (
    ApprenticeshipState,
    AssessmentResult,
    AssessmentState,
    CandidateFacts,
    ScoreEntry,
)
from core.domain.dictionaries import load_dictionaries
from core.domain.values import Level, Parameters

if TYPE_CHECKING:
    from core.apprenticeship.words.dictionaries import AssessmentType
    from core.domain.values import Finding

GRADUATION, SPECIALTY = of(load_dictionaries()).assessment_types
TODAY = date(2026, 11, 21)


def candidate(notarised_on: str, on: date = TODAY, kind: AssessmentType = GRADUATION, **more: Any) -> Finding:
    facts = CandidateFacts(more.pop("state", ApprenticeshipState.ACTIVE), notarised_on, **more)
    (finding,) = rules.check_candidate(facts, kind, on)
    assert finding.rule == "G10"
    return finding


def test_g10_one_day_short_says_since_when() -> None:
    finding = candidate("2023-11-22")
    assert finding.blocking
    assert finding.message == (
        "公证日期 2023-11-22，到考核日期 2026-11-21 满 2 年 11 个月，出师考核须满 3 年，2026-11-22 起可考核"
    )


def test_g10_the_anniversary_itself_counts() -> None:
    finding = candidate("2023-11-21")
    assert (finding.level, finding.message) == (Level.PASS, "已跟师 3 年，可考核")
    assert candidate("2023-03-01").message == "已跟师 3 年 8 个月，可考核"


def test_g10_the_types_years_count() -> None:
    assert candidate("2021-11-22", kind=SPECIALTY).code == "G10_TOO_EARLY"
    assert candidate("2021-11-21", kind=SPECIALTY).code == "G10_OK"


def test_g10_after_29_february_comes_1_march() -> None:
    early = candidate("2024-02-29", date(2027, 2, 28))
    assert early.code == "G10_TOO_EARLY"
    assert early.message.endswith("2027-03-01 起可考核")
    assert candidate("2024-02-29", date(2027, 3, 1)).code == "G10_OK"


def test_g10_a_date_before_the_notarisation_or_none_at_all() -> None:
    assert candidate("2026-11-22").code == "G10_BEFORE_NOTARISATION"
    assert candidate("").code == "G10_NOTARISED_UNKNOWN"
    assert "到考核日期 2026-11-21 不足 1 个月，" in candidate("2026-11-20").message


@pytest.mark.parametrize("state", [one for one in ApprenticeshipState if one != "active"])
def test_g10_only_those_who_study_are_assessed(state: ApprenticeshipState) -> None:
    finding = candidate("2020-01-01", state=state)
    assert finding.code == "G10_NOT_ACTIVE"
    assert state.label in finding.message


def test_g10_a_published_pass_of_the_type_bars_another() -> None:
    finding = candidate("2020-01-01", passed_types=("graduation",))
    assert finding.code == "G10_PASSED"
    assert "出师考核" in finding.message
    assert candidate("2020-01-01", kind=SPECIALTY, passed_types=("graduation",)).code == "G10_OK"


def score(tenths: int, result: AssessmentResult, on: str = "2026-11-21") -> tuple[Finding, ...]:
    return rules.check_score(ScoreEntry("a", "graduation", on, tenths, result), GRADUATION, TODAY)


@pytest.mark.parametrize(
    ("tenths", "result", "code"),
    [
        (0, AssessmentResult.FAIL, "G11_OK"),
        (599, AssessmentResult.FAIL, "G11_OK"),
        (600, AssessmentResult.PASS, "G11_OK"),
        (1000, AssessmentResult.PASS, "G11_OK"),
        (599, AssessmentResult.PASS, "G11_RESULT_DISAGREES"),
        (600, AssessmentResult.FAIL, "G11_RESULT_DISAGREES"),
        (1001, AssessmentResult.PASS, "G11_OUT_OF_RANGE"),
        (-10, AssessmentResult.FAIL, "G11_OUT_OF_RANGE"),
    ],
)
def test_g11_range_and_pass_mark(tenths: int, result: AssessmentResult, code: str) -> None:
    (finding,) = score(tenths, result)
    assert (finding.rule, finding.code) == ("G11", code)
    assert finding.blocking is (code == "G11_OUT_OF_RANGE")


def test_g11_says_how_score_and_result_disagree() -> None:
    (low,) = score(599, AssessmentResult.PASS)
    (high,) = score(600, AssessmentResult.FAIL)
    assert low.message == "成绩 59.9 分低于出师考核的合格线 60 分，结果却是“合格”，请核对"
    assert high.message == "成绩 60 分已达到出师考核的合格线 60 分，结果却是“不合格”，请核对"
    assert low.level is high.level is Level.CHECK


def test_g11_the_day_is_given_and_not_in_the_future() -> None:
    assert score(860, AssessmentResult.PASS, "2026-11-22")[0].code == "G11_DATE_FUTURE"
    for bad in ("", "2026-02-30", "21.11.2026"):
        assert score(860, AssessmentResult.PASS, bad)[0].code == "G11_DATE_MISSING"


def row(number: int = 1, **more: Any) -> rules.PublicationFacts:
    values: dict[str, Any] = {
        "id": f"s{number}",
        "label": f"学生{number}（WC-2026-{number:04d}）",
        "type": GRADUATION,
        "tenths": 860,
        "result": AssessmentResult.PASS,
        "state": AssessmentState.UNPUBLISHED,
        "apprenticeship_state": ApprenticeshipState.ACTIVE,
    }
    return rules.PublicationFacts(**{**values, **more})


def publication(*rows: rules.PublicationFacts, twice: bool = False) -> tuple[Finding, ...]:
    return rules.check_publication(rows, Parameters(), checked_twice=twice)


def test_g12_nothing_selected() -> None:
    (finding,) = publication()
    assert (finding.code, finding.message, finding.blocking) == (
        "G12_NOTHING_SELECTED",
        "请至少选择一名学员",
        True,
    )


def test_g12_from_50_on_two_people_look() -> None:
    rows = [row(number) for number in range(50)]
    assert publication(*rows[:49])[0].code == "G12_OK"
    (finding,) = publication(*rows)
    assert finding.code == "G12_SECOND_LOOK"
    assert "双人核对单" in finding.message
    assert publication(*rows, twice=True)[0].message == "共 50 人，合格 50 人，不合格 0 人"


def test_g12_at_most_500_at_once() -> None:
    rows = [row(number) for number in range(501)]
    assert publication(*rows[:500], twice=True)[0].code == "G12_OK"
    assert publication(*rows, twice=True)[0].code == "G12_TOO_MANY"


@pytest.mark.parametrize(
    ("code", "more"),
    [
        ("G12_PUBLISHED", {"state": AssessmentState.PUBLISHED, "changed": True}),
        ("G12_CHANGED", {"changed": True}),
        ("G12_ENDED", {"apprenticeship_state": ApprenticeshipState.TERMINATED}),
        ("G12_ENDED", {"apprenticeship_state": ApprenticeshipState.DISSOLVED}),
        ("G12_PASSED", {"passed": True}),
        ("G12_CORRECTED", {"correction": True, "corrected": True}),
        ("G12_OTHER_OPEN", {"correction": True, "takes_back": True, "other_open": True}),
        ("G11_RESULT_DISAGREES", {"tenths": 599}),
    ],
)
def test_g12_names_the_rows_that_cannot_be_published(code: str, more: dict[str, Any]) -> None:
    (finding,) = publication(row(1), row(2, **more))
    assert finding.code == code
    assert finding.message.startswith("学生2（WC-2026-0002）")
    assert [one.text for one in finding.evidence] == ["s2"]
    assert finding.blocking is (code != "G11_RESULT_DISAGREES")


@pytest.mark.parametrize(
    "more",
    [
        {"apprenticeship_state": ApprenticeshipState.PASSED},
        {"correction": True, "passed": True},
        {"correction": True, "apprenticeship_state": ApprenticeshipState.TERMINATED},
        {"correction": True, "takes_back": True},
        {"correction": True, "other_open": True},
    ],
)
def test_g12_what_may_be_published(more: dict[str, Any]) -> None:
    assert publication(row(1, **more))[0].code == "G12_OK"


def test_g12_of_many_rows_five_are_named() -> None:
    (finding,) = publication(*(row(number, changed=True) for number in range(1, 13)))
    assert "等 12 人的成绩在您查看后已被修改" in finding.message
    assert "WC-2026-0006" not in finding.message
    assert len(finding.evidence) == 12
