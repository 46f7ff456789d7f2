"""misconception: masked-rows-counted

Your mean is too small: rows outside of the mask add nothing to the total, but you divide by the number of all
rows. Take two rows of which one counts. By what should its total be divided?
"""

import torch
import torch.nn.functional as F


def best_device():
    return "cuda" if torch.cuda.is_available() else "cpu"


def add_position(x):
    return x + torch.arange(len(x), dtype=x.dtype, device=x.device)[:, None]


def masked_mean(x, mask):
    return (x * mask[:, None]).mean(0)


def step(state, x, y, lr, device):
    W = state["W"].detach().to(device).requires_grad_()
    b = state["b"].detach().to(device).requires_grad_()
    loss = F.cross_entropy(x.to(device) @ W.T + b, y.to(device))
    grad_W, grad_b = torch.autograd.grad(loss, [W, b])
    new = {"W": (W - lr * grad_W).detach().cpu(), "b": (b - lr * grad_b).detach().cpu()}
    return {"state": new, "loss": loss.item()}
