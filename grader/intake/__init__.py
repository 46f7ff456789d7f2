"""Uploads (.py, .ipynb, .zip) -> submission files, or a clear refusal."""
