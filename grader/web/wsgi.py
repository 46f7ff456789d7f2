"""For any WSGI server: `gunicorn grader.web.wsgi:app`. `grader serve` needs none of this."""

from __future__ import annotations

from grader.settings import settings
from grader.web.app import create_app

app = create_app(settings())
