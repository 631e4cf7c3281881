import json
import re
import unittest

from stack import of_type, stack


class Api(unittest.TestCase):
    def setUp(self):
        (self.stage,) = of_type("AWS::ApiGatewayV2::Stage").values()

    def test_its_access_log_is_json_on_one_line(self):
        form = self.stage["AccessLogSettings"]["Format"]
        self.assertNotIn("\n", form)
        self.assertIn("$context.routeKey", json.loads(form).values())

    def test_its_access_log_names_the_request_as_functions_do(self):
        logged = json.loads(self.stage["AccessLogSettings"]["Format"])
        self.assertEqual(logged["requestId"], "$context.requestId")
        self.assertEqual(logged["functionRequestId"], "$context.integration.requestId")

    def test_its_access_log_names_neither_applications_nor_visitors(self):
        logged = re.findall(r"\$context\.(\w+)", self.stage["AccessLogSettings"]["Format"])
        # `path` contains an application's id, which is its key; `identity` is
        # the source address and the browser.
        self.assertFalse({"path", "identity", "authorizer"} & set(logged))

    def test_it_is_throttled(self):
        settings = self.stage["DefaultRouteSettings"]
        self.assertIn("ThrottlingRateLimit", settings)
        self.assertIn("ThrottlingBurstLimit", settings)


class Logs(unittest.TestCase):
    def test_every_log_group_expires(self):
        for name, group in of_type("AWS::Logs::LogGroup").items():
            with self.subTest(group=name):
                self.assertIn("RetentionInDays", group)

    def test_a_key_encrypts_every_log_group_if_there_is_one(self):
        key = {"LogKeyArn": "arn:aws:kms:us-east-1:123456789012:key/1"}
        for given, expected in [({}, None), (key, key["LogKeyArn"])]:
            for name, group in of_type("AWS::Logs::LogGroup", stack(given)).items():
                self.assertEqual(group.get("KmsKeyId"), expected, name)

    def test_all_logs_go_to_a_group_of_the_stack(self):
        # Otherwise Lambda creates a group that never expires.
        groups = of_type("AWS::Logs::LogGroup")
        for name, function in of_type("AWS::Lambda::Function").items():
            with self.subTest(function=name):
                self.assertIn(function["LoggingConfig"]["LogGroup"]["Ref"], groups)
        (stage,) = of_type("AWS::ApiGatewayV2::Stage").values()
        group, _arn = stage["AccessLogSettings"]["DestinationArn"]["Fn::GetAtt"]
        self.assertIn(group, groups)
