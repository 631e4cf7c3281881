import unittest

from stack import RESOURCES, WRITTEN, applies, of_type


class SignIn(unittest.TestCase):
    def setUp(self):
        self.pool = of_type("AWS::Cognito::UserPool")["UserPool"]
        self.client = of_type("AWS::Cognito::UserPoolClient")["UserPoolClient"]

    def test_a_pool_exists_only_for_a_site_without_another_issuer(self):
        for name, resource in RESOURCES.items():
            if resource["Type"].startswith("AWS::Cognito::"):
                self.assertEqual(resource["Condition"], "HasUserPool", name)
        site = {"SiteUrl": "https://www.example.org"}
        self.assertTrue(applies("HasUserPool", site))
        for without in [{}, site | {"StaffIssuer": "https://login.example.org", "StaffClientId": "review"}]:
            self.assertFalse(applies("HasUserPool", without))

    def test_only_an_account_administrator_creates_people(self):
        self.assertEqual(self.pool["AdminCreateUserConfig"], {"AllowAdminCreateUserOnly": True})
        self.assertEqual(self.pool["AccountRecoverySetting"], {"RecoveryMechanisms": [{"Name": "admin_only", "Priority": 1}]})

    def test_everybody_needs_an_authenticator_app(self):
        self.assertEqual(self.pool["MfaConfiguration"], "ON")
        self.assertEqual(self.pool["EnabledMfas"], ["SOFTWARE_TOKEN_MFA"])
        self.assertNotIn("SmsConfiguration", self.pool)

    def test_passwords_are_long(self):
        self.assertGreaterEqual(self.pool["Policies"]["PasswordPolicy"]["MinimumLength"], 15)

    def test_the_pool_is_not_deleted_by_mistake(self):
        self.assertEqual(self.pool["DeletionProtection"], "ACTIVE")

    def test_the_client_gets_codes_and_sends_them_only_to_the_site(self):
        self.assertEqual(self.client["AllowedOAuthFlows"], ["code"])
        self.assertIs(self.client["AllowedOAuthFlowsUserPoolClient"], True)
        self.assertEqual(self.client["AllowedOAuthScopes"], ["openid", "profile"])
        self.assertEqual(self.client["CallbackURLs"], [{"Fn::Sub": "${SiteUrl}/staff/callback"}])
        for url in self.client["LogoutURLs"]:
            self.assertTrue(url["Fn::Sub"].startswith("${SiteUrl}/staff"), url)

    def test_the_client_is_public_so_that_nobody_manages_a_secret(self):
        self.assertIs(self.client["GenerateSecret"], False)
        self.assertNotIn("ALLOW_USER_PASSWORD_AUTH", self.client["ExplicitAuthFlows"])

    def test_tokens_are_short_lived_and_revocable(self):
        units = self.client["TokenValidityUnits"]
        self.assertEqual(set(units.values()), {"minutes"})
        self.assertLessEqual(self.client["IdTokenValidity"], 5)
        self.assertLessEqual(self.client["AccessTokenValidity"], 5)
        self.assertLessEqual(self.client["RefreshTokenValidity"], 60)
        self.assertIs(self.client["EnableTokenRevocation"], True)

    def test_the_sign_in_page_does_not_tell_who_exists(self):
        self.assertEqual(self.client["PreventUserExistenceErrors"], "ENABLED")

    def test_managed_login_has_a_domain_and_a_style(self):
        (domain,) = of_type("AWS::Cognito::UserPoolDomain").values()
        self.assertEqual(domain["ManagedLoginVersion"], 2)
        # Managed login is not part of the tier below.
        self.assertEqual(self.pool["UserPoolTier"], "ESSENTIALS")
        (style,) = of_type("AWS::Cognito::ManagedLoginBranding").values()
        self.assertEqual(style["ClientId"], {"Ref": "UserPoolClient"})

    def test_groups_are_the_default_roles(self):
        groups = {group["GroupName"] for group in of_type("AWS::Cognito::UserPoolGroup").values()}
        roles = {WRITTEN["Parameters"][f"Staff{role}Values"]["Default"] for role in ["Reviewer", "Administrator"]}
        self.assertEqual(groups, roles)
        self.assertEqual(WRITTEN["Parameters"]["StaffRoleClaim"]["Default"], "cognito:groups")

    def test_review_trusts_the_pool_or_the_given_issuer(self):
        variables = of_type("AWS::Lambda::Function")["Review"]["Environment"]["Variables"]
        pool = {"Fn::Sub": "https://cognito-idp.${AWS::Region}.${AWS::URLSuffix}/${UserPool}"}
        self.assertEqual(variables["ISSUER_URL"], {"Fn::If": ["HasUserPool", pool, {"Ref": "StaffIssuer"}]})
        client = {"Fn::If": ["HasUserPool", {"Ref": "UserPoolClient"}, {"Ref": "StaffClientId"}]}
        self.assertEqual(variables["CLIENT_ID"], client)

    def test_the_function_ends_before_api_gateway_gives_up(self):
        self.assertLess(of_type("AWS::Lambda::Function")["Review"]["Timeout"], 30)
