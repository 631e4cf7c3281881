import json
import unittest

from stack import WRITTEN, of_type


class Stream(unittest.TestCase):
    def setUp(self):
        self.mapping = of_type("AWS::Lambda::EventSourceMapping")["NotifyChanges"]

    def test_it_connects_the_table_to_notify(self):
        self.assertEqual(self.mapping["EventSourceArn"], {"Fn::GetAtt": ["Table", "StreamArn"]})
        self.assertEqual(self.mapping["FunctionName"], {"Ref": "NotifyAliaslive"})
        self.assertEqual(self.mapping["StartingPosition"], "TRIM_HORIZON")

    def test_it_passes_only_applications_the_register_and_requests_for_links(self):
        patterns = [json.loads(one["Pattern"]) for one in self.mapping["FilterCriteria"]["Filters"]]
        keys = [{"sk": {"S": ["application"]}}, {"pk": {"S": ["register"]}}]
        keys += [{"sk": {"S": [kind]}} for kind in ("member_request", "return_request")]
        self.assertEqual(patterns, [{"dynamodb": {"Keys": key}} for key in keys])

    def test_failures_are_reported_by_item_and_a_crashed_batch_is_bisected(self):
        self.assertEqual(self.mapping["FunctionResponseTypes"], ["ReportBatchItemFailures"])
        self.assertIs(self.mapping["BisectBatchOnFunctionError"], True)

    def test_retries_end_before_the_stream_drops_the_record(self):
        self.assertGreater(self.mapping["MaximumRetryAttempts"], 0)
        self.assertLess(self.mapping["MaximumRecordAgeInSeconds"], 24 * 60 * 60)

    def test_dead_letters_are_kept_for_14_days_and_encrypted(self):
        destination = self.mapping["DestinationConfig"]["OnFailure"]["Destination"]
        self.assertEqual(destination, {"Fn::GetAtt": ["DeadLetters", "Arn"]})
        queue = of_type("AWS::SQS::Queue")["DeadLetters"]
        self.assertEqual(queue["MessageRetentionPeriod"], 14 * 24 * 60 * 60)
        self.assertIs(queue["SqsManagedSseEnabled"], True)


class Schedules(unittest.TestCase):
    def test_stacks_in_one_account_do_not_share_names(self):
        named = [*of_type("AWS::Events::Rule").values(), *of_type("AWS::Scheduler::Schedule").values()]
        self.assertEqual([one for one in named if "Name" in one], [])


class Decisions(unittest.TestCase):
    def setUp(self):
        self.queue = of_type("AWS::SQS::Queue")["Decisions"]
        self.mapping = of_type("AWS::Lambda::EventSourceMapping")["NotifyDecisions"]

    def test_every_mapping_is_tested(self):
        self.assertEqual(of_type("AWS::Lambda::EventSourceMapping").keys(), {"NotifyChanges", "NotifyDecisions"})

    def test_a_decision_waits_as_long_as_it_can_be_undone(self):
        self.assertEqual(self.queue["DelaySeconds"], {"Ref": "UndoSeconds"})
        variables = of_type("AWS::Lambda::Function")["Review"]["Environment"]["Variables"]
        self.assertEqual(variables["UNDO_SECONDS"], {"Ref": "UndoSeconds"})

    def test_it_connects_the_queue_to_notify(self):
        self.assertEqual(self.mapping["EventSourceArn"], {"Fn::GetAtt": ["Decisions", "Arn"]})
        self.assertEqual(self.mapping["FunctionName"], {"Ref": "NotifyAliaslive"})
        self.assertEqual(self.mapping["FunctionResponseTypes"], ["ReportBatchItemFailures"])
        variables = of_type("AWS::Lambda::Function")["Notify"]["Environment"]["Variables"]
        self.assertEqual(variables["DECISION_QUEUE_URL"], {"Ref": "Decisions"})

    def test_a_message_is_hidden_for_six_times_the_timeout(self):
        timeout = of_type("AWS::Lambda::Function")["Notify"]["Timeout"]
        self.assertGreaterEqual(self.queue["VisibilityTimeout"], 6 * timeout)

    def test_retries_take_12_hours_and_end_as_dead_letters(self):
        redrive = self.queue["RedrivePolicy"]
        self.assertEqual(redrive["deadLetterTargetArn"], {"Fn::GetAtt": ["DeadLetters", "Arn"]})
        self.assertEqual(redrive["maxReceiveCount"] * self.queue["VisibilityTimeout"], 12 * 60 * 60)
        # Dead letters keep the time at which they were first sent.
        dead_letters = of_type("AWS::SQS::Queue")["DeadLetters"]
        self.assertLess(self.queue["MessageRetentionPeriod"], dead_letters["MessageRetentionPeriod"])

    def test_it_is_encrypted(self):
        self.assertIs(self.queue["SqsManagedSseEnabled"], True)

    def test_an_alarm_watches_its_delay(self):
        alarm = of_type("AWS::CloudWatch::Alarm")["DecisionsBehind"]
        self.assertEqual(alarm["Dimensions"], [{"Name": "QueueName", "Value": {"Fn::GetAtt": ["Decisions", "QueueName"]}}])
        self.assertGreater(alarm["Threshold"], WRITTEN["Parameters"]["UndoSeconds"]["MaxValue"])
