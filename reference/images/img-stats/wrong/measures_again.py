"""misconception: scaled-by-itself

You measured the batch anew and left the given mean and std aside. Then a bright photo and a dark one become
the same, and what the network has learned from training pictures fits no other. Which of your function's
arguments are never used?
"""

import torch


def channel_stats(images):
    return {"mean": images.mean(dim=(0, 2, 3)), "std": images.std(dim=(0, 2, 3))}


def normalize(images, mean, std):
    stats = channel_stats(images)
    mean, std = stats["mean"], stats["std"]
    safe = torch.where(std > 0, std, torch.ones_like(std))
    return (images - mean[:, None, None]) / safe[:, None, None]


def denormalize(images, mean, std):
    return images * std[:, None, None] + mean[:, None, None]
