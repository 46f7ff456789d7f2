"""misconception: data-not-moved

You move the weights to the device and leave the batch where it is. As long as both are on the CPU nobody
notices; with a GPU the weights are on one side and the images or labels on the other. What else takes part in the
calculation of the loss?
"""

import torch
import torch.nn.functional as F


def best_device():
    return "cuda" if torch.cuda.is_available() else "cpu"


def add_position(x):
    return x + torch.arange(len(x), dtype=x.dtype, device=x.device)[:, None]


def masked_mean(x, mask):
    weights = mask.to(x.dtype)
    return (x * weights[:, None]).sum(0) / weights.sum().clamp(min=1)


def step(state, x, y, lr, device):
    W = state["W"].detach().to(device).requires_grad_()
    b = state["b"].detach().to(device).requires_grad_()
    loss = F.cross_entropy(x @ W.T + b, y)
    grad_W, grad_b = torch.autograd.grad(loss, [W, b])
    new = {"W": (W - lr * grad_W).detach().cpu(), "b": (b - lr * grad_b).detach().cpu()}
    return {"state": new, "loss": loss.item()}
