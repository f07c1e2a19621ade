"""Which pages there are, in which group, for which role (product.md section 1)."""

from __future__ import annotations

from typing import NamedTuple


class Entry(NamedTuple):
    """One line of the navigation: the page's key, its Chinese name and its icon."""

    key: str
    title: str
    icon: str


class Group(NamedTuple):
    title: str
    entries: tuple[Entry, ...]


GROUPS = (
    Group("工作台", (Entry("home", "首页统计", "home"), Entry("policies", "政策公告", "policies"))),
    Group(
        "个体师承备案",
        (
            Entry("filings", "传承信息审核备案", "filings"),
            Entry("dissolutions", "传承解除审核备案", "dissolutions"),
            Entry("search", "传承备案信息查询", "register"),
            Entry("scores", "考试成绩录入", "scores"),
            Entry("batch", "考核成绩批量录入", "batch"),
            Entry("results", "考试成绩查询", "scores"),
            Entry("register", "备案台账", "register"),
        ),
    ),
    Group(
        "统计分析",
        (
            Entry("teachers", "各老师带教学生情况", "teachers"),
            Entry("years", "各区年度备案情况", "years"),
            Entry("passes", "考核合格人员统计", "passes"),
            Entry("reports", "报送版", "reports"),
        ),
    ),
    Group(
        "系统",
        (
            Entry("centre", "同步中心", "sync"),
            Entry("notices", "短信记录", "notices"),
            Entry("log", "操作日志", "log"),
        ),
    ),
)

_ALL = frozenset({"home", "policies", "centre", "notices", "log", "teachers", "years", "passes", "reports"})
_DISTRICT = _ALL | {"filings", "dissolutions", "results", "register"}
_CITY = _ALL | {"search", "scores", "batch"}
_PAGES = {
    "district_reviewer": _DISTRICT,
    "district_viewer": _DISTRICT,
    "city_office": _CITY,
    "city_commission": _CITY,
}


def pages_of(role: str) -> frozenset[str]:
    """Give the keys of the pages a role sees; the three administrators hold no business data: none."""
    return _PAGES.get(role, frozenset())


def groups_for(role: str, present: frozenset[str]) -> tuple[Group, ...]:
    """Give the groups of a role without what is not there: no dead buttons, no empty groups."""
    allowed = pages_of(role) & present
    cut = (
        Group(group.title, tuple(entry for entry in group.entries if entry.key in allowed))
        for group in GROUPS
    )
    return tuple(group for group in cut if group.entries)
