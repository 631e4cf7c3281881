//! A stack can be anywhere.

use super::aws;
use crate::aws::TimeLimits;
use crate::store::connect;
use aws_smithy_runtime_api::client::http::{HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::result::ConnectorError;
use std::sync::{Arc, Mutex};

/// Takes down where requests go, and as whose.
#[derive(Debug, Clone, Default)]
struct Taken(Arc<Mutex<Vec<(String, String)>>>);

impl HttpConnector for Taken {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let signed = request.headers().get("authorization").unwrap_or_default().to_owned();
        self.0.lock().unwrap().push((request.uri().to_owned(), signed));
        HttpConnectorFuture::ready(Err(ConnectorError::user("there is nobody".into())))
    }
}

#[tokio::test]
async fn the_table_is_found_in_every_partition_and_asked_in_its_region() {
    let partitions = [
        ("us-east-1", "amazonaws.com"),
        ("eu-central-1", "amazonaws.com"),
        ("cn-north-1", "amazonaws.com.cn"),
        ("us-gov-west-1", "amazonaws.com"),
        ("us-iso-east-1", "c2s.ic.gov"),
        ("us-isob-east-1", "sc2s.sgov.gov"),
        ("eu-isoe-west-1", "cloud.adc-e.uk"),
        ("us-isof-south-1", "csp.hci.ic.gov"),
        ("eusc-de-east-1", "amazonaws.eu"),
        // Of the future.
        ("us-north-9", "amazonaws.com"),
    ];
    for (region, domain) in partitions {
        let taken = Taken::default();
        let connector = SharedHttpConnector::new(taken.clone());
        let client = connect(&aws(region, None), http_client_fn(move |_, _| connector.clone()), TimeLimits::DEPLOYED);
        client.list_tables().send().await.unwrap_err();
        let requests = taken.0.lock().unwrap();
        let [(uri, signed)] = requests.as_slice() else { panic!("{region}: {requests:?}") };
        assert_eq!(*uri, format!("https://dynamodb.{region}.{domain}/"));
        assert!(signed.contains(&format!("/{region}/dynamodb/aws4_request")), "{signed}");
    }
}
