"""Loops over plain numbers, nothing else."""

import torch


def confusion(true, pred, n):
    table = [[0] * n for _ in range(n)]
    for i, j in zip(true.tolist(), pred.tolist(), strict=True):
        table[i][j] += 1
    return torch.tensor(table)


def per_class_recall(cm):
    recalls = []
    for i in range(len(cm)):
        total = int(cm[i].sum())
        recalls.append(None if total == 0 else int(cm[i][i]) / total)
    return recalls


def balanced_accuracy(cm):
    total, known = 0.0, 0
    for recall in per_class_recall(cm):
        if recall is not None:
            total, known = total + recall, known + 1
    return total / known


def audit(true, pred, groups, min_n):
    right, size = {}, {}
    for t, p, group in zip(true.tolist(), pred.tolist(), groups, strict=True):
        right[group] = right.get(group, 0) + (t == p)
        size[group] = size.get(group, 0) + 1
    overall = sum(right.values()) / len(groups)
    report = {}
    for group in size:
        accuracy = right[group] / size[group]
        low = overall - accuracy > 0.1
        report[group] = {"n": size[group], "accuracy": accuracy, "flag": low and size[group] >= min_n}
    return report


def majority(votes):
    report = []
    for labels in votes:
        best, most, shared = None, 0, False
        for label in set(labels):
            count = labels.count(label)
            if count > most:
                best, most, shared = label, count, False
            elif count == most:
                shared = True
        report.append({"label": None if shared else best, "agreement": most / len(labels)})
    return report
