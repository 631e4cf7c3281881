"""Measurements, and the report on them."""

import collections
import statistics
from dataclasses import dataclass, field

MEBIBYTE = 1024 * 1024

# Memory may grow by this share, or by this slack of the allocator.
SHARE, BREATH = 0.02, 1 * MEBIBYTE
# Shorter runs say nothing about memory.
SHORTEST = 60


@dataclass
class Stage:
    """The measurements of one stage."""

    title: str
    #: Milliseconds of each request, by kind.
    times: dict = field(default_factory=lambda: collections.defaultdict(list))
    #: Counts of each error.
    errors: collections.Counter = field(default_factory=collections.Counter)
    #: Samples of memory: seconds since the stage began, and bytes.
    memory: list = field(default_factory=list)
    seconds: float = 0
    #: The stack's CPU seconds.
    processor: float = 0
    applications: int = 0

    def growth(self):
        """Medians of memory in the second and the last third: in the first, caches fill."""
        third = self.memory[-1][0] / 3
        middle = [size for at, size in self.memory if third <= at <= 2 * third]
        end = [size for at, size in self.memory if at >= 2 * third]
        return statistics.median(middle), statistics.median(end)

    def grows(self):
        if self.seconds < SHORTEST:
            return False
        middle, end = self.growth()
        return end - middle > max(SHARE * middle, BREATH)


def markdown(stages, comparison, ledger, machine):
    """Formats the report as Markdown."""
    parts = [
        f"# Load run\n\n{machine}",
        "## Stages\n\nRequests in a second, and milliseconds until the whole answer was there; of all kinds together. "
        "The stack's share of a processor is for the site and the database, which have a thread each.",
        table(STAGE, map(stage_row, stages)),
        "## By kind of request",
        table(["visitors", "kind", "requests", *MEASURES], (row for stage in stages for row in kind_rows(stage))),
        "## Applications",
        table(["", "number"], application_rows(comparison, ledger)),
        "## Memory in the last stage\n\nThe whole stack's: functions, gateway and database.",
        memory(stages[-1]),
    ]
    if wrong := problems(stages, comparison):
        parts.append("## What went wrong\n\n" + "\n".join(f"- {line}" for line in wrong))
    return "\n\n".join(parts)


def problems(stages, comparison):
    """Returns every reason to fail; speed is none."""
    errors = sum((stage.errors for stage in stages), collections.Counter())
    found = [f"{number} × {what}" for what, number in errors.most_common(20)]
    found += comparison.lost[:20] + comparison.doubled[:20]
    found += [f"{name} applied and was never told so" for name in comparison.unknown[:20]]
    found += [f"{name} got no message" for name in comparison.silent[:20]]
    last = stages[-1]
    if last.grows():
        found.append("Memory grows: {:.1f} MiB, then {:.1f} MiB".format(*(size / MEBIBYTE for size in last.growth())))
    return found


# The headings of columns.
MEASURES = ["per second", "p50", "p95", "p99", "longest"]
STAGE = ["visitors", "seconds", *MEASURES, "errors", "applications", "processor", "memory, MiB"]


def measures(times, seconds):
    percentiles = statistics.quantiles(times, n=100, method="inclusive") if len(times) > 1 else times * 99
    chosen = (percentiles[49], percentiles[94], percentiles[98], max(times))
    return [f"{len(times) / seconds:.0f}", *(f"{time:.1f}" for time in chosen)]


def stage_row(stage):
    every = [time for times in stage.times.values() for time in times]
    start, end = (stage.memory[at][1] / MEBIBYTE for at in (0, -1))
    share = f"{stage.processor / stage.seconds:.0%}"
    row = [stage.title, f"{stage.seconds:.0f}", *measures(every, stage.seconds)]
    return [*row, sum(stage.errors.values()), stage.applications, share, f"{start:.1f} to {end:.1f}"]


def kind_rows(stage):
    for kind, times in sorted(stage.times.items()):
        yield [stage.title, kind, len(times), *measures(times, stage.seconds)]


def application_rows(comparison, ledger):
    return [
        ["acknowledged to the applicant", comparison.told],
        ["of these, sent twice or thrice at the same time", ledger.repeated],
        ["in the table as received", comparison.received],
        ["in the table, but not acknowledged", len(comparison.unknown)],
        ["drafts left, and in the table as they were", len(ledger.drafts)],
        ["lost", len(comparison.lost)],
        ["doubled", len(comparison.doubled)],
        ["without a message", len(comparison.silent)],
        ["items in the table", sum(comparison.kinds.values())],
    ]


def memory(stage):
    """Formats memory over the last stage, at ten times, with the verdict."""
    chosen = stage.memory[:: max(1, len(stage.memory) // 10)]
    rows = table(["second", "MiB"], ([f"{at:.0f}", f"{size / MEBIBYTE:.1f}"] for at, size in chosen))
    if stage.seconds < SHORTEST:
        return f"{rows}\n\nToo short a run to tell whether it grows."
    middle, end = (size / MEBIBYTE for size in stage.growth())
    verdict = "It grows" if stage.grows() else "It does not grow"
    rule = f"It would be growth if the last were more than {SHARE:.0%} higher, and more than {BREATH // MEBIBYTE} MiB."
    return f"{rows}\n\n{verdict}: median {middle:.1f} MiB in the second third, {end:.1f} MiB in the last. {rule}"


def table(heads, rows):
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)
