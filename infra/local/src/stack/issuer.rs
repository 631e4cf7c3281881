//! The issuer with which staff sign in: the stack's own, or another.

use axum::Router;

use super::{Options, local_url};
use crate::StartError;
use crate::issuer::{CLIENT_ID, Issuer};
use crate::listen::Listeners;
use crate::thread::Shutdown;

/// An issuer that is not the stack's own.
#[derive(Debug, Clone)]
pub struct ExternalIssuer {
    /// Its URL, as in its tokens.
    pub url: String,
    /// The name by which it knows the site.
    pub client_id: String,
}

/// Returns the issuer with which staff sign in, and what serves it if it is the stack's own.
pub(super) fn open(
    options: &Options,
    site_url: &str,
) -> Result<(ExternalIssuer, Option<(Listeners, Router)>), StartError> {
    if let Some(issuer) = &options.issuer {
        return Ok((issuer.clone(), None));
    }
    let listeners = Listeners::open(options.issuer_port, "--issuer-port")?;
    let url = local_url(listeners.port);
    let routes = Issuer::new(url.clone(), site_url.to_owned(), options.issuer_behavior.clone()).router();
    Ok((ExternalIssuer { url, client_id: CLIENT_ID.to_owned() }, Some((listeners, routes))))
}

/// Serves the stack's own issuer, if there is one, until the shutdown.
pub(super) async fn serve(own: Option<(Listeners, Router)>, shutdown: Shutdown) {
    match own {
        Some((listeners, routes)) => super::serve(listeners, routes, shutdown).await,
        None => shutdown.requested().await,
    }
}
