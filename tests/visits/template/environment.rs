//! The template sets exactly the variables that the functions read.

use super::functions::sources;
use crate::support::log::ThreadLog;
use local::Template;
use shared::env::{CloudFront, Environment, Logging};
use std::collections::BTreeSet;
use std::path::PathBuf;

/// Whether events of a function count towards metrics.
fn counts(function: &str) -> bool {
    sources(&format!("functions/{function}/src")).contains("Metric::")
}

/// The environment behind CloudFront, in which a function reads all that there is about it.
fn in_front() -> Environment {
    [("CLOUDFRONT", "only"), ("CLOUDFRONT_SECRET", "secret")]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into_iter()
        .collect()
}

#[tokio::test]
async fn each_function_gets_the_variables_that_it_reads_and_no_others() {
    let template = Template::embedded().unwrap();
    // With the issuer of a local stack: a user pool is known to AWS only.
    let issuer = [("StaffIssuer", "http://localhost:9000"), ("StaffClientId", "site")];
    let issuer = issuer.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    for (name, variables) in template.environments("http://localhost:3000", &issuer).unwrap() {
        let given: BTreeSet<_> = variables.keys().cloned().collect();
        let aws = [("AWS_REGION", "us-east-1"), ("AWS_ACCESS_KEY_ID", "key"), ("AWS_SECRET_ACCESS_KEY", "secret")];
        let aws = aws.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let environment: Environment = variables.into_iter().chain(aws).collect();
        let log = ThreadLog::start();
        local::handler(&name, &environment, PathBuf::new()).unwrap();
        // In each function's `main`.
        Logging::from_environment(&environment);
        if sources(&format!("functions/{name}/src")).contains("CloudFront::from_environment") {
            CloudFront::from_environment(&in_front()).unwrap();
        }
        let mut read = log.values("variable.name");
        // A function that counts nothing needs no namespace.
        let needs_namespace = counts(&name);
        read.retain(|name| !name.starts_with("AWS_") && (name != "METRIC_NAMESPACE" || needs_namespace));
        assert_eq!(given, read, "{name}");
    }
}
