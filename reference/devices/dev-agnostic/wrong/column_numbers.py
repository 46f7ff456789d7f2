"""misconception: axis-confusion

Every column got its number, every row the same numbers: the positions were lined up with the last axis. A square
tensor hides this in the shape. Which axis do the rows lie along, and which shape lines up with it?
"""

import torch
import torch.nn.functional as F


def best_device():
    return "cuda" if torch.cuda.is_available() else "cpu"


def add_position(x):
    return x + torch.arange(x.shape[1], dtype=x.dtype, device=x.device)


def masked_mean(x, mask):
    weights = mask.to(x.dtype)
    return (x * weights[:, None]).sum(0) / weights.sum().clamp(min=1)


def step(state, x, y, lr, device):
    W = state["W"].detach().to(device).requires_grad_()
    b = state["b"].detach().to(device).requires_grad_()
    loss = F.cross_entropy(x.to(device) @ W.T + b, y.to(device))
    grad_W, grad_b = torch.autograd.grad(loss, [W, b])
    new = {"W": (W - lr * grad_W).detach().cpu(), "b": (b - lr * grad_b).detach().cpu()}
    return {"state": new, "loss": loss.item()}
