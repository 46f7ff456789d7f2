"""The ratios that this project holds itself to, computed from one run."""

from __future__ import annotations

from grader.bench.models import Bench, Target, Way

#: MiB of private memory that one ready sandbox may add.
READY_MB = 150


def targets(bench: Bench) -> list[Target]:
    """Every target whose parts were measured."""
    ways = {way.key: way for way in bench.ways}
    found = [*_ratios(ways)]
    if bench.ready_mb is not None:
        found.append(
            Target(
                title="private memory of one more ready sandbox",
                seen=bench.ready_mb,
                asked=READY_MB,
                at_most=True,
                unit="MiB",
            )
        )
    if bench.idle is not None and bench.loaded is not None:
        title = "interactive p95 beside a batch, as a multiple of the idle p95"
        found.append(Target(title=title, seen=bench.loaded[1] / bench.idle[1], asked=2, at_most=True))
    return found


def _ratios(ways: dict[str, Way]) -> list[Target]:
    found = []
    usual = max((way for key, way in ways.items() if key.startswith("b")), key=_throughput, default=None)
    if "c" in ways and "b" in ways:
        title = "(c) median latency: (b) takes so many times as long"
        found.append(Target(title=title, seen=ways["b"].median_s / ways["c"].median_s, asked=10))
    for key, asked in (("d", 2.0), ("e", 25.0)):
        if key in ways and usual is not None:
            title = f"({key}) throughput, as a multiple of (b), {usual.at_once} at a time"
            found.append(Target(title=title, seen=ways[key].per_second / usual.per_second, asked=asked))
    for floor in (way for key, way in ways.items() if key.startswith("a") and "e" in ways):
        # A busy processor spends more on the same work, so the fair floor is the one at the same load.
        title = f"(e) CPU of a submission, as a multiple of the floor, {floor.at_once} at a time"
        found.append(Target(title=title, seen=ways["e"].cpu_s / floor.cpu_s, asked=4, at_most=True))
    return found


def _throughput(way: Way) -> float:
    return way.per_second
