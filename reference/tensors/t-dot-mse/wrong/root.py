"""misconception: rmse-for-mse

Your value is the root of the one asked for. The root brings the unit back (metres instead of square metres) and
has a name of its own, RMSE. Which of the letters M, S and E asks for a root?
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
    return (residual(pred, true) ** 2).mean().sqrt()


def mae(pred, true):
    return residual(pred, true).abs().mean()
