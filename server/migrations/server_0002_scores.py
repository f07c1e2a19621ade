"""What only the centre can promise of scores: one unpublished per person and type, published ones stay."""

from alembic import op

revision = "server_0002"
down_revision = "server_0001"
branch_labels = None
depends_on = ("core_0002",)


def upgrade() -> None:
    op.execute(
        "CREATE UNIQUE INDEX uq_assessment_unpublished ON assessment (student_id, type)"
        " WHERE state = 'unpublished'"
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TRIGGER assessment_kept BEFORE DELETE ON assessment FOR EACH ROW"
            " WHEN (OLD.state = 'published') EXECUTE FUNCTION published_score_stays()"
        )
        op.execute(
            "CREATE TRIGGER assessment_no_truncate BEFORE TRUNCATE ON assessment"
            " FOR EACH STATEMENT EXECUTE FUNCTION published_score_stays()"
        )
        return
    refuse = "BEGIN SELECT RAISE(ABORT, 'a published score never changes'); END"
    op.execute(
        f"CREATE TRIGGER assessment_kept BEFORE DELETE ON assessment WHEN old.state = 'published' {refuse}"
    )
    # INSERT OR REPLACE would delete the old row without the trigger above.
    op.execute(
        "CREATE TRIGGER assessment_no_replace BEFORE INSERT ON assessment"
        " WHEN EXISTS (SELECT 1 FROM assessment WHERE id = new.id AND state = 'published')"
        f" {refuse}"
    )
