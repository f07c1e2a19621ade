"""The composition root of the desktop: the only place where store, wire and screens are put together.

Importing it is heavy (SQLAlchemy, requests, the pages); `desktop.__main__` does so behind the painted log-in
window.
"""

import core.programmes  # noqa: F401 - makes the programmes known
from desktop.bootstrap.parts import DesktopParts, make_parts

__all__ = ["DesktopParts", "make_parts"]
