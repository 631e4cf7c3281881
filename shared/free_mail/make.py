#!/usr/bin/env python3
"""Writes the list of free mailbox providers: python3 shared/free_mail/make.py > shared/free_mail/domains.txt

It has what two lists that are kept up to date agree on, which a single one would get wrong too often: providers that many
sites link to, and those that a third list confirms for a country. Disposable addresses are another matter.
"""

import json
import subprocess
import tarfile
import tempfile
from pathlib import Path

# npm packages, whose licenses (ISC, MIT, ISC) ask for no more than this.
COMMON, FREE, CHECKED = "email-providers@2.26.0", "free-email-domains@1.12.6", "freemail@1.7.0"


def files(package: str, directory: Path) -> Path:
    """Unpacks a package without running anything in it."""
    packed = subprocess.run(
        ["npm", "pack", "--silent", package], cwd=directory, check=True, capture_output=True, text=True
    )
    unpacked = directory / package
    with tarfile.open(directory / packed.stdout.split()[-1]) as archive:
        archive.extractall(unpacked, filter="data")
    return unpacked / "package"


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        providers = files(COMMON, directory)
        common = set(json.loads((providers / "common.json").read_text()))
        every = set(json.loads((providers / "all.json").read_text()))
        free = set(json.loads((files(FREE, directory) / "domains.json").read_text()))
        checked = files(CHECKED, directory) / "data"
        confirmed = set((checked / "free.txt").read_text().split())
        disposable = set((checked / "disposable.txt").read_text().split())
    national = {domain for domain in free & every & confirmed if len(domain.rpartition(".")[2]) == 2}
    print("# Written by make.py from the npm packages")
    print(f"# {COMMON}, {FREE} and {CHECKED}.")
    print("\n".join(sorted((common & free | national) - disposable)))


if __name__ == "__main__":
    main()
