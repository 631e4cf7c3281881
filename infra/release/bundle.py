"""Makes a release: everything that deploys the stack, without a Rust compiler.

    python infra/release/bundle.py OUT    # after `sam build`

OUT gets a directory, association-VERSION-ARCHITECTURE, and the same as a zip
archive. The same sources and programs give the same bytes.
"""

import argparse
import hashlib
import re
import shutil
import sys
import tomllib
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from sbom import ROOT, bill_of_materials

HERE = Path(__file__).parent

# The architectures of Lambda by the machine in an ELF header (https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.eheader.html).
MACHINES = {62: "x86_64", 183: "arm64"}


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("out", type=Path)
    arguments.add_argument("--build", type=Path, default=ROOT / ".aws-sam/build", help="what sam built")
    arguments = arguments.parse_args()
    programs = {path.name: arguments.build / path.name.capitalize() / "bootstrap" for path in functions()}
    (architecture,) = {architecture_of(program) for program in programs.values()}
    bundle = arguments.out / f"association-{version()}-{architecture}"
    shutil.rmtree(bundle, ignore_errors=True)
    bundle.mkdir(parents=True)
    for name, program in programs.items():
        write_zip(bundle / f"{name}.zip", {"bootstrap": program})
        (bundle / f"{name}.cdx.json").write_text(bill_of_materials(name, architecture, program))
    (bundle / "template.yaml").write_text(template(programs, architecture))
    (bundle / "samconfig.toml").write_text(samconfig())
    (bundle / "README.md").write_text((HERE / "README.md").read_text().replace("VERSION-ARCHITECTURE", bundle.name.partition("-")[2]))
    for document in ["LICENSE-APACHE", "LICENSE-MIT", "docs/runbook.md"]:
        shutil.copy(ROOT / document, bundle)
    (bundle / "SHA256SUMS").write_text(checksums(bundle))
    write_zip(bundle.with_name(f"{bundle.name}.zip"), {f"{bundle.name}/{path.name}": path for path in bundle.iterdir()})
    print(bundle)


def functions():
    return sorted(path for path in (ROOT / "functions").iterdir() if path.is_dir())


def version():
    return tomllib.loads((ROOT / "Cargo.toml").read_text())["workspace"]["package"]["version"]


def architecture_of(program):
    with program.open("rb") as file:
        header = file.read(20)
    if header[:4] != b"\x7fELF":
        sys.exit(f"{program} is no program")
    return MACHINES[int.from_bytes(header[18:20], "little")]


def template(programs, architecture):
    """Returns the template with the archives in place of the sources, for one architecture."""
    text = (ROOT / "infra/template.yaml").read_text()
    for name in programs:
        text = replace_once(rf"CodeUri: \.\./functions/{name}\n", f"CodeUri: {name}.zip\n", text)
    return replace_once(
        r"(\n  Architecture:\n    Type: String\n    Default: )\w+(\n    AllowedValues: )\[.*\]",
        rf"\g<1>{architecture}\g<2>[{architecture}]", text,
    )


def samconfig():
    """Returns what samconfig.toml says of deploying. Nothing is built here, so the template is deployed as it is."""
    text = (ROOT / "samconfig.toml").read_text()
    introduction, *tables = re.split(r"(?m)^(?=\[)", text[text.index("version = "):])
    deploys = [
        replace_once(r"\.deploy\.parameters\]\n", '.deploy.parameters]\ntemplate_file = "template.yaml"\n', table)
        for table in tables if ".deploy.parameters]" in table
    ]
    return introduction + "".join(deploys)


def replace_once(pattern, replacement, text):
    text, count = re.subn(pattern, replacement, text)
    if count != 1:
        sys.exit(f"{count} places match {pattern}")
    return text


def write_zip(archive, files):
    """Writes an archive without times and owners, so that the same files give the same bytes."""
    with ZipFile(archive, "w", ZIP_DEFLATED, compresslevel=9) as zip:
        for name, path in sorted(files.items()):
            entry = ZipInfo(name)
            entry.create_system = 3  # Unix, or the mode below means nothing
            entry.external_attr = (0o100755 if name == "bootstrap" else 0o100644) << 16
            entry.compress_type = ZIP_DEFLATED
            zip.writestr(entry, path.read_bytes())


def checksums(directory):
    """Returns lines for `sha256sum --check`."""
    return "".join(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in sorted(directory.iterdir()))


if __name__ == "__main__":
    main()
