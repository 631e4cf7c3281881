"""Loads the local stack with a rising number of visitors, then for a long time, and checks the result.

It fails if a response is unexpected, an application is lost or duplicated, or memory grows. Speed depends on the
machine, so it's only reported.
"""

import locust.env  # isort: skip: it patches the sockets, so it must come first

import argparse
import os
import platform
import time
from pathlib import Path

import gevent
import reading
from ledger import compare
from report import Stage, markdown, problems
from stack import Stack
from visitors import Visitor

HERE = Path(__file__).parent
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", HERE.parent.parent / "target"))

# Concurrent visitors, each without pauses.
RISING = [1, 4, 16, 64]
# Visitors in the long stage, their pauses in seconds, and the percentage of actions that are
# applications. The stack can handle more, so this measures memory and not a queue.
LASTING, PAUSE, APPLYING = 16, 0.1, 1
# Seconds between samples of memory.
INTERVAL = 2
# Seconds for visitors to finish, so that no request is cut off.
FINISH = 60


def main():
    flags, program = parse()
    before = machine(flags.build)
    with Stack(program) as stack:
        Visitor.host, Visitor.site = stack.url, reading.find(stack.url)
        stages = [load(stack, str(users), users, flags.rising) for users in RISING if users <= flags.most]
        # Otherwise later measurements would include work for these applications.
        stack.settle()
        Visitor.pause, Visitor.applying = PAUSE, APPLYING
        stages.append(load(stack, f"{LASTING}, for long", LASTING, flags.sustained))
        stack.settle()
        if not stack.is_running():
            raise SystemExit("the stack ended under load")
        comparison = compare(Visitor.ledger, stack.items())
    report = markdown(stages, comparison, Visitor.ledger, before)
    (HERE / "results").mkdir(exist_ok=True)
    (HERE / "results" / "report.md").write_text(report + "\n")
    print(report)
    return 1 if problems(stages, comparison) else 0


def parse():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", default="load", help="the profile of the stack's build")
    parser.add_argument("--rising", type=float, default=30, help="seconds with each number of visitors")
    parser.add_argument("--most", type=int, default=RISING[-1], help="the largest number of visitors")
    parser.add_argument("--sustained", type=float, default=600, help="seconds of the long stage")
    flags = parser.parse_args()
    program = TARGET / flags.build / "local"
    if not program.exists():
        parser.error(f"{program} is missing: build the package local with that profile")
    return flags, program


def load(stack, title, users, seconds):
    """Runs a stage with this many visitors for this long."""
    environment = locust.env.Environment(user_classes=[Visitor], stop_timeout=FINISH)
    stage = Stage(title)

    @environment.events.request.add_listener
    def note(name, response_time, exception, **_):
        stage.times[name].append(response_time)
        if exception:
            stage.errors[f"{name}: {exception}"] += 1

    before = len({sent.id for sent in Visitor.ledger.sent})
    runner = environment.create_local_runner()
    began, used = time.monotonic(), stack.processor_time()
    runner.start(users, spawn_rate=users)
    while (passed := time.monotonic() - began) < seconds:
        stage.memory.append((passed, stack.memory()))
        gevent.sleep(min(INTERVAL, seconds - passed))
    runner.stop()
    stage.seconds, stage.processor = time.monotonic() - began, stack.processor_time() - used
    stage.memory.append((stage.seconds, stack.memory()))
    runner.quit()
    for exception in runner.exceptions.values():
        stage.errors[f"the visitor: {exception['msg']}"] += exception["count"]
    stage.applications = len({sent.id for sent in Visitor.ledger.sent}) - before
    return stage


def machine(build):
    """Describes the machine."""
    busy = os.getloadavg()[0]
    return (
        f"{os.cpu_count()} processors ({platform.machine()}, {platform.system()}) for visitors and stack together, "
        f"with a load of {busy:.1f} before. Build: {build}."
    )


if __name__ == "__main__":
    raise SystemExit(main())
