"""The measurements, and the report."""

import collections
import statistics
from dataclasses import dataclass, field

MEBIBYTE = 1024 * 1024

# Memory may grow by this share, or by this slack for the allocator.
SHARE, SLACK = 0.02, 1 * MEBIBYTE
# Shorter runs, in seconds, don't show whether memory grows.
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
        """Returns the median memory in the second and the last third. In the first, caches fill."""
        third = self.memory[-1][0] / 3
        middle = [size for at, size in self.memory if third <= at <= 2 * third]
        end = [size for at, size in self.memory if at >= 2 * third]
        return statistics.median(middle), statistics.median(end)

    def grows(self):
        if self.seconds < SHORTEST:
            return False
        middle, end = self.growth()
        return end - middle > max(SHARE * middle, SLACK)


def markdown(stages, comparison, ledger, machine):
    """Formats the report as Markdown."""
    parts = [
        f"# Load run\n\n{machine}",
        "## Stages\n\nRequests per second, and milliseconds until the complete response, for all kinds together. "
        "The stack's CPU share includes the site and the database, which have a thread each.",
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
    """Returns every reason to fail. Speed is not one."""
    errors = sum((stage.errors for stage in stages), collections.Counter())
    reasons = [f"{number} × {error}" for error, number in errors.most_common(20)]
    reasons += comparison.lost[:20] + comparison.doubled[:20]
    reasons += [f"{name} applied and got no receipt" for name in comparison.unknown[:20]]
    reasons += [f"{name} got no message" for name in comparison.silent[:20]]
    last = stages[-1]
    if last.grows():
        reasons.append("Memory grows: {:.1f} MiB, then {:.1f} MiB".format(*(size / MEBIBYTE for size in last.growth())))
    return reasons


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
        ["acknowledged to the applicant", comparison.acknowledged],
        ["of these, sent two or three times at once", ledger.repeated],
        ["in the table as received", comparison.received],
        ["in the table, but not acknowledged", len(comparison.unknown)],
        ["abandoned drafts", len(ledger.drafts)],
        ["lost", len(comparison.lost)],
        ["doubled", len(comparison.doubled)],
        ["without a message", len(comparison.silent)],
        ["items in the table", sum(comparison.kinds.values())],
    ]


def memory(stage):
    """Formats ten samples of memory in the last stage, with the verdict."""
    chosen = stage.memory[:: max(1, len(stage.memory) // 10)]
    rows = table(["second", "MiB"], ([f"{at:.0f}", f"{size / MEBIBYTE:.1f}"] for at, size in chosen))
    if stage.seconds < SHORTEST:
        return f"{rows}\n\nThe run was too short to tell whether memory grows."
    middle, end = (size / MEBIBYTE for size in stage.growth())
    verdict = "Memory grows" if stage.grows() else "Memory does not grow"
    rule = f"Growth means more than {SHARE:.0%} and more than {SLACK // MEBIBYTE} MiB."
    return f"{rows}\n\n{verdict}: median {middle:.1f} MiB in the second third, {end:.1f} MiB in the last. {rule}"


def table(heads, rows):
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)
