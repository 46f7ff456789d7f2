"""misconception: gradient-clipped

With a small learning rate your line is right. With a large one your steps stay short: you cut the gradient.
That may help in practice, but it hides that the learning rate is too large. What does the prompt say about
a loss that grows?
"""

import torch


@torch.no_grad()
def fit(x, y, w0, b0, lr, steps):
    w, b = w0.clone(), b0.clone()
    losses = []
    for _ in range(steps):
        error = w * x + b - y
        losses.append((error**2).mean().item())
        grad_w = (2 * (error * x).mean()).clamp(-100, 100)
        grad_b = (2 * error.mean()).clamp(-100, 100)
        w = w - lr * grad_w
        b = b - lr * grad_b
    return {"w": w, "b": b, "losses": losses}
