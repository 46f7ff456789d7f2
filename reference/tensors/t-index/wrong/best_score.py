"""misconception: best-for-correct

You returned the highest score of each row. That is the score of the class the model *believes* in, and it looks right
as long as the model is right. Which of your arguments says what the photo really shows, and do you use it?
"""

import torch


def corner(m):
    return m[-2:, -2:].clone()


def relu_copy(x):
    return x.clamp(min=0)


def one_hot(labels, n):
    return torch.eye(n)[labels]


def scores_of_correct(logits, labels):
    return logits.max(dim=1).values


def top_k_classes(logits, k):
    return logits.topk(k, dim=1).indices
