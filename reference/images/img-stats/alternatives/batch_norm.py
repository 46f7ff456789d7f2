"""With the parts of a batch-normalisation layer, which does the same arithmetic."""

import torch
import torch.nn.functional as F


def channel_stats(images):
    variance, mean = torch.var_mean(images, dim=[0, 2, 3], correction=0)
    return {"mean": mean, "std": torch.sqrt(variance)}


def normalize(images, mean, std):
    return F.batch_norm(images, mean, std.square(), eps=1e-9)


def denormalize(images, mean, std):
    zeros, ones = torch.zeros_like(mean), torch.ones_like(mean)
    return F.batch_norm(images, zeros, ones, weight=std, bias=mean, eps=0)
