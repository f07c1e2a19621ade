"""Figures 口径: what each number of the dashboards and statistics counts, by which date, as of when.

One sentence per figure, shown under every table, printed with every report and listed in `docs/figures.md`.
`core.apprenticeship.figures.figures` counts by them and by nothing else.
"""

from __future__ import annotations

from enum import StrEnum

from core.figures.definition import Definition


class Figure(StrEnum):
    """Keys of the figures; also what a drill-down names."""

    SUBMITTED = "submitted"
    FILED_TOTAL = "filed_total"
    ELIGIBLE = "eligible"
    FILED = "filed"
    ASSESSED = "assessed"
    PASSED = "passed"
    TEACHERS = "teachers"
    ACTIVE = "active"
    GRADUATED = "graduated"
    FULL_TEACHERS = "full_teachers"
    PENDING = "pending"
    ENDED = "ended"
    STUDENTS = "students"


OF_YEAR = frozenset({Figure.SUBMITTED, Figure.FILED, Figure.ASSESSED, Figure.PASSED})
"""Figures of a year, or of all years together."""
AS_OF = frozenset({Figure.FILED_TOTAL, Figure.ELIGIBLE})
"""Figures as of a day."""
TYPED = frozenset({Figure.ELIGIBLE, Figure.ASSESSED, Figure.PASSED})
"""Figures that a 考核类型 narrows."""
OF_FILINGS = frozenset({Figure.SUBMITTED})
OF_SCORES = frozenset({Figure.ASSESSED, Figure.PASSED})
OF_TEACHERS = frozenset({Figure.TEACHERS, Figure.FULL_TEACHERS})
"""What a figure counts: applications, scores, teachers; all others count apprenticeships."""
USUAL_SORTS = {
    Figure.SUBMITTED: "submitted_at",
    Figure.ELIGIBLE: "notarised_on",
    Figure.ASSESSED: "assessed_on",
    Figure.PASSED: "assessed_on",
    Figure.TEACHERS: "active",
    Figure.FULL_TEACHERS: "active",
}
"""What the list behind a figure is sorted by at first; all others by filing number."""


DEFINITIONS: dict[str, Definition] = {
    one.figure: one
    for one in (
        Definition(
            Figure.SUBMITTED,
            "当年提交数",
            "件",
            "受理单位收到的师承备案申请，按首次提交日期（武汉时间）归入年度，不论审核结果；补正后再次提交的不重复计，"
            "台账导入的以备案日期为提交日期。",
        ),
        Definition(
            Figure.FILED_TOTAL,
            "备案总数",
            "件",
            "截至统计日备案日期已到的师承关系，之后出师、解除、强制解除的仍计入，由受理单位统计；"
            "统计日以往年度为 12 月 31 日，本年度为当日。",
        ),
        Definition(
            Figure.ELIGIBLE,
            "可考核总数",
            "人",
            "截至统计日在教、自公证之日起已满该考核类型所需年限、且没有该类型有效合格成绩（已公布、未被更正）的学生；"
            "“全部类型”指至少符合一种；以往年度按 12 月 31 日、依现有记录推算。",
        ),
        Definition(
            Figure.FILED,
            "当年备案数",
            "件",
            "备案日期在当年的师承关系，之后出师、解除、强制解除的仍计入，由受理单位统计。",
        ),
        Definition(
            Figure.ASSESSED,
            "当年考核数",
            "人次",
            "考核日期在当年、已公布的成绩，同一学生考几次计几次，由受理单位统计；被更正的成绩不计，计更正后的成绩。",
        ),
        Definition(
            Figure.PASSED,
            "当年合格数",
            "人次",
            "当年考核数中结果为合格的；合格率为当年合格数除以当年考核数。",
        ),
        Definition(
            Figure.TEACHERS,
            "带教老师",
            "人",
            "当前在受理单位有待备案或在教学生的老师；一名老师在几个区带教，各区分别计入，合计中只计一人。",
        ),
        Definition(
            Figure.ACTIVE,
            "在教学生",
            "人",
            "当前状态为在教的师承关系，由受理单位统计。",
        ),
        Definition(
            Figure.GRADUATED,
            "毕业学生",
            "人",
            "当前状态为已出师的师承关系，由受理单位统计；台账导入的已出师记录计入，但不计入考核数和合格数。",
        ),
        Definition(
            Figure.FULL_TEACHERS,
            "名额已满老师",
            "人",
            "带教老师中，待备案与在教学生合计达到名额上限（4 名）的老师；"
            "名额按其全部学生计，不论学生在哪个区备案。",
        ),
        Definition(
            Figure.PENDING,
            "待备案学生",
            "人",
            "当前状态为待备案（申请已提交、尚未审核通过）的师承关系，由受理单位统计。",
        ),
        Definition(
            Figure.ENDED,
            "已结束师承关系",
            "件",
            "当前状态为已解除或强制解除的师承关系，由受理单位统计。",
        ),
        Definition(
            Figure.STUDENTS,
            "全部学生",
            "件",
            "待备案、在教、已出师、已解除和强制解除的师承关系，不含未通过和撤回的申请，由受理单位统计。",
        ),
    )
}
