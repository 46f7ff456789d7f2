"""Reference: autograd, on leaves of our own, whatever the caller's tensors and grad mode are."""

from collections.abc import Callable

import torch
from torch import Tensor


def _gradients(loss: Callable[..., Tensor], *weights: Tensor) -> tuple[Tensor, ...]:
    with torch.enable_grad():
        leaves = [weight.detach().requires_grad_() for weight in weights]
        return torch.autograd.grad(loss(*leaves), leaves)


def grads_f(x1: float, x2: float) -> tuple[float, float]:
    """The derivatives of f = 2 * x1 + x2**2 + 5."""
    point = torch.tensor([x1, x2], dtype=torch.float64)
    (slopes,) = _gradients(lambda p: 2 * p[0] + p[1] ** 2, point)
    return slopes[0].item(), slopes[1].item()


def mse_grads(x: Tensor, y: Tensor, w: Tensor, b: Tensor) -> dict[str, Tensor]:
    """The gradient of the mean squared error of a line."""
    for_w, for_b = _gradients(lambda w, b: (x @ w + b - y).square().mean(), w, b)
    return {"w": for_w, "b": for_b}


def two_layer_grad(x: Tensor, w1: Tensor, w2: Tensor, y: Tensor) -> dict[str, Tensor]:
    """The gradient of the mean squared error of a network with one hidden layer."""
    for_w1, for_w2 = _gradients(lambda w1, w2: ((x @ w1.T).relu() @ w2 - y).square().mean(), w1, w2)
    return {"w1": for_w1, "w2": for_w2}
