"""Alembic migrations; `grader.store.migrate` runs them."""
