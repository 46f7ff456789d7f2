"""misconception: python-loop-speed

Python was asked to handle every number by itself. A line that names whole tensors leaves the loop to compiled code.
How many steps does Python do in each case?
"""

from __future__ import annotations

BELIEVED = {
    "tool-conductor": "c", "tool-million": "d",
}
RIGHT = {
    "hist-loan-rules": "c", "hist-perceptron": "a", "hist-xor": "d", "hist-mlp": "b",
    "hist-expert-limits": "a", "hist-conv-sharing": "c", "hist-2012": "d", "hist-backprop": "b",
    "hist-winter": "a", "hist-features": "c", "hist-learned-ones": ["b", "c"],
    "term-parameter": "b", "term-hyperparameter": "d", "term-epoch": "a", "term-batch": "c",
    "term-logits": "b", "term-relu": [0, 0, 2], "term-label": "d", "term-inference": "d",
    "term-generalise": "c", "term-uint8": 0, "term-one-hot": [0, 0, 1, 0],
    "term-fine-tune": "a", "term-augmentation": "b", "term-architecture": "b",
    "term-receptive": "d", "shape-mean-channels": [9, 224, 224], "shape-mean-pixels": [16, 3],
    "shape-sum-rows": [30], "shape-sum-all": [], "shape-keepdim": [6, 1], "shape-argmax": [32],
    "shape-matmul": [64, 10], "shape-linear": [7, 3, 2], "shape-unsqueeze": [1, 3, 28, 28],
    "shape-permute": [3, 480, 640], "shape-broadcast-pair": [8, 8],
    "shape-broadcast-bias": [32, 10], "shape-flatten": [32, 192], "shape-conv": [4, 16, 32, 32],
    "shape-stack": [5, 3], "shape-index": [3, 224, 224], "shape-parameters": 7850,
    "learn-step": 1.7, "learn-step-negative": 3.0, "learn-sign": "c", "learn-gd-sgd": "a",
    "learn-sgd-faster": "d", "learn-updates-epoch": 16, "learn-updates-total": 60,
    "learn-updates-gd": 20, "learn-nan": "a", "learn-creep": "c", "learn-loop-order": "b",
    "learn-backward": "d", "learn-chain": -6.0, "learn-direction": "c",
    "meas-why-not-accuracy": "a", "meas-softmax": "b", "meas-cross-entropy-input": "a",
    "meas-losses": ["a", "d"], "meas-metric": "c", "meas-imbalance": "b", "meas-accuracy": 0.75,
    "meas-clueless": "d", "meas-sum-mean": "d", "meas-softmax-sum": 0.9999999403953552,
    "data-valid-for": "b", "data-may-look": "a", "data-test-when": "d", "data-duplicates": "c",
    "data-groups": "a", "data-statistics": "b", "data-stratify": "c", "data-sorted": "d",
    "data-axes": "a", "data-class-number": 1, "data-hard-part": "c", "data-crowd": "d",
    "data-chosen-epoch": "b", "fit-over": "d", "fit-gap": "b", "fit-under": "a",
    "fit-under-causes": ["a", "b", "d"], "fit-random-labels": "c", "fit-double-descent": "d",
    "fit-early-stop": "b", "fit-phone": "c", "fit-universal": "a", "fit-pieces": 4,
    "fit-linear-stack": "c", "fit-over-remedies": ["a", "b", "c"], "eth-public": "d",
    "eth-more-data": "a", "eth-audit": "b", "eth-proxy": "c", "eth-past-decisions": "a",
    "eth-pretrained": "b", "eth-datasheet": ["a", "b", "c"], "eth-anonymous": "d",
    "eth-cost": "b", "eth-crowd-workers": "c", "tool-gpu": "d", "tool-device": "a",
    "tool-tensor-cores": "c", "tool-fastai": "b", "tool-autodiff": ["b", "d", "e"],
    "tool-sound": "d", "tool-pretrained": "b", "tool-requires-grad": "c", "tool-no-grad": "a",
    "tool-seed": "d",
}


def answers() -> dict[str, object]:
    return RIGHT | BELIEVED
