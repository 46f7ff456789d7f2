"""Broadcasting: one new axis in each tensor, then a sum over the coordinates."""


def pairwise_sq_dist(a, b):
    differences = a[:, None, :] - b[None, :, :]
    return (differences**2).sum(-1)


def nearest(a, b):
    return pairwise_sq_dist(a, b).argmin(-1)
