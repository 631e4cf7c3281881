"""Tests of a release: python .ci/check_release.py BUNDLE, with the packages of aws-sam-cli."""

import hashlib
import json
import sys
import tomllib
import unittest
from pathlib import Path
from zipfile import ZipFile

from samtranslator.yaml_helper import yaml_parse

ROOT = Path(__file__).parent.parent
BUNDLE = Path(sys.argv.pop())
TEMPLATE = yaml_parse((BUNDLE / "template.yaml").read_text())
FUNCTIONS = {name: r["Properties"] for name, r in TEMPLATE["Resources"].items() if r["Type"] == "AWS::Serverless::Function"}


def crates(function):
    """Returns the components of a function's bill of materials by name."""
    bill = json.loads((BUNDLE / f"{function}.cdx.json").read_text())
    return {component["name"]: component for component in bill["components"]}


class Release(unittest.TestCase):
    def test_each_function_is_the_program_that_sam_built(self):
        self.assertEqual({name.lower() for name in FUNCTIONS}, {path.name for path in (ROOT / "functions").iterdir()})
        for name, function in FUNCTIONS.items():
            with self.subTest(function=name), ZipFile(BUNDLE / function["CodeUri"]) as archive:
                self.assertEqual(archive.namelist(), ["bootstrap"])
                built = (ROOT / ".aws-sam/build" / name / "bootstrap").read_bytes()
                self.assertEqual(archive.read("bootstrap"), built)
                # Lambda starts it, so it must be executable by all.
                self.assertEqual(archive.getinfo("bootstrap").external_attr >> 16 & 0o777, 0o755)

    def test_the_rest_of_the_template_is_as_it_is_written(self):
        written = yaml_parse((ROOT / "infra/template.yaml").read_text())
        architecture = TEMPLATE["Parameters"]["Architecture"]
        self.assertEqual(architecture["AllowedValues"], [architecture["Default"]])
        self.assertEqual(architecture["Default"], BUNDLE.name.rpartition("-")[2])
        written["Parameters"]["Architecture"] = architecture
        for name, function in FUNCTIONS.items():
            written["Resources"][name]["Properties"]["CodeUri"] = function["CodeUri"]
        self.assertEqual(TEMPLATE, written)

    def test_it_deploys_the_same_environments_without_a_build(self):
        written = tomllib.loads((ROOT / "samconfig.toml").read_text())
        for environment in ["default", "staging", "production"]:
            parameters = tomllib.loads((BUNDLE / "samconfig.toml").read_text())[environment]
            expected = written[environment]["deploy"]["parameters"] | {"template_file": "template.yaml"}
            self.assertEqual(parameters, {"deploy": {"parameters": expected}})

    def test_the_archive_has_the_same_files(self):
        with ZipFile(BUNDLE.with_name(f"{BUNDLE.name}.zip")) as archive:
            archived = {name: archive.read(name) for name in archive.namelist()}
        self.assertEqual(archived, {f"{BUNDLE.name}/{path.name}": path.read_bytes() for path in BUNDLE.iterdir()})


class BillOfMaterials(unittest.TestCase):
    def test_it_is_of_the_program(self):
        for name in FUNCTIONS:
            with self.subTest(function=name):
                program = json.loads((BUNDLE / f"{name.lower()}.cdx.json").read_text())["metadata"]["component"]
                built = (ROOT / ".aws-sam/build" / name / "bootstrap").read_bytes()
                self.assertEqual(program["hashes"], [{"alg": "SHA-256", "content": hashlib.sha256(built).hexdigest()}])

    def test_every_crate_has_a_license_and_those_of_the_registry_their_hash(self):
        checksums = {p["name"]: p.get("checksum") for p in tomllib.loads((ROOT / "Cargo.lock").read_text())["package"]}
        for name in FUNCTIONS:
            for crate, component in crates(name.lower()).items():
                with self.subTest(function=name, crate=crate):
                    self.assertTrue(component["licenses"])
                    self.assertEqual("hashes" in component, checksums[crate] is not None)

    def test_it_has_what_is_linked_and_nothing_else(self):
        self.assertIn("aws-sdk-dynamodb", crates("join"))
        self.assertIn("openidconnect", crates("review"))
        self.assertNotIn("aws-sdk-dynamodb", crates("pages"))
        for name in FUNCTIONS:
            with self.subTest(function=name):
                # The local stack, the tests, the site compiler, and a procedural macro.
                self.assertFalse({"dynoxide-rs", "local", "proptest", "pulldown-cmark", "serde_derive"} & crates(name.lower()).keys())


if __name__ == "__main__":
    unittest.main()
