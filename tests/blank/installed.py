"""A plugin of pytest: installs 仪器借用 in this process, as a root would (`-p tests.blank.installed`).

The programme adds to sets that every test of a process sees (kinds, commands, roles), so that its tests have
a process of their own: `tests/programmes/test_blank.py` starts it.
"""

from __future__ import annotations

import core.programmes  # noqa: F401 - the programmes of the house first, as in a root
import server.residents.blank  # noqa: F401 - offers its form
from core.blank.programme import BLANK
from core.programme import install

install(BLANK)
