"""What a clerk's password must be (security.md section 2), the same on the PC and at the centre."""

from __future__ import annotations

import re

from core.domain.errors import KnownError

SHORTEST = 10
LONGEST = 200
CLASSES = (r"[a-z]", r"[A-Z]", r"[0-9]", r"[^a-zA-Z0-9]")
RULE = "至少 10 位，包含大写字母、小写字母、数字、符号中的三类，不能包含用户名，不能与用过的密码相同。"
"""The rules as they are shown before a password is chosen."""


def check_password(password: str, username: str = "") -> None:
    """Refuse a weak password: at least 10 characters, three of four classes, not the user name."""
    classes = sum(bool(re.search(pattern, password)) for pattern in CLASSES)
    if not SHORTEST <= len(password) <= LONGEST or classes < 3:
        raise KnownError(
            "WEAK_PASSWORD",
            "密码至少 10 位，并且要包含大写字母、小写字母、数字、符号中的三类。请换一个密码。",
        )
    if username and username.casefold() in password.casefold():
        raise KnownError("WEAK_PASSWORD", "密码不能包含用户名，请换一个密码。")
