"""misconception: numeric-overflow

For small scores all is well; around 1000 or -1000 you get nan or inf. The power of e overflows to inf or
shrinks to 0 before you divide or take the logarithm. Adding one number to all scores of a row leaves its
probabilities as they are. Which number would keep every power in reach?
"""

import torch


def softmax(logits):
    e = logits.exp()
    return e / e.sum(dim=-1, keepdim=True)


def cross_entropy(logits, labels):
    total = torch.log(torch.exp(logits).sum(dim=-1))
    chosen = logits.gather(1, labels[:, None])[:, 0]
    return (total - chosen).mean()
