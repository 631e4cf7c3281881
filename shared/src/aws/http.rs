//! How requests get to a service.
//!
//! The SDK's own client makes everything when it is made, only to see whether it can, and once more at the first
//! request. This one makes it at the first request.

use super::trust::{Trust, is_unknown};
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore};
use aws_smithy_http_client::{Connector, ConnectorBuilder};
use aws_smithy_runtime_api::client::connection::CaptureSmithyConnection;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

/// What a connector's time limits are: to connect, and to read.
type Limits = (Option<Duration>, Option<Duration>);

/// One for all services.
#[derive(Debug)]
pub(super) struct Client {
    trust: Arc<Trust>,
    connectors: Mutex<Vec<(Limits, SharedHttpConnector)>>,
}

impl Client {
    pub(super) fn new(trust: Trust) -> Self {
        Self { trust: Arc::new(trust), connectors: Mutex::default() }
    }
}

impl HttpClient for Client {
    fn http_connector(&self, settings: &HttpConnectorSettings, components: &RuntimeComponents) -> SharedHttpConnector {
        let limits = (settings.connect_timeout(), settings.read_timeout());
        let mut connectors = self.connectors.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, connector)) = connectors.iter().find(|(made_for, _)| *made_for == limits) {
            return connector.clone();
        }
        let mut builder = Connector::builder().connector_settings(settings.clone());
        builder.set_sleep_impl(components.sleep_impl());
        let connector = SharedHttpConnector::new(Ways(Arc::new(Made::new(builder, Arc::clone(&self.trust)))));
        connectors.push((limits, connector.clone()));
        connector
    }
}

/// Each way is made when a request goes it.
#[derive(Debug)]
struct Ways(Arc<Made>);

#[derive(Debug)]
struct Made {
    builder: ConnectorBuilder,
    trust: Arc<Trust>,
    plain: OnceLock<Connector>,
    first: OnceLock<Connector>,
    then: OnceLock<Connector>,
}

impl HttpConnector for Ways {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        if request.uri().starts_with("http://") {
            return self.0.plain().call(request);
        }
        let made = Arc::clone(&self.0);
        HttpConnectorFuture::new(async move { made.call(request).await })
    }
}

impl Made {
    const fn new(builder: ConnectorBuilder, trust: Arc<Trust>) -> Self {
        Self { builder, trust, plain: OnceLock::new(), first: OnceLock::new(), then: OnceLock::new() }
    }

    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, ConnectorError> {
        let Some(then) = &self.trust.then else { return self.first().call(request).await };
        if self.trust.has_changed() {
            return self.then(then).call(request).await;
        }
        let again = cloned(&request);
        match (self.first().call(request).await, again) {
            // Nothing was sent yet.
            (Err(error), Some(again)) if is_unknown(&error) => {
                let answer = self.then(then).call(again).await?;
                self.trust.change();
                Ok(answer)
            }
            (answer, _) => answer,
        }
    }

    fn plain(&self) -> &Connector {
        self.plain.get_or_init(|| self.builder.clone().build_http())
    }

    fn first(&self) -> &Connector {
        self.first.get_or_init(|| self.trusting(&self.trust.first))
    }

    fn then(&self, trusted: &TrustStore) -> &Connector {
        self.then.get_or_init(|| self.trusting(trusted))
    }

    /// TLS is ring's, whose start-up costs nothing.
    fn trusting(&self, trusted: &TrustStore) -> Connector {
        let builder = self.builder.clone().tls_provider(Provider::Rustls(CryptoMode::Ring));
        match TlsContext::builder().with_trust_store(trusted.clone()).build() {
            Ok(context) => builder.tls_context(context).build(),
            // It never fails, and this trusts whom the system trusts.
            Err(_) => builder.build(),
        }
    }
}

/// The same request, with what tells the SDK which connection it took.
fn cloned(request: &HttpRequest) -> Option<HttpRequest> {
    let mut clone = request.try_clone()?;
    if let Some(capture) = request.extension::<CaptureSmithyConnection>() {
        clone.add_extension(capture.clone());
    }
    Some(clone)
}
