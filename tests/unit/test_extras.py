"""Which image an exercise needs, and what is said where a machine does not have it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pytest

from grader.errors import ExitCode
from grader.extras import NeedsExtra, gpu_of, image_of
from grader.present import missing, settle
from grader.settings import Settings
from sandbox.program import Extra

NOWHERE = Settings(fastai_image="grader-sandbox:never-built")


@dataclass(frozen=True)
class Asks:
    gpu: Literal["none", "optional", "required"] = "none"
    requires: tuple[Extra, ...] = ()
    id: str = "mini"


@pytest.mark.parametrize(
    ("asks", "with_gpu", "image", "gpu"),
    [
        (Asks(), False, "grader-sandbox:cpu", "none"),
        (Asks(), True, "grader-sandbox:cpu", "none"),
        (Asks("optional"), False, "grader-sandbox:cpu", "none"),
        (Asks("optional"), True, "grader-sandbox:cuda", "optional"),
        (Asks("required"), False, "grader-sandbox:cuda", "required"),
        (Asks("optional", ("fastai",)), True, "grader-sandbox:fastai", "none"),
    ],
)
def test_image_and_gpu_follow_from_exercise_and_machine(
    asks: Asks, with_gpu: bool, image: str, gpu: str
) -> None:
    settings = Settings(gpu=with_gpu)
    assert (image_of(asks, settings), gpu_of(asks, settings)) == (image, gpu)


def test_the_image_can_have_another_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRADER_FASTAI_IMAGE", "registry.example.org/fastai:3")
    assert image_of(Asks(requires=("fastai",)), Settings()) == "registry.example.org/fastai:3"


def test_whoever_requires_nothing_gets_what_was_asked_for() -> None:
    for kind in ("docker", "local"):
        assert settle(Asks(), kind, NOWHERE) == kind


@pytest.mark.docker
def test_an_image_that_is_not_here_is_a_sentence_with_the_next_step() -> None:
    assert missing("fastai", "docker", NOWHERE) == "grader-sandbox:never-built is not built yet"
    with pytest.raises(NeedsExtra) as seen:
        settle(Asks(requires=("fastai",)), "docker", NOWHERE)
    assert seen.value.exit_code == ExitCode.INFRASTRUCTURE
    assert seen.value.message.startswith("mini needs the fast.ai image, and here it cannot be had: ")
    assert "`grader image --extra fastai`" in seen.value.next_step


def test_without_an_engine_the_reason_is_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", "unix:///nowhere/docker.sock")
    assert "Docker engine" in missing("fastai", "docker", NOWHERE)
