"""There and back: numpy computes on the CPU, and the result goes to where the input was."""

import numpy as np
import torch


def best_device():
    try:
        assert torch.cuda.is_available()
    except AssertionError:
        return "cpu"
    return "cuda"


def add_position(x):
    values = x.cpu().numpy()
    return torch.from_numpy(values + np.arange(len(values), dtype=values.dtype)[:, None]).to(x.device)


def masked_mean(x, mask):
    rows = x.cpu().numpy()[mask.cpu().numpy()]
    mean = rows.mean(axis=0) if len(rows) else np.zeros(x.shape[1], dtype=rows.dtype)
    return torch.from_numpy(mean).to(x.device)


def step(state, x, y, lr, device):
    there = {"W": state["W"], "b": state["b"], "x": x, "y": y}
    there = {name: value.detach().to(device) for name, value in there.items()}

    def loss_of(weights):
        scores = torch.einsum("nd,cd->nc", there["x"], weights["W"]) + weights["b"]
        picked = scores.gather(1, there["y"].unsqueeze(1)).squeeze(1)
        return (torch.logsumexp(scores, 1) - picked).mean()

    weights = {name: there[name] for name in ("W", "b")}
    grads, loss = torch.func.grad_and_value(loss_of)(weights)
    new = {name: (weights[name] - lr * grads[name]).cpu() for name in weights}
    return {"state": new, "loss": loss.item()}
