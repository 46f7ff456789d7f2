"""misconception: in-place-on-argument

After the call the weights that were given to you have changed. Moving a tensor to where it is already copies
nothing: you get the same tensor, and a step that writes into it writes into the caller's. When is it a copy, and
when is it not?
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
    x, y = x.to(device), y.to(device)
    W, b = state["W"].to(device), state["b"].to(device)
    with torch.enable_grad():
        leaves = W.detach().requires_grad_(), b.detach().requires_grad_()
        loss = F.cross_entropy(x @ leaves[0].T + leaves[1], y)
        grad_W, grad_b = torch.autograd.grad(loss, leaves)
    W -= lr * grad_W
    b -= lr * grad_b
    return {"state": {"W": W.cpu(), "b": b.cpu()}, "loss": loss.item()}
