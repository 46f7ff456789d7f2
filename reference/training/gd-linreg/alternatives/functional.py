"""torch.func.grad_and_value on a pair."""

import torch


def squared_error(line, x, y):
    return torch.mean((line[0] * x + line[1] - y) ** 2)


def fit(x, y, w0, b0, lr, steps):
    x, y = x.detach(), y.detach()
    line = torch.stack([w0.detach(), b0.detach()])
    look = torch.func.grad_and_value(squared_error)
    losses = []
    for _ in range(steps):
        gradient, loss = look(line, x, y)
        losses.append(loss.item())
        line = torch.add(line, gradient, alpha=-lr)
    return {"w": line[0], "b": line[1], "losses": losses}
