"""The API for programs: see docs/api.md."""
