"""numpy: unbuffered addition, masks, unique values with counts."""

import numpy as np
import torch


def confusion(true, pred, n):
    table = np.zeros((n, n), dtype=np.int64)
    np.add.at(table, (true.numpy(), pred.numpy()), 1)
    return torch.from_numpy(table)


def per_class_recall(cm):
    table = cm.numpy()
    with np.errstate(invalid="ignore"):
        shares = np.diag(table) / table.sum(axis=1)
    return [None if np.isnan(share) else float(share) for share in shares]


def balanced_accuracy(cm):
    return float(np.mean([recall for recall in per_class_recall(cm) if recall is not None]))


def audit(true, pred, groups, min_n):
    right = (true == pred).numpy()
    labels = np.array(groups)
    report = {}
    for group in np.unique(labels):
        mine = right[labels == group]
        low = mine.mean() < right.mean() - 0.1
        report[str(group)] = {
            "n": int(mine.size),
            "accuracy": float(mine.mean()),
            "flag": bool(low and mine.size >= min_n),
        }
    return report


def majority(votes):
    report = []
    for labels in votes:
        kinds, counts = np.unique(labels, return_counts=True)
        first = kinds[counts == counts.max()]
        label = str(first[0]) if first.size == 1 else None
        report.append({"label": label, "agreement": float(counts.max() / counts.sum())})
    return report
