"""Magics and shell lines go; Python and line numbers stay."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.intake.magics import neutralise


@pytest.mark.parametrize(
    ("source", "plain"),
    [
        ("%matplotlib inline", "pass  # %matplotlib inline"),
        ("% matplotlib inline", "pass  # % matplotlib inline"),
        ("!pip install torch", "pass  # !pip install torch"),
        ("!!ls", "pass  # !!ls"),
        (
            "!pip install \\\n  torch \\\n  numpy\nx = 1",
            "pass  # !pip install \\\n#   torch \\\n#   numpy\nx = 1",
        ),
        ("if colab:\n    !pip install x\ny = 1", "if colab:\n    pass  # !pip install x\ny = 1"),
        ("files = !ls *.py", "files = []  # !ls *.py"),
        ("home = %env HOME", "home = None  # %env HOME"),
        ("%time x = f(1)", "x = f(1)"),
        ("%time", "pass  # %time"),
        ("x = %time f(1)", "x = f(1)"),
        ("%timeit -n 10 -r3 f(1)", "f(1)"),
        ("%time -x", "-x"),
        ("%time f(a,\n       b)", "f(a,\n       b)"),
        ("    %time f()", "    f()"),
        ("%%time\nf()", "pass  # %%time\nf()"),
        ("\n\n%%capture out\nf()", "\n\npass  # %%capture out\nf()"),
        ("%%time\n!ls\nf()", "pass  # %%time\npass  # !ls\nf()"),
        ("x = 1\n%%time", "x = 1\npass  # %%time"),
        ("print?", "pass  # print?"),
        ("torch.nn??", "pass  # torch.nn??"),
        ("?print", "pass  # ?print"),
        ("x = get_ipython()", "x = None"),
        ("get_ipython().system('ls')", "(lambda *a, **k: None)('ls')"),
        ("if 'colab' in str(get_ipython()): pass", "if 'colab' in str(None): pass"),
        ("%load_ext x\n%autoreload 2", "pass  # %load_ext x\npass  # %autoreload 2"),
    ],
)
def test_what_only_ipython_knows_is_neutralised(source: str, plain: str) -> None:
    assert neutralise(source) == plain


@pytest.mark.parametrize(
    "source", ["%%bash\nls", "%%html\n<b>", "%%writefile a.py\nx = 1", "\n%%javascript\n1", "%%"]
)
def test_cells_of_other_languages_are_dropped_whole(source: str) -> None:
    assert neutralise(source) is None


@pytest.mark.parametrize(
    "source",
    [
        "x = 5 % 3",
        "x %= 3",
        "x = (5\n     % 3)",
        "x = 5 \\\n  % 3",
        "text = '''\n%time\n!ls\nwhat?\n'''",
        'text = """it\'s\n%matplotlib inline\n"""',
        "if a != b:\n    pass",
        "f(x, y=3)",
        "'%s' % x",
        "s = '= !ls'",
        "s = '= %time x'  # = !ls",
        "# why?",
        "x = 1  # really?",
        "s = 'what?'",
        "s = 'get_ipython()'",
        "d = {\n  'a': 1,\n}\nx = d['a'] % 2",
        "s = 'it\\'s' + \"#\"\nx = 1",
        "s = 'a\\\n%b'",
        "f'{x % 3}'",
        "my_get_ipython()",
        "x: int = 3",
        "",
        "\n\n",
    ],
)
def test_python_stays_as_it_is(source: str) -> None:
    assert neutralise(source) == source


@pytest.mark.parametrize(
    ("source", "last"),
    [
        ("x = 'open\n%matplotlib inline", "pass  # %matplotlib inline"),
        ("x = )\n%time f()", "f()"),
        ("def f(:\n    pass\n%time f()", "%time f()"),
    ],
)
def test_half_finished_cells_keep_their_lines(source: str, last: str) -> None:
    plain = neutralise(source)
    assert plain is not None
    assert plain.count("\n") == source.count("\n")
    assert plain.split("\n")[-1] == last


_LINES = st.lists(
    st.one_of(
        st.sampled_from(
            ["%time f()", "!ls \\", "x = !ls", "'''", '"""', "(", ")", "x = 5 % 3", "# why?", "f?", "%%time"]
        ),
        st.text(alphabet="%!?'\"()[]{}\\#=x \t", max_size=12),
    ),
    max_size=8,
)


@settings(derandomize=True, max_examples=400, deadline=None)
@given(lines=_LINES)
def test_line_numbers_never_move(lines: list[str]) -> None:
    source = "\n".join(lines)
    plain = neutralise(source)
    assert plain is None or plain.count("\n") == source.count("\n")


_STATEMENTS = [
    "x = 5 % 3",
    "s = '''\n%time\n!ls?\n'''",
    "if x != 1:\n    x = [1,\n\n2]",
    "t = 'it\\'s # %' % ()",
    "z = 1 \\\n % 2",
    "# !ls?",
    "u = f\"{x}\" '?'",
    "def f(a=1):\n    return (a\n % 2)",
]
_PROGRAMS = st.lists(st.sampled_from(_STATEMENTS), max_size=6)


@settings(derandomize=True, max_examples=200, deadline=None)
@given(parts=_PROGRAMS)
def test_plain_python_is_never_touched(parts: list[str]) -> None:
    source = "\n".join(parts)
    ast.parse(source)
    assert neutralise(source) == source
