"""Computes the tables of docs/cost.md and docs/scale.md, and fails if they differ: cost.py, or cost.py --write to
update them.

From docs/cost.toml (units, assumptions, prices), the CPU times in docs/performance.md, and memory, alarms and
dashboards in infra/template.yaml.
"""

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
COST = tomllib.loads((ROOT / "docs/cost.toml").read_text())
APPLICATION, ASSUMED, PRICES = COST["application"], COST["assumed"], COST["prices"]
PERFORMANCE = (ROOT / "docs/performance.md").read_text()
TEMPLATE = (ROOT / "infra/template.yaml").read_text()

TRACED = "Tracing: Active" in TEMPLATE

VISITS, APPLICATIONS = [1_000, 1_000_000, 100_000_000], [10, 100, 1_000, 10_000]
GB, SECONDS_PER_MONTH = 1e9, 30 * 24 * 3600
# A function has a whole processor at this memory
# (https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html).
MEGABYTES_PER_PROCESSOR = 1769
MEASURED = ("join", "notify", "review")


PAGES = {
    "docs/cost.md": ("visits", "applications", "fixed"),
    "docs/scale.md": ("busy_hours", "deadlines"),
}


def main(write):
    for page, tables in PAGES.items():
        before = after = (ROOT / page).read_text()
        for name in tables:
            between = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end of {name} -->)", re.DOTALL)
            assert between.search(after), f"{page} has no place for {name}"
            after = between.sub(lambda found: f"{found[1]}\n{globals()[name]()}\n{found[2]}", after)
        if write:
            (ROOT / page).write_text(after)
        elif before != after:
            sys.exit(f"{page} differs from its arithmetic: .ci/cost.py --write")


def visits():
    """What a month of reading costs. Nothing of it reaches the table."""
    cpu = warm("pages: a page")
    start = cold("pages: a page") - cpu

    def direct(number, share=1.0):
        requests = number * ASSUMED["requests_per_visit"] * share
        starts = number * ASSUMED["cold_starts_per_visit"] * share
        seconds = requests * billed("pages", cpu, 0, 1) + starts * billed("pages", start, 0, 0)
        return {
            "API Gateway, requests": cost("api_request", requests),
            "Lambda, requests": cost("lambda_request", requests),
            "Lambda, GB-seconds": cost("lambda_gb_second", seconds),
            "logs": logs(requests),
            **({"traces": traces(requests)} if TRACED else {}),
        }

    def sent(number):
        return number * ASSUMED["kilobytes_per_visit"] * 1e3 / GB

    def through(number):
        requests = number * ASSUMED["requests_per_visit"]
        rest = direct(number, 1 - ASSUMED["cached_by_cloudfront"])
        return {
            "CloudFront, requests": cost("cloudfront_request", requests),
            "CloudFront, data": cost("cloudfront_gb", sent(number)),
            "behind it": sum(rest.values()),
        }

    columns = [direct(number) | {"data": cost("data_out_gb", sent(number))} for number in VISITS]
    fronted = [through(number) for number in VISITS]
    rows = rows_of(columns, "without CloudFront") + rows_of(fronted, "with CloudFront")
    return table("visits a month", VISITS, rows)


def applications():
    """What a month's applications cost, from the first page to the decision's message."""
    read, write, calls = (sum(APPLICATION[f][unit] for f in MEASURED) for unit in ("read", "write", "calls"))
    questions, saved = warm("join: a page of questions"), warm("join: a section saved")
    applicant = 6 * questions + 4 * saved + warm("join: an application sent") + warm("join: its status looked at")
    follows = ASSUMED["notify_per_application"]
    seconds = sum([
        billed("join", applicant, APPLICATION["join"]["calls"], ASSUMED["requests_per_applicant"]),
        # Pages of staff aren't measured: taken as pages of questions.
        billed("review", questions * ASSUMED["requests_per_decision"], APPLICATION["review"]["calls"], ASSUMED["requests_per_decision"]),
        # Twice what follows from a submission: once for the decision.
        billed("notify", 2 * warm("notify: a submission told"), APPLICATION["notify"]["calls"], follows, APPLICATION["messages"]),
    ])
    requests = ASSUMED["requests_per_applicant"] + ASSUMED["requests_per_decision"]

    def month(number):
        stored = number * ASSUMED["months_stored"] * APPLICATION["stored_bytes"] / GB
        return {
            "API Gateway, requests": cost("api_request", number * requests),
            "Lambda, requests": cost("lambda_request", number * (requests + follows)),
            "Lambda, GB-seconds": cost("lambda_gb_second", number * seconds),
            "table, units read": cost("table_read", number * read),
            "table, units written": cost("table_write", number * write),
            f"table, {ASSUMED['months_stored']} months stored": cost("table_gb_month", stored) + cost("backup_gb_month", stored),
            "mail": cost("mail", number * APPLICATION["messages"]),
            "logs": logs(number * (requests + follows)),
            **({"traces": traces(number * (requests + follows))} if TRACED else {}),
        }

    rows = rows_of([month(number) for number in APPLICATIONS], "together")
    note = f"One application: {calls} calls to the table, {read:g} units read and {write:g} written, {seconds:.3f} GB-seconds."
    return f"{table('applications a month', APPLICATIONS, rows)}\n{note}\n"


def fixed():
    """What a stack costs without a visitor."""
    count = lambda kind: len(re.findall(rf"Type: {kind}$", TEMPLATE, re.MULTILINE))
    lines = [
        ("alarms", count("AWS::CloudWatch::Alarm"), "alarm_month"),
        ("metrics of our logs, in months in which they occur", count("AWS::Logs::MetricFilter"), "metric_month"),
        ("dashboards", count("AWS::CloudWatch::Dashboard"), "dashboard_month"),
        ("secrets, with CloudFront", count("AWS::SecretsManager::Secret"), "secret_month"),
    ]
    rows = "".join(f"| {name} | {number} | {dollars(cost(price, number))} |\n" for name, number, price in lines if number)
    return f"| with alarms, a month | number | US$ |\n|---|---:|---:|\n{rows}"


def busy_hours():
    """The busiest hour of a month of reading."""
    seconds = billed("pages", warm("pages: a page"), 0, 1) * 1024 / memory("pages")
    average = [number * ASSUMED["requests_per_visit"] / SECONDS_PER_MONTH for number in VISITS]
    busy = [rate * ASSUMED["busy_hour"] for rate in average]
    rows = [
        ("requests a second, on average", [f"{rate:,.3f}" for rate in average]),
        ("in the busiest hour", [f"{rate:,.2f}" for rate in busy]),
        ("of these, behind CloudFront", [f"{rate * (1 - ASSUMED['cached_by_cloudfront']):,.2f}" for rate in busy]),
        ("`pages` at once, without CloudFront", [f"{rate * seconds:,.2f}" for rate in busy]),
    ]
    return table_of("visits a month", VISITS, rows)


def deadlines():
    """The hour before a deadline, and notify's work in it."""
    hour = [number * ASSUMED["share_in_last_hour"] for number in APPLICATIONS]
    told = APPLICATION["notify"]["calls"] * ASSUMED["milliseconds_per_table_call"]
    told = (told + APPLICATION["messages"] * ASSUMED["milliseconds_per_message"]) / 1e3
    told += 2 * warm("notify: a submission told") / 1e6 * MEGABYTES_PER_PROCESSOR / memory("notify")
    write = sum(APPLICATION[function]["write"] for function in MEASURED)
    rows = [
        ("applications in the last hour", [f"{number:,.0f}" for number in hour]),
        ("a second", [f"{number / 3600:.4f}" for number in hour]),
        ("units written a second, in all", [f"{number * write / 3600:.1f}" for number in hour]),
        ("share of the hour in which `notify` works", [f"{number * told / 3600:.1%}" for number in hour]),
    ]
    return table_of("applications a month", APPLICATIONS, rows)


def billed(function, microseconds, calls, invocations, messages=0):
    """Returns GB-seconds: computing with the function's share of a processor, waiting, and rounding up to milliseconds."""
    megabytes = memory(function)
    computing = microseconds / 1e6 * MEGABYTES_PER_PROCESSOR / megabytes
    waiting = calls * ASSUMED["milliseconds_per_table_call"] + messages * ASSUMED["milliseconds_per_message"]
    return (computing + waiting / 1e3 + invocations / 1e3) * megabytes / 1024


def logs(invocations):
    """Returns what the lines of so many invocations cost: taken in, and kept for a month."""
    gigabytes = invocations * (ASSUMED["bytes_per_access_line"] + ASSUMED["bytes_per_invocation"]) / GB
    return cost("log_gb", gigabytes) + cost("log_gb_month", gigabytes)


def traces(requests):
    """Returns what traces cost: of the first request each second, and of a twentieth of the others."""
    first = min(requests, SECONDS_PER_MONTH)
    return cost("trace", first + (requests - first) * 0.05)


def cost(name, number):
    price = PRICES[name]
    if not isinstance(price, list):
        return number * price
    total = 0.0
    for size, each in price:
        taken = min(number, size) if size else number
        total, number = total + taken * each, number - taken
    return total


def warm(event):
    """Returns the CPU time of a warm event in microseconds."""
    return float(re.search(rf"^\| {event} +\| +(\d+) \| +[\d.]+ \| +[\d.]+ \| +[\d.]+ \|$", PERFORMANCE, re.MULTILINE)[1])


def cold(event):
    """Returns the CPU time of a start and its first event in microseconds."""
    starts = PERFORMANCE[PERFORMANCE.index("<!-- starts -->") :]
    row = re.search(rf"^\| {event} +\|(.*)$", starts, re.MULTILINE)[1]
    return float(row.split("|")[6]) * 1e3


def memory(function):
    return int(re.search(rf"^  {function.capitalize()}:\n(?:    .*\n|\n)*?      MemorySize: (\d+)$", TEMPLATE, re.MULTILINE)[1])


def rows_of(columns, total):
    rows = [(name, [column[name] for column in columns]) for name in columns[0]]
    return rows + [(f"**{total}**", [sum(column.values()) for column in columns])]


def table(title, numbers, rows):
    return table_of(title, numbers, [(name, [dollars(value) for value in values]) for name, values in rows])


def table_of(title, numbers, rows):
    lines = [f"| {title} | " + " | ".join(f"{number:,}" for number in numbers) + " |", "|---|" + "---:|" * len(numbers)]
    lines += [f"| {name} | " + " | ".join(values) + " |" for name, values in rows]
    return "\n".join(lines) + "\n"


def dollars(value):
    return f"{value:,.2f}" if value >= 0.005 or value == 0 else "under 0.01"


if __name__ == "__main__":
    main("--write" in sys.argv[1:])
