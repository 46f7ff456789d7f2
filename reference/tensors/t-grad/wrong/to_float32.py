"""misconception: precision-lost

You were given float64 and returned float32: half of the digits are gone, and an update of the weights would mix the
two. Which line decides on the dtype for the caller, and is it needed?
"""


def grads_f(x1, x2):
    return 2.0, 2 * x2


def mse_grads(x, y, w, b):
    x, y, w, b = x.float(), y.float(), w.float(), b.float()
    error = 2 * (x @ w + b - y) / len(y)
    return {"w": error @ x, "b": error.sum()}


def two_layer_grad(x, w1, w2, y):
    before = x @ w1.T
    hidden = before.relu()
    error = 2 * (hidden @ w2 - y) / len(y)
    back = error[:, None] * w2 * (before > 0)
    return {"w1": back.T @ x, "w2": error @ hidden}
