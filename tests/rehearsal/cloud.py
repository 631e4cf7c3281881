"""moto's AWS in this process: stacks, what they hold, and what is left of them."""

import io
import json
import logging
import os
import warnings
import zipfile
from collections import Counter

# Managed policies are in moto, but not loaded by default.
os.environ["MOTO_IAM_LOAD_MANAGED_POLICIES"] = "true"
os.environ["AWS_EC2_METADATA_DISABLED"] = "true"

import access
import alias  # noqa: F401, because moto finds its types among subclasses
import boto3
from moto import settings
from moto.cloudformation import parsing
from moto.cloudformation.models import cloudformation_backends
from moto.core.authorization import ActionAuthenticatorMixin
from moto.dynamodb.models.table import StreamShard
from moto.iam.models import Role
from moto.server import ThreadedMotoServer
from moto.ses.models import ses_backends

ACCOUNT, REGION = "123456789012", "us-east-1"
# Where the template's archives are, as transform.py says.
BUCKET = "rehearsal"


class Skipped:
    """A resource that moto skips, for those that refer to its attributes."""

    def __init__(self, name):
        self._name = name

    def get_cfn_attribute(self, attribute):
        return f"{self._name}.{attribute}"


class Cloud:
    """An account with an administrator. IAM is enforced from the start."""

    def __init__(self):
        # moto warns of what it skips; this reports it instead.
        warnings.simplefilter("ignore")
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        logging.getLogger("moto").setLevel(logging.ERROR)
        fill_gaps()
        self._server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        self._server.start()
        self.url = "http://{}:{}".format(*self._server.get_host_and_port())
        iam = self.client("iam", ("setup", "setup", None))
        iam.create_user(UserName="administrator")
        everything = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
        iam.put_user_policy(UserName="administrator", PolicyName="all", PolicyDocument=json.dumps(everything))
        key = iam.create_access_key(UserName="administrator")["AccessKey"]
        self._administrator = (key["AccessKeyId"], key["SecretAccessKey"], None)
        access.enforce()
        settings.INITIAL_NO_AUTH_ACTION_COUNT, ActionAuthenticatorMixin.request_count = 0, 0
        self.client("s3").create_bucket(Bucket=BUCKET)

    def client(self, service, keys=None):
        """Returns a client with these access keys; the administrator's by default."""
        names = ("aws_access_key_id", "aws_secret_access_key", "aws_session_token")
        keys = dict(zip(names, keys or self._administrator))
        return boto3.client(service, region_name=REGION, endpoint_url=self.url, **keys)

    def upload(self, name, program):
        """Uploads a function's archive."""
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as file:
            file.write(program, "bootstrap")
        self.client("s3").put_object(Bucket=BUCKET, Key=name, Body=archive.getvalue())

    def role_keys(self, role):
        """Returns access keys of a role, which must trust Lambda."""
        found = self.client("iam").get_role(RoleName=role)["Role"]
        (trust,) = found["AssumeRolePolicyDocument"]["Statement"]
        assert trust["Principal"] == {"Service": ["lambda.amazonaws.com"]}, (role, trust)
        assumed = self.client("sts").assume_role(RoleArn=found["Arn"], RoleSessionName="rehearsal")
        return tuple(assumed["Credentials"][name] for name in ("AccessKeyId", "SecretAccessKey", "SessionToken"))

    def messages(self):
        """Returns the messages sent so far."""
        return ses_backends[ACCOUNT][REGION].sent_messages


class Stack:
    """A stack on moto's CloudFormation."""

    def __init__(self, cloud, name, template, parameters):
        self._cloud, self.name, self.template = cloud, name, template
        self._change("create", parameters)

    def update(self, template, parameters):
        """Updates the stack, and returns the names of changed resources that moto can't update."""
        not_updated.clear()
        self.template = template
        self._change("update", parameters)
        return sorted(not_updated)

    def _change(self, what, parameters):
        cloudformation = self._cloud.client("cloudformation")
        getattr(cloudformation, f"{what}_stack")(
            StackName=self.name,
            TemplateBody=json.dumps(self.template),
            Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
            Capabilities=["CAPABILITY_IAM"],
        )
        (stack,) = cloudformation.describe_stacks(StackName=self.name)["Stacks"]
        assert stack["StackStatus"] == f"{what.upper()}_COMPLETE", stack
        self._map = cloudformation_backends[ACCOUNT][REGION].get_stack(self.name).resource_map
        for resource in self.created().values():
            # moto would invoke functions itself, in Docker. deployed.py does.
            getattr(resource, "lambda_event_source_mappings", {}).clear()

    def delete(self):
        self._cloud.client("cloudformation").delete_stack(StackName=self.name)

    def wanted(self):
        """Returns the resources whose conditions hold, by name."""
        conditions = self._map.lazy_condition_map
        resources = self.template["Resources"].items()
        return {name: r for name, r in resources if "Condition" not in r or conditions[r["Condition"]]}

    def created(self):
        """Returns moto's resources by name."""
        parsed = self._map._parsed_resources
        return {name: parsed[name] for name in self.wanted() if parsed.get(name) is not None}

    def physical(self, name):
        """Returns the physical id of a resource; None if it wasn't created."""
        return getattr(self.created().get(name), "physical_resource_id", None)

    def skipped(self):
        """Counts the resources that moto didn't create, by type."""
        created = self.created()
        return Counter(r["Type"] for name, r in self.wanted().items() if name not in created)


# How to list what there is of a type, each with its physical id.
LISTS = {
    "AWS::DynamoDB::Table": ("dynamodb", lambda c: c.list_tables()["TableNames"]),
    "AWS::Events::Rule": ("events", lambda c: [r["Name"] for r in c.list_rules()["Rules"]]),
    "AWS::IAM::Role": ("iam", lambda c: [r["RoleName"] for r in c.list_roles()["Roles"]]),
    "AWS::Lambda::EventSourceMapping": (
        "lambda",
        lambda c: [m["UUID"] for m in c.list_event_source_mappings()["EventSourceMappings"]],
    ),
    "AWS::Lambda::Function": ("lambda", lambda c: [f["FunctionName"] for f in c.list_functions()["Functions"]]),
    "AWS::Logs::LogGroup": ("logs", lambda c: [g["logGroupName"] for g in c.describe_log_groups()["logGroups"]]),
    "AWS::SNS::Topic": ("sns", lambda c: [t["TopicArn"] for t in c.list_topics()["Topics"]]),
    "AWS::SQS::Queue": ("sqs", lambda c: c.list_queues().get("QueueUrls", [])),
    "AWS::KMS::Key": ("kms", lambda c: [k for k in key_ids(c) if k not in managed_keys(c)]),
    "AWS::CloudWatch::Dashboard": (
        "cloudwatch",
        lambda c: [d["DashboardName"] for d in c.list_dashboards()["DashboardEntries"]],
    ),
}


def key_ids(kms):
    """Returns the keys that aren't scheduled for deletion."""
    keys = (kms.describe_key(KeyId=key["KeyId"])["KeyMetadata"] for key in kms.list_keys()["Keys"])
    return [key["KeyId"] for key in keys if key["KeyState"] != "PendingDeletion"]


def managed_keys(kms):
    """Returns the keys that services made for themselves."""
    return [a.get("TargetKeyId") for a in kms.list_aliases()["Aliases"] if a["AliasName"].startswith("alias/aws/")]


# They are part of a function, and go with it.
PARTS = {"AWS::Lambda::Alias", "AWS::Lambda::Permission", "AWS::Lambda::Version"}
# moto doesn't delete them.
NEVER_DELETED = {"AWS::Route53::RecordSetGroup"}


def there_is(cloud):
    """Returns (type, name) of everything in the account whose type has a list."""
    found = set()
    for kind, (service, names) in LISTS.items():
        # The address of a queue depends on the host that was asked.
        found |= {(kind, name.rsplit("/", 1)[-1]) for name in names(cloud.client(service))}
    return found


# Changed resources that moto can't update.
not_updated = set()


def fill_gaps():
    """Mends what would fail here and not on AWS: in moto,

    - an updated role keeps its old policies;
    - a changed resource whose type can't be updated is lost to those that refer to it. It stays, and is reported;
    - a resource whose condition begins to hold isn't created by an update;
    - a resource that refers to an attribute of a skipped one can't be created, and an output stops the stack;
    - an UpdateItem that creates an item makes two stream records, the first with nothing but the keys.
    """
    update_role, update = Role.update_from_cloudformation_json.__func__, parsing.parse_and_update_resource

    def update_role_and_policies(cls, original_resource, new_resource_name, cloudformation_json, account_id, region_name):
        role = update_role(cls, original_resource, new_resource_name, cloudformation_json, account_id, region_name)
        policies = cloudformation_json["Properties"].get("Policies", [])
        role.policies = {policy["PolicyName"]: json.dumps(policy["PolicyDocument"]) for policy in policies}
        return role

    def update_or_keep(logical_id, resource_json, resources_map, account_id, region_name):
        if "Condition" in resource_json and not resources_map.lazy_condition_map[resource_json["Condition"]]:
            return None
        kept = resources_map._parsed_resources.get(logical_id)
        if kept is None:
            return resources_map[logical_id]
        updated = update(logical_id, resource_json, resources_map, account_id, region_name)
        if updated is None:
            not_updated.add(logical_id)
        return updated or kept

    add = StreamShard.add

    def add_but_no_bare_key(shard, old, new):
        if old is not None or set(new.attrs) != {"pk", "sk"}:
            add(shard, old, new)

    def get_or_skipped(resources, name, default=None):
        return resources[name] or Skipped(name) if name in resources.resources else default

    StreamShard.add = add_but_no_bare_key
    parsing.ResourceMap.get = get_or_skipped
    parsing.ResourceMap.validate_outputs = lambda _resources: None
    Role.update_from_cloudformation_json = classmethod(update_role_and_policies)
    parsing.parse_and_update_resource = update_or_keep

