"""Loops over rows, and the gradient worked out on paper."""

import torch


def best_device():
    devices = {True: "cuda", False: "cpu"}
    return devices[torch.cuda.is_available()]


def add_position(x):
    return torch.stack([row + number for number, row in enumerate(x)])


def masked_mean(x, mask):
    total, count = torch.zeros_like(x[0]), 0
    for row, wanted in zip(x, mask.tolist(), strict=True):
        if wanted:
            total = total + row
            count += 1
    return total / count if count else total


def step(state, x, y, lr, device):
    W, b, x, y = (one.to(device) for one in (state["W"], state["b"], x, y))
    scores = x @ W.transpose(0, 1) + b
    scores = scores - scores.max(dim=1, keepdim=True).values
    log_p = scores - scores.exp().sum(1, keepdim=True).log()
    right = (y[:, None] == torch.arange(len(b), device=device)).to(x.dtype)
    loss = -(log_p * right).sum() / len(x)
    error = (log_p.exp() - right) / len(x)
    new = {"W": W - lr * error.transpose(0, 1) @ x, "b": b - lr * error.sum(0)}
    return {"state": {name: value.cpu() for name, value in new.items()}, "loss": loss.item()}
