"""misconception: chain-factor-missing

w2 is right, w1 is not: on the way from the loss back to w1 one factor is missing. Walk along the chain:
prediction, output weight, the bend of the ReLU, input. Which of them does your product not contain?
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
    back = error[:, None] * (before > 0)
    return {"w1": back.T @ x, "w2": error @ hidden}
