import re
import unittest

from stack import ROOT, of_type


# The actions that each function needs, by resource. New permissions must be added
# to the template and here; a function without an entry has none.
CALLS = {
    "Join": {
        "Table.Arn": {
            "dynamodb:ConditionCheckItem",
            "dynamodb:DeleteItem",
            "dynamodb:GetItem",
            "dynamodb:PutItem",
            "dynamodb:Query",
            "dynamodb:UpdateItem",
        }
    },
    "Membership": {
        "Table.Arn": {
            "dynamodb:GetItem",
            "dynamodb:PutItem",
            "dynamodb:UpdateItem",
        }
    },
    "Notify": {
        "Table.Arn": {
            "dynamodb:ConditionCheckItem",
            "dynamodb:DeleteItem",
            "dynamodb:GetItem",
            "dynamodb:PutItem",
            "dynamodb:Query",
            "dynamodb:UpdateItem",
        },
        "Table.Arn/index/by_status": {"dynamodb:Query"},
        # Limited by MESSAGES_FROM.
        "identity/*": {"ses:SendRawEmail"},
        "configuration-set/ConfigurationSet": {"ses:SendRawEmail"},
        "configuration-set/MailConfigurationSet": {"ses:SendRawEmail"},
        # Lambda reads the stream and writes dead letters with the function's role.
        "Table.StreamArn": {"dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"},
        "*": {"dynamodb:ListStreams"},
        "DeadLetters.Arn": {"sqs:SendMessage"},
        # Lambda polls the queue with the function's role.
        "Decisions.Arn": {"sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage", "sqs:SendMessage"},
    },
    "Directory": {"Table.Arn": {"dynamodb:GetItem", "dynamodb:Query"}},
    "Review": {
        "Table.Arn": {
            "dynamodb:BatchGetItem",
            "dynamodb:DeleteItem",
            "dynamodb:GetItem",
            "dynamodb:PutItem",
            "dynamodb:Query",
            "dynamodb:UpdateItem",
        },
        "Table.Arn/index/by_status": {"dynamodb:Query"},
        # Only with a client secret.
        "StaffClientSecretArn": {"secretsmanager:GetSecretValue"},
    },
}

# The condition that limits access to all identities.
MESSAGES_FROM = {"StringEqualsIgnoreCase": {"ses:FromAddress": {"Ref": "MailFrom"}}}

# Let a function write its logs and traces. SAM attaches them to every role.
WRITE_LOGS = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
WRITE_TRACES = "arn:aws:iam::aws:policy/AWSXrayWriteOnlyAccess"

def either(resources):
    """Yields each resource, and both branches of each `Fn::If`."""
    for resource in resources:
        if isinstance(resource, dict) and resource.keys() == {"Fn::If"}:
            _condition, one, other = resource["Fn::If"]
            yield from (one, other)
        else:
            yield resource


def name_of(resource):
    """Returns a resource's name in this file, without the account."""
    if isinstance(resource, str):
        return resource
    (kind, value), = resource.items()
    if kind == "Fn::GetAtt":
        return ".".join(value)
    if kind == "Ref":
        return value
    assert kind == "Fn::Sub", resource
    text = value if isinstance(value, str) else value[0]
    return re.sub(r"[${}]", "", text.rsplit(":", 1)[-1])


def statements(role):
    """Yields each statement of a role's policies."""
    for policy in role.get("Policies", []):
        yield from map(unconditional, as_list(policy["PolicyDocument"]["Statement"]))


def grants(role):
    """Returns the actions that a role allows, by resource."""
    granted = {}
    for statement in statements(role):
        assert statement["Effect"] == "Allow", statement
        assert not {"NotAction", "NotResource", "NotPrincipal"} & statement.keys(), statement
        for resource in either(as_list(statement["Resource"])):
            granted.setdefault(name_of(resource), set()).update(as_list(statement["Action"]))
    return granted


def as_list(value):
    """Returns a list from IAM's value or list of values."""
    return value if isinstance(value, list) else [value]


def unconditional(value):
    """Unwraps an `Fn::If` that has no value otherwise."""
    if isinstance(value, dict) and value.keys() == {"Fn::If"}:
        _condition, present, otherwise = value["Fn::If"]
        assert otherwise == {"Ref": "AWS::NoValue"}, value
        return present
    return value


class Permissions(unittest.TestCase):
    def test_every_directory_of_functions_is_a_function(self):
        directories = {path.name.capitalize() for path in (ROOT / "functions").iterdir() if path.is_dir()}
        self.assertEqual(of_type("AWS::Lambda::Function").keys(), directories)
        self.assertLessEqual(CALLS.keys(), directories)

    def test_every_function_has_exactly_the_permissions_it_needs(self):
        functions = of_type("AWS::Lambda::Function")
        roles = of_type("AWS::IAM::Role")
        for name, function in functions.items():
            role, _arn = function["Role"]["Fn::GetAtt"]
            with self.subTest(function=name):
                self.assertEqual(grants(roles[role]), CALLS.get(name, {}))
                self.assertEqual(roles[role]["ManagedPolicyArns"], [WRITE_LOGS, WRITE_TRACES])

    def test_every_wildcard_is_limited_by_a_condition(self):
        for name, role in of_type("AWS::IAM::Role").items():
            for statement in statements(role):
                for resource in map(name_of, either(as_list(statement["Resource"]))):
                    with self.subTest(role=name, resource=resource):
                        if resource == "identity/*":
                            self.assertEqual(statement["Condition"], MESSAGES_FROM)
                        elif resource == "*":
                            # This action has no resources.
                            self.assertEqual(statement["Action"], "dynamodb:ListStreams")
                        else:
                            self.assertNotIn("*", resource)
                self.assertFalse([action for action in as_list(statement["Action"]) if "*" in action])

    def test_items_are_granted_by_partition(self):
        # A request without keys would meet any condition on keys.
        keyed = {"BatchGetItem", "ConditionCheckItem", "DeleteItem", "GetItem", "PutItem", "Query", "UpdateItem"}
        keyed = {f"dynamodb:{action}" for action in keyed}
        for name, role in of_type("AWS::IAM::Role").items():
            for statement in statements(role):
                for resource in map(name_of, either(as_list(statement["Resource"]))):
                    if resource.startswith("Table.Arn"):
                        with self.subTest(role=name, resource=resource):
                            self.assertLessEqual(set(as_list(statement["Action"])), keyed)
                            (operator, keys), = statement["Condition"].items()
                            self.assertEqual(operator, "ForAllValues:StringLike")
                            self.assertEqual(keys.keys(), {"dynamodb:LeadingKeys"})
                            self.assertNotIn("*", as_list(keys["dynamodb:LeadingKeys"]))

    def test_messages_are_sent_only_from_the_configured_address(self):
        mail_statements = []
        for role in of_type("AWS::IAM::Role").values():
            for policy in role.get("Policies", []):
                for statement in as_list(policy["PolicyDocument"]["Statement"]):
                    if any(action.startswith("ses:") for action in as_list(unconditional(statement)["Action"])):
                        mail_statements.append(statement)
        (statement,) = mail_statements
        self.assertEqual(statement["Fn::If"][0], "HasMail")
        self.assertEqual(unconditional(statement)["Condition"], MESSAGES_FROM)

    def test_pages_cannot_reach_the_table(self):
        self.assertEqual(grants(of_type("AWS::IAM::Role")["PagesRole"]), {})

    def test_policies_belong_to_roles(self):
        self.assertFalse(of_type("AWS::IAM::Policy") | of_type("AWS::IAM::ManagedPolicy"))

    def test_only_the_api_the_report_topic_and_the_schedule_may_invoke_functions(self):
        for name, permission in of_type("AWS::Lambda::Permission").items():
            with self.subTest(permission=name):
                if permission["Principal"] == "events.amazonaws.com":
                    (rule,) = of_type("AWS::Events::Rule")
                    self.assertEqual(permission["SourceArn"], {"Fn::GetAtt": [rule, "Arn"]})
                    self.assertEqual(permission["FunctionName"], {"Ref": "NotifyAliaslive"})
                elif permission["Principal"] == "sns.amazonaws.com":
                    self.assertEqual(permission["SourceArn"], {"Ref": "MailReports"})
                    self.assertEqual(permission["FunctionName"], {"Ref": "NotifyAliaslive"})
                else:
                    self.assertEqual(permission["Principal"], "apigateway.amazonaws.com")
                    self.assertEqual(permission["SourceArn"]["Fn::Sub"][1]["__ApiId__"], {"Ref": "Api"})


    def test_the_client_secret_is_readable_only_if_there_is_one(self):
        role = of_type("AWS::IAM::Role")["ReviewRole"]
        conditional = [s for policy in role["Policies"] for s in policy["PolicyDocument"]["Statement"] if "Fn::If" in s]
        (statement,) = conditional
        self.assertEqual(statement["Fn::If"][0], "HasClientSecret")
        self.assertEqual(unconditional(statement)["Resource"], {"Ref": "StaffClientSecretArn"})

    def test_no_variable_has_a_secret(self):
        # Of CloudFront's, which gives access to no data, another test says who has it.
        for name, function in of_type("AWS::Lambda::Function").items():
            secret = [v for v in function["Environment"]["Variables"] if "SECRET" in v and not v.endswith("_ARN")]
            secret = [v for v in secret if v != "CLOUDFRONT_SECRET"]
            self.assertEqual(secret, [], name)
