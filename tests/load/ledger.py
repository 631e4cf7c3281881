"""Compares the receipts that applicants saw with the table."""

import collections
from dataclasses import dataclass, field

Sent = collections.namedtuple("Sent", "id name reference")


@dataclass
class Ledger:
    """What applicants know, from responses alone."""

    #: Receipts that were shown, each time.
    sent: list = field(default_factory=list)
    #: The names in abandoned drafts, by id.
    drafts: dict = field(default_factory=dict)
    #: The number of submissions that were repeated concurrently.
    repeated: int = 0


def compare(ledger, items):
    """Returns the differences from the ledger, which is right, and the table's item counts.

    Every applicant has a unique name. So the names reveal a second application, even one with another id and reference.
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
            lost.add(f"{name} got {reference}, which is missing")
        elif reference not in claims:
            lost.add(f"{name} got {reference}, which is not claimed")
    for name, ids in by(ledger.sent, "name", "id").items():
        if len(ids) > 1:
            doubled.add(f"{name} got receipts for {len(ids)} applications")
    for attribute in ("legal_name", "reference"):
        for value, number in collections.Counter(text(item, attribute) for item in received.values()).items():
            if number > 1:
                doubled.add(f"{number} applications have the {attribute} {value}")
    for id, name in ledger.drafts.items():
        if text(applications.get(id, {}), "legal_name") != name or id in received:
            lost.add(f"the draft of {name} has changed")

    acknowledged = {sent.id for sent in ledger.sent}
    unknown = sorted(text(item, "legal_name") for id, item in received.items() if id not in acknowledged)
    silent = sorted(sent.name for sent in set(ledger.sent) if not notices[sent.id])
    return Comparison(kinds, len(acknowledged), len(received), sorted(lost), sorted(doubled), unknown, silent)


Comparison = collections.namedtuple("Comparison", "kinds acknowledged received lost doubled unknown silent")


def key(item):
    return item["pk"]["S"]


def text(item, name):
    return item.get(name, {}).get("S", "")


def by(rows, key, value):
    """Groups the distinct values of rows by key."""
    groups = collections.defaultdict(set)
    for row in rows:
        groups[getattr(row, key)].add(getattr(row, value))
    return groups
