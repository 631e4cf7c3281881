import re
import tomllib
import unittest

from stack import TEMPLATE, TRANSFORMED, WRITTEN, applies, holds


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


class Rules(unittest.TestCase):
    def refusals(self, given):
        """Returns the descriptions of the rules that refuse these parameters."""
        defaults = {name: str(parameter["Default"]) for name, parameter in WRITTEN["Parameters"].items()}
        parameters = defaults | given
        rules = [rule for rule in TRANSFORMED["Rules"].values() if holds(rule["RuleCondition"], parameters)]
        assertions = [assertion for rule in rules for assertion in rule["Assertions"]]
        return [a["AssertDescription"] for a in assertions if not holds(a["Assert"], parameters)]

    def deployed(self, environment):
        """Returns the parameters in samconfig.toml."""
        config = tomllib.loads((TEMPLATE.parent.parent / "samconfig.toml").read_text())
        overrides = config[environment]["deploy"]["parameters"].get("parameter_overrides", [])
        pairs = overrides.split() if isinstance(overrides, str) else overrides
        return dict(pair.split("=", 1) for pair in pairs)

    def test_sam_does_not_change_rules(self):
        self.assertEqual(TRANSFORMED["Rules"], WRITTEN["Rules"])

    def test_development_and_staging_need_no_parameters(self):
        for environment in ["default", "staging"]:
            self.assertEqual(self.refusals(self.deployed(environment)), [])

    def test_production_is_refused_until_it_is_complete(self):
        parameters = self.deployed("production")
        self.assertEqual(parameters["Production"], "true")
        needed = {
            "SiteUrl": "https://www.example.org",
            "MailFrom": "membership@example.org",
            "StaffEmail": "staff@example.org",
            "AlarmEmail": "alarms@example.org",
        }
        complete = parameters | needed
        self.assertTrue(applies("HasUserPool", complete), "staff can sign in")
        self.assertEqual(self.refusals(complete), [])
        for name in needed:
            with self.subTest(missing=name):
                self.assertTrue(self.refusals(complete | {name: ""}))

    def test_an_issuer_and_its_client_need_each_other(self):
        site = {"SiteUrl": "https://www.example.org"}
        issuer = {"StaffIssuer": "https://login.example.org"}
        client = {"StaffClientId": "review"}
        secret = {"StaffClientSecretArn": "arn:aws:secretsmanager:us-east-1:123456789012:secret:review-AbCdEf"}
        for accepted in [{}, site, site | issuer | client, site | issuer | client | secret]:
            self.assertEqual(self.refusals(accepted), [])
        own_domain = site | issuer | client | {"StaffDomainPrefix": "staff"}
        for refused in [site | issuer, issuer | client, site | client, site | secret, own_domain]:
            self.assertEqual(len(self.refusals(refused)), 1, refused)
