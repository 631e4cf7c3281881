//! The endpoints in every AWS partition.

use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpClient, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::result::ConnectorError;
use notify::Mailer;
use shared::env::Environment;
use store::aws::AwsConfig;
use store::aws::TimeLimits;

use std::sync::{Arc, Mutex};

/// At least one region of each partition, with the domain of its services.
const REGIONS: [(&str, &str); 10] = [
    ("us-east-1", "amazonaws.com"),
    ("eu-central-1", "amazonaws.com"),
    ("cn-north-1", "amazonaws.com.cn"),
    ("us-gov-west-1", "amazonaws.com"),
    ("us-iso-east-1", "c2s.ic.gov"),
    ("us-isob-east-1", "sc2s.sgov.gov"),
    ("eu-isoe-west-1", "cloud.adc-e.uk"),
    ("us-isof-south-1", "csp.hci.ic.gov"),
    ("eusc-de-east-1", "amazonaws.eu"),
    // Unknown to the SDK.
    ("us-north-9", "amazonaws.com"),
];

/// Records URI and signature of requests.
#[derive(Debug, Clone, Default)]
struct RecordedRequests(Arc<Mutex<Vec<(String, String)>>>);

impl HttpConnector for RecordedRequests {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let signed = request.headers().get("authorization").unwrap_or_default().to_owned();
        self.0.lock().unwrap().push((request.uri().to_owned(), signed));
        HttpConnectorFuture::ready(Err(ConnectorError::user("there is no server".into())))
    }
}

impl RecordedRequests {
    fn client(&self) -> SharedHttpClient {
        let connector = SharedHttpConnector::new(self.clone());
        http_client_fn(move |_, _| connector.clone())
    }

    /// Asserts that there was one request, to this URI, signed for this service and region.
    fn assert_one(&self, address: &str, region: &str, service: &str) {
        let requests = self.0.lock().unwrap();
        let [(uri, signed)] = requests.as_slice() else { panic!("{region}: {requests:?}") };
        assert_eq!(uri, address);
        assert!(signed.contains(&format!("/{region}/{service}/aws4_request")), "{signed}");
    }
}

/// The environment of a function in a region.
fn environment(region: &str) -> Environment {
    let variables = [
        ("AWS_REGION", region),
        ("AWS_ACCESS_KEY_ID", "key"),
        ("AWS_SECRET_ACCESS_KEY", "secret"),
        ("MAIL_FROM", "office@observatories.example"),
        ("SITE_URL", "https://www.observatories.example"),
        ("STAFF_EMAIL", "staff@observatories.example"),
    ];
    Environment::from_iter(variables.map(|(name, value)| (name.to_owned(), value.to_owned())))
}

#[tokio::test]
async fn the_endpoints_of_table_and_mail_are_right_in_every_partition() {
    for (region, domain) in REGIONS {
        let environment = environment(region);
        let aws = AwsConfig::from_environment(&environment).unwrap();
        let requests = RecordedRequests::default();
        aws.dynamodb(requests.client(), TimeLimits::DEPLOYED).list_tables().send().await.unwrap_err();
        requests.assert_one(&format!("https://dynamodb.{region}.{domain}/"), region, "dynamodb");

        let requests = RecordedRequests::default();
        let mailer = Mailer::deployed(&environment, &aws, requests.client()).unwrap();
        let Mailer::Ses { client, .. } = mailer else { panic!("{region}: {mailer:?}") };
        client.get_account().send().await.unwrap_err();
        requests.assert_one(&format!("https://email.{region}.{domain}/v2/email/account"), region, "ses");
    }
}
