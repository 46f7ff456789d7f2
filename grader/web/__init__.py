"""Pages and API (Flask)."""
