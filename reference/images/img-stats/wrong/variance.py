"""misconception: variance-for-std

Your spreads are squares: the mean squared distance is the variance. Dividing by it would leave other units,
and narrow channels would get far too large. Which step of the definition is still missing?
"""

import torch


def channel_stats(images):
    return {"mean": images.mean(dim=(0, 2, 3)), "std": images.var(dim=(0, 2, 3))}


def normalize(images, mean, std):
    safe = torch.where(std > 0, std, torch.ones_like(std))
    return (images - mean[:, None, None]) / safe[:, None, None]


def denormalize(images, mean, std):
    return images * std[:, None, None] + mean[:, None, None]
