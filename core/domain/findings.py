"""Making findings: a rule says what is kept, what a person should look at, what contradicts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.domain.values import Evidence, Finding, Level

if TYPE_CHECKING:
    from core.domain.values import DocumentKind

FIELDS = "FIELDS"
"""`Finding.rule` of what concerns the fields themselves (required, form, order of dates), not a rule."""


def passed(rule: str, code: str, message: str, *evidence: Evidence) -> Finding:
    """The rule is kept."""
    return Finding(rule, code, Level.PASS, message, evidence)


def check(rule: str, code: str, message: str, *evidence: Evidence) -> Finding:
    """A person should look; may go on."""
    return Finding(rule, code, Level.CHECK, message, evidence)


def conflict(rule: str, code: str, message: str, *evidence: Evidence, blocking: bool = False) -> Finding:
    """Something contradicts; blocking refuses the command."""
    return Finding(rule, code, Level.CONFLICT, message, evidence, blocking)


def error(rule: str, code: str, message: str, *evidence: Evidence) -> Finding:
    """A conflict that refuses the command."""
    return conflict(rule, code, message, *evidence, blocking=True)


def field(key: str, text: str = "") -> Evidence:
    """Evidence that is a field; `key` as in `borrower.id_number`."""
    return Evidence(field=key, text=text)


def image(key: str, document: DocumentKind, text: str = "", page: int = 1) -> Evidence:
    """Evidence that is a field and the page of the document that proves it."""
    return Evidence(field=key, document=document.value, page=page, text=text)
