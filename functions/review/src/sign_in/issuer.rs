//! The issuer: what it says about itself, and who it says somebody is.

mod documents;
mod secret;

use super::person::{self, Claims, StaffClaims};
use super::refusal::Refusal;
use crate::posted::Posted;
use crate::session::FRESH_SECONDS;
use crate::token::Token;
use documents::{Documents, Metadata};
use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreAuthenticationFlow, CoreErrorResponseType, CoreGenderClaim, CoreJsonWebKey,
    CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreRevocableToken, CoreRevocationErrorResponse,
    CoreTokenIntrospectionResponse, CoreTokenType,
};
use openidconnect::url::Url;
use openidconnect::{
    AuthorizationCode, ClaimsVerificationError, Client, ClientId, ClientSecret, CsrfToken, EmptyExtraTokenFields,
    EndpointMaybeSet, EndpointNotSet, EndpointSet, IdTokenFields, IdTokenVerifier, Nonce, PkceCodeChallenge,
    PkceCodeVerifier, RedirectUrl, RequestTokenError, Scope, SignatureVerificationError, StandardErrorResponse,
    StandardTokenResponse, TokenResponse,
};
use shared::env::StaffSignIn;
use shared::staff::Role;
use shared::timestamp::Timestamp;
use std::time::{Duration, UNIX_EPOCH};
use store::aws::AwsConfig;

/// The bound on the difference between the issuer's clock and ours, in seconds.
const CLOCK_SKEW: i64 = 60;

type IdToken = IdTokenFields<
    StaffClaims,
    EmptyExtraTokenFields,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm,
>;

type StaffClient = Client<
    StaffClaims,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    StandardTokenResponse<IdToken, CoreTokenType>,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// The issuer with which staff sign in. Its documents are read when somebody signs in, never for a signed-in request.
#[derive(Debug)]
pub(crate) struct Issuer {
    settings: StaffSignIn,
    aws: AwsConfig,
    documents: Documents,
}

/// What the issuer's response must match.
pub(super) struct Expected {
    /// Where the issuer sends the browser, exactly as registered with it.
    pub(super) redirect_uri: String,
    pub(super) verifier: String,
    pub(super) nonce: String,
}

/// Who somebody is, as the issuer says.
#[derive(Clone)]
pub(super) struct Identity {
    pub(super) issuer: String,
    pub(super) subject: String,
    pub(super) name: String,
    pub(super) role: Option<Role>,
    /// When the person last proved it.
    pub(super) authenticated_at: Timestamp,
}

impl Issuer {
    pub(crate) fn new(settings: StaffSignIn, aws: AwsConfig) -> Self {
        let documents = Documents::new(&settings);
        Self { settings, aws, documents }
    }

    /// Returns the address at which somebody signs in. It asks for a sign-in that is fresh (`max_age`), so that the ID
    /// token must have an `auth_time`.
    pub(super) async fn authorization_url(
        &self,
        state: &Token,
        expected: &Expected,
        now: Timestamp,
    ) -> Result<String, Refusal> {
        let metadata = self.documents.get(&self.aws, now).await?;
        let client = self.client(&metadata, None);
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&expected.verifier());
        let (state, nonce) = (CsrfToken::new(state.as_str().to_owned()), Nonce::new(expected.nonce.clone()));
        let request = client
            .authorize_url(CoreAuthenticationFlow::AuthorizationCode, move || state, move || nonce)
            .set_redirect_uri(std::borrow::Cow::Owned(expected.redirect_url()?))
            .add_scope(Scope::new("profile".to_owned()))
            .add_scope(Scope::new("email".to_owned()))
            .set_pkce_challenge(challenge)
            .set_max_age(Duration::from_secs(FRESH_SECONDS.unsigned_abs()));
        Ok(request.url().0.into())
    }

    /// Checks that a response comes from this issuer and not from another that the browser was lured to ([RFC
    /// 9207](https://www.rfc-editor.org/rfc/rfc9207)). An issuer that says that it names itself always must.
    pub(super) async fn check_sender(&self, response: &Posted, now: Timestamp) -> Result<(), Refusal> {
        let metadata = self.documents.get(&self.aws, now).await?;
        let always = metadata.additional_metadata().authorization_response_iss_parameter_supported;
        let named = response.value("iss");
        if named == self.settings.issuer_url || named.is_empty() && !always {
            Ok(())
        } else {
            Err(invalid("issuer of the response"))
        }
    }

    /// Exchanges a code for an ID token, and returns who it is about. Every token is dropped here.
    pub(super) async fn identify(&self, code: &str, expected: &Expected, now: Timestamp) -> Result<Identity, Refusal> {
        let metadata = self.documents.get(&self.aws, now).await?;
        let secret = match &self.settings.client_secret_arn {
            Some(arn) => Some(ClientSecret::new(secret::read(&self.aws, arn).await?)),
            None => None,
        };
        let client = self.client(&metadata, secret);
        let exchange = client
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .map_err(|_| invalid("discovery document"))?
            .set_redirect_uri(std::borrow::Cow::Owned(expected.redirect_url()?))
            .set_pkce_verifier(expected.verifier());
        let web = self.documents.web(&self.aws)?;
        let tokens = exchange.request_async(web).await.map_err(|error| match error {
            RequestTokenError::Request(error) => documents::unreachable("token", &error),
            RequestTokenError::ServerResponse(_) => invalid("code"),
            RequestTokenError::Parse(..) | RequestTokenError::Other(_) => invalid("token response"),
        })?;
        let token = tokens.id_token().ok_or_else(|| invalid("token response"))?;
        let nonce = Nonce::new(expected.nonce.clone());
        let claims = match token.claims(&self.verifier(&client, now), &nonce) {
            Err(ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey)) => {
                // The issuer may have new keys.
                let metadata = self.documents.refetch(&self.aws, now).await?;
                let metadata = metadata.ok_or_else(|| invalid("key"))?;
                let client = self.client(&metadata, None);
                token.claims(&self.verifier(&client, now), &nonce).map_err(|error| invalid(part(&error)))?
            }
            claims => claims.map_err(|error| invalid(part(&error)))?,
        };
        self.read(claims, now)
    }

    /// Returns the address that ends the issuer's own session and leads back to `then`, if it has one.
    pub(crate) async fn sign_out_url(&self, then: &str, now: Timestamp) -> Result<Option<String>, Refusal> {
        let metadata = self.documents.get(&self.aws, now).await?;
        let Some(mut url) = metadata.additional_metadata().end_session_endpoint.clone() else { return Ok(None) };
        // Cognito has a parameter of its own
        // (https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html). Others follow
        // https://openid.net/specs/openid-connect-rpinitiated-1_0.html; no ID token is kept for a hint.
        let host = metadata.issuer().url().host_str().unwrap_or_default().to_owned();
        let is_cognito = host.starts_with("cognito-idp.") && host.contains(".amazonaws.com");
        let to = if is_cognito { "logout_uri" } else { "post_logout_redirect_uri" };
        url.query_pairs_mut().append_pair("client_id", &self.settings.client_id).append_pair(to, then);
        Ok(Some(url.into()))
    }

    fn client(&self, metadata: &Metadata, secret: Option<ClientSecret>) -> StaffClient {
        Client::from_provider_metadata(metadata.clone(), ClientId::new(self.settings.client_id.clone()), secret)
    }

    /// Returns a verifier that accepts one algorithm only, whatever the issuer's documents or a token's header say.
    fn verifier<'a>(&self, client: &'a StaffClient, now: Timestamp) -> IdTokenVerifier<'a, CoreJsonWebKey> {
        let at = move |skew: i64| UNIX_EPOCH + Duration::from_secs((now.unix() + skew).unsigned_abs());
        client
            .id_token_verifier()
            .set_allowed_algs([CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256])
            .set_time_fn(move || at(-CLOCK_SKEW).into())
            .set_issue_time_verifier_fn(move |issued| {
                if issued.timestamp() > now.unix() + CLOCK_SKEW { Err(String::new()) } else { Ok(()) }
            })
    }

    /// Checks what the verifier leaves to its caller, and reads the claims.
    fn read(&self, claims: &Claims, now: Timestamp) -> Result<Identity, Refusal> {
        // https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation, steps 4 and 5.
        let party = claims.authorized_party();
        if party.is_some_and(|party| party.as_str() != self.settings.client_id) {
            return Err(invalid("authorized party"));
        }
        if !claims.additional_claims().may_be_id_token() {
            return Err(invalid("token use"));
        }
        let authenticated_at = claims.auth_time().map(|time| time.timestamp());
        let oldest = now.unix() - FRESH_SECONDS - CLOCK_SKEW;
        let is_fresh = |time: &i64| (oldest..=now.unix() + CLOCK_SKEW).contains(time);
        let authenticated_at = authenticated_at.filter(is_fresh).ok_or_else(|| invalid("time of authentication"))?;
        Ok(Identity {
            issuer: claims.issuer().as_str().to_owned(),
            subject: claims.subject().as_str().to_owned(),
            name: person::name(claims),
            role: claims.additional_claims().role(&self.settings),
            // A clock that runs ahead must not lengthen what it vouches for.
            authenticated_at: Timestamp::from_unix(authenticated_at.min(now.unix())),
        })
    }
}

impl Expected {
    fn verifier(&self) -> PkceCodeVerifier {
        PkceCodeVerifier::new(self.verifier.clone())
    }

    fn redirect_url(&self) -> Result<RedirectUrl, Refusal> {
        RedirectUrl::new(self.redirect_uri.clone()).map_err(|_| invalid("site URL"))
    }
}

/// Logs which part of a response does not verify: a security event.
fn invalid(part: &str) -> Refusal {
    tracing::warn!(part, "response of the issuer refused");
    Refusal::Invalid
}

/// Names the part of an ID token that does not verify, without its content.
fn part(error: &ClaimsVerificationError) -> &'static str {
    match error {
        ClaimsVerificationError::Expired(_) => "time of the token",
        ClaimsVerificationError::InvalidAudience(_) => "audience",
        ClaimsVerificationError::InvalidIssuer(_) => "issuer",
        ClaimsVerificationError::InvalidNonce(_) => "nonce",
        ClaimsVerificationError::SignatureVerification(SignatureVerificationError::DisallowedAlg(_)) => "algorithm",
        ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey) => "key",
        ClaimsVerificationError::SignatureVerification(_) => "signature",
        _ => "token",
    }
}

/// Returns whether a browser may be sent to an address of the issuer's.
fn is_secure(url: &Url, issuer_is_local: bool) -> bool {
    url.scheme() == "https" || issuer_is_local && url.scheme() == "http"
}
