"""misconception: shape-mended-silently

Shapes that differ were made to fit instead of being refused. That hides mistakes: (n, 1) against (n,) may be
harmless, but (2, 3) against (3, 2) pairs up the wrong numbers just as quietly. What should happen before any
reshaping?
"""


def dot_loop(w, x):
    total = 0
    for i in range(len(w)):
        total = total + w[i] * x[i]
    return total


def dot_ops(w, x):
    return (w * x).sum()


def linear(W, b, X):
    return X @ W.T + b


def residual(pred, true):
    if pred.numel() != true.numel():
        raise ValueError("the sizes differ")
    difference = pred.flatten() - true.flatten()
    return difference if difference.is_floating_point() else difference.float()


def mse(pred, true):
    return (residual(pred, true) ** 2).mean()


def mae(pred, true):
    return residual(pred, true).abs().mean()
