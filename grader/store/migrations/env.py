"""What Alembic runs: the connection comes from `grader.store.migrate`, which holds the transaction."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from grader.store.base import Base, UtcDateTime


def _render(kind: str, value: Any, autogen: AutogenContext) -> str | Literal[False]:
    # A migration must not import today's models: it names the plain type instead.
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(value, UtcDateTime) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    render_item=_render,
    compare_server_default=True,
    # True on SQLite too, because our transactions there begin before the first statement.
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
