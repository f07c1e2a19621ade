"""What this installation is called: the product's own words, data like the dictionaries.

Only the standard library is used: the log-in window shows its title before anything heavy is loaded.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib import resources


@dataclass(frozen=True, slots=True)
class Product:
    """`title` is the window's, `brand` the same in lines for the log-in; `service` what residents and servers
    call it, `subject` what its records are (下载本区…数据), `number` what a case's number is called.
    """

    title: str
    brand: str
    service: str
    subject: str
    number: str


def load_product() -> Product:
    """Read `resources/product/words.json`."""
    text = (resources.files("resources") / "product" / "words.json").read_text(encoding="utf-8")
    return Product(**json.loads(text))


PRODUCT = load_product()
