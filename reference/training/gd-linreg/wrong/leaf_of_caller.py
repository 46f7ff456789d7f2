"""misconception: grad-left-behind

An old gradient in the caller's `.grad` got mixed up with yours: it was there before your call, and it is
changed after it, or your first step has used it. `.grad` belongs to whoever owns the tensor. How do you get
tensors whose `.grad` is your own?
"""


def fit(x, y, w0, b0, lr, steps):
    w, b = w0, b0
    if not w.requires_grad:
        w = w.clone().requires_grad_()
    if not b.requires_grad:
        b = b.clone().requires_grad_()
    losses = []
    for _ in range(steps):
        w.grad = b.grad = None
        loss = ((w * x + b - y) ** 2).mean()
        loss.backward()
        losses.append(loss.item())
        w = (w - lr * w.grad).detach().requires_grad_()
        b = (b - lr * b.grad).detach().requires_grad_()
    return {"w": w.detach(), "b": b.detach(), "losses": losses}
