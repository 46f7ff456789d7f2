"""A module, Adam, and the names of the weights put right at the end."""

import torch
from torch import nn

NAMES = {"0.weight": "W1", "0.bias": "b1", "2.weight": "W2", "2.bias": "b2"}


def memorize(x, y, seed):
    torch.manual_seed(seed)
    model = nn.Sequential(nn.Linear(x.shape[1], 192), nn.ReLU(), nn.Linear(192, int(y.max()) + 1))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    loss_of = nn.CrossEntropyLoss()
    for _ in range(250):
        optimizer.zero_grad()
        loss = loss_of(model(x), y)
        loss.backward()
        optimizer.step()
        if loss.item() < 0.003:
            break
    with torch.no_grad():
        share = (model(x).argmax(1) == y).float().mean().item()
    return {
        "state": {NAMES[name]: value.clone() for name, value in model.state_dict().items()},
        "train_acc": share,
    }


def gap(train_acc, valid_acc):
    return -(valid_acc - train_acc)


def exposed(state, x, y, threshold):
    hidden = torch.clamp(x @ state["W1"].T + state["b1"], min=0)
    log_p = torch.log_softmax((hidden @ state["W2"].T + state["b2"]).double(), dim=1)
    own = log_p.gather(1, y.unsqueeze(1)).squeeze(1).exp()
    return [row for row, p in enumerate(own.tolist()) if p >= threshold]
