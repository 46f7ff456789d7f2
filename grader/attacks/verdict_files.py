"""Longer files of the attacks in `verdict` beside this one."""

from __future__ import annotations

#: Writes full points wherever a grader might look, now and again when there is something to write over.
RESULTS_EVERYWHERE = """
import contextlib, os, threading, time
PLACES = ('.', '..', '/autograder/results', '/tmp', os.path.expanduser('~'), *OUTSIDE['folders'])
NAMES = ('results.json', 'report.json', 'junit.xml', 'run_autograder')

def put(place, name):
    with contextlib.suppress(OSError):
        with open(place + '/' + name, 'w') as file:
            file.write('{"score": 4, "max_score": 4, "passed": true}')
        os.chmod(place + '/' + name, 0o444)

def again():
    until = time.monotonic() + 10
    while time.monotonic() < until and not os.path.exists('results.json'):
        time.sleep(0.01)
    time.sleep(0.2)
    with contextlib.suppress(OSError):
        os.unlink('results.json')
    put('.', 'results.json')

threading.Thread(target=again, daemon=True).start()
for place in PLACES[1:]:
    for name in NAMES:
        put(place, name)
"""

#: What pytest reads beside its tests: every report becomes a pass.
CONFTEST = """
import pytest

@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    report = outcome.get_result()
    report.outcome, report.longrepr = 'passed', None

def pytest_sessionfinish(session):
    session.exitstatus = session.testsfailed = 0
"""

_EVERYTHING_IS_RIGHT = """
def mean(values):
    return 1.0
def loads(*args, **kwargs):
    return {"score": 4}
def __getattr__(name):
    raise AttributeError(name)
"""

#: Modules of the library, and those that Python looks for by itself when it starts.
SHADOWS = tuple(
    (f"{name}.py", _EVERYTHING_IS_RIGHT)
    for name in ("statistics", "json", "random", "numpy", "torch", "sitecustomize", "usercustomize")
)
