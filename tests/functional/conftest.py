"""Makes the shared site of `tests/live_site.py` importable here."""

from __future__ import annotations

import sys
from pathlib import Path

# At the end, so that no module of another test folder is shadowed.
sys.path.append(str(Path(__file__).resolve().parent.parent))
