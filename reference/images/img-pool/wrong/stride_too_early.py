"""misconception: stride-counted-early

You let a layer's stride count before the layer has looked: its own window is stretched by it. A single
layer with kernel 3 and stride 2 then seems to see 5 pixels. At which moment do numbers begin to stand
further apart?
"""


def avg_pool(images, k):
    n, c, h, w = images.shape
    images = images[:, :, : h // k * k, : w // k * k]
    return images.reshape(n, c, h // k, k, w // k, k).mean(dim=(3, 5))


def receptive_field(layers):

    width, step = 1, 1
    for layer in layers:
        step *= layer["stride"]
        width += (layer["kernel"] - 1) * step
    return width
