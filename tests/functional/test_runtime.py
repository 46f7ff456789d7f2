"""The engine's runtime for containers: the one that is named is used, and one that is missing is told."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from pathlib import Path

import elsewhere
import pytest
from terminal import run

from grader.accounts.services import user_by_login
from grader.catalog.services import Catalog
from grader.courses.services import assignment_of, course_by_slug
from grader.errors import InfrastructureError
from grader.intake.models import UploadedFile
from grader.jobs.engines import InlineEngine
from grader.judge.report import Report
from grader.settings import ROOT, Settings
from grader.store.sessions import create_engine, session_scope
from grader.submissions import services
from grader.submissions.demo import SLUG, seed_demo
from grader.submissions.engines import InlineGrader
from grader.submissions.equipment import Equipment
from grader.submissions.isolation import Isolation
from grader.submissions.sandboxes import choose
from sandbox.host.docker import OWNER_LABEL, connect
from sandbox.host.runtimes import read, runtimes

EXERCISE = "t-softmax-ce"
REFERENCE = (ROOT / "reference" / "tensors" / EXERCISE / "softmax.py").read_bytes()
#: A name under which many engines list their default once more, so that it can be told from the default.
ALIAS = "io.containerd.runc.v2"


def named(tmp_path: Path, runtime: str, sandbox: str = "docker") -> Settings:
    return Settings(data_dir=tmp_path, sandbox=sandbox, runtime=runtime, ready=1, slots=1)


def graded(settings: Settings) -> Report:
    """The reference solution's report, from upload to the end."""
    seed_demo(settings)
    database = create_engine(settings.url)
    catalog = Catalog(settings.exercises, settings.reference)
    grader = InlineGrader(settings, database, catalog)
    try:
        with session_scope(database, write=True) as session:
            ada = user_by_login(session, "ada")
            assert ada is not None
            assignment = assignment_of(session, course_by_slug(session, SLUG), EXERCISE)
            row = services.submit(session, ada, assignment, [UploadedFile("softmax.py", REFERENCE)])
            job = services.job_of(session, row.id)
            assert job is not None
        InlineEngine(database, grader.grade).dispatch(job.id, job.pool, job.klass)
        with session_scope(database) as session:
            stored = services.counting_report(session, row.id)
            assert stored is not None
            return stored.report()
    finally:
        grader.close()
        database.dispose()


def runtimes_of_our_containers() -> set[str]:
    with contextlib.closing(connect()) as api:
        found = api.containers(filters={"label": OWNER_LABEL})
        ours = [one["Id"] for one in found if f":{os.getpid()}:" in one["Labels"][OWNER_LABEL]]
        return {api.inspect_container(container)["HostConfig"]["Runtime"] for container in ours}


@pytest.mark.docker
@pytest.mark.slow
def test_the_worker_takes_sandboxes_of_the_runtime_that_is_named(tmp_path: Path) -> None:
    name = ALIAS if ALIAS in runtimes().names else "runc"
    settings = named(tmp_path, name)
    with Equipment(settings) as equipment:
        exercise = Catalog(settings.exercises, settings.reference).get(EXERCISE)
        student = equipment.take_student(exercise, Isolation(1, "interactive"))
        try:
            assert name in runtimes_of_our_containers()
        finally:
            student.close()


@pytest.mark.docker
@pytest.mark.slow
@pytest.mark.parametrize("runtime", ["runc", "runsc"])
def test_a_whole_grading_under_a_runtime(tmp_path: Path, runtime: str) -> None:
    if runtime not in runtimes().names:
        pytest.skip(f"the engine has no runtime {runtime}; it has {', '.join(runtimes().names)}")
    report = graded(named(tmp_path, runtime))
    assert (report.verdict, report.score) == ("graded", 8.0)
    assert report.provenance.image.startswith("sha256:")


@pytest.mark.docker
@pytest.mark.parametrize("sandbox", ["docker", "auto"])
def test_an_unknown_runtime_is_told_and_nothing_weaker_takes_its_place(tmp_path: Path, sandbox: str) -> None:
    with pytest.raises(InfrastructureError) as caught:
        choose(named(tmp_path, "no-such-runtime", sandbox))
    assert "no runtime 'no-such-runtime'; it has" in caught.value.message
    assert "runc" in caught.value.message
    assert "GRADER_RUNTIME" in caught.value.next_step


def test_without_an_engine_a_named_runtime_is_not_replaced_by_the_local_sandbox(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOCKER_HOST", "tcp://127.0.0.1:1")
    assert choose(named(tmp_path, "", "auto")) == "local"
    with pytest.raises(InfrastructureError, match="Docker cannot be used"):
        choose(named(tmp_path, "runsc", "auto"))


@pytest.mark.docker
def test_the_doctor_shows_the_runtime_and_names_one_that_is_missing(tmp_path: Path) -> None:
    def finding(runtime: str) -> tuple[dict[str, object], int]:
        done = run(tmp_path, "doctor", "--json", GRADER_RUNTIME=runtime)
        (found,) = [one for one in json.loads(done.stdout) if one["name"] == "runtime"]
        return found, done.returncode

    plain, _ = finding("")
    assert plain["well"]
    assert f"{runtimes().default} (the engine's default)" in str(plain["seen"])
    chosen, _ = finding("runc")
    assert "runc (GRADER_RUNTIME)" in str(chosen["seen"])
    missing, code = finding("no-such-runtime")
    assert not missing["well"]
    assert "no runtime 'no-such-runtime'" in str(missing["seen"])
    assert code == 3


@pytest.mark.docker
def test_the_doctor_says_what_carries_the_bytes(tmp_path: Path) -> None:
    def seen(said: str) -> str:
        (found,) = [one["seen"] for one in json.loads(said) if one["name"] == "channel"]
        return str(found)

    assert seen(run(tmp_path, "doctor", "--json").stdout).startswith("two pipes")
    folder = tmp_path / "own"
    folder.mkdir()
    done = subprocess.run(
        elsewhere.command(folder, [str(Path(sys.executable).with_name("grader")), "doctor", "--json"]),
        **{"env": {**os.environ, "TMPDIR": str(folder)}, "capture_output": True, "text": True},
    )
    assert seen(done.stdout).startswith("the engine carries every byte"), done.stderr


def test_an_engine_that_says_nothing_of_runtimes_has_none() -> None:
    assert read({}).names == read({"Runtimes": None}).names == ()
    assert read({"Runtimes": {"runsc": {}, "runc": {}}, "DefaultRuntime": "runc"}).names == ("runc", "runsc")
