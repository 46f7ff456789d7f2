"""The results as a page in Markdown with a plot beside it, for docs/performance.md."""

from __future__ import annotations

from pathlib import Path

from grader.bench.models import Bench, Step, Target, Way
from grader.errors import UsageError

#: Everything between these two lines of a page is replaced by a new run; the words around it stay.
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"


def write(bench: Bench, page: Path) -> None:
    """Put the figures between the marks of `page`, and the plot into the folder images beside it.

    :raises UsageError: the page has no marks, or matplotlib is not installed.
    """
    body = tables(bench)
    if bench.growth:
        picture = page.parent / "images" / "batch-growth.svg"
        draw(bench.growth, picture)
        body += f"\n![Batch time against number of submissions](images/{picture.name})\n"
    put(page, body, BEGIN, END)


def put(page: Path, body: str, begin: str, end: str) -> None:
    """Replace what stands between two marks of a page.

    :raises UsageError: it has no marks.
    """
    text = page.read_text(encoding="utf-8")
    if begin not in text or end not in text:
        raise UsageError(f"{page} has no place for the figures.", f"Put {begin} and {end} into it.")
    head, tail = text.split(begin)[0], text.split(end)[1]
    page.write_text(f"{head}{begin}\n\n{body}\n{end}{tail}", encoding="utf-8")


def tables(bench: Bench) -> str:
    """The tables in Markdown."""
    machine = ", ".join(f"{name} {value}" for name, value in bench.machine.items())
    parts = [f"Measured {bench.when} on: {machine}. Exercise: `{bench.exercise}`, a correct submission.\n"]
    parts.append(_ways(bench.ways))
    if bench.targets:
        parts.append(target_table(bench.targets))
    if bench.growth:
        parts.append(_growth(bench.growth))
    if bench.idle and bench.loaded:
        parts.append(
            f"Interactive latency through HTTP: idle {ms(bench.idle[0])} in the middle and "
            f"{ms(bench.idle[1])} at p95; beside a running batch {ms(bench.loaded[0])} and "
            f"{ms(bench.loaded[1])}.\n"
        )
    return "\n".join(parts)


def _ways(ways: list[Way]) -> str:
    rows = [
        "| | way | n | at once | median | p95 | per second | CPU each |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for way in ways:
        cpu = ms(way.cpu_s) if way.cpu_s else "not asked"
        rows.append(
            f"| {way.key} | {way.title} | {way.submissions} | {way.at_once} | {ms(way.median_s)} "
            f"| {ms(way.p95_s)} | {way.per_second:.2f} | {cpu} |"
        )
    return "\n".join(rows) + "\n"


def target_table(targets: list[Target]) -> str:
    """What was asked, and what was seen."""
    rows = ["| target | asked | seen | |", "|---|---|---|---|"]
    for target in targets:
        sign = "at most" if target.at_most else "at least"
        mark = "✓ reached" if target.reached else "✗ missed"
        rows.append(
            f"| {target.title} | {sign} {target.asked:g} {target.unit} | {target.seen:.2f} | {mark} |"
        )
    return "\n".join(rows) + "\n"


def _growth(steps: list[Step]) -> str:
    rows = [
        "| submissions in a batch | wall | each | private memory after it | descriptors | containers |",
        "|---|---|---|---|---|---|",
    ]
    for step in steps:
        rows.append(
            f"| {step.submissions} | {step.wall_s:.1f} s | {ms(step.wall_s / step.submissions)} "
            f"| {step.memory_mb:.0f} MiB | {step.descriptors} | {step.containers} |"
        )
    return "\n".join(rows) + "\n"


def ms(seconds: float) -> str:
    """Seconds or milliseconds, as a person reads them."""
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.0f} ms"


def draw(steps: list[Step], path: Path) -> None:
    """Batch time against number of submissions, both on logarithmic axes, with a straight line to compare.

    :raises UsageError: matplotlib is not installed.
    """
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise UsageError("The plot needs matplotlib.", "pip install 'grader[course]'") from error
    sizes, times = [step.submissions for step in steps], [step.wall_s for step in steps]
    figure = Figure(figsize=(6, 3.6), layout="constrained")
    axes = figure.add_subplot()
    axes.loglog(sizes, [size * times[-1] / sizes[-1] for size in sizes], "--", color="0.6", label="linear")
    axes.loglog(sizes, times, "o", color="#2f6fd0", label="measured")
    axes.set(title="Does a batch grow linearly?", xlabel="submissions", ylabel="seconds")
    axes.legend()
    path.parent.mkdir(exist_ok=True)
    # No date, so that a run with the same figures gives the same file.
    figure.savefig(path, format="svg", metadata={"Date": None})
