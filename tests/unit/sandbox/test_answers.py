"""The questions, asked of real code in a real process."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from sandbox.host.base import HandleRef

_CODE = """
    import torch, random, numpy as np
    plain = {"a": [1, 2.5, None]}
    def echo(x): return x
    def double(x): return 2 * x
    def gen(n=3):
        for i in range(n): yield torch.tensor(i)
    def build(): return torch.nn.Linear(2, 1)
    def predict(model, x): return model(x)
    def train(model): model.weight.data.add_(1)
    def spoil(x):
        x.zero_(); torch.rand(1); open("new.txt", "w").write("x")
    def detached(x): return x.detach() * 2
    def first(x, y): return (x * y[0]).sum()
    def where(x): return x.device.type
    def boom(x): raise ValueError("no")
    class Odd(Exception):
        def __str__(self): raise RuntimeError
    class Long(Exception):
        def __str__(self): return "y" * 10**6
    def odd(): raise Odd
    def long(): raise Long
    def deep(): return deep()
    def huge(): return torch.empty(1).expand(2**28)
    class Box:
        wide = 3
        def __len__(self): return 5
        def __getitem__(self, key): return ("item", key)
        def __eq__(self, other): return True
        @property
        def broken(self): return self.absent
    box = Box()
    """


@pytest.fixture
def asked(student: Any) -> Any:
    """The program above, in a process of its own."""
    assert student.load(_CODE).fault is None
    return student


def _handle(reply: Any) -> HandleRef:
    assert isinstance(reply.value, HandleRef), reply
    return reply.value


def test_get_gives_data_or_a_handle(asked: Any) -> None:
    assert asked.ask("get", target={"name": "plain"}).value == {"a": [1, 2.5, None]}
    box = _handle(asked.ask("get", target={"name": "box"}))
    assert (box.type, box.callable) == ("Box", False)
    assert asked.ask("get", target={"h": box.id, "attr": "wide"}).value == 3


@pytest.mark.parametrize(
    "target", [{"name": "absent"}, {"name": "box", "attr": "absent"}, {"h": 999}, {"h": -1}]
)
def test_what_is_not_there_is_missing(asked: Any, target: dict[str, Any]) -> None:
    reply = asked.ask("get", target=target)
    assert reply.fault.kind == "missing"
    assert asked.sandbox.alive


def test_a_property_that_fails_inside_is_the_students_exception(asked: Any) -> None:
    fault = asked.ask("get", target={"name": "box", "attr": "broken"}).fault
    assert (fault.kind, fault.type) == ("exception", "AttributeError")
    assert fault.frames[-1].source == "def broken(self): return self.absent"


@pytest.mark.parametrize(
    "value", [torch.randn(2, 3), np.arange(4), [1, (2, b"x")], torch.tensor(True), float("inf")]
)
def test_arguments_and_answers_cross_by_value(asked: Any, value: Any) -> None:
    reply = asked.call("echo", value)
    assert reply.fault is None
    assert repr(reply.value) == repr(value)


def test_handles_go_back_as_the_objects_they_are(asked: Any) -> None:
    model = _handle(asked.call("build"))
    assert (model.type, model.callable) == ("Linear", True)
    out = asked.call("predict", model, torch.ones(4, 2)).value
    assert out.shape == (4, 1)
    again = asked.ask("call", target={"h": model.id, "attr": "forward"}, args=[torch.ones(4, 2)], kwargs={})
    assert torch.equal(again.value, out)
    assert asked.call("echo", [model]).value[0].type == "Linear"


def test_keyword_arguments_reach_the_function(asked: Any) -> None:
    reply = asked.ask("call", target={"name": "gen"}, args=[], kwargs={"n": 1})
    assert asked.ask("iterate", target={"h": reply.value.id}, limit=5).value["items"] == [torch.tensor(0)]


def test_an_iterator_goes_on_where_it_stopped(asked: Any) -> None:
    generator = _handle(asked.call("gen", 5))
    seen = [asked.ask("iterate", target={"h": generator.id}, limit=2).value for _ in range(4)]
    assert [[int(item) for item in one["items"]] for one in seen] == [[0, 1], [2, 3], [4], []]
    assert [one["ended"] for one in seen] == [False, False, True, True]


def test_an_iterator_of_exactly_the_limit_has_ended(asked: Any) -> None:
    generator = _handle(asked.call("gen", 2))
    assert asked.ask("iterate", target={"h": generator.id}, limit=2).value["ended"] is True


def test_index_and_length(asked: Any) -> None:
    assert asked.ask("index", target={"name": "box"}, key=(1, "a")).value == ("item", (1, "a"))
    assert asked.ask("length", target={"name": "box"}).value == 5
    assert asked.ask("index", target={"name": "plain"}, key="b").fault.type == "KeyError"


def test_gradients_of_each_positional_argument(asked: Any) -> None:
    x, y = torch.tensor([1.0, 2.0]), [3.0]
    reply = asked.ask("grad", target={"name": "first"}, args=[x, y], kwargs={}, cotangent=None)
    assert float(reply.value["value"]) == 9
    assert torch.equal(reply.value["grads"][0], torch.tensor([3.0, 3.0]))
    assert reply.value["grads"][1] is None


def test_gradients_follow_the_cotangent(asked: Any) -> None:
    body = {"target": {"name": "double"}, "args": [torch.ones(2)], "cotangent": torch.tensor([1.0, 10.0])}
    assert asked.ask("grad", **body).value["grads"][0].tolist() == [2, 20]


@pytest.mark.parametrize(
    ("name", "cotangent", "words"),
    [
        ("detached", None, "does not depend on the arguments"),
        ("where", None, "a tensor was asked for, and str was returned"),
        ("double", torch.ones(3), r"shape (3,) was asked for, and one of shape (2,)"),
    ],
)
def test_no_gradient_says_why(asked: Any, name: str, cotangent: Any, words: str) -> None:
    reply = asked.ask("grad", target={"name": name}, args=[torch.ones(2)], cotangent=cotangent)
    assert words in reply.fault.message


def test_observe_sees_arguments_generators_and_files(asked: Any) -> None:
    spoiled = asked.call("spoil", torch.ones(2), observe=True).seen
    assert spoiled == {
        "changed_args": [0],
        "rng_changed": ["torch"],
        "files": ["new.txt"],
        "devices": [],
        "shared_args": [],
    }
    harmless = asked.call("double", torch.ones(2), observe=True).seen
    assert harmless == {
        "changed_args": [],
        "rng_changed": [],
        "files": [],
        "devices": ["cpu"],
        "shared_args": [],
    }


def test_observe_sees_a_model_that_was_changed(asked: Any) -> None:
    model = _handle(asked.call("build"))
    assert asked.call("train", model, observe=True).seen["changed_args"] == [0]
    assert asked.call("predict", model, torch.ones(1, 2), observe=True).seen["changed_args"] == []


def test_a_call_on_meta_moves_the_arguments(asked: Any) -> None:
    assert asked.call("where", torch.ones(1), device="meta").value == "meta"
    meta = _handle(asked.call("double", torch.ones(3), device="meta"))
    assert meta.note == "meta tensor"
    assert asked.ask("get", target={"h": meta.id, "attr": "shape"}).value == torch.Size([3])


def test_seed_and_fingerprint(asked: Any) -> None:
    prints = []
    for seed in (5, 5, 6):
        assert asked.ask("seed", seed=seed).fault is None
        prints.append(asked.ask("rng").value)
    assert prints[0] == prints[1] != prints[2]


def test_a_folder_can_be_read(asked: Any) -> None:
    path = asked.ask("folder", files={"a.csv": b"1,2", "deep/er/b.bin": b"\0"}).value
    other = asked.ask("folder", files={}).value
    assert path != other
    asked.load("def read(p):\n    return open(p + '/a.csv').read(), open(p + '/deep/er/b.bin', 'rb').read()")
    path = asked.ask("folder", files={"a.csv": b"1,2", "deep/er/b.bin": b"\0"}).value
    assert asked.call("read", path).value == ("1,2", b"\0")


@pytest.mark.parametrize(
    ("name", "args", "kind", "type_", "message"),
    [
        ("boom", [1], "exception", "ValueError", "no"),
        ("odd", [], "exception", "Odd", "(the exception could not be shown)"),
        ("long", [], "exception", "Long", "y" * 2000),
        ("deep", [], "exception", "RecursionError", "maximum recursion depth exceeded"),
        ("double", [], "exception", "TypeError", "double() missing 1 required positional argument: 'x'"),
        ("huge", [], "too_large", "TooLarge", "more than 256 MiB of data"),
    ],
)
def test_exceptions_come_as_type_and_message(
    asked: Any, name: str, args: list[Any], kind: str, type_: str, message: str
) -> None:
    fault = asked.call(name, *args).fault
    assert (fault.kind, fault.type, fault.message) == (kind, type_, message)
    assert len(fault.frames) <= 20
    assert {frame.file for frame in fault.frames} <= {"work.py"}
    assert asked.sandbox.alive
