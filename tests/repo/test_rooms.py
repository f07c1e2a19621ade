"""The house keeps its rooms: small folders and files, an engine free of programmes, no import circles."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from tests.repo.test_arrows import ROOT, is_root, modules, programme_of, targets, walk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

import ast

MOST_FILES, MOST_LINES = 25, 400
WORDS = re.compile("备案|师承|apprentice|teacher|student|notaris", re.IGNORECASE)
"""What only the first programme says. Ours of every other programme come here when it stands."""
COLUMN = 'mapped_column("apprenticeship_id"', '"subject_id": "apprenticeship_id"'
"""The name of a column that is on the wire and in every store (decision 0020)."""


def is_engine(module: str) -> bool:
    """Not a programme's room, not where programmes are handed in, not the history of stores."""
    return not programme_of(module) and not is_root(module) and ".migrations" not in module


def test_folders_and_files_stay_small() -> None:
    files = [path for _, path in modules()]
    full = {str(one.relative_to(ROOT)): n for one, n in folders(files).items() if n > MOST_FILES}
    long = [
        f"{path.relative_to(ROOT)} ({lines})"
        for path in files
        if (lines := path.read_text(encoding="utf-8").count("\n")) > MOST_LINES
    ]
    assert not full
    assert not long


def folders(files: list[Path]) -> Counter[Path]:
    return Counter(path.parent for path in files)


def test_the_engine_speaks_of_no_programme() -> None:
    said = [
        f"{path.relative_to(ROOT)}:{number} {line.strip()}"
        for module, path in modules()
        if is_engine(module)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if WORDS.search(line) and not any(one in line for one in COLUMN)
    ]
    assert not said, "\n".join(said)


def imported(module: str, path: Path, known: frozenset[str]) -> Iterator[str]:
    """Modules of ours that are imported when this one is; not those for annotations or inside functions."""
    for node, types_only in walk(ast.parse(path.read_text(encoding="utf-8")).body):
        if not types_only:
            for target in targets(node, module, path):
                if target in known and target != module:
                    yield target


def test_no_module_needs_itself() -> None:
    """Whoever imports one of these and follows the imports never comes back to where they began."""
    files = dict(modules())
    known = frozenset(files)
    arrows = {module: set(imported(module, path, known)) for module, path in files.items()}
    left = dict(arrows)
    while free := [module for module, needs in left.items() if not needs & left.keys()]:
        for module in free:
            del left[module]
    circles = {module: sorted(needs & left.keys()) for module, needs in left.items()}
    assert not circles, circles
