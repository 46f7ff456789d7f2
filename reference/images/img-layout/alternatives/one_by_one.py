"""Loops over pictures and channels; the parts are stacked."""

import torch


def describe(images):
    sizes = {"width": len(images[0][0][0]), "height": len(images[0][0])}
    sizes["channels"] = len(images[0])
    sizes["batch"] = len(images)
    return sizes


def to_nchw(images_nhwc):
    batch = []
    for image in images_nhwc:
        batch.append(torch.stack([image[:, :, channel] for channel in range(image.shape[2])]))
    return torch.stack(batch)


def to_float01(images):
    if torch.is_floating_point(images):
        return images.clone()
    return images.to(torch.float32) * (1 / 255)


def flatten_images(images):
    rows = []
    for image in images:
        rows.append(torch.cat([row for channel in image for row in channel]))
    return torch.stack(rows)


def prepare(images_nhwc):
    planes = [images_nhwc[..., channel].flatten(1) for channel in range(images_nhwc.size(-1))]
    return torch.cat(planes, dim=1).float().div(255)
