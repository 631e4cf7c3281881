import json
import re
import unittest

from stack import PRODUCTION, ROOT, of_type, stack

# What functions count by themselves, in the embedded metric format.
COUNTED_BY_FUNCTIONS = {"MailRefused"}


class Alarms(unittest.TestCase):
    def watched(self, metric):
        """Returns the resources that the alarms on a metric watch."""
        alarms = of_type("AWS::CloudWatch::Alarm").values()
        return [a["Dimensions"][0]["Value"] for a in alarms if a.get("MetricName") == metric]

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
        watched = [a["MetricName"] for a in alarms if a.get("Namespace") == {"Ref": "AWS::StackName"}]
        self.assertCountEqual(watched, self.counted().keys() | COUNTED_BY_FUNCTIONS)

    def test_mail_that_is_not_sent_raises_an_alarm(self):
        self.assertEqual(of_type("AWS::CloudWatch::Alarm")["MailRefused"]["MetricName"], "MailRefused")
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
        alarms = [a for a in of_type("AWS::CloudWatch::Alarm").values() if a.get("Namespace") == "AWS/SES"]
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

    def test_throttles_of_the_table_and_its_index_raise_an_alarm(self):
        (table,) = of_type("AWS::DynamoDB::Table").values()
        (index,) = [index["IndexName"] for index in table["GlobalSecondaryIndexes"]]
        watched = set()
        for query in of_type("AWS::CloudWatch::Alarm")["TableThrottles"]["Metrics"]:
            if "MetricStat" in query:
                metric = query["MetricStat"]["Metric"]
                names = {one["Name"]: one["Value"] for one in metric["Dimensions"]}
                self.assertEqual(names.pop("TableName"), {"Ref": "Table"})
                watched.add((metric["MetricName"], names.get("GlobalSecondaryIndexName")))
        events = ["ReadThrottleEvents", "WriteThrottleEvents"]
        self.assertEqual(watched, {(event, part) for event in events for part in [None, index]})

    def test_slow_responses_raise_an_alarm(self):
        alarm = of_type("AWS::CloudWatch::Alarm")["SlowResponses"]
        self.assertEqual((alarm["MetricName"], alarm["ExtendedStatistic"]), ("Latency", "p99"))
        self.assertEqual(alarm["Dimensions"], [{"Name": "ApiId", "Value": {"Ref": "Api"}}])

    def test_alarms_exist_for_somebody_or_for_gradual_deployments(self):
        alarms = lambda given: of_type("AWS::CloudWatch::Alarm", stack(given))
        self.assertFalse(alarms({}))
        self.assertEqual(alarms(PRODUCTION).keys(), of_type("AWS::CloudWatch::Alarm").keys())
        without_mail = of_type("AWS::CloudWatch::Alarm").keys() - {"BounceRate", "ComplaintRate", "MailLimitReached", "MailRefused"}
        gradual = {"Deployment": "Canary10Percent5Minutes"}
        self.assertEqual(alarms(gradual).keys(), without_mail)
        self.assertNotIn("Subscription", of_type("AWS::SNS::Topic", stack(gradual))["AlarmTopic"])
        (subscription,) = of_type("AWS::SNS::Topic", stack(PRODUCTION))["AlarmTopic"]["Subscription"]
        self.assertEqual(subscription["Endpoint"], PRODUCTION["AlarmEmail"])

    def test_the_runbook_has_a_line_for_every_alarm_and_no_other(self):
        section = (ROOT / "docs" / "runbook.md").read_text().split("\n## Alarms\n")[1].split("\n## ")[0]
        cells = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
        named = [name for cell in cells for name in re.findall(r"`(\w+)`", cell)]
        self.assertCountEqual(named, of_type("AWS::CloudWatch::Alarm"))
