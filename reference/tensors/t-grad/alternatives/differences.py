"""Central differences in float64: turn each knob a little both ways and look at the dial."""

import torch

STEP = 1e-4


def slopes(loss, value):
    value = value.detach().double().clone()
    flat, found = value.view(-1), []
    for i in range(flat.numel()):
        before = flat[i].item()
        flat[i] = before + STEP
        up = loss(value).item()
        flat[i] = before - STEP
        down = loss(value).item()
        flat[i] = before
        found.append((up - down) / (2 * STEP))
    return torch.tensor(found, dtype=torch.float64).reshape(value.shape)


def grads_f(x1, x2):
    def f(p):
        return 2 * p[0] + p[1] ** 2 + 5

    one, other = slopes(f, torch.tensor([x1, x2])).tolist()
    return [one, other]


def mse_grads(x, y, w, b):
    x, y, dtype = x.double(), y.double(), w.dtype
    return {
        "w": slopes(lambda v: ((x @ v + b.double() - y) ** 2).mean(), w).to(dtype),
        "b": slopes(lambda v: ((x @ w.double() + v - y) ** 2).mean(), b).to(dtype),
    }


def two_layer_grad(x, w1, w2, y):
    def loss(first, second):
        return (((x.double() @ first.T).clamp(min=0) @ second - y.double()) ** 2).mean()

    return {
        "w1": slopes(lambda v: loss(v, w2.double()), w1).to(w1.dtype),
        "w2": slopes(lambda v: loss(w1.double(), v), w2).to(w2.dtype),
    }
