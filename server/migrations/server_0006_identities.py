"""Residents' identities: an account is several persons in several roles; bound persons move into rows."""

import sqlalchemy as sa
from alembic import op

revision = "server_0006"
down_revision = "server_0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "identity",
        *(sa.Column(name, sa.Text, nullable=False) for name in ("account_id", "role", "person_id", "office")),
        sa.Column("active", sa.BigInteger, nullable=False),
        sa.Column("created_at", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("account_id", "role", "person_id", name=op.f("pk_identity")),
    )
    op.create_index(op.f("ix_identity_person_id"), "identity", ["person_id"])
    for role in ("teacher", "student"):
        op.execute(
            "INSERT INTO identity (account_id, role, person_id, office, active, created_at)"
            f" SELECT id, '{role}', {role}_id, '', 1, created_at FROM resident_account WHERE {role}_id <> ''"
        )
        op.execute(f"ALTER TABLE resident_account DROP COLUMN {role}_id")
