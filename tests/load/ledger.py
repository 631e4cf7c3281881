"""Compares what applicants were told with the table."""

import collections
from dataclasses import dataclass, field

Sent = collections.namedtuple("Sent", "id name reference")


@dataclass
class Ledger:
    """The applicants' knowledge, from responses alone."""

    #: Applications whose receipt was shown, once for each receipt.
    sent: list = field(default_factory=list)
    #: Names by the ids of drafts that were saved and left.
    drafts: dict = field(default_factory=dict)
    #: Submissions that were repeated, or concurrent.
    repeated: int = 0


def compare(ledger, items):
    """Returns the problems of the table and the counts of its items: the applicants are right.

    Every applicant has a name of their own. So a second application by one of them shows in the names, even if it got
    another id and another reference.
    """
    kinds = collections.Counter()
    applications, claims, notices = {}, {}, collections.Counter()
    for item in items:
        kind = item.get("entity_type", {}).get("S", "none")
        kinds[kind] += 1
        if kind == "application":
            applications[key(item).removeprefix("application#")] = item
        elif kind == "reference":
            claims[key(item).removeprefix("reference#")] = item
        elif kind == "notice":
            notices[key(item).removeprefix("application#")] += 1

    lost, doubled = set(), set()
    received = {id: item for id, item in applications.items() if text(item, "status") == "received"}
    for id, name, reference in ledger.sent:
        item = received.get(id, {})
        if (text(item, "legal_name"), text(item, "reference")) != (name, reference):
            lost.add(f"{name} was told {reference}, which is not there")
        elif reference not in claims:
            lost.add(f"{name} was told {reference}, which nothing keeps from being given again")
    for name, ids in by(ledger.sent, "name", "id").items():
        if len(ids) > 1:
            doubled.add(f"{name} was told of {len(ids)} applications")
    for what in ("legal_name", "reference"):
        for value, number in collections.Counter(text(item, what) for item in received.values()).items():
            if number > 1:
                doubled.add(f"{number} applications have the {what} {value}")
    for id, name in ledger.drafts.items():
        if text(applications.get(id, {}), "legal_name") != name or id in received:
            lost.add(f"the draft of {name} is not as it was left")

    told = {sent.id for sent in ledger.sent}
    unknown = sorted(text(item, "legal_name") for id, item in received.items() if id not in told)
    silent = sorted(sent.name for sent in set(ledger.sent) if not notices[sent.id])
    return Comparison(kinds, len(told), len(received), sorted(lost), sorted(doubled), unknown, silent)


Comparison = collections.namedtuple("Comparison", "kinds told received lost doubled unknown silent")


def key(item):
    return item["pk"]["S"]


def text(item, name):
    return item.get(name, {}).get("S", "")


def by(rows, key, value):
    """Groups the distinct values of rows by key."""
    found = collections.defaultdict(set)
    for row in rows:
        found[getattr(row, key)].add(getattr(row, value))
    return found
