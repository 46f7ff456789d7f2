"""misconception: difference-too-coarse

Your derivative for x2 is off by the same small amount everywhere. You look at two points that are too far apart, and only on
one side: the curve bends in between. What happens to the error when the step gets smaller, or goes both ways?
"""


def f(x1, x2):
    return 2 * x1 + x2**2 + 5


def grads_f(x1, x2, step=0.1):
    here = f(x1, x2)
    return (f(x1 + step, x2) - here) / step, (f(x1, x2 + step) - here) / step


def mse_grads(x, y, w, b):
    error = 2 * (x @ w + b - y) / len(y)
    return {"w": error @ x, "b": error.sum()}


def two_layer_grad(x, w1, w2, y):
    before = x @ w1.T
    hidden = before.relu()
    error = 2 * (hidden @ w2 - y) / len(y)
    back = error[:, None] * w2 * (before > 0)
    return {"w1": back.T @ x, "w2": error @ hidden}
