"""Which sandbox a worker uses: the local one never by accident where others can reach the server."""

from __future__ import annotations

from typing import Any

import pytest

from grader.errors import InfrastructureError, UsageError
from grader.jobs.services import CLASSES
from grader.settings import Settings
from grader.submissions.exposure import is_loopback
from grader.submissions.sandboxes import choose
from grader.submissions.slots import classes_of_slot

EXPOSED = [
    {"host": "0.0.0.0"},
    {"host": "192.168.1.5"},
    {"host": "::"},
    {"host": "grader.example.org"},
    {"database_url": "postgresql://grader@db.example.org/grader"},
]
HERE = [
    {},
    {"host": "localhost"},
    {"host": "::1"},
    {"host": "127.0.0.2"},
    {"database_url": "postgresql://grader@127.0.0.1/grader"},
    {"database_url": "postgresql:///grader?host=/run/postgresql"},
]


@pytest.fixture
def no_docker(monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine's address at which nobody answers."""
    monkeypatch.setenv("DOCKER_HOST", "tcp://127.0.0.1:1")


@pytest.mark.parametrize("values", EXPOSED)
@pytest.mark.parametrize("sandbox", ["local", "auto"])
@pytest.mark.usefixtures("no_docker")
def test_the_local_sandbox_is_refused_where_others_can_reach_us(sandbox: str, values: dict[str, Any]) -> None:
    with pytest.raises(UsageError) as caught:
        choose(Settings(sandbox=sandbox, **values))
    assert "GRADER_ALLOW_LOCAL_SANDBOX=1" in caught.value.next_step
    assert choose(Settings(sandbox=sandbox, allow_local_sandbox=True, **values)) == "local"


@pytest.mark.parametrize("values", HERE)
@pytest.mark.parametrize("sandbox", ["local", "auto"])
@pytest.mark.usefixtures("no_docker")
def test_it_is_the_default_on_a_machine_of_ones_own(sandbox: str, values: dict[str, Any]) -> None:
    assert choose(Settings(sandbox=sandbox, **values)) == "local"


@pytest.mark.usefixtures("no_docker")
def test_docker_is_not_replaced_by_something_weaker() -> None:
    with pytest.raises(InfrastructureError) as caught:
        choose(Settings(sandbox="docker", allow_local_sandbox=True))
    assert "grader doctor" in caught.value.next_step


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True),
        ("[::1]", True),
        ("localhost", True),
        ("/run/postgresql", True),
        ("0.0.0.0", False),
        ("localhost.example.org", False),
        ("127.0.0.1.example.org", False),
    ],
)
def test_loopback(host: str, loopback: bool) -> None:
    assert is_loopback(host) is loopback


@pytest.mark.parametrize(("slots", "reserved"), [(1, 0), (2, 1), (3, 1), (9, 1), (10, 2), (20, 4)])
def test_a_share_of_the_slots_is_kept_for_interactive_work(slots: int, reserved: int) -> None:
    classes = [classes_of_slot(number, slots) for number in range(slots)]
    assert classes.count(("interactive",)) == reserved
    assert classes.count(CLASSES) == slots - reserved >= 1
