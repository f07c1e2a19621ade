from __future__ import annotations

import core.programmes  # noqa: F401 - makes the programmes known
from tests.support.provincial import province_office  # noqa: F401 - a fixture
