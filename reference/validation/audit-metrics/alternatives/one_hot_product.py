"""One-hot matrices, masks of tensors in float64, and statistics.multimode."""

import statistics

import torch
import torch.nn.functional as F


def confusion(true, pred, n):
    return torch.einsum("mi,mj->ij", F.one_hot(true, n), F.one_hot(pred, n))


def per_class_recall(cm):
    shares = cm.diagonal().double() / cm.sum(1)
    return [float(share) if share == share else None for share in shares]


def balanced_accuracy(cm):
    there = cm.sum(dim=1) > 0
    return (cm.diagonal()[there].double() / cm[there].sum(dim=1)).mean().item()


def audit(true, pred, groups, min_n):
    kinds = sorted(set(groups))
    member = torch.tensor([kinds.index(group) for group in groups])
    right = (true == pred).double()
    n = torch.zeros(len(kinds), dtype=torch.float64).index_add(0, member, torch.ones_like(right))
    accuracy = torch.zeros(len(kinds), dtype=torch.float64).index_add(0, member, right) / n
    flags = (accuracy + 0.1 < right.mean()) & (n >= min_n)
    return {
        kind: {"n": int(n[i]), "accuracy": accuracy[i].item(), "flag": flags[i].item()}
        for i, kind in enumerate(kinds)
    }


def majority(votes):
    report = []
    for labels in votes:
        first = statistics.multimode(labels)
        share = labels.count(first[0]) / len(labels)
        report.append({"label": first[0] if len(first) < 2 else None, "agreement": share})
    return report
