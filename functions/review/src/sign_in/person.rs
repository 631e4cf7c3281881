//! What an ID token says about a person.

use openidconnect::AdditionalClaims;
use openidconnect::IdTokenClaims;
use openidconnect::core::CoreGenderClaim;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use shared::env::StaffSignIn;
use shared::staff::Role;

/// The limit on a name, in characters.
const NAME_LIMIT: usize = 100;

/// Claims besides the standard ones.
#[derive(Debug, Default, Deserialize, Serialize)]
pub(super) struct StaffClaims {
    #[serde(flatten)]
    all: Map<String, Value>,
}

impl AdditionalClaims for StaffClaims {}

/// The claims of an ID token.
pub(super) type Claims = IdTokenClaims<StaffClaims, CoreGenderClaim>;

impl StaffClaims {
    fn text(&self, claim: &str) -> Option<&str> {
        self.all.get(claim)?.as_str()
    }

    /// Returns whether the token may be an ID token. Cognito signs access tokens with the same keys, and tells them
    /// apart by [`token_use`](https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html).
    pub(super) fn may_be_id_token(&self) -> bool {
        self.all.get("token_use").is_none_or(|purpose| purpose.as_str() == Some("id"))
    }

    /// Returns the highest role that the claims give. The claim is a text or a list of texts.
    pub(super) fn role(&self, settings: &StaffSignIn) -> Option<Role> {
        let has = |values: &[String]| {
            let is_one = |value: &Value| value.as_str().is_some_and(|value| values.iter().any(|known| known == value));
            match self.all.get(&settings.role_claim) {
                Some(Value::Array(given)) => given.iter().any(is_one),
                Some(given) => is_one(given),
                None => false,
            }
        };
        let roles =
            [(Role::Administrator, &settings.administrator_values), (Role::Reviewer, &settings.reviewer_values)];
        roles.into_iter().find(|(_, values)| has(values)).map(|(role, _)| role)
    }
}

/// Returns a name to show to other staff: a name, or what the person signs in with. Cognito always has [a
/// `cognito:username`](https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html).
pub(super) fn name(claims: &Claims) -> String {
    let name = claims.name().and_then(|name| name.get(None)).map(|name| name.as_str());
    let username = || claims.preferred_username().map(|name| name.as_str());
    let email = || claims.email().map(|email| email.as_str());
    let name = name.or_else(username).or_else(email).or_else(|| claims.additional_claims().text("cognito:username"));
    let name = name.unwrap_or_default().chars().map(|c| if c.is_control() { ' ' } else { c });
    let name: String = name.take(NAME_LIMIT).collect();
    if name.trim().is_empty() {
        claims.subject().as_str().chars().take(NAME_LIMIT).collect()
    } else {
        name.trim().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn settings() -> StaffSignIn {
        StaffSignIn {
            issuer_url: "https://login.example".to_owned(),
            client_id: "site".to_owned(),
            client_secret_arn: None,
            role_claim: "groups".to_owned(),
            reviewer_values: ["reviewers", "staff"].map(str::to_owned).into(),
            administrator_values: ["administrators".to_owned()].into(),
        }
    }

    fn role(claims: Value) -> Option<Role> {
        serde_json::from_value::<StaffClaims>(claims).unwrap().role(&settings())
    }

    #[test]
    fn a_role_is_given_by_an_exact_value_of_the_claim() {
        assert_eq!(role(json!({"groups": ["others", "staff"]})), Some(Role::Reviewer));
        assert_eq!(role(json!({"groups": ["staff", "administrators"]})), Some(Role::Administrator));
        assert_eq!(role(json!({"groups": "reviewers"})), Some(Role::Reviewer));
        for none in [
            json!({}),
            json!({"groups": null}),
            json!({"groups": []}),
            json!({"groups": "staff reviewers"}),
            json!({"groups": ["Staff", "staff "]}),
            json!({"groups": {"staff": true}}),
            json!({"groups": [["staff"]]}),
            json!({"roles": ["staff"]}),
            json!({"groups": ""}),
            json!({"groups": true}),
        ] {
            assert_eq!(role(none.clone()), None, "{none}");
        }
    }

    #[test]
    fn a_token_for_another_use_is_no_id_token() {
        let may = |claims| serde_json::from_value::<StaffClaims>(claims).unwrap().may_be_id_token();
        assert!(may(json!({})) && may(json!({"token_use": "id"})));
        assert!(!may(json!({"token_use": "access"})) && !may(json!({"token_use": ["id"]})));
    }

    #[test]
    fn a_name_is_shown_as_the_issuer_gives_it() {
        let name_of = |extra: Value| {
            let mut claims = json!({"iss": "https://a.example", "sub": "s", "aud": "site", "exp": 2, "iat": 1});
            claims.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
            name(&serde_json::from_value(claims).unwrap())
        };
        assert_eq!(name_of(json!({"name": "Ada\nLovelace ", "email": "ada@example.org"})), "Ada Lovelace");
        assert_eq!(name_of(json!({"email": "ada@example.org"})), "ada@example.org");
        assert_eq!(name_of(json!({"cognito:username": "ada"})), "ada");
        assert_eq!(name_of(json!({"name": " "})), "s");
        assert_eq!(name_of(json!({"name": "a".repeat(500)})).len(), NAME_LIMIT);
    }
}
