"""Tests that lost and doubled applications are noticed."""

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

    def compare(self, *found):
        return compare(self.ledger, [item for each in found for item in each])

    def test_what_is_as_it_was_said_to_be_is_neither_lost_nor_doubled(self):
        compared = self.compare(items(), items("b", "Beta", status="draft"))
        self.assertEqual((compared.told, compared.received), (1, 1))
        self.assertEqual((compared.lost, compared.doubled, compared.unknown, compared.silent), ([], [], [], []))

    def test_what_is_not_there_is_lost(self):
        self.assertEqual(len(self.compare().lost), 2)
        self.assertEqual(len(self.compare(items(status="draft"), items("b", "Beta", status="draft")).lost), 1)
        self.assertEqual(len(self.compare(items(reference="R2"), items("b", "Beta", status="draft")).lost), 1)
        self.assertEqual(len(self.compare(items()[:1], items("b", "Beta", status="draft")).lost), 1)

    def test_a_second_application_is_a_double_even_under_another_id_and_reference(self):
        compared = self.compare(items(), items("b", "Beta", status="draft"), items("c", "Acme", "R3"))
        self.assertEqual((len(compared.doubled), compared.unknown), (1, ["Acme"]))
        self.assertEqual(compared.lost, [])

    def test_one_reference_for_two_is_a_double(self):
        self.assertEqual(len(self.compare(items(), items("d", "Delta", "R1")).doubled), 1)

    def test_an_applicant_who_was_told_of_two_applications_has_two(self):
        ledger = Ledger(sent=[Sent("a", "Acme", "R1"), Sent("c", "Acme", "R3")])
        compared = compare(ledger, items() + items("c", "Acme", "R3"))
        self.assertEqual(len(compared.doubled), 2)

    def test_who_was_not_written_to_is_named(self):
        self.assertEqual(self.compare(items()[:2]).silent, ["Acme"])


if __name__ == "__main__":
    unittest.main()
