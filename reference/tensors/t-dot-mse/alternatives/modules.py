"""Modules, and a mean whose gradient is written by hand."""

import torch
from torch import nn


class Mean(torch.autograd.Function):
    @staticmethod
    def forward(ctx, values):
        ctx.shape = values.shape
        return values.sum() / values.numel()

    @staticmethod
    def backward(ctx, grad):
        share = grad / torch.Size(ctx.shape).numel()
        return share.expand(ctx.shape)


class Layer(nn.Module):
    def __init__(self, W, b):
        super().__init__()
        self.W, self.b = [W], [b]

    def forward(self, X):
        batch = X if X.dim() == 2 else X.unsqueeze(0)
        out = torch.addmm(self.b[0], batch, self.W[0].t())
        return out if X.dim() == 2 else out.squeeze(0)


class Error(nn.Module):
    def __init__(self, power):
        super().__init__()
        self.power = power

    def forward(self, pred, true):
        if pred.shape == true.shape:
            return Mean.apply((pred - true).abs().mul(1.0) ** self.power)
        raise ValueError("shapes differ")


def dot_loop(w, x):
    total = None
    for product in w * x:
        total = product if total is None else total + product
    return total


def dot_ops(w, x):
    return torch.mul(w, x).cumsum(0)[-1]


def linear(W, b, X):
    return Layer(W, b)(X)


mse, mae = Error(2), Error(1)
