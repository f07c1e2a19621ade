"""Which function carries out which command: each says so itself, with `acts`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from core.actions.context import Context, Outcome
    from core.domain.commands.base import Command

    Action = Callable[[Session, Any, Context], Outcome]
    A = TypeVar("A", bound=Action)

ACTIONS: dict[type[Command], Action] = {}
"""The function of each command; filled when the modules of the programmes are imported."""


def acts(kind: type[Command]) -> Callable[[A], A]:
    """Make the decorated function the one that carries out a kind of command."""

    def put(action: A) -> A:
        if kind in ACTIONS:
            raise TypeError(f"{kind.name} is carried out by {ACTIONS[kind].__name__} already")
        ACTIONS[kind] = action
        return action

    return put
