"""Run as root at the end of the image's build: index fonts, compile everything, remove tools."""

from __future__ import annotations

import compileall
import shutil
import stat
import sys
import sysconfig
from pathlib import Path

#: Tools that install or compile; student code has no use for them and an intruder has.
TOOLS = ("pip", "setuptools", "wheel", "_distutils_hack", "ensurepip", "pkg_resources")


def index_fonts() -> None:
    """Build matplotlib's font list once, into MPLCONFIGDIR; it takes a second that no student waits for."""
    import matplotlib.font_manager  # noqa: F401


def compile_all(folders: set[Path]) -> None:
    """Byte-compile everything: the root file system is read-only later and imports are faster."""
    for folder in sorted(folders):
        compileall.compile_dir(str(folder), quiet=2, workers=0)


def remove_tools(folders: set[Path]) -> None:
    """Remove the installers and their metadata."""
    for folder in folders:
        for name in TOOLS:
            for path in [folder / name, *folder.glob(f"{name}-*.*-info")]:
                shutil.rmtree(path, ignore_errors=True)
        # It would import what is gone, and complain, at every start of Python.
        (folder / "distutils-precedence.pth").unlink(missing_ok=True)
    for folder in (Path("/usr/bin"), Path("/usr/local/bin")):
        for path in folder.glob("pip*"):
            path.unlink()


def remove_setuid() -> None:
    """Take the setuid and setgid bits off every file; the walls forbid their effect as well."""
    for top in ("/usr", "/bin", "/sbin", "/opt"):
        for path in Path(top).rglob("*"):
            if path.is_symlink() or not path.is_file():
                continue
            mode = path.stat().st_mode
            if mode & (stat.S_ISUID | stat.S_ISGID):
                path.chmod(stat.S_IMODE(mode) & ~(stat.S_ISUID | stat.S_ISGID))


def main() -> None:
    """Do all of it."""
    paths = sysconfig.get_paths()
    folders = {Path(paths[key]) for key in ("stdlib", "purelib", "platlib")}
    folders |= {Path(entry) for entry in sys.path if entry.endswith("-packages")}
    index_fonts()
    remove_tools({folder for folder in folders if folder.is_dir()})
    compile_all({folder for folder in folders if folder.is_dir()})
    remove_setuid()


if __name__ == "__main__":
    main()
