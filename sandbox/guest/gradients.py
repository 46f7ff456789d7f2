"""Gradients of a function of the student's with respect to its positional arguments."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch


def gradients(
    function: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any], cotangent: Any
) -> dict[str, Any]:
    """Call with leaf copies, then go backward from `cotangent` (ones when None).

    :raises TypeError: the function returned something that has no gradient; the message is for the student.
    """
    leaves = [_leaf(value) for value in args]
    value = function(*leaves, **kwargs)
    if not isinstance(value, torch.Tensor):
        raise TypeError(f"a tensor was asked for, and {type(value).__name__} was returned")
    if not value.requires_grad:
        raise TypeError("the returned tensor does not depend on the arguments in a way autograd can follow")
    wanted = [leaf for leaf in leaves if isinstance(leaf, torch.Tensor) and leaf.requires_grad]
    start = torch.ones_like(value) if cotangent is None else cotangent
    if start.shape != value.shape:
        seen, asked = tuple(value.shape), tuple(start.shape)
        raise TypeError(f"a tensor of shape {asked} was asked for, and one of shape {seen} was returned")
    found = iter(_backward(value, start.to(value.dtype), wanted))
    grads = [next(found) if any(leaf is one for one in wanted) else None for leaf in leaves]
    return {"value": value, "grads": grads}


def leaves(args: Sequence[Any]) -> list[Any]:
    """Arguments as a training loop may hand them over: leaves that hold an old gradient, one of ones."""
    made = [_leaf(value) for value in args]
    for value in made:
        if isinstance(value, torch.Tensor) and value.requires_grad:
            value.grad = torch.ones_like(value)
    return made


def _backward(
    value: torch.Tensor, start: torch.Tensor, wanted: list[torch.Tensor]
) -> tuple[torch.Tensor | None, ...]:
    """The gradients of `wanted`. From a single number torch goes backward without help; told where to start
    it first imports a computer algebra system, for a quarter of a second of the student's time."""
    if value.is_complex():
        return torch.autograd.grad(value, wanted, start, allow_unused=True)
    return torch.autograd.grad((value * start).sum(), wanted, allow_unused=True)


def _leaf(value: Any) -> Any:
    """A copy that collects gradients, of a tensor that can have them; anything else as it is."""
    if isinstance(value, torch.Tensor) and (value.is_floating_point() or value.is_complex()):
        return value.detach().clone().requires_grad_()
    return value
