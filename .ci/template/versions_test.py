import unittest

from stack import PRODUCTION, WRITTEN, environments, of_type, overrides, parameters, refusals, stack, transformed

# What another version of a function does not need: the archive, of which SAM knows by itself, and what belongs to the
# function.
NOT_PUBLISHED = {"Code", "ReservedConcurrentExecutions", "Tags"}

# Other values of parameters that are neither numbers nor have a list of values.
OTHER_VALUES = {
    "AlarmEmail": "others@example.org",
    "ApiCorsOrigin": "https://apps.example.org",
    "CertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/1",
    "CloudFrontCertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/2",
    "HostedZoneId": "Z123",
    "LogKeyArn": "arn:aws:kms:us-east-1:123456789012:key/1",
    "MailConfigurationSet": "mail",
    "MailFrom": "office@example.org",
    "SiteUrl": "https://example.org",
    "StaffAdministratorValues": "owner",
    "StaffClientId": "review",
    "StaffClientSecretArn": "arn:aws:secretsmanager:us-east-1:123456789012:secret:review-AbCdEf",
    "StaffDomainPrefix": "staff",
    "StaffEmail": "office@example.org",
    "StaffIssuer": "https://login.example.org",
    "StaffReviewerValues": "reader",
    "StaffRoleClaim": "roles",
    "WebAclArn": "arn:aws:wafv2:us-east-1:123456789012:global/webacl/a/1",
}

CLOUDFRONT = {"CloudFront": "beside", "CloudFrontCertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/1"}
ISSUER = {"StaffIssuer": "https://sso.example.org", "StaffClientId": "staff"}


def other_values(name, value):
    """Returns other values of a parameter than this one."""
    parameter = WRITTEN["Parameters"][name]
    if "AllowedValues" in parameter:
        return [str(one) for one in parameter["AllowedValues"] if str(one) != value]
    if parameter["Type"] == "Number":
        return [str(int(value) - 1)]
    return [OTHER_VALUES.get(name, "5")]


def functions_alone():
    """Returns the template with functions alone, on which the versions depend, because it is transformed often."""
    functions = {name: one for name, one in WRITTEN["Resources"].items() if one["Type"] == "AWS::Serverless::Function"}
    properties = lambda one: {name: value for name, value in one["Properties"].items() if name not in ["Events", "Policies"]}
    return WRITTEN | {"Resources": {name: one | {"Properties": properties(one)} for name, one in functions.items()}}


FUNCTIONS_ALONE = functions_alone()


def published(given):
    """Returns the settings of each function's version, and its logical id."""
    versions = of_type("AWS::Lambda::Version", transformed(given, FUNCTIONS_ALONE)["Resources"])
    ids = {version["FunctionName"]["Ref"]: name for name, version in versions.items()}
    settings = lambda function: {name: one for name, one in function.items() if name not in NOT_PUBLISHED}
    return {name: (settings(one), ids[name]) for name, one in of_type("AWS::Lambda::Function", stack(given)).items()}


class Versions(unittest.TestCase):
    def test_a_parameter_publishes_the_functions_that_it_changes_and_no_others(self):
        # Without a new version, nobody gets the parameter; and Lambda publishes no version that equals the last one,
        # which fails the deployment.
        changed = set()
        for base in [{}, PRODUCTION, PRODUCTION | CLOUDFRONT, PRODUCTION | ISSUER]:
            before = published(base)
            others = [(name, other) for name in WRITTEN["Parameters"] for other in other_values(name, parameters(base)[name])]
            for name, other in others:
                given = base | {name: other}
                if refusals(given):
                    continue
                changed.add(name)
                for function, (settings, version) in published(given).items():
                    with self.subTest(parameter=name, value=other, function=function, base=base):
                        self.assertEqual(settings != before[function][0], version != before[function][1])
        self.assertEqual(WRITTEN["Parameters"].keys() - changed, set())

    def test_the_template_alone_gives_the_same_versions(self):
        whole = of_type("AWS::Lambda::Version").keys()
        self.assertEqual({version for _settings, version in published({}).values()}, whole)

    def test_no_key_reaches_cloudformation(self):
        for name, function in of_type("AWS::Lambda::Function", stack(PRODUCTION)).items():
            self.assertEqual(function["Code"].keys(), {"S3Bucket", "S3Key"}, name)

    def test_everything_invokes_the_alias(self):
        functions = of_type("AWS::Lambda::Function")
        aliases = of_type("AWS::Lambda::Alias")
        self.assertEqual({(alias["FunctionName"]["Ref"], alias["Name"]) for alias in aliases.values()}, {(name, "live") for name in functions})
        invoked = [permission["FunctionName"]["Ref"] for permission in of_type("AWS::Lambda::Permission").values()]
        invoked += [mapping["FunctionName"]["Ref"] for mapping in of_type("AWS::Lambda::EventSourceMapping").values()]
        invoked += [target["Arn"]["Ref"] for rule in of_type("AWS::Events::Rule").values() for target in rule["Targets"]]
        invoked += [schedule["Target"]["Arn"]["Ref"] for schedule in of_type("AWS::Scheduler::Schedule").values()]
        self.assertLessEqual(set(invoked), aliases.keys())
        (api,) = of_type("AWS::ApiGatewayV2::Api").values()
        for path, methods in api["Body"]["paths"].items():
            uri = methods["x-amazon-apigateway-any-method"]["x-amazon-apigateway-integration"]["uri"]["Fn::Sub"]
            self.assertRegex(uri, r"/functions/\$\{[A-Za-z]+Aliaslive\}/invocations$", path)


class Deployments(unittest.TestCase):
    def groups(self, given):
        return of_type("AWS::CodeDeploy::DeploymentGroup", stack(given, transformed(given)))

    def test_visitors_move_gradually_in_staging_and_production_only(self):
        strategies = {"default": "AllAtOnce", "staging": "Canary10Percent5Minutes", "production": "Canary10Percent5Minutes"}
        self.assertEqual(strategies.keys(), environments().keys())
        for environment, strategy in strategies.items():
            for name, group in self.groups(overrides(environment)).items():
                with self.subTest(environment=environment, group=name):
                    config = group["DeploymentConfigName"]["Fn::Sub"]
                    self.assertEqual(config, ["CodeDeployDefault.Lambda${ConfigName}", {"ConfigName": strategy}])

    def test_the_alarms_of_a_function_take_its_new_version_back(self):
        groups = self.groups({"Deployment": "Canary10Percent5Minutes"})
        self.assertEqual(groups.keys(), {f"{name}DeploymentGroup" for name in of_type("AWS::Lambda::Function")})
        alarms = of_type("AWS::CloudWatch::Alarm")
        for name, group in groups.items():
            with self.subTest(group=name):
                function = name.removesuffix("DeploymentGroup")
                self.assertIn("DEPLOYMENT_STOP_ON_ALARM", group["AutoRollbackConfiguration"]["Events"])
                self.assertIs(group["AlarmConfiguration"]["Enabled"], True)
                named = [alarm["Name"]["Ref"] for alarm in group["AlarmConfiguration"]["Alarms"]]
                self.assertIn(f"{function}Errors", named)
                # Soon enough to be noticed in the five minutes.
                self.assertLessEqual(alarms[f"{function}Errors"]["Period"], 60)

    def test_without_alarms_nothing_takes_it_back(self):
        for name, group in self.groups({}).items():
            self.assertEqual(group["AlarmConfiguration"], {}, name)


class Concurrency(unittest.TestCase):
    def test_it_is_reserved_only_if_asked_for(self):
        for name in of_type("AWS::Lambda::Function"):
            reserved = lambda given: stack(given)[name]["Properties"].get("ReservedConcurrentExecutions")
            self.assertIsNone(reserved({}))
            self.assertEqual(reserved({f"{name}Concurrency": "20"}), "20")


class Tracing(unittest.TestCase):
    def test_it_is_active(self):
        for name, function in of_type("AWS::Lambda::Function").items():
            self.assertEqual(function["TracingConfig"], {"Mode": "Active"}, name)


class Tags(unittest.TestCase):
    def test_every_environment_tags_its_stack(self):
        # CloudFormation passes the tags of a stack on to its resources.
        for name, settings in environments().items():
            tags = dict(pair.split("=", 1) for pair in settings["tags"].split())
            self.assertEqual(tags, {"application": "association", "environment": name if name != "default" else "development"})
