"""The pages of filing, review and register, filled with functions over the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Engine

    from core.actions import Setting
    from desktop.bootstrap.facts import Facts
    from desktop.prompts import Prompter
    from desktop.settings import UiSettings
    from desktop.tasks import Lanes
    from desktop.views.page import Page


class Business:
    """Makes the pages that a role may have."""

    def __init__(
        self,
        *,
        engine: Engine,
        facts: Facts,
        setting: Setting,
        lanes: Lanes,
        prompts: Prompter,
        settings: UiSettings,
        decide: Callable[..., object],
        image: Callable[[str], bytes],
    ) -> None:
        self._engine = engine
        self._facts = facts
        self._setting = setting
        self._lanes = lanes
        self._prompts = prompts
        self._settings = settings
        self._decide = decide
        self._image = image

    def pages(self, role: str) -> tuple[Page, ...]:
        """Make them in the order of the navigation."""
        return ()
