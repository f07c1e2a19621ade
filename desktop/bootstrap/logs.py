"""The program's log: JSON lines in the profile folder, redacted, kept small (security.md section 5)."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from typing import TYPE_CHECKING

from core.domain.masking import redact

if TYPE_CHECKING:
    from pathlib import Path

MAX_BYTES = 2 * 1024 * 1024
KEPT = 4


class JsonLines(logging.Formatter):
    """One object a line: line breaks are escaped, id numbers and phones are gone."""

    def format(self, record: logging.LogRecord) -> str:
        text = record.getMessage()
        if record.exc_info:
            text = f"{text}\n{self.formatException(record.exc_info)}"
        entry = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "name": record.name,
            "text": redact(text),
        }
        return json.dumps(entry, ensure_ascii=False)


def log_to(folder: Path) -> logging.Handler:
    """Write INFO and above to `desktop.log` in a folder, once for each folder; OSError when it cannot."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "desktop.log"
    root = logging.getLogger()
    for known in root.handlers:
        if isinstance(known, RotatingFileHandler) and known.baseFilename == str(path.resolve()):
            return known
    handler = RotatingFileHandler(
        path.resolve(), maxBytes=MAX_BYTES, backupCount=KEPT, encoding="utf-8", delay=True
    )
    handler.setFormatter(JsonLines())
    root.addHandler(handler)
    if root.level > logging.INFO or root.level == logging.NOTSET:
        root.setLevel(logging.INFO)
    return handler
