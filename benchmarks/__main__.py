"""`python -m benchmarks NAME|all [--json]`: measure, and print a table or one JSON object per row."""

from __future__ import annotations

import argparse
import importlib
import os
import pkgutil
import re
import sys
from typing import TYPE_CHECKING

import msgspec

import benchmarks
import core.programmes  # noqa: F401 - makes the programmes known

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.measure import Row

NAME = re.compile(r"p(?P<number>\d+)_(?P<word>\w+)")


def names() -> list[str]:
    """Modules with measurements, in the order of the goals they answer to."""
    found = (NAME.fullmatch(module.name) for module in pkgutil.iter_modules(benchmarks.__path__))
    return [match[0] for match in sorted(filter(None, found), key=lambda match: int(match["number"]))]


def chosen(word: str) -> list[str]:
    """Give the modules a word means: `all`, a whole name, `p1` or the part after it. Empty when none."""
    if word == "all":
        return names()
    return [name for name in names() if word.lower() in (name, *name.split("_", 1))]


def rows(modules: Sequence[str]) -> Iterator[Row]:
    """Run the measurements one after the other."""
    for name in modules:
        yield from importlib.import_module(f"benchmarks.{name}").rows()


def as_text(row: Row) -> str:
    """One line for a person."""
    against = "" if row.ratio is None else f"  {row.ratio:.2f} x of {row.reference:g} ({row.reference_what})"
    verdict = {True: "met", False: "MISSED", None: ""}[row.met]
    return f"{row.name:<40} {row.value:g} {row.unit}{against}  goal {row.goal} {verdict}".rstrip()


def main(words: Sequence[str]) -> int:
    """Print every row as soon as it is measured. 0 when all ran, met or not; 2 when there is no such name."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("name", help=f"all, or one of: {', '.join(names())}")
    parser.add_argument("--json", action="store_true", help="one JSON object per row")
    options = parser.parse_args(words)
    modules = chosen(options.name)
    if not modules:
        parser.error(f"there is no benchmark {options.name}; there are: {', '.join(names())}")
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    for row in rows(modules):
        line = msgspec.json.encode(row).decode() if options.json else as_text(row)
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
