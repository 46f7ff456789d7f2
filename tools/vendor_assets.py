"""Copies the pinned browser assets into grader/web/static/vendor: installing needs no Node and no CDN.

    python tools/vendor_assets.py       # after changing package.json and `npm install --package-lock-only`

Each package is fetched with `npm pack`, compared with the integrity in package-lock.json, and only the files
named in FILES are copied. VENDORED.json lists version, licence and sha256 of all; a unit test checks it.
"""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

TOOLS = Path(__file__).resolve().parent
VENDOR = TOOLS.parent / "grader" / "web" / "static" / "vendor"

#: Package -> patterns of files below `package/`, and where the leading folder is cut off.
FILES: dict[str, tuple[str, tuple[str, ...]]] = {
    "katex": ("dist/", ("LICENSE", "dist/katex.min.js", "dist/katex.min.css", "dist/fonts/*.woff2")),
}


def main() -> int:
    """Vendors every package of FILES; returns the exit code."""
    locked = json.loads((TOOLS / "package-lock.json").read_text())["packages"]
    shutil.rmtree(VENDOR, ignore_errors=True)
    entries = [_vendor(name, locked[f"node_modules/{name}"]) for name in sorted(FILES)]
    VENDOR.joinpath("VENDORED.json").write_text(json.dumps(entries, indent=2) + "\n")
    print(f"{sum(len(entry['files']) for entry in entries)} files in {VENDOR.name}", file=sys.stderr)
    return 0


def _vendor(name: str, lock: dict[str, Any]) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        archive = _pack(name, lock["version"], Path(folder))
        _check_integrity(archive, lock["integrity"])
        target = VENDOR / f"{name}-{lock['version']}"
        written = _copy(archive, name, target)
    hashes = {path.relative_to(VENDOR).as_posix(): _sha256(path) for path in sorted(written)}
    return {"name": name, "version": lock["version"], "license": lock["license"], "files": hashes}


def _pack(name: str, version: str, folder: Path) -> Path:
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("npm is not installed. Install Node.js, then run this again.")
    command = [npm, "pack", "--silent", "--pack-destination", str(folder), f"{name}@{version}"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder)  # noqa: S603 - a fixed command
    return next(folder.glob("*.tgz"))


def _check_integrity(archive: Path, integrity: str) -> None:
    algorithm, _, expected = integrity.partition("-")
    actual = base64.b64encode(hashlib.new(algorithm, archive.read_bytes()).digest()).decode()
    if actual != expected:
        raise SystemExit(f"{archive.name} does not match package-lock.json. Nothing of it was copied.")


def _copy(archive: Path, name: str, target: Path) -> list[Path]:
    root, patterns = FILES[name]
    written = []
    with tarfile.open(archive) as tar:
        for member in tar.getmembers():
            inner = member.name.removeprefix("package/")
            content = tar.extractfile(member) if member.isfile() else None
            if content is None or not any(fnmatch(inner, pattern) for pattern in patterns):
                continue
            path = target / inner.removeprefix(root)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.read())
            written.append(path)
    return written


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    raise SystemExit(main())
