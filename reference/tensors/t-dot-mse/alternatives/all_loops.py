"""Neuron by neuron and number by number; everything else follows from the dot product."""

import torch


def dot_loop(w, x):
    return sum(w[i] * x[i] for i in range(w.shape[0]))


def dot_ops(w, x):
    return torch.stack([w, x]).prod(0).sum()


def linear(W, b, X):
    if X.dim() == 1:
        return torch.stack([dot_loop(row, X) + bias for row, bias in zip(W, b, strict=True)])
    return torch.stack([linear(W, b, x) for x in X])


def mean(values):
    return sum(values) / len(values)


def pairs(pred, true):
    if list(pred.shape) != list(true.shape):
        raise ValueError
    return zip(pred.reshape(-1), true.reshape(-1), strict=True)


def mse(pred, true):
    return mean([(p - t) * (p - t) for p, t in pairs(pred, true)])


def mae(pred, true):
    return mean([p - t if p > t else t - p for p, t in pairs(pred, true)])
