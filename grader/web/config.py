"""Flask's configuration, from ours."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

from grader.errors import InfrastructureError
from grader.settings import Settings

#: Bytes the form around the files may take: boundaries, field names, the token against forged requests.
FORM_BYTES = 64 * 1024
ONE_YEAR_S = 365 * 24 * 3600


def flask_config(settings: Settings) -> dict[str, Any]:
    """What Flask and Flask-WTF read."""
    return {
        "SECRET_KEY": settings.secret_key or kept_key(settings.data_dir / "secret_key"),
        "MAX_CONTENT_LENGTH": settings.max_upload_mb * 1024 * 1024 + FORM_BYTES,
        "MAX_FORM_PARTS": 200,
        # This cookie only carries what protects forms; who is signed in is in a cookie of its own (login.py).
        "SESSION_COOKIE_NAME": "grader_form",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        # A page that has been open for a week still sends its form; a new sign-in makes a new token.
        "WTF_CSRF_TIME_LIMIT": None,
        # Static addresses carry a hash of their content, so they may be kept.
        "SEND_FILE_MAX_AGE_DEFAULT": ONE_YEAR_S,
    }


def kept_key(path: Path) -> str:
    """The key in this file; made at the first start, readable by its owner alone.

    :raises InfrastructureError: the file cannot be read or made.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            path.touch(mode=0o600, exist_ok=False)
        except FileExistsError:
            key = path.read_text()
            if key:
                return key
        # Two processes that start at once may both come here; the last one's key stays in the file and the
        # other's forms are refused once, so the server makes the key before it starts its workers.
        path.write_text(secrets.token_urlsafe(48))
        return path.read_text()
    except OSError as error:
        raise InfrastructureError(
            "The secret key can be neither read nor made.", "Check GRADER_DATA_DIR, or set GRADER_SECRET_KEY."
        ) from error
