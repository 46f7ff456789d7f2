"""misconception: inverse-in-same-order

You undid the subtraction first and the division second. Who puts on socks, then shoes, takes off the shoes
first. Which step came last on the way there?
"""

import torch


def channel_stats(images):
    return {"mean": images.mean(dim=(0, 2, 3)), "std": images.std(dim=(0, 2, 3))}


def normalize(images, mean, std):
    safe = torch.where(std > 0, std, torch.ones_like(std))
    return (images - mean[:, None, None]) / safe[:, None, None]


def denormalize(images, mean, std):
    return (images + mean[:, None, None]) * std[:, None, None]
