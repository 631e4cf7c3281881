"""Tests of .github/workflows that actionlint and zizmor don't have.

They need a YAML parser, such as aws-sam-cli's.
"""

import re
import unittest
from pathlib import Path

import yaml

ROOT = Path(__file__).parent.parent
RUN = (ROOT / ".ci/run").read_text()
FILES = sorted((ROOT / ".github").rglob("*.yml"))
WORKFLOWS = {file.name: yaml.safe_load(file.read_text()) for file in FILES if file.parent.name == "workflows"}


class Steps(unittest.TestCase):
    def test_the_jobs_run_every_step_of_ci_run_and_no_other(self):
        body = re.search(r"^main\(\) \{\n(.*?)^\}", RUN, re.MULTILINE | re.DOTALL).group(1)
        steps = re.findall(r"^ *(?:step|meanwhile) (.*)$", body, re.MULTILINE)
        names = [re.fullmatch(r"'[^']+' (\w+)", step).group(1) for step in steps]
        jobs = WORKFLOWS["ci.yml"]["jobs"]["check"]["strategy"]["matrix"]["include"]
        in_jobs = [step for job in jobs for step in job["steps"].split()]
        self.assertEqual(set(in_jobs), set(names))

    def test_steps_that_need_an_earlier_one_follow_it_in_the_same_job(self):
        for job in WORKFLOWS["ci.yml"]["jobs"]["check"]["strategy"]["matrix"]["include"]:
            steps = job["steps"].split()
            for step in ["release", "budget", "released", "rehearsal"]:
                if step in steps:
                    self.assertIn("functions", steps[: steps.index(step)], job["name"])


class Jobs(unittest.TestCase):
    def test_each_has_its_own_permissions_and_a_limit_of_time(self):
        for name, workflow in WORKFLOWS.items():
            self.assertEqual(workflow["permissions"], {}, name)
            for job, definition in workflow["jobs"].items():
                with self.subTest(workflow=name, job=job):
                    self.assertIn("permissions", definition)
                    # A job that calls a workflow has the limits of its jobs.
                    self.assertTrue("uses" in definition or definition["timeout-minutes"] <= 60)

    def test_only_jobs_of_an_environment_get_a_role_on_aws(self):
        for name, workflow in WORKFLOWS.items():
            for job, definition in workflow["jobs"].items():
                actions = [step.get("uses", "") for step in definition.get("steps", [])]
                if any(action.startswith("aws-actions/") for action in actions):
                    with self.subTest(workflow=name, job=job):
                        self.assertIn("environment", definition)


class Versions(unittest.TestCase):
    def test_an_action_has_one_hash_everywhere_and_names_its_version(self):
        pins = {}
        for file in FILES:
            for line in re.findall(r"uses: ([^.].*)", file.read_text()):
                match = re.fullmatch(r"([\w./-]+)@([0-9a-f]{40} # v\d+\.\d+\.\d+)", line)
                self.assertIsNotNone(match, f"{line} in {file.name} has no hash and version")
                action, pin = match.groups()
                pins.setdefault(action, set()).add(pin)
        self.assertEqual({action: pin for action, pin in pins.items() if len(pin) > 1}, {})

    def test_sam_is_the_one_that_was_tested(self):
        (tested,) = re.findall(r"^SAM=(.*)$", RUN, re.MULTILINE)
        (deploys,) = re.findall(r"aws-sam-cli==\S+", (ROOT / ".github/workflows/deploy-to.yml").read_text())
        self.assertEqual(deploys, tested)


if __name__ == "__main__":
    unittest.main()
