"""misconception: new-tensor-on-cpu

On the CPU all is right. On another device your code stops, because a tensor that you make yourself lies on the
CPU while the one you were given lies there. A function that makes a tensor cannot guess where you want it. How do
you tell it?
"""

import torch
import torch.nn.functional as F


def best_device():
    return "cuda" if torch.cuda.is_available() else "cpu"


def add_position(x):
    return x + torch.arange(len(x), dtype=x.dtype, device=x.device)[:, None]


def masked_mean(x, mask):
    total = torch.zeros(x.shape[1], dtype=x.dtype)
    for row, wanted in zip(x, mask):
        if wanted:
            total = total + row
    return total / max(int(mask.sum()), 1)


def step(state, x, y, lr, device):
    W = state["W"].detach().to(device).requires_grad_()
    b = state["b"].detach().to(device).requires_grad_()
    loss = F.cross_entropy(x.to(device) @ W.T + b, y.to(device))
    grad_W, grad_b = torch.autograd.grad(loss, [W, b])
    new = {"W": (W - lr * grad_W).detach().cpu(), "b": (b - lr * grad_b).detach().cpu()}
    return {"state": new, "loss": loss.item()}
