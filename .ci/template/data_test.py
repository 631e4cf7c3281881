import unittest

from stack import RESOURCES, of_type


class Table(unittest.TestCase):
    def setUp(self):
        (self.table,) = of_type("AWS::DynamoDB::Table").values()

    def test_it_can_be_restored_to_any_second(self):
        recovery = self.table["PointInTimeRecoverySpecification"]
        self.assertIs(recovery["PointInTimeRecoveryEnabled"], True)

    def test_it_is_not_deleted_by_mistake(self):
        self.assertIs(self.table["DeletionProtectionEnabled"], True)

    def test_contributor_insights_are_off(self):
        # The key of an application is its private link.
        for part in [self.table, *self.table["GlobalSecondaryIndexes"]]:
            self.assertNotIn("ContributorInsightsSpecification", part)

    def test_drafts_expire(self):
        self.assertIs(self.table["TimeToLiveSpecification"]["Enabled"], True)

    def test_its_stream_has_both_images(self):
        self.assertEqual(self.table["StreamSpecification"]["StreamViewType"], "NEW_AND_OLD_IMAGES")


class Deletion(unittest.TestCase):
    def test_data_outlives_the_stack_and_logs_do_not(self):
        policies = {
            "AWS::DynamoDB::Table": "Retain",
            "AWS::SQS::Queue": "Retain",
            "AWS::Cognito::UserPool": "Retain",
            # A retained group would block a new stack of the same name.
            "AWS::Logs::LogGroup": "Delete",
        }
        for name, resource in RESOURCES.items():
            if expected := policies.get(resource["Type"]):
                with self.subTest(resource=name):
                    self.assertEqual(resource["DeletionPolicy"], expected)
                    self.assertEqual(resource["UpdateReplacePolicy"], expected)
