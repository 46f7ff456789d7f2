"""Rows A7, A10, A11 and A14: answers that compare well and are none."""

from __future__ import annotations

from grader.attacks import weak
from grader.attacks.exercise import NO_POINTS, on_points
from grader.attacks.models import Attack, Expected, Graded, Weak

A7A = Attack(
    "A7a",
    "an object equal to everything",
    "exact types on the wire",
    on_points(
        """
class Always:
    def yes(self, *others):
        return True
    __eq__ = __lt__ = __le__ = __gt__ = __ge__ = __bool__ = yes
    def __sub__(self, other):
        return self
    __rsub__ = __add__ = __radd__ = __abs__ = __sub__
    shape = dtype = None
    __hash__ = None
def double(x):
    return Always()
""",
        weak.in_process("got == wanted"),
        NO_POINTS,
    ),
)

A7B = Attack(
    "A7b",
    "a tensor that compares itself",
    "exact types on the wire",
    on_points(
        """
import torch
class Lying(torch.Tensor):
    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None):
        return True
def double(x):
    return (x + 2).as_subclass(Lying)
""",
        weak.in_process(),
        NO_POINTS,
    ),
)


def _compared(id_: str, name: str, answer: str, grader: Weak, expected: Expected = NO_POINTS) -> Attack:
    source = f"import torch\ndef double(x):\n    return {answer}\n"
    return Attack(id_, name, "strict comparison", on_points(source, grader, expected))


A10 = (
    _compared(
        "A10a",
        "answer with NaN",
        "x * float('nan')",
        weak.in_process("not ((got - wanted).abs() > 1e-4).any()"),
    ),
    _compared(
        "A10b",
        "let one number stand for all",
        "2 * x.reshape(-1)[:1]",
        weak.in_process("((got - wanted).abs() < 1e-4).all()", "torch.full((3,), 2.0)"),
    ),
    _compared(
        "A10c",
        "answer with nothing",
        "x.new_zeros(0)",
        weak.in_process("all(abs(a - b) < 1e-4 for a, b in zip(got, wanted))"),
    ),
    _compared(
        "A10d",
        "zero the input for the reference",
        "x.zero_()",
        weak.in_process(late=True),
    ),
    _compared(
        "A10e",
        "answer in half precision",
        "(2 * x).half()",
        weak.in_process("torch.allclose(got.float(), wanted, atol=0.05)"),
    ),
)

A11 = Attack(
    "A11",
    "look up answers seen before",
    "fresh inputs for each run",
    on_points(
        """
KNOWN = {}
for seed in range(20):
    for shape in ((5,), (1, 4), (3, 4), (5, 4)):
        for dtype in (torch.float32, torch.float64):
            x = torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=dtype)
            KNOWN[str(x.tolist())] = 2 * x
def double(x):
    return KNOWN.get(str(x.tolist()), x + 2)
""",
        weak.in_process(inputs="torch.randn(5, generator=torch.Generator().manual_seed(0))"),
    ),
)

A14 = Attack(
    "A14",
    "tell a perfect accuracy",
    "the judge measures itself",
    Graded(
        (
            (
                "answer.py",
                "import torch\ndef predict(x):\n    return torch.zeros(len(x), dtype=torch.bool)\n"
                "def accuracy():\n    return 1.0\n",
            ),
        ),
        Expected(1, ("passed", "failed")),
        "claim",
        weak=weak.BELIEVES,
    ),
)

ATTACKS = (A7A, A7B, *A10, A11, A14)
