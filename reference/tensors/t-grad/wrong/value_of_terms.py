"""misconception: value-for-derivative

You returned the values of the two terms of f, not how fast they grow. At the point of the example both happen to
be the same. When x1 grows by 1, by how much does f grow, and does that depend on where x1 is?
"""


def grads_f(x1, x2):
    return 2 * x1, x2**2


def mse_grads(x, y, w, b):
    error = 2 * (x @ w + b - y) / len(y)
    return {"w": error @ x, "b": error.sum()}


def two_layer_grad(x, w1, w2, y):
    before = x @ w1.T
    hidden = before.relu()
    error = 2 * (hidden @ w2 - y) / len(y)
    back = error[:, None] * w2 * (before > 0)
    return {"w1": back.T @ x, "w2": error @ hidden}
