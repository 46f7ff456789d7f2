"""misconception: optimizer-not-plain

Your steps match those of momentum, or of another optimizer with a memory, whose length does not follow the
gradient alone. The task asks for plain gradient descent. Which optimizer do you use, and which settings
does it have?
"""

import torch


def fit(x, y, w0, b0, lr, steps):
    w = w0.detach().clone().requires_grad_()
    b = b0.detach().clone().requires_grad_()
    losses = []
    optimizer = torch.optim.Adam([w, b], lr=lr)
    for _ in range(steps):
        loss = ((w * x.detach() + b - y.detach()) ** 2).mean()
        losses.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return {"w": w.detach(), "b": b.detach(), "losses": losses}
