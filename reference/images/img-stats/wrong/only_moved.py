"""misconception: spread-kept

You took the means away and left the spreads as they were: the colours lie around 0 now, but one still
varies more than another. Of the two numbers that your function is given for each channel, which one plays
no part?
"""


def channel_stats(images):
    return {"mean": images.mean(dim=(0, 2, 3)), "std": images.std(dim=(0, 2, 3))}


def normalize(images, mean, std):
    return images - mean[:, None, None]


def denormalize(images, mean, std):
    return images * std[:, None, None] + mean[:, None, None]
