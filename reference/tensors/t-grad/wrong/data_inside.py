"""misconception: graph-cut

The way from the loss back to the weights is cut: no gradient arrives, or PyTorch says that there is nothing to go
back through. `.data`, `.detach()` and `.item()` in the middle of a computation do that. Which of your lines leaves
the path?
"""

import torch


def grads_f(x1, x2):
    return 2.0, 2 * x2


def mse_grads(x, y, w, b):
    w, b = w.detach().requires_grad_(), b.detach().requires_grad_()
    with torch.enable_grad():
        prediction = x.detach() @ w.data + b.data
        loss = ((prediction - y.detach()) ** 2).mean()
        loss.backward()
    return {"w": w.grad, "b": b.grad}


def two_layer_grad(x, w1, w2, y):
    before = x @ w1.T
    hidden = before.relu()
    error = 2 * (hidden @ w2 - y) / len(y)
    back = error[:, None] * w2 * (before > 0)
    return {"w1": back.T @ x, "w2": error @ hidden}
