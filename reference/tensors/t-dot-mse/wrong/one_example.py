"""misconception: batch-forgotten

A single example works, a batch does not, or gets wrong numbers. With W in front, the product adds up over the first axis of X, and in a batch that
is the axis of the examples. In which order do the two have to stand so that the inputs meet?
"""


def dot_loop(w, x):
    total = 0
    for i in range(len(w)):
        total = total + w[i] * x[i]
    return total


def dot_ops(w, x):
    return (w * x).sum()


def linear(W, b, X):
    return W @ X + b


def residual(pred, true):
    if pred.shape != true.shape:
        raise ValueError("the shapes differ")
    difference = pred - true
    return difference if difference.is_floating_point() else difference.float()


def mse(pred, true):
    return (residual(pred, true) ** 2).mean()


def mae(pred, true):
    return residual(pred, true).abs().mean()
