"""numpy and einsum; nearest sorts each row."""

import numpy as np
import torch


def pairwise_sq_dist(a, b):
    differences = np.subtract(a.numpy()[:, np.newaxis], b.numpy()[np.newaxis])
    return torch.from_numpy(np.einsum("nmd,nmd->nm", differences, differences))


def nearest(a, b):
    order = np.argsort(pairwise_sq_dist(a, b).numpy(), axis=1)
    return torch.from_numpy(order[:, 0].astype(np.int64))
