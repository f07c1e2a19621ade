"""The pages of 个体师承, in the order of the navigation."""

from __future__ import annotations

from desktop.pages import CITY, DISTRICT, FIGURES, START, Later, PageOf

GROUP = "个体师承备案"

PAGES: tuple[PageOf, ...] = (
    Later(key="home", title="首页统计", icon="home", group=START),
    Later(key="filings", title="传承信息审核备案", icon="filings", group=GROUP, roles=DISTRICT),
    Later(key="dissolutions", title="传承解除审核备案", icon="dissolutions", group=GROUP, roles=DISTRICT),
    Later(key="search", title="传承备案信息查询", icon="register", group=GROUP, roles=CITY),
    Later(key="scores", title="考试成绩录入", icon="scores", group=GROUP, roles=CITY),
    Later(key="batch", title="考核成绩批量录入", icon="batch", group=GROUP, roles=CITY),
    Later(key="results", title="考试成绩查询", icon="scores", group=GROUP, roles=DISTRICT),
    Later(key="register", title="备案台账", icon="register", group=GROUP, roles=DISTRICT),
    Later(key="teachers", title="各老师带教学生情况", icon="teachers", group=FIGURES),
    Later(key="years", title="各区年度备案情况", icon="years", group=FIGURES),
    Later(key="passes", title="考核合格人员统计", icon="passes", group=FIGURES),
)
