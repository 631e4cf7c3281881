import re
import unittest

from stack import PRODUCTION, TRANSFORMED, WRITTEN, applies, overrides, refusals, stack


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


def references(value):
    """Yields the names to which a value refers."""
    match value:
        case list():
            for one in value:
                yield from references(one)
        case {"Ref": name}:
            yield name
        case {"Fn::GetAtt": [name, *_]}:
            yield name
        case {"Fn::Sub": [text, names]}:
            yield from (name for name in references({"Fn::Sub": text}) if name not in names)
            yield from references(list(names.values()))
        case {"Fn::Sub": text}:
            yield from (name.split(".")[0] for name in re.findall(r"\$\{([\w:.]+)\}", text))
        case dict():
            yield from references(list(value.values()))


class Rules(unittest.TestCase):
    def test_sam_does_not_change_rules(self):
        self.assertEqual(TRANSFORMED["Rules"], WRITTEN["Rules"])

    def test_development_and_staging_need_no_parameters(self):
        for environment in ["default", "staging"]:
            self.assertEqual(refusals(overrides(environment)), [])

    def test_production_is_refused_until_it_is_complete(self):
        parameters = overrides("production")
        self.assertEqual(parameters["Production"], "true")
        needed = PRODUCTION.keys() - parameters.keys()
        complete = PRODUCTION | parameters
        self.assertTrue(applies("HasUserPool", complete), "staff can sign in")
        self.assertEqual(refusals(complete), [])
        for name in needed:
            with self.subTest(missing=name):
                self.assertTrue(refusals(complete | {name: ""}))

    def test_nothing_refers_to_what_is_not_created(self):
        site = {"SiteUrl": PRODUCTION["SiteUrl"]}
        certificate = {"CertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/1"}
        cloudfront = {"CloudFront": "only", "CloudFrontCertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/2"}
        zone, firewall = {"HostedZoneId": "Z123"}, {"Firewall": "true"}
        issuer = {"StaffIssuer": "https://login.example.org", "StaffClientId": "review"}
        gradual = {"Deployment": "Canary10Percent5Minutes"}
        stacks = [{}, gradual, site, PRODUCTION, PRODUCTION | issuer, PRODUCTION | {"MailConfigurationSet": "own"}]
        stacks += [PRODUCTION | certificate | zone, PRODUCTION | cloudfront | zone | firewall, site | certificate | cloudfront]
        for given in stacks:
            self.assertEqual(refusals(given), [])
            resources = stack(given)
            for name, resource in resources.items():
                for referred in references(resource):
                    with self.subTest(given=given, resource=name):
                        self.assertTrue(referred in resources or referred.startswith("AWS::"), referred)

    def test_an_issuer_and_its_client_need_each_other(self):
        site = {"SiteUrl": "https://www.example.org"}
        issuer = {"StaffIssuer": "https://login.example.org"}
        client = {"StaffClientId": "review"}
        secret = {"StaffClientSecretArn": "arn:aws:secretsmanager:us-east-1:123456789012:secret:review-AbCdEf"}
        for accepted in [{}, site, site | issuer | client, site | issuer | client | secret]:
            self.assertEqual(refusals(accepted), [])
        own_domain = site | issuer | client | {"StaffDomainPrefix": "staff"}
        for refused in [site | issuer, issuer | client, site | client, site | secret, own_domain]:
            self.assertEqual(len(refusals(refused)), 1, refused)
