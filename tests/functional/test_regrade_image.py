"""A regrade that names an image: that one is used, or the reason is told; nothing else takes its place."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.catalog.services import Catalog
from grader.settings import ROOT, Settings
from grader.submissions.equipment import Equipment
from grader.submissions.isolation import Isolation
from sandbox.host.base import SandboxError
from sandbox.host.docker import connect

pytestmark = pytest.mark.slow

IMAGE = "grader-sandbox:cpu"
EXERCISE = Catalog(ROOT / "exercises", ROOT / "reference").get("t-softmax-ce")


def test_the_local_sandbox_has_no_images_and_says_so(tmp_path: Path) -> None:
    with (
        Equipment(Settings(data_dir=tmp_path, sandbox="local")) as equipment,
        pytest.raises(SandboxError, match="mine:1"),
    ):
        equipment.take_student(EXERCISE, Isolation(1, "batch", "mine:1"))


@pytest.fixture
def other_tag() -> Iterator[str]:
    """The usual image under another name."""
    with contextlib.closing(connect()) as api:
        name = "grader-sandbox:regrade-test"
        repository, _, tag = name.partition(":")
        assert api.tag(IMAGE, repository, tag)
        yield name
        api.remove_image(name)


@pytest.mark.docker
def test_the_image_that_is_named_is_used(tmp_path: Path, other_tag: str) -> None:
    with Equipment(Settings(data_dir=tmp_path, sandbox="docker")) as equipment:
        sandbox = equipment.take_student(EXERCISE, Isolation(1, "batch", other_tag))
        try:
            # The engine keeps the name that a container was started with.
            with contextlib.closing(connect()) as api:
                used = {one["Image"] for one in api.containers()}
        finally:
            sandbox.close()
        assert other_tag in used
        with pytest.raises(SandboxError, match="no-such-image"):
            equipment.take_student(EXERCISE, Isolation(1, "batch", "no-such-image:1"))
