"""Reference: rows and columns are each split into (block, place in the block)."""

from torch import Tensor


def avg_pool(images: Tensor, k: int) -> Tensor:
    """The mean over both places inside the blocks."""
    n, c, h, w = images.shape
    rows, columns = h // k, w // k
    whole = images[:, :, : rows * k, : columns * k]
    return whole.reshape(n, c, rows, k, columns, k).mean(dim=(3, 5))


def receptive_field(layers: list[dict[str, int]]) -> int:
    """Each layer adds its kernel's reach, in steps of the layer below."""
    sees, step = 1, 1
    for layer in layers:
        sees += (layer["kernel"] - 1) * step
        step *= layer["stride"]
    return sees
