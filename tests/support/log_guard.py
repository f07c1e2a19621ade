"""Fails a test that logged WARNING or worse without saying that it would."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

FOREIGN = {"asyncio", "faker.factory", "hypothesis"}
"""Loggers of test tools that speak up on a slow machine; none of ours."""


class LogGuard(logging.Handler):
    """Keeps what reaches the root logger at WARNING or above until it is asked for."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)

    def unexpected(self, patterns: Iterable[str]) -> list[str]:
        """Give the texts that none of the regular expressions finds, and forget them all."""
        records, self.records = self.records, []
        texts = [f"{r.levelname} {r.name}: {r.getMessage()}" for r in records if r.name not in FOREIGN]
        wanted = [re.compile(pattern) for pattern in patterns]
        return [text for text in texts if not any(pattern.search(text) for pattern in wanted)]
