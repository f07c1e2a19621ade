"""G15 in the words of filings: what a refusal is called, which items open together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.applications import returns
from core.applications.content import together_in
from core.apprenticeship.words.content import FORMS, FilingContent
from core.apprenticeship.words.values import FilingKind
from core.domain.values import Parameters

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from core.domain.values import Finding, ReturnItem

_DEFAULT = Parameters()


def check_return(
    items: Sequence[ReturnItem], opinion: str, parameters: Parameters, known_item_keys: Collection[str]
) -> tuple[Finding, ...]:
    """G15: at least one item, each known, named once, with a reason; nothing when all is well."""
    title = FORMS[FilingKind.ESTABLISH].title
    return returns.check_return(items, opinion, parameters, known_item_keys, title)


def check_refusal(
    opinion: str, parameters: Parameters = _DEFAULT, kind: FilingKind = FilingKind.ESTABLISH
) -> tuple[Finding, ...]:
    """G15: a refusal needs a reason."""
    return returns.check_refusal(opinion, parameters, FORMS[kind].refusal)


def check_locked(
    before: Mapping[str, str],
    after: Mapping[str, str],
    items: Iterable[ReturnItem],
    labels: Mapping[str, str] | None = None,
) -> tuple[Finding, ...]:
    """G15: one finding for each changed item that a return did not name."""
    unlocked = returns.unlocked_keys(items, together_in(FilingContent))
    return returns.check_locked(before, after, unlocked, labels)
