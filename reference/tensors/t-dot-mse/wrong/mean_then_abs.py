"""misconception: errors-cancel

Errors of opposite sign cancelled each other: being 3 too high once and 3 too low once counted as perfect. Each
difference must lose its sign before anything is averaged. In which order do your mean and the other step come?
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
    if pred.shape != true.shape:
        raise ValueError("the shapes differ")
    difference = pred - true
    return difference if difference.is_floating_point() else difference.float()


def mse(pred, true):
    return (residual(pred, true) ** 2).mean()


def mae(pred, true):
    return residual(pred, true).mean().abs()
