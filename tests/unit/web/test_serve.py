"""Starting the server: what it refuses, and the key it keeps."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import pytest

from grader.errors import UsageError
from grader.settings import Settings
from grader.web.config import flask_config
from grader.web.serve import refuse_exposed, run


@pytest.mark.parametrize("sandbox", ["local", "auto"])
def test_the_local_sandbox_is_not_for_others(sandbox: Any) -> None:
    with pytest.raises(UsageError, match="can be reached by others") as caught:
        refuse_exposed(Settings(sandbox=sandbox), "0.0.0.0")
    assert "GRADER_SANDBOX=docker" in caught.value.next_step


@pytest.mark.parametrize(
    ("settings", "host"),
    [
        (Settings(sandbox="local"), "127.0.0.1"),
        (Settings(sandbox="auto"), "localhost"),
        (Settings(sandbox="local", allow_local_sandbox=True), "0.0.0.0"),
        (Settings(sandbox="docker"), "0.0.0.0"),
    ],
)
def test_what_may_start(settings: Settings, host: str) -> None:
    refuse_exposed(settings, host)


def test_the_key_is_made_once_and_is_the_owners_alone(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "var", secret_key="")
    first, second = flask_config(settings)["SECRET_KEY"], flask_config(settings)["SECRET_KEY"]
    assert first == second
    assert len(first) >= 48
    assert stat.S_IMODE((tmp_path / "var" / "secret_key").stat().st_mode) == 0o600


def test_a_key_from_outside_is_used(tmp_path: Path) -> None:
    assert flask_config(Settings(data_dir=tmp_path, secret_key="given"))["SECRET_KEY"] == "given"
    assert not (tmp_path / "secret_key").exists()


def test_the_inline_engine_is_refused(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "var", engine="inline", sandbox="docker")
    with pytest.raises(UsageError, match="inline engine"):
        run(settings, "127.0.0.1", 1)
    assert not (tmp_path / "var").exists()
