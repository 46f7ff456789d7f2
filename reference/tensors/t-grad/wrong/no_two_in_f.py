"""misconception: factor-two-missing

Your gradient is half as large as it should be. When a square grows, the exponent comes down as a factor: between 3
and 3.01, how much does the square of a number gain? What does that say about the square in your formula?
"""


def grads_f(x1, x2):
    return 2.0, x2


def mse_grads(x, y, w, b):
    error = 2 * (x @ w + b - y) / len(y)
    return {"w": error @ x, "b": error.sum()}


def two_layer_grad(x, w1, w2, y):
    before = x @ w1.T
    hidden = before.relu()
    error = 2 * (hidden @ w2 - y) / len(y)
    back = error[:, None] * w2 * (before > 0)
    return {"w1": back.T @ x, "w2": error @ hidden}
