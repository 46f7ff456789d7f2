"""Adam with large batches; nested questions in plain Python."""


def config():
    return {"hidden": 64, "lr": 0.02, "epochs": 30, "batch_size": 64, "optimizer": "adam"}


def diagnose(history):
    first, last = history["train_loss"][0], history["train_loss"][-1]
    if not last <= first:
        return "diverged"
    knows, reads = history["train_acc"][-1], history["valid_acc"][-1]
    before = history["valid_acc"][len(history["valid_acc"]) // 2]
    better = reads - before
    if knows > 0.8:
        if knows - reads < 0.15 or better > 0.065:
            return "learning"
        return "gap"
    return "learning" if better > 0.07 else "underfit"
