"""Lists the crates in a function's program, as CycloneDX 1.6.

The list is what Cargo links for one function and one processor: dependencies of
build scripts, procedural macros and tests are not in it, nor is what only other
members of the workspace ask for: `cargo metadata`, from which other tools make
such lists, has 142 crates for pages, of which 115 are linked. Needs cargo, git
and the packages of cyclonedx-python-lib[json-validation].
"""

import hashlib
import re
import subprocess
import tomllib
import uuid
from datetime import UTC, datetime
from pathlib import Path

from cyclonedx.factory.license import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType, Property
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

ROOT = Path(__file__).resolve().parents[2]

# Rust's names of Lambda's architectures.
TARGETS = {"x86_64": "x86_64-unknown-linux-gnu", "arm64": "aarch64-unknown-linux-gnu"}

# Depth, name, version, then the columns of FORMAT. `(*)` marks a crate whose dependencies were printed before.
FORMAT = "{p}|{l}|"
LINE = re.compile(r"(\d+)(\S+) v(\S+)[^|]*\|([^|]*)\|")


def bill_of_materials(function, architecture, program):
    """Returns a function's bill of materials as JSON, checked against CycloneDX's schema.

    The same sources, compiler and program give the same bytes.
    """
    target = TARGETS[architecture]
    bom = Bom(metadata=BomMetaData(timestamp=commit_time(), properties=[
        Property(name="rust:target", value=target),
        # The standard library is linked too, and comes with the compiler.
        Property(name="rust:compiler", value=output("rustc", "--version").strip()),
    ]))
    crates, edges = tree(function, target)
    root = crates[0]
    root.type = ComponentType.APPLICATION
    root.hashes.add(HashType(alg=HashAlgorithm.SHA_256, content=hashlib.sha256(program.read_bytes()).hexdigest()))
    bom.metadata.component = root
    bom.components.update(crates[1:])
    for crate in crates:
        bom.register_dependency(crate, edges.get(crate.bom_ref.value, ()))
    content = [crate.bom_ref.value for crate in crates] + [target, *(entry.content for entry in root.hashes)]
    bom.serial_number = uuid.uuid5(uuid.NAMESPACE_URL, "\n".join(content))
    text = JsonV1Dot6(bom).output_as_string(indent=2)
    if error := JsonStrictValidator(SchemaVersion.V1_6).validate_str(text):
        raise ValueError(f"the bill of materials of {function} is not valid: {error}")
    return text


def tree(function, target):
    """Returns the crates that a function links, itself first, and the edges between them by their references."""
    checksums = {(p["name"], p["version"]): p.get("checksum") for p in lock_file()["package"]}
    crates, edges, path = {}, {}, []
    for line in output(
        "cargo", "tree", "--locked", "--package", function, "--target", target,
        "--edges", "normal,no-proc-macro", "--prefix", "depth", "--format", FORMAT,
    ).splitlines():
        depth, name, version, license = LINE.match(line).groups()
        reference = f"{name}@{version}"
        if reference not in crates:
            crates[reference] = component(name, version, license, checksums[name, version])
        crate = crates[reference]
        path[int(depth):] = [reference]
        if len(path) > 1:
            edges.setdefault(path[-2], set()).add(crate)
    return list(crates.values()), edges


def component(name, version, license, checksum):
    """Returns a crate as a component. One of this workspace has no checksum and is on no registry."""
    crate = Component(
        name=name, version=version, type=ComponentType.LIBRARY, bom_ref=f"{name}@{version}",
        # Cargo also takes the older form, MIT/Apache-2.0.
        licenses=[LicenseFactory().make_from_string(license.replace("/", " OR "))],
    )
    if checksum:
        crate.purl = PackageURL("cargo", name=name, version=version)
        crate.hashes.add(HashType(alg=HashAlgorithm.SHA_256, content=checksum))
    return crate


def lock_file():
    return tomllib.loads((ROOT / "Cargo.lock").read_text())


def commit_time():
    return datetime.fromtimestamp(int(output("git", "log", "-1", "--format=%ct")), UTC)


def output(*command):
    return subprocess.run(command, cwd=ROOT, check=True, text=True, stdout=subprocess.PIPE).stdout
