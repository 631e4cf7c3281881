"""AWS::Lambda::Alias for moto's CloudFormation. moto has aliases, but not this type; event source mappings that name one
would stop the stack."""

from contextlib import suppress

from moto.awslambda.exceptions import UnknownFunctionException
from moto.awslambda.models import LambdaVersion
from moto.awslambda.utils import get_backend
from moto.core.common_models import CloudFormationModel


class Alias(CloudFormationModel):
    # moto reads the service from it.
    __module__ = "moto.awslambda.alias"

    def __init__(self, function, name, arn):
        self.function, self.name, self.physical_resource_id = function, name, arn

    @staticmethod
    def cloudformation_type():
        return "AWS::Lambda::Alias"

    @staticmethod
    def cloudformation_name_type():
        return "Name"

    @classmethod
    def create_from_cloudformation_json(cls, resource_name, cloudformation_json, account_id, region_name, **_):
        given = cloudformation_json["Properties"]
        backend = get_backend(account_id, region_name)
        alias = backend.create_alias(given["Name"], given["FunctionName"], given["FunctionVersion"], "", "")
        return cls(given["FunctionName"], given["Name"], alias.arn)

    @classmethod
    def update_from_cloudformation_json(
        cls, original_resource, new_resource_name, cloudformation_json, account_id, region_name
    ):
        given = cloudformation_json["Properties"]
        backend = get_backend(account_id, region_name)
        backend.update_alias(given["Name"], given["FunctionName"], given["FunctionVersion"], "", "")
        return original_resource

    def delete(self, account_id, region_name):
        with suppress(UnknownFunctionException):  # It goes with its function.
            get_backend(account_id, region_name).delete_alias(self.name, self.function)


def version_attribute(version, attribute):
    assert attribute == "Version", attribute
    return str(version.version)


LambdaVersion.get_cfn_attribute = version_attribute
