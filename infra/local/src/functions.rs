//! The deployed functions as handlers: the only place that names them.

use std::collections::BTreeMap;
use std::sync::Arc;

use lambda_http::{Body, Request, RequestExt, Response};

use crate::{Environment, Handler, Handlers, StartError};

/// A handler for each function of the template, made from its environment.
pub(crate) async fn handlers(environments: BTreeMap<String, Environment>) -> Result<Handlers, StartError> {
    // To be replaced by the functions themselves.
    Ok(environments.into_keys().map(|name| (name.clone(), echo(name))).collect())
}

fn echo(function: String) -> Handler {
    Arc::new(move |request: Request| {
        let line = format!("{function}: {} {}\n", request.method(), request.raw_http_path());
        Box::pin(async move { Response::new(Body::Text(line)) })
    })
}
