"""The demo's course: made once, never made anew, and everybody in it can sign in."""

from __future__ import annotations

from pathlib import Path

from grader.accounts.services import authenticate, user_by_login
from grader.catalog.services import Catalog
from grader.courses.services import assignments_of, course_by_slug, members, role_of
from grader.settings import Settings
from grader.store.base import now
from grader.store.sessions import create_engine, session_scope
from grader.submissions.demo import SLUG, seed_demo


def test_the_demo_is_complete_and_making_it_again_changes_nothing(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "var", database_url="")
    signins = seed_demo(settings)
    engine = create_engine(settings.url)

    def seen() -> list[object]:
        with session_scope(engine) as session:
            course = course_by_slug(session, SLUG)
            rows = assignments_of(session, course)
            people = [(user.id, role) for user, role in members(session, course)]
            return [*people, *((row.id, row.exercise_id, row.due_at) for row in rows)]

    before = seen()
    assert seed_demo(settings) == signins
    assert seen() == before
    for who, login, password in signins:
        user = authenticate(engine, login, password)
        with session_scope(engine) as session:
            assert role_of(session, course_by_slug(session, SLUG), user) == who
    with session_scope(engine) as session:
        assert user_by_login(session, "nobody") is None
        due = [row.due_at for row in assignments_of(session, course_by_slug(session, SLUG))]
    assert len(due) == len(Catalog(settings.exercises, settings.reference).all())
    # The first one is over, so that its solutions can be reviewed.
    assert [moment is not None and moment > now() for moment in due] == [False, *[True] * (len(due) - 1)]
    assert due == sorted(set(due))  # type: ignore[type-var]
    engine.dispose()
