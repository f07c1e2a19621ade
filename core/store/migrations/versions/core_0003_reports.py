"""Frozen reports, and how an apprenticeship came in."""

import sqlalchemy as sa
from alembic import op

revision = "core_0003"
down_revision = "core_0002"
branch_labels = None
depends_on = None

REPORT = (
    "scope office kind title filtered as_of data_at figures files hash made_at made_by made_by_name"
    " settled_at"
)


def upgrade() -> None:
    op.create_table(
        "report",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in REPORT.split()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
    )
    op.create_index(op.f("ix_report_made_at_id"), "report", ["made_at", "id"])
    op.add_column("apprenticeship", sa.Column("origin", sa.Text, nullable=False, server_default=""))
