"""What a request needs: settings, database, catalogue. Made once per process, reached through the app."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import cast

from flask import Flask, current_app
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from grader.catalog.services import Catalog
from grader.settings import Settings
from grader.store.sessions import create_engine, session_scope

_KEY = "grader"


@dataclass(frozen=True)
class Context:
    """The parts every page shares; safe to use from many threads."""

    settings: Settings
    engine: Engine
    catalog: Catalog


def attach(app: Flask, settings: Settings) -> None:
    """Make the parts and hang them on the app."""
    catalog = Catalog(settings.exercises, settings.reference)
    app.extensions[_KEY] = Context(settings, create_engine(settings.url), catalog)


def context() -> Context:
    """The parts of the app that handles this request."""
    return cast(Context, current_app.extensions[_KEY])


def reading() -> AbstractContextManager[Session]:
    """A transaction that only reads."""
    return session_scope(context().engine)


def writing() -> AbstractContextManager[Session]:
    """A transaction that commits at its end; keep it short."""
    return session_scope(context().engine, write=True)
