"""A table in a text, read at the end: capital letters, lists in another order, tuples for shapes."""

from __future__ import annotations

TABLE = """
hist-loan-rules C
hist-perceptron A
hist-xor D
hist-mlp B
hist-expert-limits A
hist-conv-sharing C
hist-2012 D
hist-backprop B
hist-winter A
hist-features C
hist-learned-ones CB
term-parameter B
term-hyperparameter D
term-epoch A
term-batch C
term-logits B
term-relu (0 0 2)
term-label D
term-inference D
term-generalise C
term-uint8 0
term-one-hot (0 0 1 0)
term-fine-tune A
term-augmentation B
term-architecture B
term-receptive D
shape-mean-channels (9 224 224)
shape-mean-pixels (16 3)
shape-sum-rows (30)
shape-sum-all ()
shape-keepdim (6 1)
shape-argmax (32)
shape-matmul (64 10)
shape-linear (7 3 2)
shape-unsqueeze (1 3 28 28)
shape-permute (3 480 640)
shape-broadcast-pair (8 8)
shape-broadcast-bias (32 10)
shape-flatten (32 192)
shape-conv (4 16 32 32)
shape-stack (5 3)
shape-index (3 224 224)
shape-parameters 7850
learn-step 1.7
learn-step-negative 3.0
learn-sign C
learn-gd-sgd A
learn-sgd-faster D
learn-updates-epoch 16
learn-updates-total 60
learn-updates-gd 20
learn-nan A
learn-creep C
learn-loop-order B
learn-backward D
learn-chain -6.0
learn-direction C
meas-why-not-accuracy A
meas-softmax B
meas-cross-entropy-input A
meas-losses DA
meas-metric C
meas-imbalance B
meas-accuracy 0.75
meas-clueless D
meas-sum-mean D
meas-softmax-sum 0.9999999403953552
data-valid-for B
data-may-look A
data-test-when D
data-duplicates C
data-groups A
data-statistics B
data-stratify C
data-sorted D
data-axes A
data-class-number 1
data-hard-part C
data-crowd D
data-chosen-epoch B
fit-over D
fit-gap B
fit-under A
fit-under-causes DBA
fit-random-labels C
fit-double-descent D
fit-early-stop B
fit-phone C
fit-universal A
fit-pieces 4
fit-linear-stack C
fit-over-remedies CBA
eth-public D
eth-more-data A
eth-audit B
eth-proxy C
eth-past-decisions A
eth-pretrained B
eth-datasheet CBA
eth-anonymous D
eth-cost B
eth-crowd-workers C
tool-conductor D
tool-million A
tool-gpu D
tool-device A
tool-tensor-cores C
tool-fastai B
tool-autodiff EDB
tool-sound D
tool-pretrained B
tool-requires-grad C
tool-no-grad A
tool-seed D
"""
SEVERAL = {
    "meas-losses",
    "fit-under-causes",
    "eth-datasheet",
    "fit-over-remedies",
    "hist-learned-ones",
    "tool-autodiff",
}


def read(name, text):
    if name in SEVERAL:
        return list(text)
    if text.startswith("("):
        return tuple(int(size) for size in text.strip("()").split())
    return text if text.isalpha() else float(text)


def answers():
    pairs = (line.split(" ", 1) for line in TABLE.strip().splitlines())
    return {name: read(name, text) for name, text in pairs}
