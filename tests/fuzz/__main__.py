"""Fuzz the decoder with atheris, which `make fuzz` installs: `python -m fuzz FOLDER [OPTION ...]`.

What breaks a rule is kept in FOLDER/crashes; `python -m fuzz FOLDER FILE` reads such a file again.
"""

from __future__ import annotations

import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["sandbox.wire", "sandbox.host.replies"]):
    from fuzz import fuzz_wire

#: Bytes of one input, because most of what can go wrong needs few; seconds after which one counts as hanging.
MOST, HANGS_S = 4096, 60


def main(program: str, folder: Path, *options: str) -> None:
    """Run the fuzzer on FOLDER/corpus; it ends the process."""
    fuzz_wire.write_seeds(folder / "corpus")
    (folder / "crashes").mkdir(exist_ok=True)
    ours = [f"-artifact_prefix={folder / 'crashes'}/", f"-max_len={MOST}", f"-timeout={HANGS_S}"]
    again = any(Path(option).is_file() for option in options)
    atheris.Setup([program, *ours, *options, *([] if again else [str(folder / "corpus")])], fuzz_wire.one)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[0], Path(sys.argv[1]), *sys.argv[2:])
