"""The pages of the commons: policy notices, frozen reports, synchronisation, text messages, log."""

from __future__ import annotations

from desktop.pages import START, SYSTEM, PageOf, Screen
from desktop.views.commons.log import LOG
from desktop.views.commons.notices import NOTICES
from desktop.views.commons.policies import PoliciesPage
from desktop.views.commons.reports import REPORTS
from desktop.views.commons.sync_centre import CentrePage

PAGES: tuple[PageOf, ...] = (
    Screen(key="policies", title="政策公告", icon="policies", group=START, page=PoliciesPage),
    REPORTS,
    Screen(key="centre", title="同步中心", icon="sync", group=SYSTEM, page=CentrePage),
    NOTICES,
    LOG,
)
