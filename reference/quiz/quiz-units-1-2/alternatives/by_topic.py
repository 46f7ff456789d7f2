"""A function for each topic, NumPy for the shapes, and one answer to a question that nobody asked."""

from __future__ import annotations

import numpy as np


def history():
    return {
        "hist-loan-rules": "c",
        "hist-perceptron": "a",
        "hist-xor": "d",
        "hist-mlp": "b",
        "hist-expert-limits": "a",
        "hist-conv-sharing": "c",
        "hist-2012": "d",
        "hist-backprop": "b",
        "hist-winter": "a",
        "hist-features": "c",
        "hist-learned-ones": ["b", "c"],
    }


def terms():
    return {
        "term-parameter": "b",
        "term-hyperparameter": "d",
        "term-epoch": "a",
        "term-batch": "c",
        "term-logits": "b",
        "term-relu": [0, 0, 2],
        "term-label": "d",
        "term-inference": "d",
        "term-generalise": "c",
        "term-uint8": 0,
        "term-one-hot": [0, 0, 1, 0],
        "term-fine-tune": "a",
        "term-augmentation": "b",
        "term-architecture": "b",
        "term-receptive": "d",
    }


def learning():
    return {
        "learn-step": 1.7,
        "learn-step-negative": 3.0,
        "learn-sign": "c",
        "learn-gd-sgd": "a",
        "learn-sgd-faster": "d",
        "learn-updates-epoch": 16,
        "learn-updates-total": 60,
        "learn-updates-gd": 20,
        "learn-nan": "a",
        "learn-creep": "c",
        "learn-loop-order": "b",
        "learn-backward": "d",
        "learn-chain": -6.0,
        "learn-direction": "c",
    }


def measures():
    return {
        "meas-why-not-accuracy": "a",
        "meas-softmax": "b",
        "meas-cross-entropy-input": "a",
        "meas-losses": ["a", "d"],
        "meas-metric": "c",
        "meas-imbalance": "b",
        "meas-accuracy": 0.75,
        "meas-clueless": "d",
        "meas-sum-mean": "d",
        "meas-softmax-sum": 0.9999999403953552,
    }


def data():
    return {
        "data-valid-for": "b",
        "data-may-look": "a",
        "data-test-when": "d",
        "data-duplicates": "c",
        "data-groups": "a",
        "data-statistics": "b",
        "data-stratify": "c",
        "data-sorted": "d",
        "data-axes": "a",
        "data-class-number": 1,
        "data-hard-part": "c",
        "data-crowd": "d",
        "data-chosen-epoch": "b",
    }


def fitting():
    return {
        "fit-over": "d",
        "fit-gap": "b",
        "fit-under": "a",
        "fit-under-causes": ["a", "b", "d"],
        "fit-random-labels": "c",
        "fit-double-descent": "d",
        "fit-early-stop": "b",
        "fit-phone": "c",
        "fit-universal": "a",
        "fit-pieces": 4,
        "fit-linear-stack": "c",
        "fit-over-remedies": ["a", "b", "c"],
    }


def ethics():
    return {
        "eth-public": "d",
        "eth-more-data": "a",
        "eth-audit": "b",
        "eth-proxy": "c",
        "eth-past-decisions": "a",
        "eth-pretrained": "b",
        "eth-datasheet": ["a", "b", "c"],
        "eth-anonymous": "d",
        "eth-cost": "b",
        "eth-crowd-workers": "c",
    }


def tools():
    return {
        "tool-conductor": "d",
        "tool-million": "a",
        "tool-gpu": "d",
        "tool-device": "a",
        "tool-tensor-cores": "c",
        "tool-fastai": "b",
        "tool-autodiff": ["b", "d", "e"],
        "tool-sound": "d",
        "tool-pretrained": "b",
        "tool-requires-grad": "c",
        "tool-no-grad": "a",
        "tool-seed": "d",
    }


def shapes():
    arrays = {
        "shape-mean-channels": np.zeros((9, 3, 224, 224)).mean(axis=1),
        "shape-mean-pixels": np.zeros((16, 3, 32, 48)).mean(axis=(2, 3)),
        "shape-sum-rows": np.zeros((30, 4)).sum(axis=1),
        "shape-sum-all": np.ones((4, 5)).sum(),
        "shape-keepdim": np.ones((6, 10)).sum(axis=1, keepdims=True),
        "shape-argmax": np.zeros((32, 10)).argmax(axis=1),
        "shape-matmul": np.zeros((64, 784)) @ np.zeros((784, 10)),
        "shape-linear": np.zeros((7, 3, 5)) @ np.zeros((5, 2)),
        "shape-unsqueeze": np.zeros((3, 28, 28))[None],
        "shape-permute": np.zeros((480, 640, 3)).transpose(2, 0, 1),
        "shape-broadcast-pair": np.zeros((8, 1)) - np.zeros(8),
        "shape-broadcast-bias": np.zeros((32, 10)) + np.zeros(10),
        "shape-flatten": np.zeros((32, 3, 8, 8)).reshape(32, -1),
        "shape-stack": np.stack([np.zeros(3)] * 5),
        "shape-index": np.zeros((9, 3, 224, 224))[0],
    }
    found = {name: list(np.shape(array)) for name, array in arrays.items()}
    found["shape-conv"] = [4, 16, 32 + 2 - 3 + 1, 32 + 2 - 3 + 1]
    found["shape-parameters"] = 10 * (784 + 1)
    return found


def answers():
    given = {"my-name": "not asked"}
    for part in (history, terms, shapes, learning, measures, data, fitting, ethics, tools):
        given.update(part())
    return given
