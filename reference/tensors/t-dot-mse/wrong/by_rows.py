"""misconception: rows-counted-only

With one axis your errors are right; with two they are too large. You divide by the number of rows, although every
entry of the table was added up. How many numbers are there in a tensor of shape (4, 3), and what does `len` say?
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
    return (residual(pred, true) ** 2).sum() / len(pred)


def mae(pred, true):
    return residual(pred, true).abs().sum() / len(pred)
