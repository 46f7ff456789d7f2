"""misconception: graph-cut

The numbers are right, but no gradient comes back: somewhere the way back to the inputs is cut. A plain Python
number, numpy, a new tensor made from numbers, `detach` and `no_grad` all do that. Which of your lines cuts
it, and what would a model miss that is trained with it?
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
    return (residual(pred, true) ** 2).mean().item()


def mae(pred, true):
    return residual(pred, true).abs().mean()
