"""misconception: windows-overlap

Your windows move on by one pixel, so that they overlap and nearly as many numbers come out as there are
pixels. Here each pixel belongs to one block only. How far should a window of k pixels move before the next
mean?
"""


def avg_pool(images, k):

    return images.unfold(2, k, 1).unfold(3, k, 1).mean(dim=(-1, -2))


def receptive_field(layers):
    width = 1
    for layer in reversed(layers):
        width = (width - 1) * layer["stride"] + layer["kernel"]
    return width
