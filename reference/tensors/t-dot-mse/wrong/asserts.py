"""misconception: wrong-exception

You notice that the shapes differ, but raise another error than ValueError. Whoever calls your function can
only handle the error that was agreed on, and `assert` lines may even be switched off. Which statement raises an
error of your choice?
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
    assert pred.shape == true.shape, "the shapes differ"
    difference = pred - true
    return difference if difference.is_floating_point() else difference.float()


def mse(pred, true):
    return (residual(pred, true) ** 2).mean()


def mae(pred, true):
    return residual(pred, true).abs().mean()
