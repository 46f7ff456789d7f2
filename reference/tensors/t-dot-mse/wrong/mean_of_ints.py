"""misconception: dtype-uint8-int

With whole numbers your errors stop with an error message or lose their fractions. The mean of 1 and 2 is no whole
number, so PyTorch asks for a float dtype. At which point could your function make one, and only when it is needed?
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
    return pred - true


def mse(pred, true):
    return (residual(pred, true) ** 2).mean()


def mae(pred, true):
    return residual(pred, true).abs().mean()
