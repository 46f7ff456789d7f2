"""misconception: scaled-twice

Pictures that came as floats from 0 to 1 were divided by 255 once more, and are almost black now. For those
nothing was left to do. How can your function tell which kind of picture it was given?
"""


def describe(images):
    batch, channels, height, width = images.shape
    return {"batch": batch, "channels": channels, "height": height, "width": width}


def to_nchw(images_nhwc):
    return images_nhwc.permute(0, 3, 1, 2)


def to_float01(images):
    return images / 255


def flatten_images(images):
    return images.reshape(len(images), -1)


def prepare(images_nhwc):
    return flatten_images(to_float01(to_nchw(images_nhwc)))
