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
    W, b = (state[name].detach().to(device).requires_grad_() for name in ("W", "b"))
    scores = torch.einsum("nd,cd->nc", x.to(device), W) + b
    picked = scores.gather(1, y.to(device).unsqueeze(1)).squeeze(1)
    loss = (torch.logsumexp(scores, 1) - picked).mean()
    grads = torch.autograd.grad(loss, [W, b])
    new = [(value - lr * grad).detach().cpu() for value, grad in zip((W, b), grads, strict=True)]
    return {"state": dict(zip(("W", "b"), new, strict=True)), "loss": loss.item()}
