"""misconception: precision-lost

float64 pictures came in, and float32 numbers went out: half of the digits are gone, and adding the two
kinds later loses them silently. Which of your lines decides on the dtype?
"""

import torch


def channel_stats(images):
    images = images.float()
    return {"mean": images.mean(dim=(0, 2, 3)), "std": images.std(dim=(0, 2, 3))}


def normalize(images, mean, std):
    safe = torch.where(std > 0, std, torch.ones_like(std))
    return (images - mean[:, None, None]) / safe[:, None, None]


def denormalize(images, mean, std):
    return images * std[:, None, None] + mean[:, None, None]
