"""misconception: graph-cut

The way from the loss back to the weights is cut: no gradient arrives, or PyTorch says that there is nothing to go
back through. `.data`, `.detach()` and `.item()` in the middle of a computation do that. Which of your lines leaves
the path?
"""

import torch


def grads_f(x1, x2):
    return 2.0, 2 * x2


def mse_grads(x, y, w, b):
    error = 2 * (x @ w + b - y) / len(y)
    return {"w": error @ x, "b": error.sum()}


def two_layer_grad(x, w1, w2, y):
    w1, w2 = w1.detach().requires_grad_(), w2.detach().requires_grad_()
    with torch.enable_grad():
        hidden = (x.detach() @ w1.T).relu().detach()
        loss = ((hidden @ w2 - y.detach()) ** 2).mean()
        loss.backward()
    return {"w1": w1.grad, "w2": w2.grad}
