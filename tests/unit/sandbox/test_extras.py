"""Libraries that a guest imports before any process of a student's is made."""

from __future__ import annotations

import contextlib
import importlib.util
import sys
from pathlib import Path

import pytest
from containers import image_missing

from sandbox.guest import extras
from sandbox.host.base import SandboxError
from sandbox.host.docker import DockerConfig, open_docker
from sandbox.host.docker_config import EXTRA_MB, container_config
from sandbox.host.image import IMAGE_FILES, content_hash, context_files
from sandbox.host.local import open_local
from sandbox.program import Cell, Limits, Program, SourceFile

FASTAI = "grader-sandbox:fastai"
CALL = {"args": [], "kwargs": {}, "observe": False, "device": None}

LESSON = """
import sys
there = [name in sys.modules for name in ("fastai.vision.all", "torchvision")]
from fastai.vision.all import *

def f():
    root = Path("pictures")
    for label in "ab":
        (root / label).mkdir(parents=True)
        for number in range(4):
            PILImage.create(torch.zeros(8, 8, 3).byte().numpy()).save(root / label / f"{number}.png")
    dls = ImageDataLoaders.from_folder(root, valid_pct=0.5, seed=1, bs=2, item_tfms=Resize(8))
    learn = vision_learner(dls, resnet18, pretrained=False)
    with learn.no_bar():
        learn.fit(1, 1e-3)
    return [there, list(dls.vocab), torch.__version__.partition("+")[0], len(learn.recorder.values)]

def store():
    open("/opt/matplotlib/x", "w")
"""


def test_only_a_torchvision_that_wants_cuda_is_helped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    for name, inside in (("for_cuda", b"\x7fELF libcudart.so.13"), ("for_cpu", b"\x7fELF libc.so.6")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").touch()
        (tmp_path / name / "_C.so").write_bytes(inside)
    importlib.invalidate_caches()
    assert extras._built_for_cuda("for_cuda")
    assert not extras._built_for_cuda("for_cpu")
    assert not extras._built_for_cuda("not_there_at_all")


def test_a_guest_without_the_library_says_so() -> None:
    if importlib.util.find_spec("fastai") is not None:
        pytest.skip("this Python has fastai")
    with pytest.raises(SandboxError, match="fastai"):
        open_local(extras=("fastai",))


def test_the_container_is_told_and_gets_room_for_it() -> None:
    plain, more = (container_config(DockerConfig(extras=extras_), {}) for extras_ in ((), ("fastai",)))
    assert more["Cmd"] == [*plain["Cmd"], "--extra", "fastai"]
    assert more["HostConfig"]["Memory"] - plain["HostConfig"]["Memory"] == EXTRA_MB * 2**20


def test_the_image_is_made_from_the_plain_one_and_a_list_of_its_own() -> None:
    names = [name for name, _ in context_files("fastai")]
    assert {"constraints.txt", "constraints-fastai.txt", "requirements.txt"} <= set(names)
    assert content_hash("fastai") != content_hash("cpu")
    # To the letter the same up to the first installation: the engine then keeps that layer once.
    first = [
        (IMAGE_FILES / f"Dockerfile.{kind}").read_text().partition("requirements.txt\n")[0].splitlines()
        for kind in ("cpu", "fastai")
    ]
    cpu, fastai = ([line for line in lines if not line.startswith("#")] for lines in first)
    assert cpu == fastai


def test_no_package_has_two_versions_and_torch_stays_what_it_is() -> None:
    pinned = [
        [line.partition("==")[0].lower().replace("_", "-") for line in _lines(name)]
        for name in ("constraints.txt", "constraints-fastai.txt")
    ]
    assert "torch" in pinned[0]
    assert not set(pinned[0]) & set(pinned[1])
    assert {"fastai", "torchvision"} <= set(pinned[1])
    assert all("==" in line for line in _lines("constraints-fastai.txt"))


def _lines(name: str) -> list[str]:
    lines = (IMAGE_FILES / name).read_text().splitlines()
    return [line for line in lines if line and not line.startswith("#")]


@pytest.mark.docker
@pytest.mark.slow
def test_every_process_finds_fastai_imported_and_torchvision_with_it() -> None:
    if reason := image_missing(FASTAI, "fastai"):
        pytest.skip(f"{reason}; `grader image --extra fastai` builds it")
    program = Program("a.py", (SourceFile("a.py", (Cell(0, LESSON),)),))
    with contextlib.closing(open_docker(DockerConfig(image=FASTAI, extras=("fastai",)))) as sandbox:
        assert {"fastai", "torchvision"} <= set(sandbox.info.libraries)
        assert sandbox.info.torch.startswith("2.13.0")
        loaded = sandbox.spawn(program, Limits(cpu_s=60, load_s=5), seed=1)
        assert loaded.fault is None
        reply = sandbox.request("call", {"target": {"name": "f"}, **CALL}, cpu_s=60, wall_s=240)
        assert reply.fault is None, reply.fault
        assert reply.value == [[True, True], ["a", "b"], "2.13.0", 1]
        refused = sandbox.request("call", {"target": {"name": "store"}, **CALL}, cpu_s=5, wall_s=20).fault
        assert refused is not None
        assert refused.type in ("OSError", "PermissionError")
