"""numpy: one vector of two numbers, one matrix with a column of ones."""

import numpy as np
import torch


def fit(x, y, w0, b0, lr, steps):
    design = np.stack([x.detach().numpy(), np.ones(len(x), dtype=x.detach().numpy().dtype)], axis=1)
    target = y.detach().numpy()
    line = np.array([w0.item(), b0.item()], dtype=target.dtype)
    losses = []
    with np.errstate(all="ignore"):
        for _ in range(steps):
            residual = design @ line - target
            losses.append(float(np.mean(residual**2)))
            line = line - (2 * lr / len(target)) * (design.T @ residual)
    return {"w": torch.tensor(line[0]), "b": torch.tensor(line[1]), "losses": losses}
