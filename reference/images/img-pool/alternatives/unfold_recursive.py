"""Windows by unfold; the field by recursion."""


def avg_pool(images, k):
    return images.unfold(2, k, k).unfold(3, k, k).mean((-1, -2))


def receptive_field(layers):
    if not layers:
        return 1
    first, *others = layers
    return first["kernel"] + (receptive_field(others) - 1) * first["stride"]
