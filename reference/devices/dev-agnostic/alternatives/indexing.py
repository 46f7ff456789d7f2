"""Rows chosen by a mask, new tensors made like old ones, backward into leaf copies."""

import torch


def best_device():
    if torch.cuda.device_count() > 0:
        return "cuda"
    return "cpu"


def add_position(x):
    numbers = torch.ones_like(x).cumsum(0) - 1
    return x + numbers


def masked_mean(x, mask):
    if not mask.any():
        return x.new_zeros(x.shape[1])
    return x[mask].mean(0)


def step(state, x, y, lr, device):
    device = torch.device(device)
    x, y = x.to(device), y.to(device)
    W = state["W"].to(device).clone().detach().requires_grad_(True)
    b = state["b"].to(device).clone().detach().requires_grad_(True)
    scores = x @ W.T + b
    loss = torch.nn.CrossEntropyLoss()(scores, y)
    loss.backward()
    with torch.no_grad():
        W -= lr * W.grad
        b -= lr * b.grad
    return {"state": {"W": W.detach().to("cpu"), "b": b.detach().to("cpu")}, "loss": float(loss.detach())}
