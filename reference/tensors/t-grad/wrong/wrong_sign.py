"""misconception: residual-sign

Your numbers have the right size and the wrong sign. Training would walk uphill with them. If a prediction is too
low and the bias grows, does the loss grow or shrink? Check what comes out of the bracket when you take its
derivative.
"""


def grads_f(x1, x2):
    return 2.0, 2 * x2


def mse_grads(x, y, w, b):
    error = 2 * (y - x @ w - b) / len(y)
    return {"w": error @ x, "b": error.sum()}


def two_layer_grad(x, w1, w2, y):
    before = x @ w1.T
    hidden = before.relu()
    error = 2 * (hidden @ w2 - y) / len(y)
    back = error[:, None] * w2 * (before > 0)
    return {"w1": back.T @ x, "w2": error @ hidden}
