"""misconception: spread-of-averages

You averaged the pictures first and measured the spread of the average picture. There bright and dark pixels
have cancelled, so your stds are too small. Of which numbers should the spread be taken?
"""

import torch


def channel_stats(images):
    return {"mean": images.mean(dim=(0, 2, 3)), "std": images.mean(dim=0).std(dim=(1, 2))}


def normalize(images, mean, std):
    safe = torch.where(std > 0, std, torch.ones_like(std))
    return (images - mean[:, None, None]) / safe[:, None, None]


def denormalize(images, mean, std):
    return images * std[:, None, None] + mean[:, None, None]
