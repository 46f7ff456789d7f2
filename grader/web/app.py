"""The app factory: wiring alone."""

from __future__ import annotations

from flask import Flask

from grader.settings import Settings
from grader.web import context, errors, login, security, streams, text
from grader.web.api import exercises as api_exercises
from grader.web.api import outcomes as api_outcomes
from grader.web.api import regrades as api_regrades
from grader.web.api import replay as api_replay
from grader.web.api import requests as api_requests
from grader.web.api import submissions as api_submissions
from grader.web.config import flask_config
from grader.web.pages import (
    account,
    auth,
    checks,
    course,
    exercise,
    health,
    instructor,
    isolation,
    misconceptions,
    regrade,
    regrade_decisions,
    regrade_examples,
    regrade_going,
    regrades,
    regrades_new,
    reports,
    requests,
    solutions,
    submission,
    talk,
)

#: Threads of the web server; half of them may hold event streams.
THREADS = 32

PAGES = (
    account,
    auth,
    checks,
    course,
    exercise,
    health,
    instructor,
    isolation,
    misconceptions,
    regrade,
    regrade_decisions,
    regrade_examples,
    regrade_going,
    regrades,
    regrades_new,
    reports,
    requests,
    solutions,
    submission,
    talk,
)
API = (api_exercises, api_outcomes, api_regrades, api_replay, api_requests, api_submissions)


def create_app(settings: Settings) -> Flask:
    """The web application with its own database engine and catalogue."""
    app = Flask("grader.web", root_path=str(text.STATIC.parent))
    app.config.from_mapping(flask_config(settings))
    context.attach(app, settings)
    security.init(app)
    login.init(app)
    errors.init(app)
    text.init(app)
    streams.init(app, THREADS // 2)
    for module in PAGES:
        app.register_blueprint(module.blueprint)
    for module in API:
        # Only a bearer token is accepted there, and no browser sends one by itself.
        security.csrf.exempt(module.blueprint)
        app.register_blueprint(module.blueprint)
    return app
