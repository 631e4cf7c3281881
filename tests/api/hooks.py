"""Properties of the API that OpenAPI can't express, for Schemathesis."""

import itertools
import re
import unicodedata
from urllib.parse import urlsplit

import schemathesis

# Invisible characters that are neither space, format characters nor combining marks.
FILLERS = re.compile("[\u115f\u1160\u2065\u2800\u3164\uffa0\ufff0-\ufff8\U000e0000-\U000e0fff]")
numbers = itertools.count(1)


def is_invisible(character):
    """Returns whether a character is invisible, at least alone."""
    category = unicodedata.category(character)
    return character.isspace() or category[0] == "M" or category == "Cf" or FILLERS.match(character) is not None


@schemathesis.hook
def filter_case(context, case):
    """Drops data that is valid only before space and invisible characters are trimmed, or is out of a date's bounds.

    A name made only of space counts as missing, and reasons of twenty spaces are too short. A host longer than DNS
    allows is no website. No pattern for generators can express this; tests/visits/api/hostile_bodies.rs tests it.
    """
    good = case.meta is not None and case.meta.generation.mode.is_positive
    if not good or not isinstance(case.body, dict):
        return True
    fields = case.operation.schema.raw_schema["components"]["schemas"]["Application"]
    return all(
        is_accepted(text, schemas_of(name, fields))
        for name, text in case.body.items()
        if isinstance(text, str)
    )


def schemas_of(name, fields):
    """Returns the schemas of a text, with conditions and alternatives, and whether an answer is required."""
    cases = [case for group in [fields, *fields.get("allOf", [])] for case in group.get("anyOf", [])]
    always = fields["properties"].get(name, {})
    schemas = [always, *always.get("anyOf", []), *(case["properties"].get(name, {}) for case in cases)]
    required = name in fields["required"] or any(name in case["required"] for case in cases)
    return [schema for schema in schemas if schema.get("type") == "string"], required


def is_accepted(text, described):
    """Returns whether a text that fits its schema is accepted."""
    schemas, required = described
    words = trimmed(" ".join(text.split()))
    if not words:
        return not required and not text
    for schema in schemas:
        if len(trimmed(text)) < schema.get("minLength", 0):
            return False
        if schema.get("format") == "uri" and not is_public(urlsplit(text).hostname or ""):
            return False
        if schema.get("format") == "date":
            earliest, latest = schema.get("formatMinimum", "0001"), schema.get("formatMaximum", "9999-12-31")
            if not earliest <= text <= latest:
                return False
    return True


def is_public(host):
    """Returns whether a host can be in the public DNS. Schemathesis also tries the stack's own address."""
    return len(host) <= 253 and "." in host and host != "127.0.0.1"


def trimmed(text):
    """Trims invisible characters."""
    visible = [index for index, character in enumerate(text) if not is_invisible(character)]
    return text[visible[0] : visible[-1] + 1] if visible else ""


@schemathesis.hook
def before_call(context, case, kwargs):
    """Gives every request its own Idempotency-Key.

    Schemathesis repeats a key with other bodies. The API rightly refuses those, but Schemathesis would report that valid
    data was refused. tests/visits/api/idempotency.rs tests repeated keys.
    """
    key = (case.headers or {}).get("Idempotency-Key")
    if isinstance(key, str) and key.isascii() and key.isprintable() and 0 < len(key) < 245:
        case.headers["Idempotency-Key"] = f"{next(numbers)}{key}"
