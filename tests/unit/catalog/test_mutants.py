"""Each operator makes the mutants it says, and nothing that means the same."""

from __future__ import annotations

import textwrap

import pytest

from grader.catalog.mutants import OPERATORS, mutants_of


def function(body: str, parameters: str = "x, y", head: str = "import torch") -> str:
    return f"{head}\n\ndef f({parameters}):\n{textwrap.indent(textwrap.dedent(body), '    ')}\n"


def names(source: str, operator: str) -> list[str]:
    """Names of the mutants of one operator, without the scope and the operator's word."""
    found = [one.id for one in mutants_of(source) if one.operator == operator]
    return [name.partition(": ")[2] for name in found]


#: operator, body of a function of x and y, names of its mutants
MADE = [
    ("comparison", "return x < y", ["x < y -> x <= y", "x < y -> x >= y"]),
    ("comparison", "return x >= y", ["x >= y -> x > y", "x >= y -> x < y"]),
    ("comparison", "return x == y", ["x == y -> x != y"]),
    ("comparison", "return x not in y", ["x not in y -> x in y"]),
    ("comparison", "return x is None", ["x is None -> x is not None"]),
    ("comparison", "return 0 == x == y", ["0 == x == y -> 0 != x == y", "0 == x == y -> 0 == x != y"]),
    ("arithmetic", "return x + y", ["x + y -> x - y"]),
    ("arithmetic", "return x / y", ["x / y -> x * y"]),
    ("arithmetic", "return x // y", ["x // y -> x / y"]),
    ("arithmetic", "return x ** y", ["x ** y -> x * y"]),
    ("arithmetic", "return x & ~y", ["x & ~y -> x | ~y", "~y -> y"]),
    ("arithmetic", "return -x", ["-x -> x"]),
    ("arithmetic", "x -= y\nreturn x", ["x -= y -> x += y"]),
    ("arithmetic", "x += [y]\nreturn x", []),
    ("arithmetic", "return x + ', '", []),
    ("number", "return x[2]", ["x[2] -> x[3]", "x[2] -> x[1]"]),
    ("number", "return g(x, -1)", ["g(x, -1) -> g(x, 0)", "g(x, -1) -> g(x, -2)"]),
    ("number", "return x * 0.5", ["x * 0.5 -> x * 1.5", "x * 0.5 -> x * -0.5"]),
    ("number", "return x * 1_000_003", []),
    ("number", "return x.sum(dim=1)", []),
    ("number", "return x.shape[0]", []),
    ("axis", "return x.mean(dim=-1, keepdim=True)", [
        "x.mean(dim=-1, keepdim=True) -> x.mean()",
        "x.mean(dim=-1, keepdim=True) -> x.mean(dim=0, keepdim=True)",
        "x.mean(dim=-1, keepdim=True) -> x.mean(dim=-2, keepdim=True)",
        "x.mean(dim=-1, keepdim=True) -> x.mean(dim=-1, keepdim=False)",
    ]),
    ("axis", "return x.mean(1)", ["x.mean(1) -> x.mean(0)"]),
    ("axis", "return torch.sum(x, 0)", ["torch.sum(x, 0) -> torch.sum(x, 1)"]),
    ("axis", "return torch.cat([x, y], dim=1)", ["torch.cat([x, y], dim=1) -> torch.cat([x, y], dim=0)"]),
    ("axis", "return torch.stack([x, y], 1)", ["torch.stack([x, y], 1) -> torch.stack([x, y], 0)"]),
    ("axis", "return x.transpose(0, 1)", [
        "x.transpose(0, 1) -> x.transpose(1, 1)", "x.transpose(0, 1) -> x.transpose(0, 0)"
    ]),
    ("axis", "return x.permute(0, 2, 1)", [
        "x.permute(0, 2, 1) -> x.permute(0, 1, 2)", "x.permute(0, 2, 1) -> x.permute(2, 0, 1)"
    ]),
    ("axis", "return x.shape[0]", ["x.shape[0] -> x.shape[1]"]),
    ("axis", "return x[:, None] - y", ["x[:, None] -> x[None, :]"]),
    ("axis", "return x[None] - y", ["x[None] -> x[:, None]"]),
    ("axis", "return x.T", ["x.T -> x"]),
    ("axis", "return torch.einsum('ij,kj->ik', x, y)", [
        "torch.einsum('ij,kj->ik', x, y) -> torch.einsum('ij,kj->ki', x, y)"
    ]),
    ("axis", "return max(x, 1)", []),
    ("slice", "return x[1:]", ["x[1:] -> x[:]"]),
    ("slice", "return x[:y]", ["x[:y] -> x[:]", "x[:y] -> x[:y + 1]", "x[:y] -> x[:y - 1]"]),
    ("slice", "return x[::2]", ["x[::2] -> x[:]"]),
    ("reduction", "return x.mean()", ["x.mean() -> x.sum()"]),
    ("reduction", "return x.argmax(1)", ["x.argmax(1) -> x.argmin(1)"]),
    ("reduction", "return torch.floor(x)", ["torch.floor(x) -> torch.ceil(x)"]),
    ("reduction", "return max(x)", ["max(x) -> min(x)"]),
    ("reduction", "return all(x)", ["all(x) -> any(x)"]),
    ("reduction", "return g(x, reduction='sum')", ["reduction='sum' -> reduction='mean'"]),
    ("mode", "x.eval()", ["x.eval() -> x.train()"]),
    ("mode", "x.train()", ["x.train() -> x.eval()"]),
    ("mode", "with torch.no_grad():\n    return x(y)", ["with torch.no_grad():"]),
    ("in-place", "return x - y", ["x - y -> x.sub_(y)"]),
    ("in-place", "return x[0] * y", ["x[0] * y -> x[0].mul_(y)"]),
    ("in-place", "return x.exp()", ["x.exp() -> x.exp_()"]),
    ("in-place", "return x[:]", ["x[:] -> x"]),
    ("in-place", "z = x + y\nreturn z * 2", ["x + y -> x.add_(y)"]),
    ("in-place", "x = x.clone()\nreturn x - y", []),
    ("dropped call", "return x.clone()", ["x.clone()"]),
    ("dropped call", "return torch.relu(x)", ["torch.relu(x) -> x"]),
    ("dropped call", "return int(x)", ["int(x) -> x"]),
    ("dropped call", "return prepare(x)", ["prepare(x) -> x"]),
    ("dropped call", "return len(x) + torch.zeros(y).ndim", []),
    ("dropped call", "x.eval()\nreturn Model(x)", []),
    ("dropped statement", "x.eval()\nreturn x", ["x.eval()"]),
    ("dropped statement", "if x:\n    raise ValueError('No.')", ["raise ValueError('No.')"]),
    ("dropped statement", "z = x\nz = z + 1\nreturn z", ["z = z + 1"]),
    ("dropped statement", "x = x + 1\nreturn x", ["x = x + 1"]),
    ("dropped statement", "x[0] = y\nreturn x", ["x[0] = y"]),
    ("dropped statement", "z = x\nreturn z", []),
    ("boolean", "return x and y", ["x and y -> x or y"]),
    ("boolean", "return not x", ["not x -> x"]),
    ("boolean", "return g(x, shuffle=True)", ["g(x, shuffle=True) -> g(x, shuffle=False)"]),
    ("boolean", "return 1 if x else 2", ["x -> not x"]),
    ("boolean", "return [z for z in x if z]", ["z -> not z"]),
    ("boolean", "return x.mean(keepdim=True)", []),
    ("boolean", "return zip(x, y, strict=True)", []),
]  # fmt: skip


@pytest.mark.parametrize(("operator", "body", "made"), MADE)
def test_an_operator(operator: str, body: str, made: list[str]) -> None:
    assert names(function(body), operator) == made


def test_every_operator_is_tried() -> None:
    assert {operator for operator, _, made in MADE if made} == set(OPERATORS)


def test_in_place_needs_something_that_can_be_written_into() -> None:
    assert names(function("return x - y", "x: int, y: int"), "in-place") == []
    tensor = names(function("return x - y", "x: torch.Tensor, y: int"), "in-place")
    array = names(function("return x - y", "x: np.ndarray, y: int"), "in-place")
    assert (tensor, array) == (["x - y -> x.sub_(y)"], ["x - y -> x.__isub__(y)"])
    assert names(function("return sorted(x)", "x: list[int]"), "in-place") == [
        "sorted(x) -> (x.sort(), x)[1]"
    ]


def test_a_decorator_is_lost() -> None:
    source = "import torch\n@torch.no_grad()\ndef f(model, x):\n    return model(x)\n"
    (mutant,) = [one for one in mutants_of(source) if one.operator == "mode"]
    assert mutant.id == "f mode: @torch.no_grad()"
    assert mutant.source == "import torch\n\ndef f(model, x):\n    return model(x)"


def test_every_mutant_is_the_file_with_its_change() -> None:
    (mutant,) = [one for one in mutants_of(function("return x.mean()")) if one.operator == "reduction"]
    assert mutant.source == "import torch\n\ndef f(x, y):\n    return x.sum()"
    assert mutant.diff == "-    return x.mean()\n+    return x.sum()"
    assert mutant.line == 4


def test_names_are_unique_and_know_where_they_are() -> None:
    source = "class A:\n    def g(self, x):\n        return (x < 1) or (x < 1) or (2 < x)\n\nLIMIT = 3\n"
    ids = [one.id for one in mutants_of(source)]
    assert len(set(ids)) == len(ids)
    assert {"A.g comparison: x < 1 -> x <= 1", "A.g comparison: x < 1 -> x <= 1 #2"} <= set(ids)
    assert "module number: LIMIT = 3 -> LIMIT = 4" in ids


def test_names_stay_when_other_lines_move() -> None:
    before = function("z = x.mean(dim=1)\nreturn z - y")
    after = before.replace("def f", "WIDTH = 3\n\n\n# A comment.\ndef f").replace(
        "    z =", "    w = y\n    z ="
    )
    assert {one.id for one in mutants_of(before)} <= {one.id for one in mutants_of(after)}


def test_what_means_the_same_is_left_out() -> None:
    # To Python this is 2 in both ways.
    assert names(function("return 2 ** 1"), "arithmetic") == []
    # 2 + 1 and 1 + 2, 0 + 1 and 1 + 0.
    assert names(function("return 1 + 1"), "number") == ["1 + 1 -> 2 + 1", "1 + 1 -> 0 + 1"]


def test_types_texts_imports_and_errors_are_left_alone() -> None:
    source = '''
    """A text with 1 < 2."""
    from torch import nn

    def f(x: dict[str, 3]) -> tuple[1, 2]:
        """Returns 1."""
        n: tuple[4] = x
        if n:
            raise ValueError(f"{1 + 1} is wrong")

    if __name__ == "__main__":
        f(1 + 1)
    '''
    found = mutants_of(textwrap.dedent(source))
    assert sorted({one.operator for one in found}) == ["boolean", "dropped statement"]


def test_no_name_has_a_backtick_or_a_second_line() -> None:
    source = function("return g('`', [\n    1,\n    2,\n] * 40)")
    ids = [one.id for one in mutants_of(source)]
    assert ids
    assert not [name for name in ids if "`" in name or "\n" in name]
