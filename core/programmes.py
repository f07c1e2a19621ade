"""The programmes of this house: importing this makes their tables, commands and actions known.

The roots import it (`desktop.bootstrap`, `server.app`, the tests); the engine never does.
"""

from core.apprenticeship.actions import (
    dissolution,
    filings,
    people,
    publication,
    register_import,
    review,
    scores,
    termination,
)
from core.commons import notice_actions as notices
from core.commons import policy_actions as policies
from core.commons import report_actions as reports

__all__ = [
    "dissolution",
    "filings",
    "notices",
    "people",
    "policies",
    "publication",
    "register_import",
    "reports",
    "review",
    "scores",
    "termination",
]
