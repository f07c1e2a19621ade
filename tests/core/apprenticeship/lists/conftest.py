"""The stores of `tests.core.store`."""

from tests.core.store.conftest import migrated_file, store  # noqa: F401 - fixtures
from tests.postgres import postgres_cluster, postgres_url  # noqa: F401 - fixtures
