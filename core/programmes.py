"""The programmes of this house: importing this makes their tables, commands and actions known.

The roots import it (`desktop.bootstrap`, `server.app`, the tests); the engine never does.
"""

from core.actions import (
    dissolution,
    filings,
    notices,
    people,
    policies,
    publication,
    register_import,
    reports,
    review,
    scores,
    termination,
)

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
