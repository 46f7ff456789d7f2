"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ULID = sa.String(26)
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _accounts()
    _courses()
    _submissions()
    _jobs()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


TABLES = (
    "user_account",
    "login_session",
    "api_token",
    "sign_in_attempt",
    "course",
    "enrollment",
    "assignment",
    "submission",
    "submission_file",
    "event",
    "job",
    "report",
)


def _accounts() -> None:
    op.create_table(
        "user_account",
        sa.Column("id", ULID, nullable=False),
        sa.Column("login", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("is_admin", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_user_account"),
        sa.UniqueConstraint("login", name="uq_user_account_login"),
    )
    op.create_table(
        "login_session",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("user_id", ULID, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name="fk_login_session_user_id_user_account", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_login_session"),
        sa.Index("ix_login_session_user_id", "user_id"),
    )
    op.create_table(
        "api_token",
        sa.Column("id", ULID, nullable=False),
        sa.Column("user_id", ULID, nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=True),
        sa.Column("last_used_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name="fk_api_token_user_id_user_account", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_api_token"),
        sa.Index("ix_api_token_user_id", "user_id"),
    )
    op.create_table(
        "sign_in_attempt",
        sa.Column("id", SERIAL, autoincrement=True, nullable=False),
        sa.Column("login", sa.String(length=64), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sign_in_attempt"),
        sa.Index("ix_sign_in_attempt_address", "address"),
        sa.Index("ix_sign_in_attempt_created_at", "created_at"),
        sa.Index("ix_sign_in_attempt_login_created_at", "login", "created_at"),
    )


def _courses() -> None:
    op.create_table(
        "course",
        sa.Column("id", ULID, nullable=False),
        sa.Column("slug", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("timezone", sa.String(length=64), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_course"),
        sa.UniqueConstraint("slug", name="uq_course_slug"),
    )
    op.create_table(
        "enrollment",
        sa.Column("course_id", ULID, nullable=False),
        sa.Column("user_id", ULID, nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint("role IN ('student', 'instructor')", name="ck_enrollment_role"),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name="fk_enrollment_course_id_course", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name="fk_enrollment_user_id_user_account", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("course_id", "user_id", name="pk_enrollment"),
        sa.Index("ix_enrollment_user_id", "user_id"),
    )
    op.create_table(
        "assignment",
        sa.Column("id", ULID, nullable=False),
        sa.Column("course_id", ULID, nullable=False),
        sa.Column("exercise_id", sa.String(length=100), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("due_at", MOMENT, nullable=True),
        sa.Column("opens_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name="fk_assignment_course_id_course", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_assignment"),
        sa.UniqueConstraint("course_id", "exercise_id", name="uq_assignment_course_id_exercise_id"),
        sa.Index("ix_assignment_exercise_id", "exercise_id"),
    )


def _submissions() -> None:
    op.create_table(
        "submission",
        sa.Column("id", ULID, nullable=False),
        sa.Column("assignment_id", ULID, nullable=False),
        sa.Column("user_id", ULID, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("idempotency_key", sa.String(length=200), nullable=True),
        sa.CheckConstraint("state IN ('queued', 'running', 'done')", name="ck_submission_state"),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name="fk_submission_assignment_id_assignment"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_submission_user_id_user_account"),
        sa.PrimaryKeyConstraint("id", name="pk_submission"),
        sa.UniqueConstraint("user_id", "idempotency_key", name="uq_submission_user_id_idempotency_key"),
        sa.Index("ix_submission_assignment_id_user_id", "assignment_id", "user_id"),
        sa.Index("ix_submission_user_id", "user_id"),
    )
    op.create_table(
        "submission_file",
        sa.Column("id", SERIAL, autoincrement=True, nullable=False),
        sa.Column("submission_id", ULID, nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name="fk_submission_file_submission_id_submission",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_submission_file"),
        sa.UniqueConstraint("submission_id", "name", name="uq_submission_file_submission_id_name"),
    )
    op.create_table(
        "event",
        sa.Column("id", SERIAL, autoincrement=True, nullable=False),
        sa.Column("submission_id", ULID, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name="fk_event_submission_id_submission", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_event"),
        sa.Index("ix_event_submission_id_id", "submission_id", "id"),
        sqlite_autoincrement=True,
    )


def _jobs() -> None:
    op.create_table(
        "job",
        sa.Column("id", SERIAL, autoincrement=True, nullable=False),
        sa.Column("submission_id", ULID, nullable=False),
        sa.Column("klass", sa.String(length=16), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("pool", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("cancel_requested", sa.Boolean(), nullable=False),
        sa.Column("ready_at", MOMENT, nullable=False),
        sa.Column("lease_until", MOMENT, nullable=True),
        sa.Column("worker", sa.String(length=100), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("started_at", MOMENT, nullable=True),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.CheckConstraint("klass IN ('interactive', 'batch')", name="ck_job_klass"),
        sa.CheckConstraint("pool IN ('cpu', 'gpu')", name="ck_job_pool"),
        sa.CheckConstraint(
            "state IN ('queued', 'running', 'done', 'failed', 'cancelled')", name="ck_job_state"
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name="fk_job_submission_id_submission", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_job"),
        sa.Index("ix_job_state_pool_priority_id", "state", "pool", "priority", "id"),
        sa.Index("ix_job_submission_id", "submission_id"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "report",
        sa.Column("id", SERIAL, autoincrement=True, nullable=False),
        sa.Column("submission_id", ULID, nullable=False),
        sa.Column("job_id", SERIAL, nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("duration_s", sa.Double(), nullable=False),
        sa.Column("verdict", sa.String(length=16), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("max_score", sa.Double(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.CheckConstraint("verdict IN ('graded', 'rejected', 'infra_error')", name="ck_report_verdict"),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name="fk_report_job_id_job"),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name="fk_report_submission_id_submission",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_report"),
        sa.UniqueConstraint("job_id", name="uq_report_job_id"),
        sa.Index("ix_report_submission_id", "submission_id"),
        sqlite_autoincrement=True,
    )
