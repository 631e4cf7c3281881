"""Tests that lost and duplicated applications are detected."""

import unittest

from ledger import Ledger, Sent, compare


def items(id="a", name="Acme", reference="R1", status="received"):
    """Returns the items of one application."""
    application = {"pk": f"application#{id}", "entity_type": "application", "legal_name": name, "status": status}
    if status == "draft":
        rows = [application]
    else:
        claim = {"pk": f"reference#{reference}", "entity_type": "reference"}
        notice = {"pk": f"application#{id}", "entity_type": "notice"}
        rows = [{**application, "reference": reference}, claim, notice]
    return [{attribute: {"S": text} for attribute, text in row.items()} for row in rows]


class Comparing(unittest.TestCase):
    ledger = Ledger(sent=[Sent("a", "Acme", "R1")], drafts={"b": "Beta"})

    def compare(self, *applications):
        return compare(self.ledger, [item for application in applications for item in application])

    def test_acknowledged_applications_in_the_table_are_fine(self):
        compared = self.compare(items(), items("b", "Beta", status="draft"))
        self.assertEqual((compared.acknowledged, compared.received), (1, 1))
        self.assertEqual((compared.lost, compared.doubled, compared.unknown, compared.silent), ([], [], [], []))

    def test_a_missing_or_different_application_is_lost(self):
        self.assertEqual(len(self.compare().lost), 2)
        self.assertEqual(len(self.compare(items(status="draft"), items("b", "Beta", status="draft")).lost), 1)
        self.assertEqual(len(self.compare(items(reference="R2"), items("b", "Beta", status="draft")).lost), 1)
        self.assertEqual(len(self.compare(items()[:1], items("b", "Beta", status="draft")).lost), 1)

    def test_a_second_application_is_found_despite_another_id_and_reference(self):
        compared = self.compare(items(), items("b", "Beta", status="draft"), items("c", "Acme", "R3"))
        self.assertEqual((len(compared.doubled), compared.unknown), (1, ["Acme"]))
        self.assertEqual(compared.lost, [])

    def test_a_shared_reference_is_found(self):
        self.assertEqual(len(self.compare(items(), items("d", "Delta", "R1")).doubled), 1)

    def test_receipts_for_two_applications_are_found(self):
        ledger = Ledger(sent=[Sent("a", "Acme", "R1"), Sent("c", "Acme", "R3")])
        compared = compare(ledger, items() + items("c", "Acme", "R3"))
        self.assertEqual(len(compared.doubled), 2)

    def test_an_applicant_without_a_message_is_named(self):
        self.assertEqual(self.compare(items()[:2]).silent, ["Acme"])


if __name__ == "__main__":
    unittest.main()
