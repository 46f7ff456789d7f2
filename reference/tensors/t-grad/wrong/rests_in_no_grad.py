"""misconception: grad-mode-assumed

Where the caller has switched autograd off, your function stops with an error: nothing was recorded, so there is
nothing to go back through. A function that needs autograd should not depend on who calls it. How can it be switched
on for your own lines alone?
"""

import torch


def grads_f(x1, x2):
    return 2.0, 2 * x2


def mse_grads(x, y, w, b):
    w, b = w.detach().requires_grad_(), b.detach().requires_grad_()
    loss = ((x @ w + b - y) ** 2).mean()
    for_w, for_b = torch.autograd.grad(loss, (w, b))
    return {"w": for_w, "b": for_b}


def two_layer_grad(x, w1, w2, y):
    w1, w2 = w1.detach().requires_grad_(), w2.detach().requires_grad_()
    loss = (((x @ w1.T).relu() @ w2 - y) ** 2).mean()
    for_w1, for_w2 = torch.autograd.grad(loss, (w1, w2))
    return {"w1": for_w1, "w2": for_w2}
