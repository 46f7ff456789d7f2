"""The replay file: a zip with `replay.json`, the uploaded files and the exercise's versions."""

from __future__ import annotations

from pydantic import ValidationError

from grader.errors import UsageError
from grader.intake.models import UploadedFile
from grader.replays.models import FORMAT, Manifest, Replay
from grader.versions.archive import read_zip, write_zip

_MANIFEST = "replay.json"


def write(replay: Replay) -> bytes:
    """The file; the same bytes for the same replay."""
    files = {_MANIFEST: replay.manifest.model_dump_json(indent=1).encode()}
    # By number: an upload's name may be one that no other system takes.
    files |= {f"files/{number}": file.data for number, file in enumerate(replay.files)}
    files |= {f"versions/{version}.zip": data for version, data in replay.versions.items()}
    return write_zip(files)


def read(data: bytes) -> Replay:
    """What `write` wrote.

    :raises UsageError: it is no replay file, or one of a newer program.
    """
    try:
        found = read_zip(data)
        manifest = Manifest.model_validate_json(found[_MANIFEST], extra="ignore")
        files = tuple(
            UploadedFile(name, found[f"files/{number}"]) for number, name in enumerate(manifest.files)
        )
    except ValidationError as error:
        newer = f"This program reads format {FORMAT}; a newer one may have written it."
        raise UsageError("The replay file cannot be read.", newer) from error
    except (ValueError, KeyError) as error:
        raise UsageError(
            "This is not a replay file.", "Make one: grader replay SUBMISSION --save FILE."
        ) from error
    versions = {
        name.removeprefix("versions/").removesuffix(".zip"): data
        for name, data in found.items()
        if name.startswith("versions/")
    }
    return Replay(manifest, files, versions)
