//! The documents that an issuer publishes: its addresses and its keys.

use super::super::refusal::Refusal;
use super::is_secure;
use openidconnect::core::{
    CoreAuthDisplay, CoreClaimName, CoreClaimType, CoreClientAuthMethod, CoreGrantType, CoreJsonWebKey,
    CoreJweContentEncryptionAlgorithm, CoreJweKeyManagementAlgorithm, CoreResponseMode, CoreResponseType,
    CoreSubjectIdentifierType,
};
use openidconnect::url::Url;
use openidconnect::{
    AdditionalProviderMetadata, AsyncHttpClient, DiscoveryError, HttpRequest, HttpResponse, IssuerUrl, ProviderMetadata,
};
use serde::{Deserialize, Serialize};
use shared::env::StaffSignIn;
use shared::timestamp::Timestamp;
use std::fmt::Display;
use std::pin::Pin;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use store::aws::{AwsConfig, WebClient, WebError};

/// Seconds after which the documents are read again, so that a withdrawn key is forgotten.
const KEPT_SECONDS: i64 = 60 * 60;
/// The least time between two readings for a key that is not known, in seconds: otherwise tokens with made-up keys
/// could make this site call the issuer all the time.
const REFETCH_SECONDS: i64 = 60;

/// What an issuer says about itself besides what OpenID Connect Discovery defines.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub(super) struct Additional {
    /// Where the issuer ends its own session.
    #[serde(default)]
    pub(super) end_session_endpoint: Option<Url>,
    /// Whether each of its responses names the issuer.
    #[serde(default)]
    pub(super) authorization_response_iss_parameter_supported: bool,
}

impl AdditionalProviderMetadata for Additional {}

/// The discovery document, with the issuer's keys.
pub(super) type Metadata = ProviderMetadata<
    Additional,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

/// The client for requests to the issuer.
#[derive(Debug)]
pub(super) struct Web(WebClient);

impl AsyncHttpClient<'_> for Web {
    type Error = WebError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, WebError>> + Send>>;

    fn call(&self, request: HttpRequest) -> Self::Future {
        let client = self.0.clone();
        Box::pin(async move { client.send(request).await })
    }
}

/// The documents, once they were read.
#[derive(Debug)]
pub(super) struct Documents {
    issuer_url: String,
    is_local: bool,
    web: OnceLock<Web>,
    known: Mutex<Option<(Timestamp, Arc<Metadata>)>>,
}

impl Documents {
    pub(super) fn new(settings: &StaffSignIn) -> Self {
        let issuer_url = settings.issuer_url.clone();
        Self { issuer_url, is_local: settings.is_local(), web: OnceLock::new(), known: Mutex::default() }
    }

    /// Returns the client for requests to the issuer.
    pub(super) fn web(&self, aws: &AwsConfig) -> Result<&Web, Refusal> {
        if self.web.get().is_none() {
            let web = WebClient::new(aws, self.is_local).map_err(|error| unreachable("any", &error))?;
            let _ = self.web.set(Web(web));
        }
        self.web.get().ok_or(Refusal::Unreachable)
    }

    /// Returns the documents.
    pub(super) async fn get(&self, aws: &AwsConfig, now: Timestamp) -> Result<Arc<Metadata>, Refusal> {
        match self.known(now, KEPT_SECONDS) {
            Some(known) => Ok(known),
            None => self.fetch(aws, now).await,
        }
    }

    /// Reads the documents again, unless that was a moment ago.
    pub(super) async fn refetch(&self, aws: &AwsConfig, now: Timestamp) -> Result<Option<Arc<Metadata>>, Refusal> {
        match self.known(now, REFETCH_SECONDS) {
            Some(_) => Ok(None),
            None => self.fetch(aws, now).await.map(Some),
        }
    }

    fn known(&self, now: Timestamp, seconds: i64) -> Option<Arc<Metadata>> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let (fetched_at, metadata) = known.as_ref()?;
        (now.unix() < fetched_at.unix() + seconds).then(|| Arc::clone(metadata))
    }

    async fn fetch(&self, aws: &AwsConfig, now: Timestamp) -> Result<Arc<Metadata>, Refusal> {
        let issuer = IssuerUrl::new(self.issuer_url.clone()).map_err(|error| unreachable("discovery", &error))?;
        let web = self.web(aws)?;
        let metadata = Metadata::discover_async(issuer, web).await.map_err(|error| match error {
            DiscoveryError::Request(error) => unreachable("discovery", &error),
            DiscoveryError::Response(status, ..) => unreachable("discovery", &status),
            _ => unreachable("discovery", &"unreadable document"),
        })?;
        let mut shown = vec![metadata.authorization_endpoint().url()];
        shown.extend(&metadata.additional_metadata().end_session_endpoint);
        if !shown.into_iter().all(|url| is_secure(url, self.is_local)) {
            return Err(unreachable("discovery", &"an address without TLS"));
        }
        let metadata = Arc::new(metadata);
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = Some((now, Arc::clone(&metadata)));
        Ok(metadata)
    }
}

/// Logs that the issuer gave no usable response.
pub(super) fn unreachable(endpoint: &str, reason: &dyn Display) -> Refusal {
    tracing::error!(endpoint, error.message = %reason, "issuer can't be used");
    Refusal::Unreachable
}
