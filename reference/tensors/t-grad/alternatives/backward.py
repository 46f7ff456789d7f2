"""Leaf copies and `backward`, as in a training loop."""

import torch


def leaf(value):
    return value.clone().detach().requires_grad_(True)


def grads_f(x1, x2):
    with torch.enable_grad():
        x1 = torch.tensor(x1, requires_grad=True)
        x2 = torch.tensor(x2, requires_grad=True)
        f = 2 * x1 + x2**2 + 5
        f.backward()
    return float(x1.grad), float(x2.grad)


@torch.enable_grad()
def mse_grads(x, y, w, b):
    w, b = leaf(w), leaf(b)
    loss = torch.nn.functional.mse_loss((x.detach() * w).sum(1) + b, y.detach())
    loss.backward()
    return {"w": w.grad, "b": b.grad}


@torch.enable_grad()
def two_layer_grad(x, w1, w2, y):
    w1, w2 = leaf(w1), leaf(w2)
    hidden = torch.relu(torch.einsum("nd,hd->nh", x.detach(), w1))
    residual = hidden.matmul(w2) - y.detach()
    (residual.pow(2).sum() / residual.numel()).backward()
    return {"w1": w1.grad, "w2": w2.grad}
