"""(b) The usual way: `docker run` for each submission, with pytest and the checks inside the container."""

from __future__ import annotations

import contextlib
import io
import tarfile
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib import metadata
from pathlib import Path
from typing import Any

from grader.bench.machine import spending
from grader.bench.models import Way
from grader.bench.summary import summary
from grader.bench.task import Task
from grader.errors import InfrastructureError
from grader.settings import Settings
from sandbox.host.docker import connect

TAG = "grader-bench:usual"
#: pytest and what it needs, taken from this environment: the image then needs no network to be built.
PACKAGES = ("pytest", "pluggy", "iniconfig", "packaging", "pygments")
DOCKERFILE = """
FROM {image}
USER 0:0
COPY packages /opt/usual
RUN python -m compileall -q /opt/usual
ENV PYTHONPATH=/opt/usual:/graded OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /graded
USER 65532:65532
ENTRYPOINT ["python", "-m", "pytest", "-q", "-p", "no:cacheprovider"]
"""
WARM_UP = 2


def measure(task: Task, settings: Settings, count: int, at_once: int) -> Way:
    """Grade `count` submissions, `at_once` at a time."""
    build(settings.image)
    with tempfile.TemporaryDirectory(prefix="grader-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        submission = task.lay_out(folder)
        with ThreadPoolExecutor(at_once) as workers:
            list(workers.map(lambda _: _grade(folder, submission, task), range(WARM_UP * at_once)))
            with spending() as spent:
                took = list(workers.map(lambda _: _grade(folder, submission, task), range(count)))
    key = "b" if at_once == 1 else f"b{at_once}"
    return summary(
        key, f"the usual way: docker run with pytest inside, {at_once} at a time", at_once, took, spent
    )


def build(image: str) -> None:
    """Put pytest into an image made from the sandbox's, so that both have the same torch."""
    with contextlib.closing(connect(timeout=600)) as api:
        for line in api.build(
            fileobj=io.BytesIO(_context(image)),
            custom_context=True,
            tag=TAG,
            rm=True,
            forcerm=True,
            network_mode="host",
            decode=True,
        ):
            if "error" in line:
                raise InfrastructureError(f"The image for the comparison was not built: {line['error']}")


def _context(image: str) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as tar:
        for name, data in [("Dockerfile", DOCKERFILE.format(image=image).encode()), *_packages()]:
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(data), 0o644
            tar.addfile(entry, io.BytesIO(data))
    return stream.getvalue()


def _packages() -> Iterator[tuple[str, bytes]]:
    for name in PACKAGES:
        for file in metadata.files(name) or ():
            path = Path(str(file.locate()))
            if ".." not in file.parts and "__pycache__" not in file.parts and path.is_file():
                yield f"packages/{file.as_posix()}", path.read_bytes()


def _grade(folder: Path, submission: Path, task: Task) -> float:
    """One container, from nothing to the output of pytest."""
    began = time.perf_counter()
    inside = f"/graded/{submission.relative_to(folder)}"
    with contextlib.closing(connect()) as api:
        container = api.create_container_from_config(_body(folder, inside, task))["Id"]
        try:
            api.start(container)
            status = api.wait(container)["StatusCode"]
            said: Any = api.logs(container)
        finally:
            api.remove_container(container, force=True, v=True)
    if status != 0:
        raise InfrastructureError(f"The usual way failed a correct submission: {said.decode()[-500:]}")
    return time.perf_counter() - began


def _body(folder: Path, submission: str, task: Task) -> dict[str, Any]:
    return {
        "Image": TAG,
        "Cmd": [path.name for path in task.check_files()],
        "Env": [f"SUBMISSION={submission}"],
        "NetworkDisabled": True,
        "HostConfig": {
            "Binds": [f"{folder}:/graded:ro"],
            "NetworkMode": "none",
            "Memory": 2 * 2**30,
            "PidsLimit": 256,
            "Tmpfs": {"/tmp": "rw,size=256m"},  # noqa: S108 - the container's own
        },
    }
