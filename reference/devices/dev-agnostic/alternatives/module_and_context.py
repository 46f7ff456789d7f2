"""A module moved as a whole, an optimiser, and a context that says where new tensors are made."""

import torch
from torch import nn


def best_device():
    found = torch.accelerator.current_accelerator(check_available=True)
    return "cuda" if found is not None and found.type == "cuda" else "cpu"


def add_position(x):
    with torch.device(x.device):
        return x + torch.arange(x.shape[0]).unsqueeze(1)


def masked_mean(x, mask):
    with torch.device(x.device):
        total = torch.where(mask.unsqueeze(1), x, torch.zeros(x.shape, dtype=x.dtype)).sum(0)
        return total / max(int(mask.sum()), 1)


class Classifier(nn.Module):
    def __init__(self, state):
        super().__init__()
        self.W = nn.Parameter(state["W"].clone())
        self.b = nn.Parameter(state["b"].clone())

    def forward(self, x):
        return nn.functional.linear(x, self.W, self.b)


def step(state, x, y, lr, device):
    model = Classifier(state).to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    loss = nn.functional.cross_entropy(model(x.to(device)), y.to(device))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return {"state": {name: value.cpu() for name, value in model.state_dict().items()}, "loss": loss.item()}
