"""misconception: mean-of-means

You compare each group with the mean of the groups' accuracies, in which a group of ten counts as much as a
group of a thousand. The accuracy over all people lets every person count once. How do you get it from the
answers, without the groups?
"""

from collections import Counter

import torch


def confusion(true, pred, n):
    cm = torch.zeros(n, n, dtype=torch.int64)
    for i, j in zip(true, pred):
        cm[i, j] += 1
    return cm


def per_class_recall(cm):
    recalls = []
    for i in range(len(cm)):
        total = cm[i].sum().item()
        recalls.append(cm[i, i].item() / total if total else None)
    return recalls


def balanced_accuracy(cm):
    known = [recall for recall in per_class_recall(cm) if recall is not None]
    return sum(known) / len(known)


def audit(true, pred, groups, min_n):
    right = (true == pred).tolist()
    report = {}
    for group in set(groups):
        mine = [hit for hit, one in zip(right, groups) if one == group]
        report[group] = {"n": len(mine), "accuracy": sum(mine) / len(mine)}
    overall = sum(one["accuracy"] for one in report.values()) / len(report)
    for one in report.values():
        one["flag"] = one["n"] >= min_n and one["accuracy"] < overall - 0.1
    return report


def majority(votes):
    report = []
    for labels in votes:
        counts = Counter(labels)
        most = max(counts.values())
        first = [label for label in counts if counts[label] == most]
        label = first[0] if len(first) == 1 else None
        report.append({"label": label, "agreement": most / len(labels)})
    return report
