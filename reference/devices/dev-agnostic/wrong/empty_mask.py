"""misconception: mean-of-nothing

Where the mask is True for no row you return nan: 0 divided by 0 is no number, and one nan spoils every sum it
enters. The prompt says what is wanted for such a mask. Which number of rows do you divide by then?
"""

import torch
import torch.nn.functional as F


def best_device():
    return "cuda" if torch.cuda.is_available() else "cpu"


def add_position(x):
    return x + torch.arange(len(x), dtype=x.dtype, device=x.device)[:, None]


def masked_mean(x, mask):
    return x[mask].mean(0)


def step(state, x, y, lr, device):
    W = state["W"].detach().to(device).requires_grad_()
    b = state["b"].detach().to(device).requires_grad_()
    loss = F.cross_entropy(x.to(device) @ W.T + b, y.to(device))
    grad_W, grad_b = torch.autograd.grad(loss, [W, b])
    new = {"W": (W - lr * grad_W).detach().cpu(), "b": (b - lr * grad_b).detach().cpu()}
    return {"state": new, "loss": loss.item()}
