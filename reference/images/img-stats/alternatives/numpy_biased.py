"""NumPy: the other std, and a lower limit for the divisor."""

import numpy as np
import torch


def channel_stats(images):
    pixels = np.moveaxis(images.numpy(), 1, 0).reshape(images.shape[1], -1)
    return {"std": torch.from_numpy(pixels.std(axis=1)), "mean": torch.from_numpy(pixels.mean(axis=1))}


def lined_up(numbers):
    return numbers.numpy().reshape(1, -1, 1, 1)


def normalize(images, mean, std):
    divisor = np.maximum(lined_up(std), images.numpy().dtype.type(1e-6))
    return torch.from_numpy((images.numpy() - lined_up(mean)) / divisor)


def denormalize(images, mean, std):
    return torch.from_numpy(images.numpy() * lined_up(std) + lined_up(mean))
