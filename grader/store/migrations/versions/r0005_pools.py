"""Jobs that wait for a worker with the fast.ai image."""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

#: Copying a table on SQLite forgets it otherwise, and a number would be given twice.
_COUNTED = {"sqlite_autoincrement": True}
#: The first migration named it through the naming convention once more.
_NAME = "ck_job_ck_job_pool"


def upgrade() -> None:
    _pools("pool IN ('cpu', 'gpu', 'fastai')")


def downgrade() -> None:
    # An older program would run them in an image without fastai, and students would read a zero: held.
    op.execute(
        "UPDATE job SET state = 'held', worker = NULL, lease_until = NULL "
        "WHERE pool = 'fastai' AND state IN ('queued', 'running')"
    )
    op.execute("UPDATE job SET pool = 'cpu' WHERE pool = 'fastai'")
    _pools("pool IN ('cpu', 'gpu')")


def _pools(condition: str) -> None:
    with op.batch_alter_table("job", table_kwargs=_COUNTED) as batch:
        batch.drop_constraint(op.f(_NAME), type_="check")
        batch.create_check_constraint(op.f(_NAME), condition)
