"""One function per command; the only code that changes business data."""

from core.actions.authority import may
from core.actions.context import Actor, Context, Outcome, Setting
from core.actions.dispatch import execute

__all__ = ["Actor", "Context", "Outcome", "Setting", "execute", "may"]
