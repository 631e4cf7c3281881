"""What Schemathesis has to know about the API that its description can't say."""

import itertools
import re

import schemathesis

OPTIONAL = {"public_name", "registration_number", "parent", "contact_phone", "billing_email", "heard_from"}
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
numbers = itertools.count(1)


@schemathesis.hook
def filter_case(context, case):
    """Leaves out what counts as good data until space is forgiven.

    A name of nothing but space counts as left out, and reasons of twenty spaces are too short. No pattern that a
    generator could follow says so; tests/visits/hostile_api.rs tries such texts.
    """
    good = case.meta is not None and case.meta.generation.mode.is_positive
    if not good or not isinstance(case.body, dict):
        return True
    texts = {name: " ".join(text.split()) for name, text in case.body.items() if isinstance(text, str)}
    unseen = {name for name, text in texts.items() if not INVISIBLE.sub("", text).strip()}
    if any(name not in OPTIONAL or texts[name] for name in unseen):
        return False
    return len(texts.get("why_join", "x" * 20)) >= 20


@schemathesis.hook
def before_call(context, case, kwargs):
    """Gives every request an Idempotency-Key of its own.

    A key is generated again and again with other bodies, which the API refuses as it should, and which counts as good
    data refused. What the same key means is tested in tests/visits/api_again.rs.
    """
    key = (case.headers or {}).get("Idempotency-Key")
    if isinstance(key, str) and key.isascii() and key.isprintable() and 0 < len(key) < 245:
        case.headers["Idempotency-Key"] = f"{next(numbers)}{key}"
