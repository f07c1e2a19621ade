"""What every maker of pages is given."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop.views.lists.export_runs import UnderWay

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Engine

    from core.actions import Setting
    from desktop.bootstrap.facts import Facts
    from desktop.prompts import Prompter
    from desktop.settings import UiSettings
    from desktop.tasks import Lanes
    from sync.attachments import Attachments
    from sync.outbox import Decided
    from sync.uploads import Outgoing

FIGURES = "figures"
"""The lane on which records are counted; those of the whole city take long, and no list waits for them."""


@dataclass(frozen=True, slots=True)
class Kit:
    """One clerk's session as the makers of pages see it.

    `decide(command, base_version, supersedes="")` runs on the writer lane; `new_id()` gives an id for a
    record that a command makes; `outgoing` keeps files that a decision attaches; `role` is
    the id of product.md section 1. `districts` are the codes of the districts whose figures count here, in
    the order of the dictionary: the own one, or all of the city's. `exports` are those under way.
    """

    engine: Engine
    facts: Facts
    setting: Setting
    lanes: Lanes
    prompts: Prompter
    settings: UiSettings
    decide: Callable[..., Decided]
    new_id: Callable[[], str]
    images: Attachments
    outgoing: Outgoing
    role: str
    districts: tuple[str, ...]
    exports: UnderWay = field(default_factory=UnderWay)
