"""What Schemathesis has to know about the API that its description can't say."""

import itertools

import schemathesis

numbers = itertools.count(1)


@schemathesis.hook
def before_call(context, case, kwargs):
    """Gives every request an Idempotency-Key of its own.

    A key is generated again and again with other bodies, which the API refuses as it should, and which counts as good
    data refused. What the same key means is tested in tests/visits/api_again.rs.
    """
    key = (case.headers or {}).get("Idempotency-Key")
    if isinstance(key, str) and key.isascii() and key.isprintable() and 0 < len(key) < 245:
        case.headers["Idempotency-Key"] = f"{next(numbers)}{key}"
