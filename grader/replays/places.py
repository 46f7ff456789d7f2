"""What is not the same about two places in which something was graded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from grader.judge.report import Provenance


def reasons(then: Provenance, now: Provenance) -> Iterator[str]:
    """One sentence for each thing that may make a report come out differently."""
    if not then.image or not now.image:
        # Nothing was run, so nothing of the place had a say.
        return
    yield from _image(then, now)
    yield from _changed("in the sandbox Python", then.python, now.python)
    yield from _libraries("in the sandbox", {"torch": then.torch, **then.libraries}, now.libraries)
    yield from _libraries("beside the judge", then.judge, now.judge)
    yield from _changed("the processor", then.machine, now.machine)
    yield from _changed("the device", then.device, now.device)
    yield from _changed("grader", then.grader, now.grader)


def _image(then: Provenance, now: Provenance) -> Iterator[str]:
    if then.image == now.image:
        return
    if then.content and then.content == now.content:
        yield f"The image is another build of the same files: {_id(now.image)}, not {_id(then.image)}."
    else:
        yield f"The sandbox is another one: {_id(now.image)}, not {_id(then.image)}."


def _libraries(where: str, then: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    for name in sorted(then.keys() & now.keys()):
        yield from _changed(f"{where} {name}", then[name], now[name])


def _changed(what: str, then: str, now: str) -> Iterator[str]:
    """An older report does not know everything; what one of them does not say is not told."""
    if then and now and then != now:
        yield f"{what[:1].upper()}{what[1:]} is {now}, not {then}."


def _id(image: str) -> str:
    return image if len(image) <= 19 else image[:19]
