"""misconception: divided-by-zero

A channel whose std is 0 became nan or inf, and from there nan spreads through every layer of a network. 0
divided by 0 is no number. What could be divided by instead, where all pixels are equal?
"""


def channel_stats(images):
    return {"mean": images.mean(dim=(0, 2, 3)), "std": images.std(dim=(0, 2, 3))}


def normalize(images, mean, std):
    return (images - mean[:, None, None]) / std[:, None, None]


def denormalize(images, mean, std):
    return images * std[:, None, None] + mean[:, None, None]
