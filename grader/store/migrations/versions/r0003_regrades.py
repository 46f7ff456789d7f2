"""Regrades: which report counts and who decided it, proposals, requests, quarantine."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ULID = sa.String(26)
MOMENT = sa.DateTime(timezone=True)

#: Before: of each submission the newest graded report counted, and without one the newest of all.
STANDING = """
UPDATE submission SET report_id = COALESCE(
    (SELECT MAX(id) FROM report WHERE report.submission_id = submission.id AND report.verdict = 'graded'),
    (SELECT MAX(id) FROM report WHERE report.submission_id = submission.id))
"""
HISTORY = """
INSERT INTO report_change (submission_id, report_id, created_at)
SELECT report.submission_id, report.id, report.created_at
FROM report JOIN submission ON submission.report_id = report.id ORDER BY report.id
"""
#: An older program takes the newest graded report for the one that counts, finds each through a job, and
#: would do a regrade's jobs. What counts stays; proposals go, and gradings that would come before it.
FORGOTTEN = (
    "DELETE FROM proposal",
    "DELETE FROM report_change",
    "DELETE FROM regrade_request",
    """DELETE FROM report
    WHERE id NOT IN (SELECT report_id FROM submission WHERE report_id IS NOT NULL) AND (
        job_id IS NULL
        OR job_id IN (SELECT id FROM job WHERE batch_id IS NOT NULL)
        OR verdict = 'graded' AND EXISTS (
            SELECT 1 FROM submission JOIN report AS counting ON counting.id = submission.report_id
            WHERE submission.id = report.submission_id
            AND (counting.verdict <> 'graded' OR counting.id < report.id)))""",
    # What counts although nothing was run for it takes the place, and the job, of what was run.
    """DELETE FROM report WHERE job_id IS NOT NULL AND submission_id IN (
        SELECT submission_id FROM report AS counting WHERE counting.job_id IS NULL)""",
    """UPDATE report SET job_id = (
        SELECT MAX(id) FROM job WHERE job.submission_id = report.submission_id
        AND job.batch_id IS NULL AND job.state NOT IN ('queued', 'running'))
    WHERE job_id IS NULL""",
    "DELETE FROM report WHERE job_id IS NULL",
    "DELETE FROM job WHERE batch_id IS NOT NULL AND id NOT IN (SELECT job_id FROM report)",
)


def upgrade() -> None:
    _versions()
    _decisions()
    _regrades()
    _quarantine()
    _adjustments()
    _proposals()
    _requests()
    _changes()
    _jobs()
    _reports()
    op.execute(STANDING)
    op.execute(HISTORY)


def downgrade() -> None:
    for statement in FORGOTTEN:
        op.execute(statement)
    _reports_as_before()
    _jobs_as_before()
    for table in reversed(TABLES):
        op.drop_table(table)


TABLES = (
    "exercise_version",
    "decision",
    "regrade",
    "quarantine",
    "adjustment",
    "proposal",
    "regrade_request",
    "report_change",
)
_STATES = "state IN ('queued', 'held', 'running', 'done', 'failed', 'cancelled')"
_OLD_STATES = "state IN ('queued', 'running', 'done', 'failed', 'cancelled')"
_ORIGINS = "origin IN ('graded', 'rescored', 'imported')"
#: Copying a table on SQLite forgets it otherwise, and a number would be given twice.
_COUNTED = {"sqlite_autoincrement": True}


def _check(table: str, name: str) -> str:
    # The first migration named them through the naming convention once more.
    return op.f(f"ck_{table}_ck_{table}_{name}")


def _key(table: str, column: str, target: str, ondelete: str | None = "CASCADE") -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}_{target}"
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, ondelete=ondelete)


def _serial() -> sa.Column[Any]:
    return sa.Column("id", SERIAL, autoincrement=True, nullable=False)


def _moment(name: str = "created_at", *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, MOMENT, nullable=nullable)


def _versions() -> None:
    op.create_table(
        "exercise_version",
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("exercise_id", sa.String(length=100), nullable=False),
        _moment(),
        sa.Column("archive", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("version", name="pk_exercise_version"),
        sa.Index("ix_exercise_version_exercise_id", "exercise_id"),
    )


def _decisions() -> None:
    op.create_table(
        "decision",
        sa.Column("id", ULID, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("batch_id", ULID, nullable=False),
        sa.Column("undoes_id", ULID, nullable=True),
        sa.Column("user_id", ULID, nullable=True),
        _moment(),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('apply', 'take_back')", name=op.f("ck_decision_kind")),
        _key("decision", "undoes_id", "decision", None),
        _key("decision", "user_id", "user_account", None),
        sa.PrimaryKeyConstraint("id", name="pk_decision"),
        sa.UniqueConstraint("undoes_id", name="uq_decision_undoes_id"),
        sa.Index("ix_decision_batch_id", "batch_id"),
    )


def _regrades() -> None:
    op.create_table(
        "regrade",
        sa.Column("id", ULID, nullable=False),
        sa.Column("course_id", ULID, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("user_id", ULID, nullable=True),
        _moment(),
        sa.Column("choice", sa.JSON(), nullable=False),
        _moment("paused_at", nullable=True),
        _moment("cancelled_at", nullable=True),
        sa.CheckConstraint("kind IN ('run', 'rescore', 'flake', 'import')", name=op.f("ck_regrade_kind")),
        _key("regrade", "course_id", "course"),
        _key("regrade", "user_id", "user_account", None),
        sa.PrimaryKeyConstraint("id", name="pk_regrade"),
        sa.Index("ix_regrade_course_id", "course_id"),
    )


def _quarantine() -> None:
    op.create_table(
        "quarantine",
        _serial(),
        sa.Column("assignment_id", ULID, nullable=False),
        sa.Column("check_id", sa.String(length=200), nullable=False),
        sa.Column("exercise_version", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("user_id", ULID, nullable=True),
        _moment(),
        _moment("lifted_at", nullable=True),
        _key("quarantine", "assignment_id", "assignment"),
        _key("quarantine", "user_id", "user_account", None),
        sa.PrimaryKeyConstraint("id", name="pk_quarantine"),
        sqlite_autoincrement=True,
    )
    _once("quarantine", ["assignment_id", "check_id"], "lifted_at IS NULL")


def _once(table: str, columns: list[str], where: str) -> None:
    """At most one row with these values where the condition holds."""
    op.create_index(
        f"uq_{table}_{'_'.join(columns)}",
        table,
        columns,
        unique=True,
        sqlite_where=sa.text(where),
        postgresql_where=sa.text(where),
    )


def _adjustments() -> None:
    op.create_table(
        "adjustment",
        _serial(),
        sa.Column("submission_id", ULID, nullable=False),
        sa.Column("points", sa.Double(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("user_id", ULID, nullable=False),
        _moment(),
        _key("adjustment", "submission_id", "submission"),
        _key("adjustment", "user_id", "user_account", None),
        sa.PrimaryKeyConstraint("id", name="pk_adjustment"),
        sa.Index("ix_adjustment_submission_id_id", "submission_id", "id"),
        sqlite_autoincrement=True,
    )


def _proposals() -> None:
    op.create_table(
        "proposal",
        _serial(),
        sa.Column("regrade_id", ULID, nullable=False),
        sa.Column("submission_id", ULID, nullable=False),
        sa.Column("before_id", SERIAL, nullable=True),
        sa.Column("job_id", SERIAL, nullable=True),
        sa.Column("report_id", SERIAL, nullable=True),
        sa.Column("repeat", sa.Integer(), nullable=False),
        _key("proposal", "regrade_id", "regrade"),
        _key("proposal", "submission_id", "submission"),
        _key("proposal", "before_id", "report"),
        _key("proposal", "job_id", "job", None),
        _key("proposal", "report_id", "report"),
        sa.PrimaryKeyConstraint("id", name="pk_proposal"),
        sa.UniqueConstraint("job_id", name="uq_proposal_job_id"),
        sa.UniqueConstraint(
            "regrade_id", "submission_id", "repeat", name="uq_proposal_regrade_id_submission_id_repeat"
        ),
        sa.Index("ix_proposal_submission_id", "submission_id"),
        sqlite_autoincrement=True,
    )


def _requests() -> None:
    op.create_table(
        "regrade_request",
        sa.Column("id", ULID, nullable=False),
        sa.Column("submission_id", ULID, nullable=False),
        sa.Column("report_id", SERIAL, nullable=False),
        sa.Column("check_id", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        _moment(),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by", ULID, nullable=True),
        _moment("answered_at", nullable=True),
        sa.Column("regrade_id", ULID, nullable=True),
        sa.CheckConstraint("state IN ('open', 'answered')", name=op.f("ck_regrade_request_state")),
        _key("regrade_request", "submission_id", "submission"),
        _key("regrade_request", "report_id", "report"),
        _key("regrade_request", "answered_by", "user_account", None),
        _key("regrade_request", "regrade_id", "regrade", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_regrade_request"),
    )
    _once("regrade_request", ["submission_id", "check_id"], "state = 'open'")


def _changes() -> None:
    op.create_table(
        "report_change",
        _serial(),
        sa.Column("submission_id", ULID, nullable=False),
        sa.Column("report_id", SERIAL, nullable=True),
        sa.Column("previous_id", SERIAL, nullable=True),
        sa.Column("decision_id", ULID, nullable=True),
        _moment(),
        _key("report_change", "submission_id", "submission"),
        _key("report_change", "report_id", "report"),
        _key("report_change", "previous_id", "report"),
        _key("report_change", "decision_id", "decision", None),
        sa.PrimaryKeyConstraint("id", name="pk_report_change"),
        sa.Index("ix_report_change_decision_id", "decision_id"),
        sa.Index("ix_report_change_submission_id_id", "submission_id", "id"),
        sqlite_autoincrement=True,
    )


def _jobs() -> None:
    with op.batch_alter_table("job", table_kwargs=_COUNTED) as batch:
        _other_states(batch, _STATES)
        batch.add_column(sa.Column("batch_id", ULID, nullable=True))
        batch.add_column(sa.Column("options", sa.JSON(), nullable=True))
        batch.add_column(sa.Column("hold_requested", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch.create_index("ix_job_batch_id", ["batch_id"])
    with op.batch_alter_table("job", table_kwargs=_COUNTED) as batch:
        # Every row that comes from now on says it.
        batch.alter_column("hold_requested", existing_type=sa.Boolean(), server_default=None)


def _jobs_as_before() -> None:
    with op.batch_alter_table("job", table_kwargs=_COUNTED) as batch:
        _other_states(batch, _OLD_STATES)
        batch.drop_index("ix_job_batch_id")
        batch.drop_column("hold_requested")
        batch.drop_column("options")
        batch.drop_column("batch_id")


def _other_states(batch: BatchOperations, states: str) -> None:
    batch.drop_constraint(_check("job", "state"), type_="check")
    batch.create_check_constraint(_check("job", "state"), states)


def _reports() -> None:
    with op.batch_alter_table("report", table_kwargs=_COUNTED) as batch:
        batch.add_column(sa.Column("origin", sa.String(length=16), nullable=False, server_default="graded"))
        batch.alter_column("job_id", existing_type=SERIAL, nullable=True)
        batch.create_check_constraint(_check("report", "origin"), _ORIGINS)
    with op.batch_alter_table("report", table_kwargs=_COUNTED) as batch:
        # Every row that comes from now on says it.
        batch.alter_column("origin", existing_type=sa.String(length=16), server_default=None)
    with op.batch_alter_table("submission") as batch:
        batch.add_column(sa.Column("report_id", SERIAL, nullable=True))
        batch.create_foreign_key(
            "fk_submission_report_id_report", "report", ["report_id"], ["id"], ondelete="SET NULL"
        )


def _reports_as_before() -> None:
    with op.batch_alter_table("submission") as batch:
        batch.drop_constraint("fk_submission_report_id_report", type_="foreignkey")
        batch.drop_column("report_id")
    with op.batch_alter_table("report", table_kwargs=_COUNTED) as batch:
        batch.drop_constraint(_check("report", "origin"), type_="check")
        batch.alter_column("job_id", existing_type=SERIAL, nullable=False)
        batch.drop_column("origin")
