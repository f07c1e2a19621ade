"""Bodies that every form of the residents has: JSON, unknown fields refused in requests."""

from __future__ import annotations

from typing import Any

from core.domain.values import DocumentKind, Finding
from sync.protocol import Message, Request


class Attached(Request, frozen=True):
    """An upload as a document of this kind; `page` counts from 1."""

    kind: DocumentKind
    upload_id: str
    page: int = 1


class Done(Message, frozen=True):
    """What came of a request: the record and its version, and what the rules had to say."""

    id: str
    version: int
    findings: tuple[Finding, ...] = ()


class ReturnedItem(Message, frozen=True):
    key: str
    label: str
    reason: str


class NewCase(Request, frozen=True):
    """A form that is handed in at an office (its code); `content` has the sections and documents by name.

    Where a document belongs stands an `Attached`.
    """

    office: str
    content: dict[str, Any]


class CorrectedCase(Request, frozen=True):
    """The whole form as corrected; a document that stays is `{"kept": digest}`. `revision` was returned."""

    revision: int
    content: dict[str, Any]


class Kept(Request, frozen=True):
    """A document that stays as it was, by the digest of its copy."""

    kept: str


class Step(Message, frozen=True):
    """Something that happened to a case; `stage` is what the office's part is called (初审)."""

    at: str
    revision: int
    what: str
    stage: str = ""


class CaseView(Message, frozen=True):
    """A case as its applicant sees it; `returned` and `locked` (item keys) are set while it is returned."""

    id: str
    form: str
    number: str
    state: str
    state_label: str
    stage: str
    office_name: str
    revision: int
    submitted_at: str
    due_on: str
    decided_at: str
    content: dict[str, Any]
    timeline: tuple[Step, ...]
    opinion: str = ""
    returned: tuple[ReturnedItem, ...] = ()
    locked: tuple[str, ...] = ()


class Cases(Message, frozen=True):
    cases: tuple[CaseView, ...]
