"""misconception: precision-lost

You were given float64 and returned float32: half of the digits are gone. Making whole numbers into floats is
needed, but those that are floats already have a dtype that the caller chose. When should your function convert?
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
    return pred.float() - true.float()


def mse(pred, true):
    return (residual(pred, true) ** 2).mean()


def mae(pred, true):
    return residual(pred, true).abs().mean()
