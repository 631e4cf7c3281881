import json
import unittest

from stack import of_type


class Alarms(unittest.TestCase):
    def watched(self, metric):
        """Returns the resources that the alarms on a metric watch."""
        alarms = of_type("AWS::CloudWatch::Alarm").values()
        return [a["Dimensions"][0]["Value"] for a in alarms if a["MetricName"] == metric]

    def counted(self):
        """Returns the log group and pattern of each metric filter."""
        filters = {}
        for name, counter in of_type("AWS::Logs::MetricFilter").items():
            (metric,) = counter["MetricTransformations"]
            self.assertEqual(metric["MetricNamespace"], {"Ref": "AWS::StackName"}, name)
            filters[metric["MetricName"]] = (counter["LogGroupName"]["Ref"], counter["FilterPattern"])
        return filters

    def test_every_metric_filter_has_an_alarm(self):
        alarms = of_type("AWS::CloudWatch::Alarm").values()
        watched = [a["MetricName"] for a in alarms if a["Namespace"] == {"Ref": "AWS::StackName"}]
        self.assertCountEqual(watched, self.counted())

    def test_mail_that_is_not_sent_raises_an_alarm(self):
        refused = '{ ($.message = "message refused") || ($.message = "message not taken") }'
        self.assertEqual(self.counted()["MailRefused"], ("NotifyLogs", refused))
        limit = '{ $.message = "daily mail limit reached" }'
        self.assertEqual(self.counted()["MailLimit"], ("NotifyLogs", limit))

    def test_throttled_visitors_raise_an_alarm(self):
        group, pattern = self.counted()["TooManyRequests"]
        (stage,) = of_type("AWS::ApiGatewayV2::Stage").values()
        self.assertEqual(stage["AccessLogSettings"]["DestinationArn"], {"Fn::GetAtt": [group, "Arn"]})
        # The pattern is text, which would not match a number in the log.
        self.assertEqual(json.loads(stage["AccessLogSettings"]["Format"])["status"], "$context.status")
        self.assertEqual(pattern, '{ $.status = "429" }')

    def test_errors_and_throttles_of_every_function_raise_an_alarm(self):
        functions = [{"Ref": name} for name in of_type("AWS::Lambda::Function")]
        self.assertCountEqual(self.watched("Errors"), functions)
        self.assertCountEqual(self.watched("Throttles"), functions)

    def test_a_late_stream_and_dead_letters_raise_an_alarm(self):
        self.assertEqual(self.watched("IteratorAge"), [{"Ref": "Notify"}])
        given_up = [{"Fn::GetAtt": ["DeadLetters", "QueueName"]}]
        self.assertEqual(self.watched("ApproximateNumberOfMessagesVisible"), given_up)

    def test_bounces_raise_an_alarm_before_ses_reviews_the_account(self):
        reviewed = {"Reputation.BounceRate": 0.05, "Reputation.ComplaintRate": 0.001}
        alarms = [a for a in of_type("AWS::CloudWatch::Alarm").values() if a["Namespace"] == "AWS/SES"]
        self.assertCountEqual([alarm["MetricName"] for alarm in alarms], reviewed)
        for alarm in alarms:
            with self.subTest(metric=alarm["MetricName"]):
                # Metrics of the whole account have no dimensions.
                self.assertNotIn("Dimensions", alarm)
                self.assertTrue(0 < alarm["Threshold"] < reviewed[alarm["MetricName"]])

    def test_every_alarm_has_a_recipient(self):
        for name, alarm in of_type("AWS::CloudWatch::Alarm").items():
            with self.subTest(alarm=name):
                self.assertEqual(alarm["AlarmActions"], [{"Ref": "AlarmTopic"}])
