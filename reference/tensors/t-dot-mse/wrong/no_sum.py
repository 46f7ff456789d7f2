"""misconception: sum-missing

You returned one number per pair of inputs: the products, not yet added up. A dot product is a single number, the
calories of the whole smoothie. What has to happen after the multiplication?
"""


def dot_loop(w, x):
    total = 0
    for i in range(len(w)):
        total = total + w[i] * x[i]
    return total


def dot_ops(w, x):
    return w * x


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
    return residual(pred, true).abs().mean()
