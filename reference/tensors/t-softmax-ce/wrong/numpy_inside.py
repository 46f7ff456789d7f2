"""misconception: graph-cut

The number is right, but no gradient comes back: on its way it left the tensors, as a plain Python number or
through numpy, and a new tensor made from that no longer knows where it came from. A model could not learn
from it. Which of your lines leaves the tensors, and which tensor operation does the same?
"""

import numpy as np
import torch


def softmax(logits):
    e = (logits - logits.max(dim=-1, keepdim=True).values).exp()
    return e / e.sum(dim=-1, keepdim=True)


def cross_entropy(logits, labels):
    scores = logits.numpy()
    top = scores.max(axis=1, keepdims=True)
    total = np.log(np.exp(scores - top).sum(axis=1)) + top[:, 0]
    chosen = scores[np.arange(len(labels)), labels.numpy()]
    return torch.tensor((total - chosen).mean(), dtype=logits.dtype)
