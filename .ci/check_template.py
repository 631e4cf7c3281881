"""Tests of the template as CloudFormation gets it.

SAM generates much of a stack, such as roles, routes and stages. So these tests
transform infra/template.yaml like AWS and check the result. They need the
packages of aws-sam-cli, but no network or credentials.
"""

import json
import re
import tomllib
import unittest
from pathlib import Path

import boto3
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator
from samtranslator.yaml_helper import yaml_parse

TEMPLATE = Path(__file__).parent.parent / "infra" / "template.yaml"

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

# Lets a function write its logs. SAM attaches it to every role.
WRITE_LOGS = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"


def transformed():
    """Transforms the template as SAM does."""
    template = yaml_parse(TEMPLATE.read_text())
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            # `sam deploy` puts the uploaded archive here.
            resource["Properties"]["CodeUri"] = "s3://bucket/archive"
    region = boto3.Session(region_name="us-east-1")  # the result does not depend on the region
    translator = Translator({}, Parser(), boto_session=region)
    return translator.translate(template, parameter_values={})


TRANSFORMED = transformed()
RESOURCES = TRANSFORMED["Resources"]
WRITTEN = yaml_parse(TEMPLATE.read_text())


def of_type(kind):
    """Returns name and properties of every resource of a type."""
    return {
        name: resource["Properties"]
        for name, resource in RESOURCES.items()
        if resource["Type"] == kind
    }


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


class Permissions(unittest.TestCase):
    def test_every_directory_of_functions_is_a_function(self):
        directories = {path.name.capitalize() for path in (TEMPLATE.parent.parent / "functions").iterdir() if path.is_dir()}
        self.assertEqual(of_type("AWS::Lambda::Function").keys(), directories)
        self.assertLessEqual(CALLS.keys(), directories)

    def test_every_function_has_exactly_the_permissions_it_needs(self):
        functions = of_type("AWS::Lambda::Function")
        roles = of_type("AWS::IAM::Role")
        for name, function in functions.items():
            role, _arn = function["Role"]["Fn::GetAtt"]
            with self.subTest(function=name):
                self.assertEqual(grants(roles[role]), CALLS.get(name, {}))
                self.assertEqual(roles[role]["ManagedPolicyArns"], [WRITE_LOGS])

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
                    self.assertEqual(permission["FunctionName"], {"Ref": "Notify"})
                elif permission["Principal"] == "sns.amazonaws.com":
                    self.assertEqual(permission["SourceArn"], {"Ref": "MailReports"})
                    self.assertEqual(permission["FunctionName"], {"Ref": "Notify"})
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
        for name, function in of_type("AWS::Lambda::Function").items():
            secret = [v for v in function["Environment"]["Variables"] if "SECRET" in v and not v.endswith("_ARN")]
            self.assertEqual(secret, [], name)


class Parameters(unittest.TestCase):
    def accepts(self, parameter, value):
        return re.fullmatch(WRITTEN["Parameters"][parameter]["AllowedPattern"], value) is not None

    def test_mail_from_is_an_address_that_ses_accepts(self):
        for address in ["", "office@example.org", "Office@Example.ORG", "news+a@mail.example.co.uk"]:
            self.assertTrue(self.accepts("MailFrom", address), address)
        for address in ["office", "office@localhost", "office@münchen.de", "büro@example.org", "a b@example.org"]:
            self.assertFalse(self.accepts("MailFrom", address), address)

    def test_the_issuer_is_reached_over_tls(self):
        for issuer in ["", "https://login.example.org", "https://login.example.org:8443/realms/staff"]:
            self.assertTrue(self.accepts("StaffIssuer", issuer), issuer)
        for issuer in ["http://login.example.org", "https://", "https://a@login.example.org", "https://a.example/?b"]:
            self.assertFalse(self.accepts("StaffIssuer", issuer), issuer)

    def test_the_undo_window_is_a_delay_that_the_queue_supports(self):
        undo = WRITTEN["Parameters"]["UndoSeconds"]
        # https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
        self.assertEqual((undo["MinValue"], undo["MaxValue"], undo["Default"]), (0, 900, 900))


def holds(condition, parameters):
    """Evaluates a condition of a rule as CloudFormation does."""
    (function, operands), = condition.items()
    if function == "Ref":
        return parameters[operands]
    value = lambda operand: holds(operand, parameters) if isinstance(operand, dict) else operand
    match function:
        case "Fn::Equals":
            return value(operands[0]) == value(operands[1])
        case "Fn::Not":
            return not value(operands[0])
        case "Fn::And":
            return all(map(value, operands))
        case "Condition":
            return holds(TRANSFORMED["Conditions"][operands], parameters)
    raise ValueError(f"rules have no {function} here")


def applies(condition, given):
    """Evaluates a condition of the template with these parameters, and defaults for the others."""
    defaults = {name: str(parameter["Default"]) for name, parameter in WRITTEN["Parameters"].items()}
    return holds({"Condition": condition}, defaults | given)


class Rules(unittest.TestCase):
    def refusals(self, given):
        """Returns the descriptions of the rules that refuse these parameters."""
        defaults = {name: str(parameter["Default"]) for name, parameter in WRITTEN["Parameters"].items()}
        parameters = defaults | given
        rules = [rule for rule in TRANSFORMED["Rules"].values() if holds(rule["RuleCondition"], parameters)]
        assertions = [assertion for rule in rules for assertion in rule["Assertions"]]
        return [a["AssertDescription"] for a in assertions if not holds(a["Assert"], parameters)]

    def deployed(self, environment):
        """Returns the parameters in samconfig.toml."""
        config = tomllib.loads((TEMPLATE.parent.parent / "samconfig.toml").read_text())
        overrides = config[environment]["deploy"]["parameters"].get("parameter_overrides", [])
        pairs = overrides.split() if isinstance(overrides, str) else overrides
        return dict(pair.split("=", 1) for pair in pairs)

    def test_sam_does_not_change_rules(self):
        self.assertEqual(TRANSFORMED["Rules"], WRITTEN["Rules"])

    def test_development_and_staging_need_no_parameters(self):
        for environment in ["default", "staging"]:
            self.assertEqual(self.refusals(self.deployed(environment)), [])

    def test_production_is_refused_until_it_is_complete(self):
        parameters = self.deployed("production")
        self.assertEqual(parameters["Production"], "true")
        needed = {
            "SiteUrl": "https://www.example.org",
            "MailFrom": "membership@example.org",
            "StaffEmail": "staff@example.org",
            "AlarmEmail": "alarms@example.org",
        }
        complete = parameters | needed
        self.assertTrue(applies("HasUserPool", complete), "staff can sign in")
        self.assertEqual(self.refusals(complete), [])
        for name in needed:
            with self.subTest(missing=name):
                self.assertTrue(self.refusals(complete | {name: ""}))

    def test_an_issuer_and_its_client_need_each_other(self):
        site = {"SiteUrl": "https://www.example.org"}
        issuer = {"StaffIssuer": "https://login.example.org"}
        client = {"StaffClientId": "review"}
        secret = {"StaffClientSecretArn": "arn:aws:secretsmanager:us-east-1:123456789012:secret:review-AbCdEf"}
        for accepted in [{}, site, site | issuer | client, site | issuer | client | secret]:
            self.assertEqual(self.refusals(accepted), [])
        own_domain = site | issuer | client | {"StaffDomainPrefix": "staff"}
        for refused in [site | issuer, issuer | client, site | client, site | secret, own_domain]:
            self.assertEqual(len(self.refusals(refused)), 1, refused)


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


class Stream(unittest.TestCase):
    def setUp(self):
        self.mapping = of_type("AWS::Lambda::EventSourceMapping")["NotifyChanges"]

    def test_it_connects_the_table_to_notify(self):
        self.assertEqual(self.mapping["EventSourceArn"], {"Fn::GetAtt": ["Table", "StreamArn"]})
        self.assertEqual(self.mapping["FunctionName"], {"Ref": "Notify"})
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
        self.assertEqual(self.mapping["FunctionName"], {"Ref": "Notify"})
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


class SignIn(unittest.TestCase):
    def setUp(self):
        self.pool = of_type("AWS::Cognito::UserPool")["UserPool"]
        self.client = of_type("AWS::Cognito::UserPoolClient")["UserPoolClient"]

    def test_a_pool_exists_only_for_a_site_without_another_issuer(self):
        for name, resource in RESOURCES.items():
            if resource["Type"].startswith("AWS::Cognito::"):
                self.assertEqual(resource["Condition"], "HasUserPool", name)
        site = {"SiteUrl": "https://www.example.org"}
        self.assertTrue(applies("HasUserPool", site))
        for without in [{}, site | {"StaffIssuer": "https://login.example.org", "StaffClientId": "review"}]:
            self.assertFalse(applies("HasUserPool", without))

    def test_only_an_account_administrator_creates_people(self):
        self.assertEqual(self.pool["AdminCreateUserConfig"], {"AllowAdminCreateUserOnly": True})
        self.assertEqual(self.pool["AccountRecoverySetting"], {"RecoveryMechanisms": [{"Name": "admin_only", "Priority": 1}]})

    def test_everybody_needs_an_authenticator_app(self):
        self.assertEqual(self.pool["MfaConfiguration"], "ON")
        self.assertEqual(self.pool["EnabledMfas"], ["SOFTWARE_TOKEN_MFA"])
        self.assertNotIn("SmsConfiguration", self.pool)

    def test_passwords_are_long(self):
        self.assertGreaterEqual(self.pool["Policies"]["PasswordPolicy"]["MinimumLength"], 15)

    def test_the_pool_is_not_deleted_by_mistake(self):
        self.assertEqual(self.pool["DeletionProtection"], "ACTIVE")

    def test_the_client_gets_codes_and_sends_them_only_to_the_site(self):
        self.assertEqual(self.client["AllowedOAuthFlows"], ["code"])
        self.assertIs(self.client["AllowedOAuthFlowsUserPoolClient"], True)
        self.assertEqual(self.client["AllowedOAuthScopes"], ["openid", "profile"])
        self.assertEqual(self.client["CallbackURLs"], [{"Fn::Sub": "${SiteUrl}/staff/callback"}])
        for url in self.client["LogoutURLs"]:
            self.assertTrue(url["Fn::Sub"].startswith("${SiteUrl}/staff"), url)

    def test_the_client_is_public_so_that_nobody_manages_a_secret(self):
        self.assertIs(self.client["GenerateSecret"], False)
        self.assertNotIn("ALLOW_USER_PASSWORD_AUTH", self.client["ExplicitAuthFlows"])

    def test_tokens_are_short_lived_and_revocable(self):
        units = self.client["TokenValidityUnits"]
        self.assertEqual(set(units.values()), {"minutes"})
        self.assertLessEqual(self.client["IdTokenValidity"], 5)
        self.assertLessEqual(self.client["AccessTokenValidity"], 5)
        self.assertLessEqual(self.client["RefreshTokenValidity"], 60)
        self.assertIs(self.client["EnableTokenRevocation"], True)

    def test_the_sign_in_page_does_not_tell_who_exists(self):
        self.assertEqual(self.client["PreventUserExistenceErrors"], "ENABLED")

    def test_managed_login_has_a_domain_and_a_style(self):
        (domain,) = of_type("AWS::Cognito::UserPoolDomain").values()
        self.assertEqual(domain["ManagedLoginVersion"], 2)
        # Managed login is not part of the tier below.
        self.assertEqual(self.pool["UserPoolTier"], "ESSENTIALS")
        (style,) = of_type("AWS::Cognito::ManagedLoginBranding").values()
        self.assertEqual(style["ClientId"], {"Ref": "UserPoolClient"})

    def test_groups_are_the_default_roles(self):
        groups = {group["GroupName"] for group in of_type("AWS::Cognito::UserPoolGroup").values()}
        roles = {WRITTEN["Parameters"][f"Staff{role}Values"]["Default"] for role in ["Reviewer", "Administrator"]}
        self.assertEqual(groups, roles)
        self.assertEqual(WRITTEN["Parameters"]["StaffRoleClaim"]["Default"], "cognito:groups")

    def test_review_trusts_the_pool_or_the_given_issuer(self):
        variables = of_type("AWS::Lambda::Function")["Review"]["Environment"]["Variables"]
        pool = {"Fn::Sub": "https://cognito-idp.${AWS::Region}.${AWS::URLSuffix}/${UserPool}"}
        self.assertEqual(variables["ISSUER_URL"], {"Fn::If": ["HasUserPool", pool, {"Ref": "StaffIssuer"}]})
        client = {"Fn::If": ["HasUserPool", {"Ref": "UserPoolClient"}, {"Ref": "StaffClientId"}]}
        self.assertEqual(variables["CLIENT_ID"], client)

    def test_the_function_ends_before_api_gateway_gives_up(self):
        self.assertLess(of_type("AWS::Lambda::Function")["Review"]["Timeout"], 30)


class Reports(unittest.TestCase):
    def test_bounces_and_complaints_are_published_to_notify(self):
        (rules,) = of_type("AWS::SES::ConfigurationSetEventDestination").values()
        destination = rules["EventDestination"]
        self.assertIs(destination["Enabled"], True)
        self.assertEqual(destination["MatchingEventTypes"], ["bounce", "complaint"])
        self.assertEqual(destination["SnsDestination"], {"TopicARN": {"Ref": "MailReports"}})
        (subscription,) = of_type("AWS::SNS::Subscription").values()
        self.assertEqual(subscription["TopicArn"], {"Ref": "MailReports"})
        self.assertEqual(subscription["Endpoint"], {"Fn::GetAtt": ["Notify", "Arn"]})

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
        self.assertEqual(config["FunctionName"], {"Ref": "Notify"})
        destination = config["DestinationConfig"]["OnFailure"]["Destination"]
        self.assertEqual(destination, {"Fn::GetAtt": ["DeadLetters", "Arn"]})


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


class Api(unittest.TestCase):
    def setUp(self):
        (self.stage,) = of_type("AWS::ApiGatewayV2::Stage").values()

    def test_its_access_log_is_json_on_one_line(self):
        form = self.stage["AccessLogSettings"]["Format"]
        self.assertNotIn("\n", form)
        self.assertIn("$context.routeKey", json.loads(form).values())

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

    def test_all_logs_go_to_a_group_of_the_stack(self):
        # Otherwise Lambda creates a group that never expires.
        groups = of_type("AWS::Logs::LogGroup")
        for name, function in of_type("AWS::Lambda::Function").items():
            with self.subTest(function=name):
                self.assertIn(function["LoggingConfig"]["LogGroup"]["Ref"], groups)
        (stage,) = of_type("AWS::ApiGatewayV2::Stage").values()
        group, _arn = stage["AccessLogSettings"]["DestinationArn"]["Fn::GetAtt"]
        self.assertIn(group, groups)


if __name__ == "__main__":
    unittest.main()
