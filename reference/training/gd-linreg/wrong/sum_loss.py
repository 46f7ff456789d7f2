"""misconception: mean-vs-sum

With one point your step is right; with n points it is n times too long. You add up the squared errors, and
the loss here is their mean. A step that grows with the number of points calls for another learning rate
each time. Where does n enter?
"""

import torch


def fit(x, y, w0, b0, lr, steps):
    w = w0.detach().clone().requires_grad_()
    b = b0.detach().clone().requires_grad_()
    losses = []
    for _ in range(steps):
        loss = ((w * x.detach() + b - y.detach()) ** 2).sum()
        losses.append(loss.item())
        loss.backward()
        with torch.no_grad():
            w -= lr * w.grad
            b -= lr * b.grad
        w.grad = None
        b.grad = None
    return {"w": w.detach(), "b": b.detach(), "losses": losses}
