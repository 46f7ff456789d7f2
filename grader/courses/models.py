"""Tables of courses, who is in them, and what is assigned."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from grader.store.base import SERIAL, ULID_COLUMN, Base, new_id, now

Role = Literal["student", "instructor"]
#: When students may review the solutions: after the due date, from a date of its own, or never.
Solutions = Literal["due", "date", "never"]


class Course(Base):
    """A course; its time zone is the one deadlines are shown in."""

    __tablename__ = "course"
    __table_args__ = (CheckConstraint("max_uses BETWEEN 1 AND 1000", name="max_uses"),)

    id: Mapped[str] = mapped_column(ULID_COLUMN, primary_key=True, default=new_id)
    slug: Mapped[str] = mapped_column(String(64), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    #: IANA name, for example `Europe/Zurich`.
    timezone: Mapped[str] = mapped_column(String(64), default="UTC")
    created_at: Mapped[datetime] = mapped_column(default=now)
    #: How many submissions one sandbox container may see; None leaves it to grader.courses.isolation.
    max_uses: Mapped[int | None] = mapped_column()


class Enrollment(Base):
    """A person's role in a course."""

    __tablename__ = "enrollment"
    __table_args__ = (CheckConstraint("role IN ('student', 'instructor')", name="role"),)

    course_id: Mapped[str] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[str] = mapped_column(
        ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    role: Mapped[Role] = mapped_column(String(16))
    created_at: Mapped[datetime] = mapped_column(default=now)


class Assignment(Base):
    """An exercise of the catalogue in a course, with its dates."""

    __tablename__ = "assignment"
    __table_args__ = (
        UniqueConstraint("course_id", "exercise_id"),
        CheckConstraint("max_uses BETWEEN 1 AND 1000", name="max_uses"),
        CheckConstraint("solutions IN ('due', 'date', 'never')", name="solutions"),
    )

    id: Mapped[str] = mapped_column(ULID_COLUMN, primary_key=True, default=new_id)
    course_id: Mapped[str] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"))
    #: Id in the catalogue; there is no table of exercises, the folders are the truth.
    exercise_id: Mapped[str] = mapped_column(String(100), index=True)
    #: Order within the course, from 1.
    position: Mapped[int] = mapped_column()
    due_at: Mapped[datetime | None] = mapped_column()
    #: Students can neither see nor submit before; None means at once.
    opens_at: Mapped[datetime | None] = mapped_column()
    #: How many submissions one sandbox container may see; None means as the course says.
    max_uses: Mapped[int | None] = mapped_column()
    solutions: Mapped[Solutions] = mapped_column(String(8), default="due", server_default="due")
    #: With `date`: from when on.
    solutions_at: Mapped[datetime | None] = mapped_column()


class Quarantine(Base):
    """A check that counts for nobody until it is mended, because it does not judge the same work alike."""

    __tablename__ = "quarantine"
    __table_args__ = (
        # A check is in quarantine once at a time; the rows of earlier times stay.
        Index(
            "uq_quarantine_assignment_id_check_id",
            "assignment_id",
            "check_id",
            unique=True,
            sqlite_where=text("lifted_at IS NULL"),
            postgresql_where=text("lifted_at IS NULL"),
        ),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(SERIAL, primary_key=True, autoincrement=True)
    assignment_id: Mapped[str] = mapped_column(ForeignKey("assignment.id", ondelete="CASCADE"))
    check_id: Mapped[str] = mapped_column(String(200))
    #: Version of the exercise when it was put there; another one now may be the mended one.
    exercise_version: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(Text)
    user_id: Mapped[str | None] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    lifted_at: Mapped[datetime | None] = mapped_column()
