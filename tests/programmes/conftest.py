from __future__ import annotations

import core.programmes  # noqa: F401 - makes the programmes known
