"""misconception: axis-confusion

Your gradient for w1 lies on its side: one row per input instead of one per hidden neuron. An update could not even
be subtracted from the weights, or would hit the wrong ones. Which shape has w1, and which axis of it comes first?
"""


def grads_f(x1, x2):
    return 2.0, 2 * x2


def mse_grads(x, y, w, b):
    error = 2 * (x @ w + b - y) / len(y)
    return {"w": error @ x, "b": error.sum()}


def two_layer_grad(x, w1, w2, y):
    before = x @ w1.T
    hidden = before.relu()
    error = 2 * (hidden @ w2 - y) / len(y)
    back = error[:, None] * w2 * (before > 0)
    return {"w1": x.T @ back, "w2": error @ hidden}
