"""misconception: tie-broken-by-order

Two or more labels share first place, and you chose one of them: the first, the last, or the first by name.
Other people would have chosen another, so the label would say more about your code than about the picture.
How do you notice that first place is shared, and what do you answer then?
"""

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
        flag = len(mine) >= min_n and accuracy < overall - 0.1
        report[group] = {"n": len(mine), "accuracy": accuracy, "flag": flag}
    return report


def majority(votes):
    report = []
    for labels in votes:
        label = max(sorted(set(labels)), key=labels.count)
        report.append({"label": label, "agreement": labels.count(label) / len(labels)})
    return report
