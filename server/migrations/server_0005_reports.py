"""What only the centre can promise of frozen reports: none is deleted or replaced."""

from alembic import op

revision = "server_0005"
down_revision = "server_0004"
branch_labels = None
depends_on = ("core_0003",)


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TRIGGER report_kept BEFORE DELETE ON report FOR EACH ROW"
            " EXECUTE FUNCTION frozen_report_stays()"
        )
        op.execute(
            "CREATE TRIGGER report_no_truncate BEFORE TRUNCATE ON report"
            " FOR EACH STATEMENT EXECUTE FUNCTION frozen_report_stays()"
        )
        return
    refuse = "BEGIN SELECT RAISE(ABORT, 'a frozen report never changes'); END"
    op.execute(f"CREATE TRIGGER report_kept BEFORE DELETE ON report {refuse}")
    # INSERT OR REPLACE would delete the old row without the trigger above.
    op.execute(
        "CREATE TRIGGER report_no_replace BEFORE INSERT ON report"
        f" WHEN EXISTS (SELECT 1 FROM report WHERE id = new.id) {refuse}"
    )
