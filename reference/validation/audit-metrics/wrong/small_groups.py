"""misconception: small-group-judged

You flag groups that are smaller than min_n. With so few people one wrong answer moves the accuracy by a
lot, so a low one may be mere bad luck. Where does min_n enter your decision?
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
    overall = sum(right) / len(right)
    report = {}
    for group in set(groups):
        mine = [hit for hit, one in zip(right, groups) if one == group]
        accuracy = sum(mine) / len(mine)
        flag = accuracy < overall - 0.1
        report[group] = {"n": len(mine), "accuracy": accuracy, "flag": flag}
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
