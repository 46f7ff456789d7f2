"""Where the tensors of a call lie, and what the program is told about GPUs meanwhile."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import lru_cache
from typing import Any

import torch

#: Owner, name of the attribute, and what it is.
_Replaced = tuple[Any, str, Callable[..., Any]]

#: A device that every build of torch has. It computes on the processor, so values come out, and like a GPU it
#: refuses to calculate with tensors that lie elsewhere: what would fail on a GPU fails here.
PRACTICE = "lazy"
GPU = "cuda"

#: What was replaced so that no GPU is found; empty where one is.
_hidden: list[_Replaced] = []


def moved(
    args: list[Any], kwargs: dict[str, Any], device: str, only: Collection[int | str] | None
) -> tuple[list[Any], dict[str, Any]]:
    """The arguments on `device`, or those with the positions and names of `only` alone."""
    if device == PRACTICE:
        _begin()
    chosen = [_moved(value, device) if _wanted(place, only) else value for place, value in enumerate(args)]
    named = {name: _moved(value, device) if _wanted(name, only) else value for name, value in kwargs.items()}
    return chosen, named


def _wanted(place: int | str, only: Collection[int | str] | None) -> bool:
    return only is None or place in only


def _moved(value: Any, device: str) -> Any:
    """Every tensor on `device`; modules behind handles are moved in place."""
    if isinstance(value, torch.Tensor | torch.nn.Module):
        return value.to(device)
    if type(value) in (list, tuple):
        return type(value)(_moved(item, device) for item in value)
    if type(value) is dict:
        return {key: _moved(item, device) for key, item in value.items()}
    return value


@lru_cache(maxsize=1)
def _begin() -> object:
    """Make the practice device usable, once: in this process, because most never need it.

    Taking a tensor apart is written anew: torch gives parts there which later operations read as garbage.
    """
    import torch._lazy.ts_backend as backend

    # A second time is refused, and the student's file may have done it.
    with contextlib.suppress(RuntimeError):
        backend.init()  # type: ignore[no-untyped-call]
    library: Any = torch.library.Library("aten", "IMPL")  # type: ignore[no-untyped-call]
    for name, function in (("unbind.int", _unbind), ("split.Tensor", _split), ("split_with_sizes", _pieces)):
        library.impl(name, function, "AutogradLazy")
    return library


def _unbind(x: torch.Tensor, dim: int = 0) -> list[torch.Tensor]:
    return [x.select(dim, index) for index in range(x.shape[dim])]


def _split(x: torch.Tensor, size: int, dim: int = 0) -> list[torch.Tensor]:
    starts = range(0, x.shape[dim], size) if size else [0]
    return [x.narrow(dim, start, min(size, x.shape[dim] - start)) for start in starts] or [x]


def _pieces(x: torch.Tensor, sizes: list[int], dim: int = 0) -> list[torch.Tensor]:
    starts = [sum(sizes[:index]) for index in range(len(sizes))]
    return [x.narrow(dim, start, size) for start, size in zip(starts, sizes, strict=True)]


@contextlib.contextmanager
def told(cuda: bool | None) -> Iterator[None]:
    """Have torch say that there is a GPU, or that there is none, whatever is true; None leaves it alone."""
    if cuda is None:
        yield
        return
    before = _replace(_said(cuda))
    try:
        yield
    finally:
        _replace(before)


def hide() -> None:
    """Let the program find no GPU until `reveal`, just as with a build of torch that has none.

    So what it does unasked is the same on every machine. Only before anything was computed on the GPU.
    """
    _hidden[:] = _replace([*_said(cuda=False), (torch.cuda, "_lazy_init", _no_gpu)])


def reveal() -> None:
    """Take back `hide`, for the rest of the process's life."""
    _replace(_hidden)
    _hidden.clear()


def _no_gpu() -> None:
    raise AssertionError("Torch not compiled with CUDA enabled")


def _replace(wanted: Iterable[_Replaced]) -> list[_Replaced]:
    """Put these in the places of what is there, which is returned."""
    before = []
    for owner, name, value in wanted:
        before.append((owner, name, getattr(owner, name)))
        setattr(owner, name, value)
    return before


def _said(cuda: bool) -> list[_Replaced]:
    """Every way of asking, with its answer."""
    device = torch.device(GPU) if cuda else None
    return [
        (torch.cuda, "is_available", lambda: cuda),
        (torch.cuda, "device_count", lambda: int(cuda)),
        (torch.accelerator, "is_available", lambda: cuda),
        (torch.accelerator, "device_count", lambda: int(cuda)),
        (torch.accelerator, "current_accelerator", lambda check_available=False: device),
    ]
