"""Reference: autograd gives the gradients, the update is written out."""

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor


def run_batches(
    x: Tensor, y: Tensor, W: Tensor, b: Tensor, lr: float, batches: list[list[int]]
) -> dict[str, Any]:
    """One plain SGD update per batch."""
    W, b = W.clone().requires_grad_(), b.clone().requires_grad_()
    losses = []
    for rows in batches:
        loss = F.cross_entropy(x[rows] @ W.T + b, y[rows])
        step_W, step_b = torch.autograd.grad(loss, [W, b])
        with torch.no_grad():
            W -= lr * step_W
            b -= lr * step_b
        losses.append(loss.item())
    return {"W": W.detach(), "b": b.detach(), "losses": losses}


def compare(x: Tensor, y: Tensor, epochs: int, lr: float, batch_size: int, seed: int) -> dict[str, Any]:
    """Gradient descent and SGD from weights of zero."""
    n = len(x)
    generator = torch.Generator().manual_seed(seed)
    orders = [torch.randperm(n, generator=generator) for _ in range(epochs)]
    sgd = [part.tolist() for order in orders for part in torch.split(order, batch_size)]
    gd = [list(range(n)) for _ in range(epochs)]
    result: dict[str, Any] = {"gd_updates": len(gd), "sgd_updates": len(sgd)}
    for name, batches in (("gd_loss", gd), ("sgd_loss", sgd)):
        classes = int(y.max()) + 1
        out = run_batches(x, y, x.new_zeros(classes, x.shape[1]), x.new_zeros(classes), lr, batches)
        result[name] = F.cross_entropy(x @ out["W"].T + out["b"], y).item()
    return result
