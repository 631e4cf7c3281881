import json
import re
import unittest

from stack import RESOURCES, of_type

# What functions count, in the embedded metric format.
COUNTED = {
    "ApplicationsReceived",
    "ApplicationsSetAside",
    "ApplicationsAccepted",
    "ApplicationsDeclined",
    "ApplicationsWithdrawn",
    "MailSent",
    "MailRefused",
    "MailBounced",
    "MailComplained",
    "MailLimited",
}


class Dashboard(unittest.TestCase):
    def setUp(self):
        (dashboard,) = of_type("AWS::CloudWatch::Dashboard").values()
        self.text = dashboard["DashboardBody"]["Fn::Sub"]
        self.widgets = json.loads(self.text)["widgets"]
        self.metrics = [metric for widget in self.widgets for metric in widget["properties"]["metrics"]]

    def shown(self, namespace):
        return [metric for metric in self.metrics if metric[0] == namespace]

    def test_it_names_resources_of_the_stack_only(self):
        for name in re.findall(r"\$\{([\w:.]+)\}", self.text):
            self.assertTrue(name.startswith("AWS::") or name.split(".")[0] in RESOURCES, name)

    def test_widgets_do_not_overlap(self):
        taken = set()
        for widget in self.widgets:
            columns = range(widget["x"], widget["x"] + widget["width"])
            cells = {(x, y) for x in columns for y in range(widget["y"], widget["y"] + widget["height"])}
            self.assertLessEqual(columns.stop, 24)
            self.assertFalse(cells & taken, widget["properties"]["title"])
            taken |= cells

    def test_it_shows_all_that_functions_count(self):
        self.assertEqual({metric[1] for metric in self.shown("${AWS::StackName}")}, COUNTED)
        counting = {"Join", "Notify", "Review"}
        for name, function in of_type("AWS::Lambda::Function").items():
            namespace = {"Ref": "AWS::StackName"} if name in counting else None
            self.assertEqual(function["Environment"]["Variables"].get("METRIC_NAMESPACE"), namespace, name)

    def test_it_shows_visits_and_times(self):
        shown = {(metric[1], metric[-1].get("stat")) for metric in self.shown("AWS/ApiGateway")}
        self.assertLessEqual({("Count", None), ("5xx", None), ("Latency", "p50"), ("Latency", "p99")}, shown)

    def test_it_shows_every_function(self):
        functions = {f"${{{name}}}" for name in of_type("AWS::Lambda::Function")}
        for metric in ["Errors", "Throttles", "Duration", "Invocations"]:
            self.assertEqual({one[3] for one in self.shown("AWS/Lambda") if one[1] == metric}, functions, metric)

    def test_it_shows_what_waits(self):
        shown = {(metric[1], metric[3]) for metric in self.shown("AWS/Lambda") + self.shown("AWS/SQS")}
        waiting = {("IteratorAge", "${Notify}"), ("ApproximateAgeOfOldestMessage", "${Decisions.QueueName}")}
        self.assertLessEqual(waiting | {("ApproximateNumberOfMessagesVisible", "${DeadLetters.QueueName}")}, shown)

    def test_its_costs_follow_from_metrics_that_it_has_and_from_the_functions_memory(self):
        ids = {metric[-1]["id"] for metric in self.metrics if isinstance(metric[-1], dict) and "id" in metric[-1]}
        expressions = [metric[0]["expression"] for metric in self.metrics if isinstance(metric[0], dict)]
        used = set(re.findall(r"FILL\((\w+), 0\)", " ".join(expressions)))
        self.assertEqual(used, ids)
        for name, function in of_type("AWS::Lambda::Function").items():
            gigabytes = function["MemorySize"] / 1024
            self.assertIn(f"FILL(time_{name.lower()}, 0) * {gigabytes}", " ".join(expressions))
