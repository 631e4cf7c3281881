//! A client for web servers outside AWS.

use super::{AwsConfig, trust};
use aws_smithy_types::body::SdkBody;
use hyper::body::{Body, Incoming};
use hyper::http::{Request, Response};
use hyper_rustls::HttpsConnector;
use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::HttpConnector as Tcp;
use hyper_util::rt::TokioExecutor;
use rustls::ClientConfig;
use rustls::crypto::ring;
use shared::env::ConfigError;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use std::{fmt, io};

/// The limit for opening a connection.
const CONNECT_LIMIT: Duration = Duration::from_secs(2);
/// The limit for a request, including its response.
const LIMIT: Duration = Duration::from_secs(4);
/// The limit on a response's body, in bytes.
const BODY_LIMIT: usize = 256 * 1024;

/// A client for servers that any authority may have certified: it trusts the roots of the system, or of `AWS_CA_BUNDLE`
/// alone. It follows no redirects.
#[derive(Debug, Clone)]
pub struct WebClient {
    client: legacy::Client<HttpsConnector<Tcp>, SdkBody>,
    allows_http: bool,
}

/// Why a server gave no response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WebError {
    /// The URL has no TLS.
    Insecure,
    /// The server can't be reached, or its response can't be read.
    Unreachable,
    /// The server took too long.
    TimedOut,
    /// The response is larger than 256 KiB.
    TooLarge,
}

impl fmt::Display for WebError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Insecure => "the URL has no TLS",
            Self::Unreachable => "no connection",
            Self::TimedOut => "time-out",
            Self::TooLarge => "response too large",
        })
    }
}

impl std::error::Error for WebError {}

impl WebClient {
    /// Creates a client. Loading the roots takes longer than a request, so it should happen only when one is needed.
    /// Only a client for servers on this machine may use plain HTTP.
    ///
    /// # Errors
    /// When `AWS_CA_BUNDLE` is not a file of certificates.
    pub fn new(aws: &AwsConfig, allows_http: bool) -> Result<Self, ConfigError> {
        Self::trusting(aws.ca_bundle.as_deref(), allows_http)
    }

    /// Creates a client that trusts the roots in this file alone, or those of the system.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn trusting(ca_bundle: Option<&str>, allows_http: bool) -> Result<Self, ConfigError> {
        let invalid = |error: io::Error| ConfigError::invalid("AWS_CA_BUNDLE", &error);
        let roots = match ca_bundle {
            Some(file) => trust::bundle(file).map_err(invalid)?,
            None => trust::system(),
        };
        let tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
        let tls = tls.with_safe_default_protocol_versions().map_err(|error| invalid(io::Error::other(error)))?;
        let tls = tls.with_root_certificates(roots).with_no_client_auth();
        let mut tcp = Tcp::new();
        tcp.set_connect_timeout(Some(CONNECT_LIMIT));
        // Allows TLS: the URL's scheme decides.
        tcp.enforce_http(false);
        let mut client = legacy::Client::builder(TokioExecutor::new());
        // A sandbox is frozen between requests, so a kept connection is likely dead.
        client.pool_max_idle_per_host(0);
        Ok(Self { client: client.build(HttpsConnector::from((tcp, Arc::new(tls)))), allows_http })
    }

    /// Sends a request.
    ///
    /// # Errors
    /// When there is no response of a reasonable size in time. A response with any status is a response.
    pub async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, WebError> {
        match request.uri().scheme_str() {
            Some("https") => {}
            Some("http") if self.allows_http => {}
            _ => return Err(WebError::Insecure),
        }
        let sending = async {
            let response = self.client.request(request.map(SdkBody::from)).await;
            let (parts, body) = response.map_err(|_| WebError::Unreachable)?.into_parts();
            Ok(Response::from_parts(parts, read(body).await?))
        };
        tokio::time::timeout(LIMIT, sending).await.unwrap_or(Err(WebError::TimedOut))
    }
}

async fn read(body: Incoming) -> Result<Vec<u8>, WebError> {
    let mut body = pin!(body);
    let mut bytes = Vec::new();
    while let Some(frame) = poll_fn(|context| body.as_mut().poll_frame(context)).await {
        let frame = frame.map_err(|_| WebError::Unreachable)?;
        let data = frame.data_ref().map(AsRef::as_ref).unwrap_or_default();
        if bytes.len() + data.len() > BODY_LIMIT {
            return Err(WebError::TooLarge);
        }
        bytes.extend_from_slice(data);
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::env::Environment;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    fn client(allows_http: bool) -> WebClient {
        let variables = ["AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"];
        let environment: Environment = variables.map(|name| (name.to_owned(), "x".to_owned())).into_iter().collect();
        WebClient::new(&AwsConfig::from_environment(&environment).unwrap(), allows_http).unwrap()
    }

    /// Gets a page from a server that responds with so many bytes.
    async fn get(bytes: usize, client: WebClient) -> Result<usize, WebError> {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let serving = async move {
            let (mut socket, _) = listener.accept().await.unwrap();
            let _ = socket.read(&mut [0; 1024]).await;
            let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {bytes}\r\n\r\n");
            let _ = socket.write_all(head.as_bytes()).await;
            let _ = socket.write_all(&vec![b'a'; bytes]).await;
        };
        let request = Request::builder().uri(url).body(Vec::new()).unwrap();
        tokio::select! {
            biased;
            response = client.send(request) => response.map(|response| response.body().len()),
            () = async { serving.await; std::future::pending().await } => unreachable!(),
        }
    }

    #[tokio::test]
    async fn a_response_is_read_up_to_its_limit() {
        assert_eq!(get(BODY_LIMIT, client(true)).await, Ok(BODY_LIMIT));
        assert_eq!(get(BODY_LIMIT + 1, client(true)).await, Err(WebError::TooLarge));
    }

    #[tokio::test]
    async fn a_url_without_tls_is_refused() {
        assert_eq!(get(1, client(false)).await, Err(WebError::Insecure));
    }
}
