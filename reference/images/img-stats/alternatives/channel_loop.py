"""A loop over channels, with the definition written out."""

import torch


def channel_stats(images):
    means, stds = [], []
    for channel in range(images.shape[1]):
        pixels = images[:, channel].flatten()
        mean = sum(pixels) / len(pixels)
        means.append(mean)
        stds.append((((pixels - mean) ** 2).sum() / len(pixels)).sqrt())
    return dict(mean=torch.stack(means), std=torch.stack(stds))


def normalize(images, mean, std):
    result = torch.empty_like(images)
    for channel in range(images.shape[1]):
        distance = images[:, channel] - mean[channel]
        result[:, channel] = distance if std[channel] == 0 else distance / std[channel]
    return result


def denormalize(images, mean, std):
    channels = [images[:, channel] * std[channel] + mean[channel] for channel in range(len(mean))]
    return torch.stack(channels, dim=1)
