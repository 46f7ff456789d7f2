"""misconception: in-place-on-argument

Your answer is right, but the caller's pictures are normalised as well now. Whoever normalises them again,
or shows them, gets nonsense. Operators such as -= write into the tensor on their left. How would a new
tensor come about?
"""

import torch


def channel_stats(images):
    return {"mean": images.mean(dim=(0, 2, 3)), "std": images.std(dim=(0, 2, 3))}


def normalize(images, mean, std):
    images -= mean[:, None, None]
    images /= torch.where(std > 0, std, torch.ones_like(std))[:, None, None]
    return images


def denormalize(images, mean, std):
    return images * std[:, None, None] + mean[:, None, None]
