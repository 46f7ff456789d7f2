"""`grader course quarantine`: a check that counts for nobody until it is mended."""

from __future__ import annotations

import click

from grader.cli.console import out
from grader.cli.find import catalog
from grader.errors import UsageError


@click.command()
@click.argument("slug")
@click.argument("exercise_id", metavar="EXERCISE")
@click.argument("check_id", metavar="[CHECK]", required=False)
@click.option("--reason", help="Why, for your colleagues; students read only that the check is being mended.")
@click.option("--lift", is_flag=True, help="The check counts again.")
def quarantine(slug: str, exercise_id: str, check_id: str | None, reason: str | None, lift: bool) -> None:
    """Let a check count for nobody until it is mended; without CHECK, show what is in quarantine.

    It holds for what is graded from then on. Reports that are there change only with a regrade.

    \b
    Examples:
      grader course quarantine ml101 t-softmax-ce
      grader course quarantine ml101 t-softmax-ce two_rows --reason "It depends on the seed."
      grader course quarantine ml101 t-softmax-ce two_rows --lift
    """
    if check_id is None:
        if reason is not None or lift:
            raise UsageError(
                "No check is named.", f"Name it: grader course quarantine {slug} {exercise_id} CHECK"
            )
        _show(slug, exercise_id)
    elif lift:
        _lift(slug, exercise_id, check_id)
    elif reason is None:
        raise UsageError("A check is put in quarantine for a reason.", 'Add --reason "...", or --lift.')
    else:
        _put(slug, exercise_id, check_id, reason)


def _put(slug: str, exercise_id: str, check_id: str, reason: str) -> None:
    from grader.cli.course import database
    from grader.courses import quarantine as checks
    from grader.courses.services import assignment_of, course_by_slug

    exercise = catalog().get(exercise_id)
    with database() as session:
        assignment = assignment_of(session, course_by_slug(session, slug), exercise_id)
        checks.put(session, assignment, exercise, check_id, reason, None)
    out.print(f"{check_id} of {exercise_id} counts for nobody in {slug} from now on.", markup=False)


def _lift(slug: str, exercise_id: str, check_id: str) -> None:
    from grader.cli.course import database
    from grader.courses import quarantine as checks
    from grader.courses.services import assignment_of, course_by_slug

    with database() as session:
        checks.lift(session, assignment_of(session, course_by_slug(session, slug), exercise_id), check_id)
    out.print(f"{check_id} of {exercise_id} counts again in {slug}.", markup=False)


def _show(slug: str, exercise_id: str) -> None:
    from grader.cli.course import database
    from grader.courses import quarantine as checks
    from grader.courses.services import assignment_of, course_by_slug

    with database() as session:
        assignment = assignment_of(session, course_by_slug(session, slug), exercise_id)
        rows = [row for row in checks.listed(session, assignment) if row.lifted_at is None]
    if not rows:
        out.print(f"Every check of {exercise_id} counts in {slug}.", markup=False)
    for row in rows:
        out.print(
            f"{row.check_id}  since {row.created_at:%Y-%m-%d}: {row.reason}", markup=False, soft_wrap=True
        )
