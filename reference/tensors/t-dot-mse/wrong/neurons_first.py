"""misconception: table-transposed

Your numbers are right, but the table lies on its side: one row per neuron instead of one per example. The next
layer would take neurons for examples. Which axis should come first?
"""


def dot_loop(w, x):
    total = 0
    for i in range(len(w)):
        total = total + w[i] * x[i]
    return total


def dot_ops(w, x):
    return (w * x).sum()


def linear(W, b, X):
    if X.dim() == 1:
        return W @ X + b
    return W @ X.T + b[:, None]


def residual(pred, true):
    if pred.shape != true.shape:
        raise ValueError("the shapes differ")
    difference = pred - true
    return difference if difference.is_floating_point() else difference.float()


def mse(pred, true):
    return (residual(pred, true) ** 2).mean()


def mae(pred, true):
    return residual(pred, true).abs().mean()
