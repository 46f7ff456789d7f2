"""misconception: return-inside-loop

Your loop ended after its first round: only the first product came back. `return` leaves the function at once,
wherever it stands. How far must it be moved to the left so that the loop can finish?
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
    return (residual(pred, true) ** 2).mean()


def mae(pred, true):
    return residual(pred, true).abs().mean()
