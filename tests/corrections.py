"""A class that was graded with two checks that were not right, and the correction."""

from __future__ import annotations

import shutil
import time
from itertools import cycle, islice
from pathlib import Path

from live_site import PATIENCE_S
from sqlalchemy import func, select

from grader.accounts.services import create_user
from grader.courses.services import assignment_of, course_by_slug, enrol
from grader.intake.models import UploadedFile
from grader.jobs.models import Job
from grader.settings import ROOT, Settings
from grader.store.sessions import create_engine, session_scope
from grader.submissions.demo import SLUG
from grader.submissions.services import submit

EXERCISE = "t-softmax-ce"
HIDDEN = Path("reference") / "tensors" / EXERCISE / "test_hidden.py"
#: What is right, and what stood there before: the first check failed nearly everybody, the second let a
#: mistake pass.
CORRECTIONS = (
    ("rtol=0, atol=1e-4, message=message", "rtol=0, atol=0, message=message"),
    (
        "assert_close(loss, true_loss(logits, labels), rtol=1e-4, atol=1e-5, message=message)",
        "assert_close(loss, true_loss(logits, labels), rtol=1e4, atol=1e5, message=message)",
    ),
)
#: Logins and what they hand in: two whose points rise, one whose points fall, one for whom all stays.
WORK = {
    "r1": "softmax.py",
    "r2": "alternatives/one_hot_mask.py",
    "f1": "wrong/sum_loss.py",
    "s1": "wrong/first_axis.py",
}
#: Seconds between two looks at the queue.
LOOK_S = 0.2


def copy_catalog(folder: Path) -> Path:
    """A catalogue with the one exercise, whose checks are not right yet."""
    for root in ("exercises", "reference"):
        shutil.copytree(ROOT / root / "tensors" / EXERCISE, folder / root / "tensors" / EXERCISE)
    _replace(folder / HIDDEN, [(right, wrong) for right, wrong in CORRECTIONS])
    return folder


def correct(folder: Path) -> None:
    """Make the checks right."""
    _replace(folder / HIDDEN, [(wrong, right) for right, wrong in CORRECTIONS])


def hand_in(settings: Settings, count: int = 12) -> dict[str, str]:
    """Have students hand in by turns what `WORK` says; login -> submission id.

    The login says which it is: `r1-0`, `r2-1`, `f1-2`, ... The password is the login and `-demo`.
    """
    engine = create_engine(settings.url)
    folder = ROOT / "reference" / "tensors" / EXERCISE
    made = {}
    with session_scope(engine, write=True) as db:
        course = course_by_slug(db, SLUG)
        assignment = assignment_of(db, course, EXERCISE)
        for number, (key, file) in enumerate(islice(cycle(WORK.items()), count)):
            login = f"{key}-{number}"
            user = create_user(db, login, f"Student {number + 1}", f"{login}-demo")
            enrol(db, course, user)
            upload = UploadedFile("softmax.py", (folder / file).read_bytes())
            made[login] = submit(db, user, assignment, [upload]).id
    engine.dispose()
    return made


def wait_until_graded(settings: Settings) -> None:
    """Until nothing is queued or runs."""
    engine = create_engine(settings.url)
    deadline = time.monotonic() + 2 * PATIENCE_S
    query = select(func.count()).where(Job.state.in_(("queued", "running")))
    while time.monotonic() < deadline:
        with session_scope(engine) as db:
            if not db.scalar(query):
                engine.dispose()
                return
        time.sleep(LOOK_S)
    raise AssertionError("the class was not graded in time")


def _replace(path: Path, pairs: list[tuple[str, str]]) -> None:
    text = path.read_text()
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text)
