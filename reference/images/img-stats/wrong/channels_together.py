"""misconception: reduced-too-far

You have a single mean for everything, so that red, green and blue are thrown together. Their differences
are just what should be measured. How do you tell the mean to leave one axis as it is?
"""

import torch


def channel_stats(images):
    return {"mean": images.mean(), "std": images.std()}


def normalize(images, mean, std):
    safe = torch.where(std > 0, std, torch.ones_like(std))
    return (images - mean[:, None, None]) / safe[:, None, None]


def denormalize(images, mean, std):
    return images * std[:, None, None] + mean[:, None, None]
