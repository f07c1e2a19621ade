"""What every programme has: text messages, policy notices, frozen reports."""

from core.commons import descriptions as descriptions
from core.commons import notice_actions as notice_actions
from core.commons import policy_actions as policy_actions
from core.commons import report_actions as report_actions
from core.commons.commands import (
    PublishPolicyNotice,
    RemovePolicyNotice,
    RetryNotice,
    SavePolicyNotice,
    WithdrawPolicyNotice,
)
from core.commons.log import LOG
from core.commons.notices import NOTICES
from core.commons.policies import POLICIES
from core.commons.report_commands import FreezeReport
from core.commons.reports import REPORTS
from core.commons.tables import Notice, PolicyNotice, Report
from core.programme import Programme

COMMONS = Programme(
    key="commons",
    title="共有",
    lists=(POLICIES, REPORTS, NOTICES, LOG),
    kinds=(Notice, PolicyNotice, Report),
    commands=(
        *(SavePolicyNotice, PublishPolicyNotice, WithdrawPolicyNotice, RemovePolicyNotice),
        *(RetryNotice, FreezeReport),
    ),
)
