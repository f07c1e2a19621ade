from __future__ import annotations

import pytest

from tests.golden.versions import Version, versions
from tests.postgres import postgres_cluster, postgres_url  # noqa: F401


@pytest.fixture(params=versions(), ids=lambda version: version.name)
def version(request: pytest.FixtureRequest) -> Version:
    """Each kept version, one after the other."""
    found: Version = request.param
    return found
