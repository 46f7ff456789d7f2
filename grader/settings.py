"""Configuration, read once from `GRADER_*` environment variables (docs/running.md names each one)."""

from __future__ import annotations

import sys
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from grader.errors import AuthorError

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """All settings with their defaults; flags of the command line override them."""

    model_config = SettingsConfigDict(env_prefix="GRADER_", extra="ignore", frozen=True)

    #: Folder pair of the catalogue: what students may see, and what they may not. Where the second is not
    #: named it is the folder `reference` beside the first, never the one of another catalogue.
    exercises: Path = ROOT / "exercises"
    reference: Path = Field(default_factory=lambda data: data["exercises"].absolute().parent / "reference")
    #: Where the embedded database and the secret key live.
    data_dir: Path = Path("var")
    #: SQLAlchemy URL; the default is an SQLite file in data_dir.
    database_url: str = ""
    #: Signs cookies. Left empty, a key is made once and kept in data_dir with mode 0600.
    secret_key: str = ""
    engine: Literal["inline", "local"] = "local"
    sandbox: Literal["auto", "docker", "local"] = "auto"
    #: Tag of the sandbox image.
    image: str = "grader-sandbox:cpu"
    gpu_image: str = "grader-sandbox:cuda"
    #: Tag of the image for exercises that require fast.ai.
    fastai_image: str = "grader-sandbox:fastai"
    #: Name of the engine's runtime for sandbox containers, for example `runsc`; empty means its default.
    runtime: str = ""
    #: Told twice: a server that is not bound to loopback refuses the local sandbox unless this is set.
    allow_local_sandbox: bool = False
    #: How many submissions a worker grades at once; 0 means one per core that this process may use.
    slots: int = Field(default=0, ge=0)
    #: Ready sandboxes kept waiting; 0 means by memory and cores (grader.submissions.sizing).
    ready: int = Field(default=0, ge=0)
    #: Submissions of batch work that one container sees, where neither course nor assignment says otherwise.
    batch_max_uses: int = Field(default=100, ge=1, le=1000)
    max_upload_mb: int = Field(default=20, ge=1, le=500)
    #: Seconds a claimed job may go without a heartbeat before another worker takes it.
    lease_s: float = Field(default=60.0, gt=0)
    max_attempts: int = Field(default=3, ge=1)
    #: Seconds a worker that was told to stop lets running submissions go on before it gives them back.
    stop_s: float = Field(default=5.0, ge=0)
    #: Whether a worker takes submissions that need a GPU (with the image named by gpu_image).
    gpu: bool = False
    #: Address the web server listens on. A worker reads it too: where others can reach the server, it
    #: refuses the local sandbox.
    host: str = "127.0.0.1"

    @property
    def url(self) -> str:
        """The database URL in force."""
        return self.database_url or f"sqlite:///{(self.data_dir / 'grader.db').resolve()}"


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process.

    :raises AuthorError: a variable holds what it cannot mean; names each one.
    """
    try:
        return Settings()
    except ValidationError as error:
        raise AuthorError(
            " ".join(_sentence(fault["loc"], fault["msg"]) for fault in error.errors()),
            "docs/running.md says what each setting may be.",
        ) from error


def _sentence(where: tuple[int | str, ...], said: str) -> str:
    # The value is not repeated: it may be a secret.
    return f"GRADER_{str(where[0]).upper()}: {said[:1].lower()}{said[1:]}."


def on_linux() -> bool:
    """Whether the walls that need a Linux kernel can stand here at all."""
    return sys.platform == "linux"
