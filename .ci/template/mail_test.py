import unittest

from stack import RESOURCES, of_type


class Reports(unittest.TestCase):
    def test_bounces_and_complaints_are_published_to_notify(self):
        (rules,) = of_type("AWS::SES::ConfigurationSetEventDestination").values()
        destination = rules["EventDestination"]
        self.assertIs(destination["Enabled"], True)
        self.assertEqual(destination["MatchingEventTypes"], ["bounce", "complaint"])
        self.assertEqual(destination["SnsDestination"], {"TopicARN": {"Ref": "MailReports"}})
        (subscription,) = of_type("AWS::SNS::Subscription").values()
        self.assertEqual(subscription["TopicArn"], {"Ref": "MailReports"})
        self.assertEqual(subscription["Endpoint"], {"Ref": "NotifyAliaslive"})

    def test_only_ses_in_this_account_may_publish(self):
        (policy,) = of_type("AWS::SNS::TopicPolicy").values()
        (statement,) = policy["PolicyDocument"]["Statement"]
        self.assertEqual(statement["Principal"], {"Service": "ses.amazonaws.com"})
        only = {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}
        self.assertEqual(statement["Condition"], only)

    def test_resources_of_ses_exist_only_with_mail(self):
        for name, resource in RESOURCES.items():
            if resource["Type"].startswith("AWS::SES::"):
                with self.subTest(resource=name):
                    self.assertIn(resource["Condition"], ["HasMail", "HasOwnConfigurationSet"])

    def test_messages_require_tls_and_reputation_is_measured(self):
        (configuration,) = of_type("AWS::SES::ConfigurationSet").values()
        self.assertEqual(configuration["DeliveryOptions"], {"TlsPolicy": "REQUIRE"})
        self.assertEqual(configuration["ReputationOptions"], {"ReputationMetricsEnabled": True})

    def test_a_report_that_notify_cannot_process_becomes_a_dead_letter(self):
        (config,) = of_type("AWS::Lambda::EventInvokeConfig").values()
        self.assertEqual((config["FunctionName"], config["Qualifier"]), ({"Ref": "Notify"}, "live"))
        destination = config["DestinationConfig"]["OnFailure"]["Destination"]
        self.assertEqual(destination, {"Fn::GetAtt": ["DeadLetters", "Arn"]})
