"""Slices with one pixel of each block are added up; the field is counted from the last layer back."""


def avg_pool(images, k):
    rows, columns = images.shape[2] // k, images.shape[3] // k
    total = 0
    for down in range(k):
        for right in range(k):
            total = total + images[:, :, down : rows * k : k, right : columns * k : k]
    return total / k**2


def receptive_field(layers):
    width = 1
    for layer in reversed(layers):
        width = (width - 1) * layer["stride"] + layer["kernel"]
    return width
