"""Cases that go through several stages: where a case lies, and at which stage a decision was taken."""

import sqlalchemy as sa
from alembic import op

revision = "core_0004"
down_revision = "core_0003"
branch_labels = None
depends_on = None

COLUMNS = (("filing", "stage"), ("filing_decision", "stage"), ("filing_decision", "step"))


def upgrade() -> None:
    for table, column in COLUMNS:
        op.add_column(table, sa.Column(column, sa.Text, nullable=False, server_default=""))
