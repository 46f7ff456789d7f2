"""When students may review the solutions of an assignment."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("assignment") as batch:
        batch.add_column(sa.Column("solutions", sa.String(8), nullable=False, server_default="due"))
        batch.add_column(sa.Column("solutions_at", sa.DateTime(timezone=True), nullable=True))
        batch.create_check_constraint(
            op.f("ck_assignment_solutions"), "solutions IN ('due', 'date', 'never')"
        )


def downgrade() -> None:
    with op.batch_alter_table("assignment") as batch:
        batch.drop_constraint(op.f("ck_assignment_solutions"), type_="check")
        batch.drop_column("solutions_at")
        batch.drop_column("solutions")
