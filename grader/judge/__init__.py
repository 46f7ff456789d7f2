"""The core: (exercise, files, sandbox) -> Report. Knows no Flask, no SQLAlchemy, no Docker."""
