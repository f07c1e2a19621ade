"""Uploads whose digest and purpose were declared before: they go on where they were cut."""

import sqlalchemy as sa
from alembic import op

revision = "server_0004"
down_revision = "server_0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("digest", "purpose"):
        op.add_column("upload", sa.Column(name, sa.Text, nullable=False, server_default=""))
    op.create_index("ix_upload_digest", "upload", ["digest"])
