"""Tests of infra/deployment-role.yaml, and of what both templates ask checkov to skip.

CloudFormation's own schemas say which actions each type of resource needs, and
cfn-lint has them. So these tests notice when the template gets a type of resource
that the role can't change. They need the packages of aws-sam-cli.
"""

import fnmatch
import unittest

from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER
from samtranslator.yaml_helper import yaml_parse

from check_template import RESOURCES, TEMPLATE

ROLES = yaml_parse(TEMPLATE.with_name("deployment-role.yaml").read_text())["Resources"]

# Actions that CloudFormation would only need for properties that the template doesn't set, or for resources that a
# deployment must not touch.
NOT_NEEDED = {
    # To delete or read what visitors and staff entered. The table and the pool are kept when the stack is deleted.
    "cognito-idp:DeleteUserPool",
    "dynamodb:BatchWriteItem",
    "dynamodb:DeleteItem",
    "dynamodb:DeleteTable",
    "dynamodb:GetItem",
    "dynamodb:PutItem",
    "dynamodb:Query",
    "dynamodb:Scan",
    "dynamodb:UpdateItem",
    # Replicas, imports, Kinesis and policies of tables.
    "dynamodb:*Import*",
    "dynamodb:*KinesisStreamingDestination",
    "dynamodb:*ResourcePolicy",
    "dynamodb:*TableReplica",
    # Permissions boundaries.
    "iam:*PermissionsBoundary",
    # Copies of secrets in other regions.
    "secretsmanager:*Region*",
    # Layers, code signing, aliases of runtimes and capacity of one's own.
    "lambda:*CodeSigningConfig",
    "lambda:AssociateRuntimeAlias",
    "lambda:GetLayerVersion",
    "lambda:PassCapacityProvider",
    # Policies of log groups, and protection from deletion.
    "logs:*DataProtectionPolicy",
    "logs:PutIndexPolicy",
    "logs:DeleteIndexPolicy",
    "logs:PutBearerTokenAuthentication",
    "logs:PutLogGroupDeletionProtection",
    # To find resources that stacks did not create.
    "*:List*",
    # No such actions exist: API Gateway's tags are changed with POST and DELETE.
    "apigateway:*TagResource",
}

# What types of resources need whose schemas don't say it.
WITHOUT_HANDLERS = {
    "AWS::Route53::RecordSetGroup": {"route53:ChangeResourceRecordSets", "route53:GetChange", "route53:GetHostedZone"},
}

# Prefixes of actions that are not the service's name in types of resources.
SERVICES = {"apigatewayv2": "apigateway", "certificatemanager": "acm", "cognito": "cognito-idp"}


def allowed(role):
    """Returns the patterns of actions that a role may take."""
    patterns = set()
    for statement in statements(role):
        action = statement["Action"]
        patterns.update(action if isinstance(action, list) else [action])
    return patterns


def statements(role):
    return [s for policy in ROLES[role]["Properties"]["Policies"] for s in policy["PolicyDocument"]["Statement"]]


def matches(action, patterns):
    return any(fnmatch.fnmatchcase(action.lower(), pattern.lower()) for pattern in patterns)


def needed(kind):
    """Returns the actions of its own service that CloudFormation takes for a type of resource."""
    if kind in WITHOUT_HANDLERS:
        return WITHOUT_HANDLERS[kind]
    handlers = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", kind).schema["handlers"]
    service = kind.split("::")[1].lower()
    prefix = SERVICES.get(service, service) + ":"
    return {action for handler in handlers.values() for action in handler["permissions"] if action.startswith(prefix)}


class ExecutionRole(unittest.TestCase):
    def test_it_can_change_every_type_of_resource_in_the_template(self):
        patterns = allowed("ExecutionRole")
        for kind in sorted({resource["Type"] for resource in RESOURCES.values()}):
            with self.subTest(type=kind):
                self.assertTrue(needed(kind))
                missing = {action for action in needed(kind) if not matches(action, patterns | NOT_NEEDED)}
                self.assertEqual(missing, set())

    def test_it_can_attach_the_managed_policies_that_sam_attaches_and_no_other(self):
        attached = set()
        for resource in RESOURCES.values():
            if resource["Type"] == "AWS::IAM::Role":
                attached.update(arn.partition(":policy/")[2] for arn in resource["Properties"].get("ManagedPolicyArns", []))
        (statement,) = [s for s in statements("ExecutionRole") if s["Action"] == "iam:AttachRolePolicy"]
        arns = statement["Condition"]["ArnEquals"]["iam:PolicyARN"]
        self.assertEqual({arn["Fn::Sub"].partition(":policy/")[2] for arn in arns}, attached)

    def test_it_can_neither_read_nor_delete_data(self):
        data = [
            "cognito-idp:AdminGetUser", "cognito-idp:DeleteUserPool", "cognito-idp:ListUsers", "dynamodb:DeleteTable",
            "dynamodb:ExportTableToPointInTime", "dynamodb:GetItem", "dynamodb:Query", "dynamodb:Scan", "lambda:InvokeFunction",
            "sqs:ReceiveMessage",
        ]
        for action in data:
            with self.subTest(action=action):
                self.assertFalse(matches(action, allowed("ExecutionRole")))

    def test_only_cloudformation_has_it(self):
        (statement,) = ROLES["ExecutionRole"]["Properties"]["AssumeRolePolicyDocument"]["Statement"]
        self.assertEqual(statement["Principal"], {"Service": "cloudformation.amazonaws.com"})


class DeployRole(unittest.TestCase):
    def test_only_jobs_of_one_environment_of_one_repository_have_it(self):
        (statement,) = ROLES["DeployRole"]["Properties"]["AssumeRolePolicyDocument"]["Statement"]
        self.assertEqual(statement["Action"], "sts:AssumeRoleWithWebIdentity")
        # Equal, not alike: a wildcard would let in other branches, or other repositories with a longer name.
        self.assertEqual(statement["Condition"], {
            "StringEquals": {
                "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
                "token.actions.githubusercontent.com:sub": {"Fn::Sub": "repo:${Repository}:environment:${Environment}"},
            }
        })

    def test_it_changes_resources_only_through_cloudformation(self):
        services = {pattern.partition(":")[0] for pattern in allowed("DeployRole")}
        self.assertEqual(services, {"cloudformation", "iam", "s3"})
        self.assertEqual({p for p in allowed("DeployRole") if p.startswith("iam:")}, {"iam:PassRole"})


class Skips(unittest.TestCase):
    def test_every_finding_that_checkov_skips_has_a_reason(self):
        for resource in [*ROLES.values(), *RESOURCES.values()]:
            for skip in resource.get("Metadata", {}).get("checkov", {}).get("skip", []):
                with self.subTest(skip=skip):
                    self.assertGreater(len(skip["comment"]), 20)


if __name__ == "__main__":
    unittest.main()
