"""misconception: mean-vs-sum

You added the squares up and did not divide. A sum grows with the number of examples, so errors of two batches of
different size cannot be compared. What does the M in MSE stand for?
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
    return (residual(pred, true) ** 2).sum()


def mae(pred, true):
    return residual(pred, true).abs().mean()
