"""The template as CloudFormation gets it, with and without its parameters."""

import copy
import logging
import re
import tomllib
from pathlib import Path

import boto3
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator
from samtranslator.yaml_helper import yaml_parse

ROOT = Path(__file__).parent.parent.parent
TEMPLATE = ROOT / "infra" / "template.yaml"
WRITTEN = yaml_parse(TEMPLATE.read_text())

# The parameters of a stack that serves visitors.
PRODUCTION = {
    "Production": "true",
    "SiteUrl": "https://www.example.org",
    "MailFrom": "membership@example.org",
    "StaffEmail": "staff@example.org",
    "AlarmEmail": "alarms@example.org",
}

# SAM reports missing metrics about itself.
logging.disable(logging.WARNING)


def transformed(given={}, template=WRITTEN):
    """Transforms a template as SAM does, with these parameters."""
    template = copy.deepcopy(template)
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            # `sam deploy` puts the uploaded archive here.
            resource["Properties"]["CodeUri"] = "s3://bucket/archive"
    region = boto3.Session(region_name="us-east-1")  # the result does not depend on the region
    translator = Translator({}, Parser(), boto_session=region)
    return translator.translate(template, parameter_values=dict(given))


TRANSFORMED = transformed()
RESOURCES = TRANSFORMED["Resources"]


def of_type(kind, resources=RESOURCES):
    """Returns name and properties of every resource of a type."""
    return {
        name: resource.get("Properties", {})
        for name, resource in resources.items()
        if resource["Type"] == kind
    }


def parameters(given):
    """Returns these parameters, defaults for the others, and what AWS knows."""
    defaults = {name: str(parameter["Default"]) for name, parameter in WRITTEN["Parameters"].items()}
    return defaults | {"AWS::Region": "us-east-1", "AWS::StackName": "association"} | given


def holds(condition, values):
    """Evaluates a condition of the template or of a rule as CloudFormation does."""
    (function, operands), = condition.items()
    if function == "Ref":
        return values[operands]
    value = lambda operand: holds(operand, values) if isinstance(operand, dict) else operand
    match function:
        case "Fn::Equals":
            return value(operands[0]) == value(operands[1])
        case "Fn::Not":
            return not value(operands[0])
        case "Fn::And":
            return all(map(value, operands))
        case "Fn::Or":
            return any(map(value, operands))
        case "Condition":
            return holds(TRANSFORMED["Conditions"][operands], values)
    raise ValueError(f"conditions have no {function} here")


def applies(condition, given):
    """Evaluates a condition of the template with these parameters."""
    return holds({"Condition": condition}, parameters(given))


def refusals(given):
    """Returns the descriptions of the rules that refuse these parameters."""
    values = parameters(given)
    rules = [rule for rule in TRANSFORMED["Rules"].values() if holds(rule["RuleCondition"], values)]
    assertions = [assertion for rule in rules for assertion in rule["Assertions"]]
    return [a["AssertDescription"] for a in assertions if not holds(a["Assert"], values)]


def stack(given, template=TRANSFORMED):
    """Returns the resources that these parameters create, with parameters and conditions in place."""
    values = parameters(given)
    created = {
        name: resource
        for name, resource in template["Resources"].items()
        if "Condition" not in resource or applies(resource["Condition"], given)
    }
    return {name: resolve(resource, values) for name, resource in created.items()}


NOTHING = {"Ref": "AWS::NoValue"}


def resolve(value, values):
    """Replaces parameters and conditions in a value. What only AWS knows stays."""
    if isinstance(value, list):
        items = [resolve(item, values) for item in value]
        return [item for item in items if item != NOTHING]
    if not isinstance(value, dict):
        return value
    match value:
        case {"Ref": name} if name in values:
            return values[name]
        case {"Fn::If": [condition, one, other]}:
            return resolve(one if holds({"Condition": condition}, values) else other, values)
        case {"Fn::Sub": str(text)}:
            return {"Fn::Sub": re.sub(r"\$\{([\w:]+)\}", lambda name: values.get(name[1], name[0]), text)}
    resolved = {name: resolve(one, values) for name, one in value.items()}
    return {name: one for name, one in resolved.items() if one != NOTHING}


def environments():
    """Returns the settings of each environment in samconfig.toml."""
    config = tomllib.loads((ROOT / "samconfig.toml").read_text())
    return {name: config[name]["deploy"]["parameters"] for name in ["default", "staging", "production"]}


def overrides(environment):
    """Returns the parameters of an environment in samconfig.toml."""
    pairs = environments()[environment].get("parameter_overrides", [])
    pairs = pairs.split() if isinstance(pairs, str) else pairs
    return dict(pair.split("=", 1) for pair in pairs)
