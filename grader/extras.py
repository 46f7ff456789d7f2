"""Exercises that need more than every sandbox has (`requires`): which image has it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, Protocol

from grader.errors import InfrastructureError
from grader.settings import Settings
from sandbox.program import Extra

Kind = Literal["docker", "local"]
Gpu = Literal["none", "optional", "required"]

#: How people read an extra's name.
NAMES: Mapping[Extra, str] = {"fastai": "fast.ai"}


class Asks(Protocol):
    """What is read of an exercise."""

    @property
    def id(self) -> str: ...
    @property
    def gpu(self) -> Gpu: ...
    @property
    def requires(self) -> tuple[Extra, ...]: ...


class NeedsExtra(InfrastructureError):
    """This machine lacks what an exercise requires. Never a student's zero: the submission waits."""


def image_of(asks: Asks, settings: Settings) -> str:
    """Tag of the sandbox image for an exercise on this machine."""
    if asks.requires:
        return image_of_extra(asks.requires[0], settings)
    return settings.image if gpu_of(asks, settings) == "none" else settings.gpu_image


def image_of_extra(extra: Extra, settings: Settings) -> str:
    """Tag of the sandbox image that has an extra."""
    return {"fastai": settings.fastai_image}[extra]


def gpu_of(asks: Asks, settings: Settings) -> Gpu:
    """Which GPU to ask of the engine: an optional one only where this machine is said to have one.

    Images with an extra have no CUDA; no exercise requires both.
    """
    if asks.requires or (asks.gpu == "optional" and not settings.gpu):
        return "none"
    return asks.gpu


def build_command(extra: Extra) -> str:
    """The command that builds the image."""
    return f"grader image --extra {extra}"


def install_command(extra: Extra) -> str:
    """The command that gives one's own Python the library."""
    return f"pip install 'grader[{extra}]'"
