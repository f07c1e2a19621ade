"""The programmes of this house: importing this makes their tables, commands and actions known.

The roots import it (`desktop.bootstrap`, `server.app`, the tests); the engine never does.
"""

from core.apprenticeship.programme import PROGRAMME as APPRENTICESHIP
from core.commons.programme import COMMONS
from core.programme import install

install(APPRENTICESHIP, COMMONS)
