"""misconception: log-of-zero

With ordinary scores all is well; with scores of several hundred your losses become inf and the weights nan.
The right class's probability is too small for the computer and becomes 0, and its logarithm is minus
infinity. Which function takes you from scores to the loss in one go?
"""

import torch
import torch.nn.functional as F


def run_batches(x, y, W, b, lr, batches):
    W = W.clone().requires_grad_()
    b = b.clone().requires_grad_()
    optimizer = torch.optim.SGD([W, b], lr=lr)
    losses = []
    for rows in batches:
        loss = -torch.log(torch.softmax(x[rows] @ W.T + b, dim=1)[range(len(rows)), y[rows]]).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return {"W": W.detach(), "b": b.detach(), "losses": losses}


def compare(x, y, epochs, lr, batch_size, seed):
    n, classes = len(x), int(y.max()) + 1
    W, b = torch.zeros(classes, x.shape[1], dtype=x.dtype), torch.zeros(classes, dtype=x.dtype)
    gd = [list(range(n))] * epochs
    generator = torch.Generator().manual_seed(seed)
    sgd = []
    for epoch in range(epochs):
        order = torch.randperm(n, generator=generator).tolist()
        sgd += [order[i : i + batch_size] for i in range(0, n, batch_size)]
    by_gd = run_batches(x, y, W, b, lr, gd)
    by_sgd = run_batches(x, y, W, b, lr, sgd)
    return {
        "gd_loss": F.cross_entropy(x @ by_gd["W"].T + by_gd["b"], y).item(),
        "sgd_loss": F.cross_entropy(x @ by_sgd["W"].T + by_sgd["b"], y).item(),
        "gd_updates": len(gd),
        "sgd_updates": len(sgd),
    }
