"""Tests of the template as CloudFormation gets it, in .ci/template.

    python .ci/check_template.py                # runs them
    python .ci/check_template.py --transform    # prints the transformed template

SAM generates much of a stack, such as roles, routes and stages. So these tests
transform infra/template.yaml like AWS and check the result. They need the
packages of aws-sam-cli, but no network or credentials.
"""

import json
import sys
import unittest
from pathlib import Path

TESTS = Path(__file__).parent / "template"
sys.path.insert(0, str(TESTS))

from stack import RESOURCES, TEMPLATE, TRANSFORMED  # noqa: E402, F401

if __name__ == "__main__":
    if sys.argv[1:] == ["--transform"]:
        json.dump(TRANSFORMED, sys.stdout, indent=1)
    else:
        unittest.main(module=None, argv=[sys.argv[0], "discover", "--start-directory", str(TESTS), "--pattern", "*_test.py"])
