"""Decides requests to moto by the policies of the caller's role, as IAM does.

moto authenticates: it knows the keys of assumed roles and verifies signatures. But it ignores conditions such as
`dynamodb:LeadingKeys`, compares resources with `*`, and knows no permission for a transaction but
`dynamodb:TransactWriteItems`, which IAM doesn't have. So it would refuse every function here. This takes the place of
that one decision. What it can't evaluate is an error, never a permission.
"""

import base64
import email
import email.policy
import json
import re
from email.utils import parseaddr
from fnmatch import fnmatchcase

from moto.iam.access_control import IAMPolicy, IAMRequest

# Requests that were refused, as (caller, action, resource).
refused = []


def enforce():
    """Makes moto decide like this."""
    IAMRequest.check_action_permitted = check
    check_signature = IAMRequest.check_signature
    # moto gets signatures of some GETs wrong, which only the administrator sends.
    IAMRequest.check_signature = lambda request: ":user/" in request._access_key.arn or check_signature(request)


def check(request, _resource):
    try:
        decide(request)
    except (AssertionError, AttributeError, LookupError, NotImplementedError, TypeError) as error:
        # moto would answer 500, which clients retry.
        refused.append((request._access_key.arn, request._action, repr(error)))
        raise


def decide(request):
    policies = [document(policy) for policy in request._access_key.collect_policies()]
    for action, resource, context in required(request):
        if not allows(policies, action, resource, context):
            refused.append((request._access_key.arn, action, resource))
            request._raise_access_denied()


def document(policy):
    # As moto's CloudFormation left it in a role, or in any other form.
    return policy if isinstance(policy, dict) and "Statement" in policy else IAMPolicy(policy)._policy_json


def allows(policies, action, resource, context):
    # moto leaves a statement that is AWS::NoValue in its list.
    statements = [statement for policy in policies for statement in as_list(policy["Statement"]) if statement]
    effects = {s["Effect"] for s in statements if applies(s, action, resource, context)}
    return effects == {"Allow"}


def applies(statement, action, resource, context):
    assert statement.keys() <= {"Sid", "Effect", "Action", "Resource", "Condition"}, statement
    return (
        any(fnmatchcase(action.lower(), pattern.lower()) for pattern in as_list(statement["Action"]))
        and any(like(resource, pattern) for pattern in as_list(statement["Resource"]))
        and all(
            holds(operator, as_list(values), context.get(key))
            for operator, keys in statement.get("Condition", {}).items()
            for key, values in keys.items()
        )
    )


def holds(operator, values, given):
    """Evaluates a condition for the request's values of its key; None if the request has no such key."""
    match operator.split(":"):
        case ["ForAllValues", "StringLike"]:
            return all(any(like(one, value) for value in values) for one in given or [])
        case ["StringEquals"]:
            return given is not None and given[0] in values
        case ["StringEqualsIgnoreCase"]:
            return given is not None and given[0].lower() in [value.lower() for value in values]
    raise NotImplementedError(f"condition {operator}")


def like(text, pattern):
    """Compares with `*` and `?` only; fnmatch would read brackets, too."""
    return re.fullmatch(re.escape(pattern).replace(r"\*", ".*").replace(r"\?", "."), text, re.DOTALL) is not None


def required(request):
    """Yields the permissions that a request needs: action, resource, and the values of condition keys."""
    service, operation = request._action.split(":")
    arn = lambda service, name: f"arn:aws:{service}:{request._region}:{request.account_id}:{name}"
    target = request._headers.get("X-Amz-Target", "")
    if target.startswith("DynamoDBStreams"):
        given = json.loads(request._body)
        # An iterator begins with the stream's ARN.
        stream = given.get("StreamArn") or given.get("ShardIterator", "*").split("|")[0]
        yield f"dynamodb:{operation}", stream, {}
    elif target.startswith("DynamoDB_"):
        for action, table, keys in items(operation, json.loads(request._body)):
            context = {} if keys is None else {"dynamodb:LeadingKeys": keys}
            yield f"dynamodb:{action}", arn("dynamodb", f"table/{table}"), context
    elif service == "sqs":
        queue = json.loads(request._body).get("QueueUrl", "*").rsplit("/", 1)[-1]
        yield f"sqs:{operation}", arn("sqs", queue), {}
    elif service == "ses" and "/outbound-emails" in request._path:
        given = json.loads(request._body)
        message = email.message_from_bytes(base64.b64decode(given["Content"]["Raw"]["Data"]), policy=email.policy.default)
        sender = parseaddr(str(message["From"]))[1]
        resources = [arn("ses", f"identity/{sender}")]
        if given.get("ConfigurationSetName"):
            resources.append(arn("ses", f"configuration-set/{given['ConfigurationSetName']}"))
        for resource in resources:
            yield "ses:SendRawEmail", resource, {"ses:FromAddress": [sender]}
    else:
        yield request._action, "*", {}


def items(operation, given):
    """Yields the actions of a request to a table: each with the table or index, and the partition keys of its items.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html
    """
    match operation:
        case "TransactWriteItems":
            for write in given["TransactItems"]:
                ((kind, item),) = write.items()
                action = kind if kind.endswith("Item") else f"{kind}Item"
                # A condition is `ConditionCheck`, its permission `ConditionCheckItem`.
                action = {"ConditionCheck": "ConditionCheckItem"}.get(kind, action)
                yield action, item["TableName"], [(item.get("Key") or item["Item"])["pk"]["S"]]
        case "BatchGetItem":
            for table, request in given["RequestItems"].items():
                yield operation, table, [key["pk"]["S"] for key in request["Keys"]]
        case "Query":
            condition = re.match(r"\S+ = (:\w+)", given["KeyConditionExpression"])
            key = given["ExpressionAttributeValues"][condition[1]]["S"]
            index = given.get("IndexName")
            yield operation, f"{given['TableName']}/index/{index}" if index else given["TableName"], [key]
        case "GetItem" | "UpdateItem" | "DeleteItem":
            yield operation, given["TableName"], [given["Key"]["pk"]["S"]]
        case "PutItem":
            yield operation, given["TableName"], [given["Item"]["pk"]["S"]]
        case _:
            yield operation, given.get("TableName", "*"), None


def as_list(value):
    return value if isinstance(value, list) else [value]
