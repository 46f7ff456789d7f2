"""A class graded with a mistaken check, then again with the corrected one: how fast, in how much memory, and
whether the difference is the one that must come of it."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Engine, func, select

from grader.accounts.services import create_user
from grader.bench import machine, over_http, site
from grader.bench.generated import Change, Kind, Known, correct, kinds_of, known_change, mistake, seen_change
from grader.bench.machine import middle_and_tail, spending
from grader.bench.models import Held, Regraded
from grader.bench.site import COURSE, Site
from grader.bench.task import EXERCISE, Task
from grader.catalog.services import Catalog
from grader.courses.services import assignment_of, course_by_slug, enrol
from grader.errors import InfrastructureError
from grader.intake.models import UploadedFile
from grader.jobs.models import Job
from grader.regrades import deciding, services
from grader.regrades.choice import Choice
from grader.regrades.models import Regrade
from grader.regrades.outcome import difference_of
from grader.regrades.progress import progress
from grader.regrades.shelf import Shelf, shelf_of
from grader.settings import Settings
from grader.store.migrate import upgrade
from grader.store.sessions import create_engine, session_scope
from grader.submissions.models import ReportRow, Submission
from grader.submissions.services import submit

T = TypeVar("T")
#: Submissions, interactive ones beside a regrade, and submissions of that regrade.
CLASS, ARRIVALS, BESIDE = 1000, 50, 300
#: Submissions that one container may see.
MAX_USES = 100
#: Shares of the class after which the worker's memory is read.
_LOOKS = (0.1, 0.5, 1.0)
#: Seconds between two looks at a regrade, and before something is stuck.
_POLL_S, _PATIENCE_S = 0.2, 1800.0


def measure(
    settings: Settings,
    count: int = CLASS,
    arrivals: int = ARRIVALS,
    say: Callable[[str], None] = lambda text: None,
) -> Regraded:
    """Grade a class of `count`, correct the check, grade it again; then, if asked, hand in beside a regrade.

    :raises InfrastructureError: a part is missing, or the difference is not the one it must be.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="grader-regrade-")))
        own = _settings(settings, folder)
        catalog = Catalog(own.exercises, own.reference)
        say("what the generator knows")
        made = _made(own, catalog, count)
        engine = create_engine(own.url)
        stack.callback(engine.dispose)
        upgrade(engine)
        tokens = site.people(engine, EXERCISE)
        _hand_in(engine, made)
        where = stack.enter_context(site.started(own, engine, tokens))
        course = _Course(where, shelf_of(own, catalog), made)
        return course.measured(own, arrivals, say)


def _settings(settings: Settings, folder: Path) -> Settings:
    """Everything in the folder: the database, and a catalogue with this one exercise."""
    roots = {"exercises": settings.exercises, "reference": settings.reference}
    for name, root in roots.items():
        for place in root.glob(f"*/{EXERCISE}"):
            shutil.copytree(place, folder / name / place.parent.name / EXERCISE)
    own = {name: folder / name for name in roots} | {"data_dir": folder, "database_url": ""}
    return settings.model_copy(
        update={**own, "sandbox": "local" if settings.sandbox == "local" else "docker"}
    )


@dataclass(frozen=True)
class _Made:
    """A class, and what is known of it."""

    handed_in: list[Kind]
    before: Known
    after: Known
    #: Submission id -> kind, once they are handed in.
    submissions: dict[str, Kind] = field(default_factory=dict)


def _made(own: Settings, catalog: Catalog, count: int) -> _Made:
    Task.of(own)
    exercise = catalog.get(EXERCISE)
    kinds = kinds_of(exercise)
    after = Known(exercise, kinds)
    mistake(exercise)
    return _Made(
        [kinds[number % len(kinds)] for number in range(count)], Known(catalog.get(EXERCISE), kinds), after
    )


def _hand_in(engine: Engine, made: _Made) -> None:
    with session_scope(engine, write=True) as session:
        course = course_by_slug(session, COURSE)
        assignment = assignment_of(session, course, EXERCISE)
        for number, kind in enumerate(made.handed_in):
            person = create_user(session, f"member{number}", f"Member {number}", "")
            enrol(session, course, person)
            files = [UploadedFile("softmax.py", kind.copy(number))]
            made.submissions[submit(session, person, assignment, files, klass="batch").id] = kind


@dataclass(frozen=True)
class _Course:
    """The class on its site."""

    site: Site
    shelf: Shelf
    made: _Made

    def measured(self, own: Settings, arrivals: int, say: Callable[[str], None]) -> Regraded:
        """Everything, in order."""
        count = len(self.made.submissions)
        say(f"{count} submissions, graded with a mistaken check")
        first_s = self._first_grading()
        self._expect_scores(self.made.before)
        correct(self.shelf.catalog.get(EXERCISE))
        say("the same, graded again")
        create_s, regrade = _timed(lambda: self._create(list(self.made.submissions)))
        with spending(at_once=True) as spent:
            memory = self._watch(regrade)
        change, times = self._decided(regrade, say)
        idle, beside = self._beside(arrivals, say) if arrivals else (None, None)
        return Regraded(
            when=datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
            machine=machine.description(),
            exercise=EXERCISE,
            sandbox=own.sandbox,
            submissions=count,
            wrong=sum(bool(kind.misconception) for kind in self.made.handed_in),
            first_s=first_s,
            create_s=create_s,
            wall_s=spent.wall_s,
            cpu_s=spent.cpu_s / count,
            memory=memory,
            **change.model_dump(),
            **times,
            arrivals=arrivals,
            idle=idle,
            beside=beside,
        )

    def _first_grading(self) -> float:
        def left() -> int:
            with session_scope(self.site.engine) as session:
                query = select(func.count()).where(Job.state.in_(("queued", "running")))
                return session.scalar(query) or 0

        return _timed(lambda: _until(lambda: left() == 0))[0]

    def _create(self, submissions: Sequence[str]) -> Regrade:
        choice = Choice(exercises=(EXERCISE,), submissions=tuple(submissions), max_uses=MAX_USES)
        with session_scope(self.site.engine, write=True) as session:
            course = course_by_slug(session, COURSE)
            return services.create(
                session, course, choice, user_id=None, reason="a check was corrected", shelf=self.shelf
            )

    def _watch(self, regrade: Regrade) -> list[Held]:
        """Wait for the regrade to be ready; what the worker held on the way."""
        found: list[Held] = []

        def ready() -> bool:
            with session_scope(self.site.engine) as session:
                now = progress(session, regrade)
            if len(found) < len(_LOOKS) and now.done >= now.total * _LOOKS[len(found)]:
                found.append(self._held(now.done))
            return not now.running + now.waiting

        _until(ready)
        return found

    def _held(self, done: int) -> Held:
        pid = self.site.worker
        judge = machine.child_named(pid, "grader.judge.warm")
        return Held(
            done=done,
            worker_mb=machine.rss_mb(pid),
            judge_mb=machine.rss_mb(judge) if judge else 0.0,
            private_mb=machine.resident_mb(pid),
        )

    def _decided(self, regrade: Regrade, say: Callable[[str], None]) -> tuple[Change, dict[str, float]]:
        """Look at the difference, apply it, take it back; each must give exactly what is known."""
        say("the difference, applied and taken back")
        engine = self.site.engine
        with session_scope(engine) as session:
            difference_s, found = _timed(lambda: difference_of(session, regrade))
        known, seen = known_change(self.made.before, self.made.after, self.made.handed_in), seen_change(found)
        if seen != known or found.counts.not_judged or found.counts.waiting:
            raise InfrastructureError(f"The difference is {seen}, and must be {known}.")
        with session_scope(engine, write=True) as session:
            ours = session.get_one(Regrade, regrade.id)
            apply_s, _ = _timed(
                lambda: deciding.apply(session, ours, digest=found.digest, user_id=None, reason="corrected")
            )
        self._expect_scores(self.made.after, named=True)
        with session_scope(engine, write=True) as session:
            ours = session.get_one(Regrade, regrade.id)
            take_back_s, _ = _timed(
                lambda: deciding.take_back(session, ours, user_id=None, reason="to measure it")
            )
        self._expect_scores(self.made.before)
        return seen, {"difference_s": difference_s, "apply_s": apply_s, "take_back_s": take_back_s}

    def _expect_scores(self, known: Known, named: bool = False) -> None:
        """What counts must be what is known, for everybody.

        :param named: and each wrong one's misconception must be found.
        """
        query = select(Submission.id, ReportRow).join(ReportRow, ReportRow.id == Submission.report_id)
        with session_scope(self.site.engine) as session:
            seen = {id_: row.report() for id_, row in session.execute(query)}
        for id_, kind in self.made.submissions.items():
            report = seen.get(id_)
            if report is None or report.verdict != "graded" or abs(report.score - known.score(kind)) > 1e-6:
                score = "no report" if report is None else f"{report.score} points, {report.verdict}"
                raise InfrastructureError(f"{kind.name}: {score}; it must have {known.score(kind)} points.")
            found = {check.misconception for check in report.checks}
            if named and kind.misconception and kind.misconception not in found:
                raise InfrastructureError(f"{kind.name}: {kind.misconception} was not found.")

    def _beside(
        self, arrivals: int, say: Callable[[str], None]
    ) -> tuple[tuple[float, float], tuple[float, float]]:
        """Latency of interactive submissions, idle and while a regrade runs: one follows the other."""
        task = Task(self.shelf.catalog.get(EXERCISE), self.made.handed_in[0].source.encode())
        say("interactive latency, idle")
        idle = over_http.interactive(self.site, task, arrivals)
        say("interactive latency, while a regrade runs")
        some, took = list(self.made.submissions)[:BESIDE], []
        regrade = self._create(some)
        # Its containers are started in the first seconds, as those of any batch are.
        for number in range(arrivals):
            with session_scope(self.site.engine) as session:
                ended = not progress(session, regrade).waiting
            if ended:
                regrade = self._create(some)
            token = self.site.tokens[number % len(self.site.tokens)]
            took.append(over_http.submit_and_follow(self.site, task, token))
            time.sleep(over_http.PAUSE_S)
        return idle, middle_and_tail(took)


def _timed(act: Callable[[], T]) -> tuple[float, T]:
    """Wall seconds, and what came of it."""
    began = time.monotonic()
    found = act()
    return time.monotonic() - began, found


def _until(ready: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _PATIENCE_S
    while not ready():
        if time.monotonic() > deadline:
            raise InfrastructureError("The worker did not come to an end.", "Look at its log.")
        time.sleep(_POLL_S)
