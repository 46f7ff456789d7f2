"""misconception: model-not-moved

You move the batch to the device and leave the weights where they are. As long as both are on the CPU nobody
notices; with a GPU the images are on one side and the weights on the other. Where does the matrix product take
place?
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
    W = state["W"].detach().requires_grad_()
    b = state["b"].detach().requires_grad_()
    loss = F.cross_entropy(x.to(device) @ W.T + b, y.to(device))
    grad_W, grad_b = torch.autograd.grad(loss, [W, b])
    new = {"W": (W - lr * grad_W).detach().cpu(), "b": (b - lr * grad_b).detach().cpu()}
    return {"state": new, "loss": loss.item()}
