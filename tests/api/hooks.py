"""What Schemathesis has to know about the API that its description can't say."""

import itertools
import re
import unicodedata
from urllib.parse import urlsplit

import schemathesis

OPTIONAL = {"public_name", "registration_number", "parent", "contact_phone", "billing_email", "heard_from"}
# What draws nothing and is neither space, a format character nor a combining mark.
FILLERS = re.compile("[\u115f\u1160\u2065\u2800\u3164\uffa0\ufff0-\ufff8\U000e0000-\U000e0fff]")
numbers = itertools.count(1)


def is_unseen(character):
    """Whether nobody sees it, or not on its own."""
    category = unicodedata.category(character)
    return character.isspace() or category[0] == "M" or category == "Cf" or FILLERS.match(character) is not None


@schemathesis.hook
def filter_case(context, case):
    """Leaves out what counts as good data until space and what nobody sees is forgiven.

    A name of nothing but space counts as left out, and reasons of twenty spaces are too short. A host longer than DNS
    allows is no website. No pattern that a generator could follow says so; tests/visits/api/hostile_bodies.rs tries such texts.
    """
    good = case.meta is not None and case.meta.generation.mode.is_positive
    if not good or not isinstance(case.body, dict):
        return True
    texts = {name: " ".join(text.split()) for name, text in case.body.items() if isinstance(text, str)}
    unseen = {name for name, text in texts.items() if all(map(is_unseen, text))}
    if any(name not in OPTIONAL or texts[name] for name in unseen):
        return False
    if len(urlsplit(texts.get("website", "")).hostname or "") > 253:
        return False
    return len(trimmed(texts.get("why_join", "x" * 20))) >= 20


def trimmed(text):
    """The text without what nobody sees at its ends."""
    seen = [place for place, character in enumerate(text) if not is_unseen(character)]
    return text[seen[0] : seen[-1] + 1] if seen else ""


@schemathesis.hook
def before_call(context, case, kwargs):
    """Gives every request an Idempotency-Key of its own.

    A key is generated again and again with other bodies, which the API refuses as it should, and which counts as good
    data refused. What the same key means is tested in tests/visits/api/idempotency.rs.
    """
    key = (case.headers or {}).get("Idempotency-Key")
    if isinstance(key, str) and key.isascii() and key.isprintable() and 0 < len(key) < 245:
        case.headers["Idempotency-Key"] = f"{next(numbers)}{key}"
