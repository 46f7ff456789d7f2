"""nn.Linear, nn.MSELoss and torch.optim.SGD."""

import torch
from torch import nn


def fit(x, y, w0, b0, lr, steps):
    layer = nn.utils.skip_init(nn.Linear, 1, 1, dtype=x.dtype)
    with torch.no_grad():
        layer.weight.fill_(w0)
        layer.bias.fill_(b0)
    optimizer = torch.optim.SGD(layer.parameters(), lr=lr)
    inputs, targets = x.detach()[:, None], y.detach()[:, None]
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = nn.MSELoss()(layer(inputs), targets)
        losses.append(float(loss))
        loss.backward()
        optimizer.step()
    return {"w": layer.weight.detach()[0, 0], "b": layer.bias.detach()[0], "losses": losses}
