"""What a decision is about is not always a student: the field of its summary is called so."""

from alembic import op

revision = "pc_0007"
down_revision = "pc_0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""UPDATE outbox SET summary = replace(summary, '"student_name":', '"about":')""")
