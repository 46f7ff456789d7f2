"""The database: base class, sessions, migrations."""
