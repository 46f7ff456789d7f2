"""misconception: missing-transpose

Your layer runs only where there are as many neurons as inputs, and there its numbers are wrong. A matrix product adds up over
the last axis of the left matrix and the first one of the right. Which axis of W holds the inputs?
"""


def dot_loop(w, x):
    total = 0
    for i in range(len(w)):
        total = total + w[i] * x[i]
    return total


def dot_ops(w, x):
    return (w * x).sum()


def linear(W, b, X):
    return X @ W + b


def residual(pred, true):
    if pred.shape != true.shape:
        raise ValueError("the shapes differ")
    difference = pred - true
    return difference if difference.is_floating_point() else difference.float()


def mse(pred, true):
    return (residual(pred, true) ** 2).mean()


def mae(pred, true):
    return residual(pred, true).abs().mean()
