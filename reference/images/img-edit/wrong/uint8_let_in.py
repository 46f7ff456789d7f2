"""misconception: dtype-uint8-int

uint8 pictures went through without a word. Their values go up to 255, and 1 minus 200 wraps round to 57
where nothing below 0 exists: nonsense that no error ever tells. What should your functions look at before
they begin?
"""


def check(images):
    return images


def invert(images):
    check(images)
    return 1 - images


def drop_red(images):
    check(images)
    edited = images.clone()
    edited[:, 0] = 0
    return edited


def to_gray(images):
    check(images)
    return images.mean(dim=1, keepdim=True)


def hflip(images):
    check(images)
    return images.flip(3)


def center_crop(images, size):
    check(images)
    top = (images.shape[2] - size) // 2
    left = (images.shape[3] - size) // 2
    return images[:, :, top : top + size, left : left + size]


def draw_border(images, width):
    check(images)
    h, w = images.shape[2:]
    framed = images.clone()
    framed[:, :, :width] = 1
    framed[:, :, h - width :] = 1
    framed[:, :, :, :width] = 1
    framed[:, :, :, w - width :] = 1
    return framed
