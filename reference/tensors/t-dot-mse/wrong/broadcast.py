"""misconception: broadcast-silent

Shapes (n, 1) and (n,) were subtracted without complaint, and gave a table of n times n differences: every
prediction against every true value. A perfect prediction then looks bad, and nobody is told. Where could your
function look at both shapes before it subtracts?
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
    difference = pred - true
    return difference if difference.is_floating_point() else difference.float()


def mse(pred, true):
    return (residual(pred, true) ** 2).mean()


def mae(pred, true):
    return residual(pred, true).abs().mean()
