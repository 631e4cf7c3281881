//! A function that writes one item to a table over TLS with the functions' crates, but without the SDK: it neither
//! signs nor retries, and trusts the roots in `AWS_CA_BUNDLE`.

use hyper_rustls::HttpsConnector;
use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use lambda_http::{Body, Error, Request, Response, http, run, service_fn};
use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{CipherSuite, ClientConfig, RootCertStore};
use std::sync::Arc;

/// A well-formed signature, which the local stack's table does not check.
const AUTHORIZATION: &str = "AWS4-HMAC-SHA256 Credential=local/20261124/us-east-1/dynamodb/aws4_request, \
                             SignedHeaders=host, Signature=0";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let (endpoint, table) = (&set("AWS_ENDPOINT_URL_DYNAMODB")?, &set("TABLE_NAME")?);
    let client = &client(&set("AWS_CA_BUNDLE")?)?;
    let put = async |request: Request| {
        let key = request.uri().path();
        let item = format!(r#"{{"TableName":"{table}","Item":{{"pk":{{"S":"{key}"}},"sk":{{"S":"floor"}}}}}}"#);
        let put = http::Request::post(endpoint)
            .header("content-type", "application/x-amz-json-1.0")
            .header("x-amz-target", "DynamoDB_20120810.PutItem")
            .header("x-amz-date", "20261124T000000Z")
            .header("authorization", AUTHORIZATION)
            .body(Body::from(item))?;
        let response = client.request(put).await?;
        Ok::<_, Error>(Response::builder().status(response.status()).body(Body::Empty)?)
    };
    run(service_fn(put)).await
}

#[allow(clippy::disallowed_methods, reason = "what is shared by the functions would be measured as well")]
fn set(variable: &str) -> Result<String, Error> {
    std::env::var(variable).map_err(|_| format!("{variable} is not set").into())
}

fn client(authorities: &str) -> Result<legacy::Client<HttpsConnector<HttpConnector>, Body>, Error> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(CertificateDer::pem_file_iter(authorities)?.collect::<Result<Vec<_>, _>>()?);
    let mut provider = ring::default_provider();
    provider.cipher_suites.sort_by_key(|suite| suite.suite() != CipherSuite::TLS13_AES_128_GCM_SHA256);
    let tls = ClientConfig::builder_with_provider(Arc::new(provider)).with_safe_default_protocol_versions()?;
    let mut tcp = HttpConnector::new();
    tcp.set_nodelay(true);
    tcp.enforce_http(false);
    let connector = HttpsConnector::from((tcp, tls.with_root_certificates(roots).with_no_client_auth()));
    Ok(legacy::Client::builder(TokioExecutor::new()).build(connector))
}
