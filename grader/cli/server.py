"""`grader serve`, `grader worker` and `grader demo`: the server's processes."""

from __future__ import annotations

import click

from grader.settings import settings


@click.command()
@click.option("--host", help="Left out: GRADER_HOST, or 127.0.0.1. Workers read GRADER_HOST too.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
def serve(host: str | None, port: int) -> None:
    """Start the web server.

    \b
    Examples:
      grader serve
      GRADER_HOST=0.0.0.0 GRADER_SANDBOX=docker grader serve --port 80
    """
    from grader.web.serve import run

    run(settings(), host or settings().host, port)


@click.command()
def worker() -> None:
    """Start a worker that grades; it ends after the running submissions on Ctrl-C or SIGTERM.

    \b
    Examples:
      grader worker
      GRADER_SLOTS=4 GRADER_SANDBOX=docker grader worker
    """
    from grader.submissions.worker import Worker

    Worker(settings()).run()


@click.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
def demo(port: int) -> None:
    """Start a server with a demo course on this machine; Ctrl-C stops everything.

    \b
    Examples:
      grader demo
      grader demo --port 8080
    """
    from grader.cli.demo import Demo

    Demo(settings(), port).run()
