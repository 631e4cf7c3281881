"""The template as CloudFormation gets it: transformed like AWS, with what tests ask of it."""

from pathlib import Path

import boto3
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator
from samtranslator.yaml_helper import yaml_parse

TEMPLATE = Path(__file__).parent.parent.parent / "infra" / "template.yaml"


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
