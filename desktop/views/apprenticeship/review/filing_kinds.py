"""The words in which the pages of the two kinds of filings differ (D2, D3); all else they share."""

from __future__ import annotations

from dataclasses import dataclass

from core.apprenticeship.words.content import FORMS
from core.apprenticeship.words.values import FilingKind


@dataclass(frozen=True, slots=True)
class KindWords:
    """What one kind of filing is called on its page; `key` is the page's and begins its controls' names."""

    kind: FilingKind
    key: str
    title: str
    list_name: str
    number: str
    submitter: str
    request: str
    approve: str
    refuse: str
    reviewing: str
    refusing: str
    show_all: str
    approved: str


ESTABLISH = KindWords(
    kind=FilingKind.ESTABLISH,
    key="filings",
    title="传承信息审核备案",
    list_name="备案申请列表",
    number="备案号",
    submitter="填报人（学生）",
    request="备案申请",
    approve="通过备案",
    refuse=FORMS[FilingKind.ESTABLISH].refusal,
    reviewing="审核备案",
    refusing="将不予备案{who}的申请，老师的带教名额随之释放，学生可以另行提交新的申请。",
    show_all="查看全部备案",
    approved="已通过",
)
DISSOLVE = KindWords(
    kind=FilingKind.DISSOLVE,
    key="dissolutions",
    title="传承解除审核备案",
    list_name="解除申请列表",
    number="解除申请号",
    submitter="申请人（学生）",
    request="解除申请",
    approve="通过解除",
    refuse=FORMS[FilingKind.DISSOLVE].refusal,
    reviewing="审核解除",
    refusing="将不予解除{who}的师承关系，师承关系保持在教，学生可以另行提交新的申请。",
    show_all="查看全部解除申请",
    approved="已通过解除",
)
WORDS = {words.kind: words for words in (ESTABLISH, DISSOLVE)}


def page_of_kind(kind: FilingKind) -> str:
    """Give the key of the page that shows filings of a kind."""
    return WORDS[kind].key
