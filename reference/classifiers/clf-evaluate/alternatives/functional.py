"""functional_call with the given tensors, all scores first, the loss at the end."""

import torch
import torch.nn.functional as F
from torch import nn
from torch.func import functional_call

MODEL = nn.Sequential(
    nn.Flatten(), nn.Linear(64, 24), nn.BatchNorm1d(24), nn.ReLU(), nn.Dropout(0.5), nn.Linear(24, 10)
)
MODEL.eval()


def evaluate(state, x, y, batch_size):
    starts = range(0, x.shape[0], batch_size)
    with torch.no_grad():
        parts = [functional_call(MODEL, state, (x[start : start + batch_size],)) for start in starts]
    scores = torch.cat(parts).double()
    log_p = F.log_softmax(scores, dim=-1)
    picked = log_p.gather(1, y[:, None]).squeeze(1)
    right = scores.topk(1).indices.squeeze(1).eq(y)
    return {"loss": -picked.mean().item(), "accuracy": right.sum().item() / y.numel()}
