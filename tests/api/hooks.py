"""Properties of the API that OpenAPI can't express, for Schemathesis."""

import itertools
import re
import unicodedata
from urllib.parse import urlsplit

import schemathesis

OPTIONAL = {"public_name", "registration_number", "parent", "contact_phone", "billing_email", "heard_from"}
# Invisible characters that are neither space, format characters nor combining marks.
FILLERS = re.compile("[\u115f\u1160\u2065\u2800\u3164\uffa0\ufff0-\ufff8\U000e0000-\U000e0fff]")
numbers = itertools.count(1)


def is_invisible(character):
    """Returns whether a character is invisible, at least alone."""
    category = unicodedata.category(character)
    return character.isspace() or category[0] == "M" or category == "Cf" or FILLERS.match(character) is not None


@schemathesis.hook
def filter_case(context, case):
    """Drops data that is valid only before space and invisible characters are trimmed.

    A name made only of space counts as missing, and reasons of twenty spaces are too short. A host longer than DNS
    allows is no website. No pattern for generators can express this; tests/visits/api/hostile_bodies.rs tests it.
    """
    good = case.meta is not None and case.meta.generation.mode.is_positive
    if not good or not isinstance(case.body, dict):
        return True
    texts = {name: " ".join(text.split()) for name, text in case.body.items() if isinstance(text, str)}
    invisible = {name for name, text in texts.items() if all(map(is_invisible, text))}
    if any(name not in OPTIONAL or texts[name] for name in invisible):
        return False
    if len(urlsplit(texts.get("website", "")).hostname or "") > 253:
        return False
    return len(trimmed(texts.get("why_join", "x" * 20))) >= 20


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
