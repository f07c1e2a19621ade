"""What this installation is called: the product's own words, data like the dictionaries.

The log-in window shows its title before anything heavy is loaded, so the file is lines of `key = words`, read
without `importlib.resources` (with `json` a tenth of the start, performance.md P1) and without dataclasses.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import resources


class Product(NamedTuple):
    """`title` is the window's, `brand` the same for the log-in with `|` between its lines; `service` what
    residents and servers call it, `subject` what its records are (下载本区…数据), `number` what the number of
    a case is called.
    """

    title: str
    brand: str
    service: str
    subject: str
    number: str


def load_product() -> Product:
    """Read `resources/product/words.txt`; OSError or TypeError when the installation is broken."""
    text = Path(resources.__path__[0], "product", "words.txt").read_text(encoding="utf-8")
    words = (line.split(" = ", 1) for line in text.splitlines() if line)
    return Product(**dict(words))


PRODUCT = load_product()
