"""How many submissions one sandbox container may see, for a course and for an assignment."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = ("course", "assignment")


def upgrade() -> None:
    for table in TABLES:
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column("max_uses", sa.Integer(), nullable=True))
            batch.create_check_constraint(op.f(f"ck_{table}_max_uses"), "max_uses BETWEEN 1 AND 1000")


def downgrade() -> None:
    for table in TABLES:
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(op.f(f"ck_{table}_max_uses"), type_="check")
            batch.drop_column("max_uses")
