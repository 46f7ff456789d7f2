"""Momentum written out on a dictionary of tensors, with a generator of its own."""

import torch

HIDDEN, STEPS, LR, MOMENTUM = 256, 150, 0.5, 0.9


def forward(state, x):
    return torch.clamp(x @ state["W1"].T + state["b1"], min=0) @ state["W2"].T + state["b2"]


def start(d, classes, seed):
    generator = torch.Generator().manual_seed(seed)
    return {
        "W1": torch.randn(HIDDEN, d, generator=generator) * (2 / d) ** 0.5,
        "b1": torch.zeros(HIDDEN),
        "W2": torch.randn(classes, HIDDEN, generator=generator) * (1 / HIDDEN) ** 0.5,
        "b2": torch.zeros(classes),
    }


def own_log_probability(state, x, y):
    return torch.log_softmax(forward(state, x).double(), dim=1).gather(1, y.unsqueeze(1)).squeeze(1)


def memorize(x, y, seed):
    state = start(x.shape[1], int(y.max()) + 1, seed)
    speed = {name: torch.zeros_like(value) for name, value in state.items()}
    for _ in range(STEPS):
        leaves = {name: value.requires_grad_() for name, value in state.items()}
        loss = -own_log_probability(leaves, x, y).mean()
        slopes = torch.autograd.grad(loss, list(leaves.values()))
        for name, slope in zip(state, slopes, strict=True):
            speed[name] = MOMENTUM * speed[name] + slope
            state[name] = state[name].detach() - LR * speed[name]
    right = forward(state, x).argmax(1) == y
    return {"state": state, "train_acc": int(right.sum()) / len(y)}


def gap(train_acc, valid_acc):
    return -(valid_acc - train_acc)


def exposed(state, x, y, threshold):
    own = own_log_probability(state, x, y).exp()
    return [row for row, p in enumerate(own.tolist()) if p >= threshold]
