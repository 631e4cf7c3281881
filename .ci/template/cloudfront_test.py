import unittest

from stack import PRODUCTION, WRITTEN, of_type, refusals, stack

CERTIFICATE = {"CertificateArn": "arn:aws:acm:eu-west-1:123456789012:certificate/1"}
CLOUDFRONT = {"CloudFront": "only", "CloudFrontCertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/2"}
ZONE = {"HostedZoneId": "Z123"}
ACL = {"WebAclArn": "arn:aws:wafv2:us-east-1:123456789012:global/webacl/own/1"}

HOST = {"Fn::Select": [2, {"Fn::Split": ["/", PRODUCTION["SiteUrl"]]}]}
SECRET = {"Fn::Sub": "{{resolve:secretsmanager:${OriginSecret}}}"}
# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-origin-request-policies.html
ALL_VIEWER_EXCEPT_HOST_HEADER = "b689b0a8-53d0-40ab-baf2-68738e2966ac"


def only(kind, resources):
    """Returns the properties of the only resource of a type."""
    (found,) = of_type(kind, resources).values()
    return found


class Domain(unittest.TestCase):
    def test_the_default_stack_has_neither_domain_nor_cloudfront(self):
        kinds = {resource["Type"] for resource in stack({}).values()}
        options = ("AWS::CloudFront::", "AWS::Route53::", "AWS::SecretsManager::", "AWS::WAFv2::", "AWS::ApiGatewayV2::DomainName")
        self.assertEqual([kind for kind in kinds if kind.startswith(options)], [])

    def test_api_gateway_serves_the_host_of_the_site(self):
        resources = stack(PRODUCTION | CERTIFICATE)
        domain = only("AWS::ApiGatewayV2::DomainName", resources)
        self.assertEqual(domain["DomainName"], HOST)
        (configuration,) = domain["DomainNameConfigurations"]
        self.assertEqual(configuration["CertificateArn"], CERTIFICATE["CertificateArn"])
        self.assertEqual(configuration["SecurityPolicy"], "TLS_1_2")
        mapping = only("AWS::ApiGatewayV2::ApiMapping", resources)
        self.assertEqual(mapping, {"ApiId": {"Ref": "Api"}, "DomainName": {"Ref": "ApiDomain"}, "Stage": {"Ref": "ApiApiGatewayDefaultStage"}})
        self.assertFalse(of_type("AWS::Route53::RecordSetGroup", resources))

    def test_the_default_address_is_off_with_a_domain_but_on_for_cloudfront(self):
        for given, disabled in [({}, False), (CERTIFICATE, True), (CLOUDFRONT, False), (CERTIFICATE | CLOUDFRONT, False)]:
            api = only("AWS::ApiGatewayV2::Api", stack(PRODUCTION | given))
            endpoint = api["Body"]["servers"][0]["x-amazon-apigateway-endpoint-configuration"]
            self.assertIs(endpoint["disableExecuteApiEndpoint"], disabled, given)

    def test_records_point_at_what_serves_the_site(self):
        for given, target in [
            (CERTIFICATE, {"Fn::GetAtt": ["ApiDomain", "RegionalDomainName"]}),
            (CLOUDFRONT, {"Fn::GetAtt": ["Distribution", "DomainName"]}),
            (CERTIFICATE | CLOUDFRONT, {"Fn::GetAtt": ["Distribution", "DomainName"]}),
        ]:
            records = only("AWS::Route53::RecordSetGroup", stack(PRODUCTION | given | ZONE))
            self.assertEqual(records["HostedZoneId"], "Z123")
            kinds = [(one["Name"], one["Type"], one["AliasTarget"]["DNSName"]) for one in records["RecordSets"]]
            self.assertEqual(kinds, [(HOST, "A", target), (HOST, "AAAA", target)])

    def test_options_need_what_they_are_about(self):
        firewall = {"Firewall": "true"}
        site = {"SiteUrl": PRODUCTION["SiteUrl"]}
        for accepted in [site | CERTIFICATE, site | CLOUDFRONT | firewall, site | CERTIFICATE | CLOUDFRONT | ZONE | ACL]:
            self.assertEqual(refusals(accepted), [])
        elsewhere = site | CLOUDFRONT | firewall | {"AWS::Region": "eu-west-1"}
        no_certificate = site | {"CloudFront": "only"}
        for refused in [CERTIFICATE, CLOUDFRONT, no_certificate, site | ZONE, site | ACL, site | firewall, elsewhere, site | CLOUDFRONT | firewall | ACL]:
            self.assertEqual(len(refusals(refused)), 1, refused)

    def test_the_certificate_of_cloudfront_is_in_us_east_1(self):
        pattern = WRITTEN["Parameters"]["CloudFrontCertificateArn"]["AllowedPattern"]
        self.assertRegex(CLOUDFRONT["CloudFrontCertificateArn"], pattern)
        self.assertNotRegex(CERTIFICATE["CertificateArn"], pattern)


class CloudFront(unittest.TestCase):
    def setUp(self):
        self.resources = stack(PRODUCTION | CLOUDFRONT)
        self.distribution = only("AWS::CloudFront::Distribution", self.resources)["DistributionConfig"]
        self.behavior = self.distribution["DefaultCacheBehavior"]

    def test_it_serves_the_host_of_the_site_over_tls(self):
        self.assertEqual(self.distribution["Aliases"], [HOST])
        certificate = self.distribution["ViewerCertificate"]
        self.assertEqual(certificate["AcmCertificateArn"], CLOUDFRONT["CloudFrontCertificateArn"])
        self.assertEqual(certificate["MinimumProtocolVersion"], "TLSv1.2_2021")
        self.assertEqual(self.behavior["ViewerProtocolPolicy"], "redirect-to-https")

    def test_it_asks_the_api_over_tls_and_proves_who_it_is(self):
        (origin,) = self.distribution["Origins"]
        self.assertEqual(origin["DomainName"], {"Fn::Sub": "${Api}.execute-api.us-east-1.${AWS::URLSuffix}"})
        self.assertEqual(origin["CustomOriginConfig"]["OriginProtocolPolicy"], "https-only")
        self.assertEqual(origin["OriginCustomHeaders"], [{"HeaderName": "x-origin-verify", "HeaderValue": SECRET}])

    def test_every_function_behind_the_api_knows_the_secret_and_no_other(self):
        (api,) = of_type("AWS::ApiGatewayV2::Api").values()
        uris = [one["x-amazon-apigateway-any-method"]["x-amazon-apigateway-integration"]["uri"]["Fn::Sub"] for one in api["Body"]["paths"].values()]
        behind = {uri.split("${")[-1].split("Aliaslive")[0] for uri in uris}
        for name, function in of_type("AWS::Lambda::Function", self.resources).items():
            variables = function["Environment"]["Variables"]
            expected = ("only", SECRET) if name in behind else (None, None)
            self.assertEqual((variables.get("CLOUDFRONT"), variables.get("CLOUDFRONT_SECRET")), expected, name)
        for name in behind:
            variables = stack({})[name]["Properties"]["Environment"]["Variables"]
            self.assertEqual((variables["CLOUDFRONT"], variables["CLOUDFRONT_SECRET"]), ("none", ""), name)

    def test_it_compresses_nothing_and_passes_on_all_that_functions_read(self):
        self.assertIs(self.behavior["Compress"], False)
        self.assertEqual(set(self.behavior["AllowedMethods"]), {"GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"})
        self.assertEqual(self.behavior["OriginRequestPolicyId"], ALL_VIEWER_EXCEPT_HOST_HEADER)

    def test_it_caches_only_as_the_headers_of_responses_say(self):
        policy = only("AWS::CloudFront::CachePolicy", self.resources)["CachePolicyConfig"]
        self.assertEqual((policy["MinTTL"], policy["DefaultTTL"]), (0, 0))
        # The longest max-age, of files whose names have their hash.
        self.assertEqual(policy["MaxTTL"], 365 * 24 * 60 * 60)
        key = policy["ParametersInCacheKeyAndForwardedToOrigin"]
        self.assertEqual(key["QueryStringsConfig"], {"QueryStringBehavior": "all"})
        self.assertEqual(key["HeadersConfig"], {"HeaderBehavior": "whitelist", "Headers": ["Origin"]})
        self.assertTrue(key["EnableAcceptEncodingGzip"] and key["EnableAcceptEncodingBrotli"])

    def test_it_keeps_no_error(self):
        # All that can be set:
        # https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_CustomErrorResponse.html
        codes = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504]
        expected = [{"ErrorCode": code, "ErrorCachingMinTTL": 0} for code in codes]
        self.assertEqual(self.distribution["CustomErrorResponses"], expected)

    def test_it_logs_no_requests(self):
        # Addresses of pages are keys to applications.
        self.assertNotIn("Logging", self.distribution)


class Firewall(unittest.TestCase):
    def setUp(self):
        self.resources = stack(PRODUCTION | CLOUDFRONT | {"Firewall": "true", "FirewallRequests": "300"})
        self.acl = only("AWS::WAFv2::WebACL", self.resources)

    def test_it_is_an_option_and_so_is_one_s_own(self):
        used = lambda resources: only("AWS::CloudFront::Distribution", resources)["DistributionConfig"].get("WebACLId")
        self.assertIsNone(used(stack(PRODUCTION | CLOUDFRONT)))
        self.assertEqual(used(stack(PRODUCTION | CLOUDFRONT | ACL)), ACL["WebAclArn"])
        self.assertEqual(used(self.resources), {"Fn::GetAtt": ["WebAcl", "Arn"]})
        self.assertEqual(self.acl["Scope"], "CLOUDFRONT")

    def test_each_address_has_a_limit(self):
        (rule,) = [rule for rule in self.acl["Rules"] if "RateBasedStatement" in rule["Statement"]]
        self.assertEqual(rule["Statement"]["RateBasedStatement"]["Limit"], "300")
        self.assertEqual(rule["Action"], {"Block": {"CustomResponse": {"ResponseCode": 429}}})

    def test_managed_rules_block_attacks_but_not_what_people_write(self):
        groups = {}
        for rule in self.acl["Rules"]:
            if group := rule["Statement"].get("ManagedRuleGroupStatement"):
                self.assertEqual(rule["OverrideAction"], {"None": {}})
                groups[group["Name"]] = {one["Name"] for one in group.get("RuleActionOverrides", [])}
        self.assertEqual(groups.keys(), {"AWSManagedRulesCommonRuleSet", "AWSManagedRulesKnownBadInputsRuleSet"})
        counted = {name for name in groups["AWSManagedRulesCommonRuleSet"] if not name.endswith("_BODY")}
        self.assertEqual(counted, {"SizeRestrictions_QUERYSTRING"})

    def test_it_samples_no_requests(self):
        for part in [self.acl, *self.acl["Rules"]]:
            self.assertIs(part["VisibilityConfig"]["SampledRequestsEnabled"], False)
