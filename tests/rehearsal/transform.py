"""Transforms the template on standard input as SAM does, and writes it to standard output as JSON.

Needs the packages of aws-sam-cli.
"""

import json
import sys

import boto3
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator
from samtranslator.yaml_helper import yaml_parse

template = yaml_parse(sys.stdin.read())
for name, resource in template["Resources"].items():
    if resource["Type"] == "AWS::Serverless::Function":
        # `sam deploy` puts the uploaded archive here.
        resource["Properties"]["CodeUri"] = f"s3://rehearsal/{name}"
translator = Translator({}, Parser(), boto_session=boto3.Session(region_name="us-east-1"))
json.dump(translator.translate(template, parameter_values={}), sys.stdout)
