"""Files that ship in `resources/`, found without importing `importlib.resources`.

That module costs 7 ms, a twentieth of the whole start (performance.md P1); the package's own path is the
same folder in the source tree, in an installed wheel and in the frozen folder.
"""

from __future__ import annotations

from pathlib import Path

import resources


def asset(*parts: str) -> Path:
    """Give the path of a shipped file, such as `asset("style", "app.qss")`."""
    return Path(resources.__path__[0]).joinpath(*parts)


def read_asset(*parts: str) -> str:
    """Give the text of a shipped file; raises OSError when the installation is broken."""
    return asset(*parts).read_text(encoding="utf-8")
