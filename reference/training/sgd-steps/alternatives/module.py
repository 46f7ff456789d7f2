"""nn.Linear, nn.CrossEntropyLoss and a DataLoader."""

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def linear(W, b):
    layer = nn.Linear(W.shape[1], W.shape[0], dtype=W.dtype)
    with torch.no_grad():
        layer.weight.copy_(W)
        layer.bias.copy_(b)
    return layer


def train_step(layer, optimizer, x, y):
    loss = nn.CrossEntropyLoss()(layer(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


def run_batches(x, y, W, b, lr, batches):
    state = torch.get_rng_state()
    layer = linear(W, b)
    torch.set_rng_state(state)
    optimizer = torch.optim.SGD(layer.parameters(), lr=lr)
    losses = [train_step(layer, optimizer, x[rows], y[rows]) for rows in batches]
    return {"W": layer.weight.data, "b": layer.bias.data, "losses": losses}


def fit(x, y, epochs, lr, loader):
    classes = int(y.max()) + 1
    state = torch.get_rng_state()
    layer = linear(torch.zeros(classes, x.shape[1]), torch.zeros(classes))
    torch.set_rng_state(state)
    optimizer = torch.optim.SGD(layer.parameters(), lr=lr)
    updates = 0
    for _ in range(epochs):
        for pictures, labels in loader:
            train_step(layer, optimizer, pictures, labels)
            updates += 1
    with torch.no_grad():
        return nn.CrossEntropyLoss()(layer(x), y).item(), updates


def compare(x, y, epochs, lr, batch_size, seed):
    data = TensorDataset(x, y)
    generator = torch.Generator().manual_seed(seed)
    gd_loss, gd_updates = fit(x, y, epochs, lr, [(x, y)])
    loader = DataLoader(data, batch_size=batch_size, shuffle=True, generator=generator)
    sgd_loss, sgd_updates = fit(x, y, epochs, lr, loader)
    return {"gd_loss": gd_loss, "sgd_loss": sgd_loss, "gd_updates": gd_updates, "sgd_updates": sgd_updates}
